//! Several tabs of one agent in one browser, each with the real driver and core, at the real local cloud: one channel and one
//! socket, whoever comes and goes.

use std::rc::Rc;
use std::time::Duration;

use customer_journey::api::handover::TabHandover;
use customer_journey::api::shared::Shared;
use customer_journey::live::services::Services;
use journey::connection::ConnectionState;
use journey::input::{Command, Target};
use leptos::prelude::*;
use serde_json::json;

use super::client::{ADA, Tab, TabStorage, story};
use super::cloud::LocalCloud;
use super::neighbours::{Member, Origin};

/// A tab, the sharing around its services, and its place among the others.
struct Page {
    tab: Tab,
    shared: Shared,
    member: Member,
    handover: Rc<TabHandover>,
    cookie: String,
    session: String,
}

impl Page {
    /// Opens a tab of a customer of its own.
    async fn open(cloud: &LocalCloud, origin: &Origin, number: usize) -> Self {
        Self::open_after(cloud, origin, number, &TabStorage::default()).await
    }

    /// The same as a page after others in the same tab.
    async fn open_after(cloud: &LocalCloud, origin: &Origin, number: usize, storage: &TabStorage) -> Self {
        let cookie = format!("visitor-{number}");
        let session = cloud.page_view(&cookie, "Home").await;
        let handover = Rc::new(TabHandover::new(Box::new(storage.clone())));
        let member = origin.member();
        let mut shared = None;
        let around = |services: Services| {
            let services = Services { handover: Rc::clone(&handover) as _, ..services };
            let id = format!("page{number}-{}", origin.next());
            let sharing = Shared::new(services, Box::new(member.clone()), "test".into(), id);
            shared.insert(sharing).services()
        };
        let tab = Tab::open_with(cloud, Target::Session(session.as_str().into()), around).await;
        Self { tab, shared: shared.unwrap(), member, handover, cookie, session }
    }

    /// The browser's own way of ending a page.
    fn close(self) {
        self.handover.leave();
        self.shared.leave();
        self.tab.running.abort();
    }

    fn crash(self) {
        self.member.crash();
        self.tab.running.abort();
        // What the process had open goes with it.
        self.shared.leave();
    }
}

async fn pages(cloud: &LocalCloud, origin: &Origin, n: usize) -> Vec<Page> {
    let mut pages = Vec::new();
    for number in 0..n {
        let page = Page::open(cloud, origin, number).await;
        page.tab.until_live().await;
        pages.push(page);
    }
    pages
}

/// Something happens to each customer, and each page shows it.
async fn all_show(cloud: &LocalCloud, pages: &[Page], title: &str) {
    for page in pages {
        cloud.page_view(&page.cookie, title).await;
    }
    for page in pages {
        page.tab.until_page(&page.session, title).await;
        page.tab.until_live().await;
    }
}

async fn channels(cloud: &LocalCloud) -> (u64, u64) {
    let truth = cloud.truth().await;
    (truth["channels"].as_u64().unwrap(), truth["sockets"].as_u64().unwrap())
}

#[test]
fn six_tabs_have_one_channel_and_one_socket() {
    story(|| async {
        let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
        let pages = pages(&cloud, &origin, 6).await;
        assert_eq!(channels(&cloud).await, (1, 1));
        all_show(&cloud, &pages, "Boots").await;
        cloud.control("sockets/drop", json!({})).await;
        all_show(&cloud, &pages, "Tents").await;
        assert_eq!(channels(&cloud).await, (1, 1));
        let said = origin.said();
        assert!(said.contains("v2.journey.sessions") && !said.to_lowercase().contains("bearer"), "{said}");
    });
}

#[test]
fn the_tab_that_leads_is_closed_or_crashes_and_the_others_go_on_with_its_channel() {
    story(|| async {
        let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
        let mut pages = pages(&cloud, &origin, 4).await;
        for (number, title) in ["Boots", "Tents", "Ropes"].into_iter().enumerate() {
            let first = pages.remove(0);
            if number == 1 {
                first.crash();
            } else {
                first.close();
            }
            all_show(&cloud, &pages, title).await;
            assert_eq!(channels(&cloud).await, (1, 1), "{title}");
        }
    });
}

#[test]
fn a_tab_that_is_loaded_anew_goes_on_with_the_channel_that_is_anothers_now() {
    story(|| async {
        let (cloud, origin, storage) = (LocalCloud::start(false).await, Origin::default(), TabStorage::default());
        let mut pages = vec![Page::open_after(&cloud, &origin, 0, &storage).await];
        pages[0].tab.until_live().await;
        for number in 1..3 {
            pages.push(Page::open(&cloud, &origin, number).await);
            pages[number].tab.until_live().await;
        }
        for title in ["Boots", "Tents", "Ropes"] {
            pages.remove(0).close();
            pages.insert(0, Page::open_after(&cloud, &origin, 0, &storage).await);
            pages[0].tab.until_live().await;
            all_show(&cloud, &pages, title).await;
            assert_eq!(channels(&cloud).await, (1, 1), "{title}");
        }
        // The one that leads now goes a moment after: it was no dispute for the channel.
        pages.remove(1).close();
        all_show(&cloud, &pages, "Knives").await;
        assert_eq!(channels(&cloud).await, (1, 1));
    });
}

#[test]
fn a_tab_that_follows_and_is_closed_disturbs_nobody() {
    story(|| async {
        let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
        let mut pages = pages(&cloud, &origin, 3).await;
        let words: Vec<_> = pages.iter().map(|page| page.tab.live.status()).collect();
        pages.remove(1).close();
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            for at in [0, 2] {
                assert_eq!(words[at].get_untracked().state, ConnectionState::Live);
            }
        }
        all_show(&cloud, &pages, "Boots").await;
        assert_eq!(channels(&cloud).await, (1, 1));
    });
}

#[test]
fn the_tab_that_leads_is_stopped_by_its_host_and_takes_nothing_from_the_others() {
    story(|| async {
        let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
        let mut pages = pages(&cloud, &origin, 3).await;
        let first = pages.remove(0);
        first.tab.inputs.stop();
        while !first.tab.running.is_finished() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        first.shared.leave();
        all_show(&cloud, &pages, "Boots").await;
        assert_eq!(channels(&cloud).await, (1, 1));
    });
}

#[test]
fn the_tab_that_leads_signs_out_and_the_others_have_another_channel() {
    story(|| async {
        let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
        let mut pages = pages(&cloud, &origin, 3).await;
        let first = pages.remove(0);
        first.tab.inputs.command(Command::SignOut);
        all_show(&cloud, &pages, "Boots").await;
        assert_eq!(first.tab.live.status().get_untracked().word(), "Signed out");
        assert_eq!(channels(&cloud).await.1, 1);
    });
}

#[test]
fn a_tab_that_leads_and_does_not_answer_is_left_alone() {
    story(|| async {
        let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
        let mut pages = pages(&cloud, &origin, 1).await;
        pages[0].member.freeze();
        pages.push(Page::open(&cloud, &origin, 1).await);
        pages[1].tab.until_live().await;
        all_show(&cloud, &pages, "Boots").await;
        assert_eq!(channels(&cloud).await, (2, 2));
    });
}

#[test]
fn channels_that_the_cloud_takes_away_are_followed_by_one_for_all() {
    story(|| async {
        for what in ["channels/expire", "channels/evict"] {
            let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
            let pages = pages(&cloud, &origin, 3).await;
            cloud.control(what, json!({})).await;
            all_show(&cloud, &pages, "Boots").await;
            assert_eq!(channels(&cloud).await, (1, 1), "{what}");
        }
    });
}

#[test]
fn an_announced_end_of_the_socket_leaves_everybody_live() {
    story(|| async {
        let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
        let pages = pages(&cloud, &origin, 3).await;
        cloud.control("sockets/announce", json!({})).await;
        all_show(&cloud, &pages, "Boots").await;
        assert_eq!(channels(&cloud).await, (1, 1));
    });
}

#[test]
fn tabs_of_two_agents_have_their_own() {
    story(|| async {
        let (cloud, origin) = (LocalCloud::start(false).await, Origin::default());
        let mut pages = pages(&cloud, &origin, 2).await;
        // The same agent in another browser.
        pages.push(Page::open(&cloud, &Origin::default(), 7).await);
        all_show(&cloud, &pages, "Boots").await;
        assert_eq!(channels(&cloud).await, (2, 2), "{ADA}");
    });
}
