//! Looking around by chance: a plausible way through departments, products and searches.

use rand::RngExt as _;

use super::plan::Planner;
use super::script::{Deed, Step, Wander};
use super::{Chance, pick};

/// The steps of a wander; the same chance gives the same way.
pub(super) fn steps(planner: &Planner, plan: &Wander, chance: &mut Chance) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut basket: Vec<String> = Vec::new();
    let mut pages = 0;
    let mut step = |deed, share: f64| steps.push(Step { deed, stay: plan.stay * share });
    while pages < plan.pages {
        pages += 1;
        let Some(category) = pick(&plan.among, chance) else { break };
        let roll: f64 = chance.random();
        if roll < 0.14 && !plan.terms.is_empty() {
            if let Some(term) = pick(&plan.terms, chance) {
                step(Deed::Search(term.clone()), 0.6);
            }
        } else if roll < 0.38 {
            step(Deed::View(format!("c/{category}/")), 1.0);
        } else if roll < 0.44 {
            step(Deed::View("help/size-guide/".to_owned()), 1.2);
            // Help may be offered here; somebody who only looks around does not take it.
            let answer = pick(&["rejected", "ignored", "timedout"], chance).copied().unwrap_or("ignored");
            step(Deed::Offer(answer.to_owned()), 0.1);
        } else if roll < 0.50 && !basket.is_empty() {
            step(Deed::View("basket/".to_owned()), 0.8);
            if chance.random_bool(0.4) {
                let slug = basket.swap_remove(chance.random_range(0..basket.len()));
                step(Deed::Remove(slug), 0.3);
            }
        } else {
            let goods: Vec<&str> = planner
                .goods()
                .iter()
                .filter(|good| &good.category == category)
                .map(|good| good.slug.as_str())
                .collect();
            let Some(slug) = pick(&goods, chance) else { continue };
            step(Deed::View(format!("p/{slug}/")), 1.3);
            if chance.random_bool(plan.carts.clamp(0.0, 1.0)) {
                step(Deed::Add((*slug).to_owned()), 0.3);
                basket.push((*slug).to_owned());
            }
        }
    }
    steps
}
