//! Starting after a deployment went wrong: a file that is missing, or is another; the page says so whatever it is.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::start::copy;
use crate::browser::Browser;
use crate::cloud::listener;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};
use crate::web_host::{Pages, WebHost};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

/// Whether the agent sees that the page did not start.
const NOTICE: &str = "const e = document.getElementById('not-started'); \
    return e.checkVisibility({visibilityProperty: true}) && text(e).includes('could not start')";

/// In each page: remembers whether that was ever to be seen.
const WATCH: &str = "const look = () => {
  const e = document.getElementById('not-started');
  window.flashed ||= Boolean(e?.checkVisibility({visibilityProperty: true}));
  requestAnimationFrame(look);
};
look();";

/// The built site, to be spoilt.
struct Site(PathBuf);

impl Site {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("journey-spoilt-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        copy(Path::new(&std::env::var("JOURNEY_SITE").expect("a site")), &folder);
        Self(folder)
    }

    /// The file whose name begins and ends so.
    fn file(&self, begin: &str, end: &str) -> PathBuf {
        let names = std::fs::read_dir(&self.0).expect("the site").flatten().map(|entry| entry.path());
        let fits = |path: &PathBuf| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| name.starts_with(begin) && name.ends_with(end))
        };
        names.into_iter().find(fits).unwrap_or_else(|| panic!("no {begin}…{end}"))
    }

    fn index(&self) -> String {
        std::fs::read_to_string(self.0.join("index.html")).expect("the page")
    }

    async fn open(&self, browser: &Browser, pages: Pages, path: &str) {
        let host = WebHost::start(listener(), Some(self.0.clone()), pages, POLICY.to_owned());
        browser.open(&format!("http://127.0.0.1:{}{path}", host.port)).await;
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[tokio::test]
async fn whatever_file_is_missing_or_another_the_page_says_that_it_did_not_start() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let browser = stage.driver.browser(900, 700).await;
    let files = [("boot-", ".js"), ("customer-journey-", ".js"), ("customer-journey-", ".wasm")];
    for (begin, end) in files {
        let site = Site::new("file");
        let file = site.file(begin, end);
        std::fs::remove_file(&file).expect("gone");
        site.open(&browser, Pages::new(), "/").await;
        browser.wait(&format!("the notice without {begin}…{end}"), NOTICE, vec![]).await;
        // A server that answers every address with its first page.
        std::fs::write(&file, site.index()).expect("written");
        site.open(&browser, Pages::new(), "/").await;
        browser.wait(&format!("the notice with another {begin}…{end}"), NOTICE, vec![]).await;
        let reload = "return all('link', 'Reload').length";
        assert_eq!(browser.run(reload, vec![]).await, json!(1));
    }

    // The first script and all styles.
    let site = Site::new("bare");
    std::fs::remove_file(site.file("boot-", ".js")).expect("gone");
    std::fs::remove_file(site.file("", ".css")).expect("gone");
    site.open(&browser, Pages::new(), "/").await;
    browser.wait("the notice without anything", NOTICE, vec![]).await;

    // The address without the slash at its end: no file of the page is where it is looked for.
    let site = Site::new("slash");
    let pages = Pages::from([("/apps/journey".to_owned(), site.index())]);
    site.open(&browser, pages, "/apps/journey?contactId=c").await;
    browser.wait("the notice without a slash", NOTICE, vec![]).await;

    drop(browser.client.close().await);
}

#[tokio::test]
async fn a_page_that_starts_shows_no_notice_and_without_its_styles_works_all_the_same() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let browser = stage.driver.browser(900, 700).await;
    browser.before_each_page(WATCH).await;
    stage.sign_in(&browser, ADA, "").await;
    JourneyPage(&browser).wait_for_connection("Live").await;
    let flashed = browser.run("return Boolean(window.flashed)", vec![]).await;
    assert_eq!(flashed, Value::Bool(false), "it was seen for a moment");

    let site = Site::new("plain");
    std::fs::remove_file(site.file("", ".css")).expect("gone");
    // Its configuration is wrong, which the program says.
    let pages = Pages::from([("/config.json".to_owned(), "{}".to_owned())]);
    site.open(&browser, pages, "/").await;
    let said = "const e = all('alert', null)[0]; return e && text(e).includes('environment')";
    browser.wait("the program's own words", said, vec![]).await;
    assert_eq!(browser.run(NOTICE, vec![]).await, Value::Bool(false));
    drop(browser.client.close().await);
}
