//! The matrix of faults (reliability §6): what can break × when it breaks. After each the page must show exactly what
//! happened, and must never have said "Live" while it did not.
//!
//! A run takes forty cells, each fault and each phase among them; `cargo xtask faults` takes all 320, and
//! `cargo xtask faults 8F` one.

mod fault;
mod phase;
mod view;
mod visit;

use std::time::Duration;

use fault::Fault;
use phase::Phase;
use view::View;
use visit::Visit;

use crate::cloud::now_ms;
use crate::stage::{ADA, Stage};

/// How long the page may take to be right again once the fault is over. Most take a second.
const BACK: Duration = Duration::from_secs(30);

/// The cells to run: of forty, each fault is in at least one and each phase in four.
fn cells(wanted: Option<&str>) -> Vec<(Fault, Phase)> {
    let all = Fault::ALL.iter().flat_map(|fault| Phase::ALL.iter().map(move |phase| (*fault, *phase)));
    match wanted {
        Some("all") => all.collect(),
        Some(names) => {
            all.filter(|(fault, phase)| names.split(',').any(|name| name == label(*fault, *phase))).collect()
        }
        None => (0..40)
            .map(|n| {
                let fault = n % Fault::ALL.len();
                // Faults that come twice meet another phase.
                (Fault::ALL[fault], Phase::ALL[(3 * n + n / 10 + 5 * (n / Fault::ALL.len())) % Phase::ALL.len()])
            })
            .collect(),
    }
}

fn label(fault: Fault, phase: Phase) -> String {
    format!("{}{}", fault.number(), phase.letter())
}

#[tokio::test]
async fn after_every_fault_in_every_phase_the_page_shows_exactly_what_happened() {
    let wanted = std::env::var("JOURNEY_FAULTS").ok();
    let cells = cells(wanted.as_deref());
    assert!(!cells.is_empty(), "{wanted:?} names no cell");
    let mut stage = Stage::set().await;
    let mut view = View(stage.driver.browser(1280, 900).await);
    let mut red = Vec::new();
    for (n, (fault, phase)) in cells.iter().enumerate() {
        let name = label(*fault, *phase);
        let (begun, n_before) = (now_ms(), stage.cloud.proxy.n_asked());
        let outcome = run(&mut stage, &view, *fault, *phase, &format!("v{n}")).await;
        let seconds = (now_ms() - begun) / 1_000;
        match outcome {
            Ok(()) => eprintln!("{name:>4} {fault:?} {phase:?}: green in {seconds} s"),
            Err(why) => {
                eprintln!("{name:>4} {fault:?} {phase:?}: RED after {seconds} s: {why}");
                stage.cloud.proxy.print_asked_after(n_before);
                red.push(name);
                // Whatever is left of it must not spoil the next one.
                view = View(stage.driver.browser(1280, 900).await);
            }
        }
        stage.cloud.clear_faults();
    }
    eprintln!("{} cells, {} red {red:?}", cells.len(), red.len());
    assert!(red.is_empty(), "run one again by `cargo xtask faults {}`", red.join(","));
}

/// One cell: a visit is watched, the fault strikes in the phase, ends, and the page is compared with the truth.
async fn run(stage: &mut Stage, view: &View, fault: Fault, phase: Phase, cookie: &str) -> Result<(), String> {
    let mut visit = Visit::begin(&stage.cloud, cookie);
    let address = stage.cloud.address(&format!("/journey/?sessionId={}&theme=light", visit.session));
    phase.reach(&mut stage.cloud, view, &address, &mut visit).await?;
    visit.page(&stage.cloud, "in the phase");
    fault.strike(&mut stage.cloud, &mut visit).await;
    if fault.leaves_the_cloud() {
        visit.page(&stage.cloud, "during the fault");
    }
    phase.live_through(&mut stage.cloud, &mut visit, fault.lasts()).await;
    fault.end(&mut stage.cloud, view).await?;
    phase.leave(&stage.cloud);
    if fault.forgets() {
        return view.says_that_the_session_is_gone(ADA, BACK).await;
    }
    visit.page(&stage.cloud, "after the fault");
    view.shows(&visit, ADA, BACK).await?;
    view.was_honest(&visit, fault.unseen()).await
}

#[test]
fn forty_cells_hold_each_fault_and_each_phase() {
    let cells = cells(None);
    for fault in Fault::ALL {
        assert!(cells.iter().any(|(one, _)| one.number() == fault.number()), "{fault:?}");
    }
    for phase in Phase::ALL {
        assert!(cells.iter().filter(|(_, one)| one.letter() == phase.letter()).count() >= 3, "{phase:?}");
    }
    let mut names: Vec<String> = cells.iter().map(|(fault, phase)| label(*fault, *phase)).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 40);
}
