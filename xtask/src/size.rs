//! `cargo xtask size`: what a browser downloads before the first card, against the budget.

use std::path::Path;

use crate::{Outcome, build};

/// The bar: brotli bytes of html, js, wasm and css before the first card.
const BUDGET: usize = 410_000;

/// What it must not grow beyond while the bar is not reached; only ever lowered. The rules of pages and signs in the main
/// languages and the folding, masking and isolation of texts brought it here (25,000 bytes).
const CEILING: usize = 414_000;

/// Builds the tab when needed and measures it.
pub(crate) fn size() -> Outcome {
    let dist = build::site()?;
    measure(&dist)
}

/// Prints bytes per file and the total; an error when the total is over the budget.
pub(crate) fn measure(dist: &Path) -> Outcome {
    let mut files = Vec::new();
    build::collect(dist, &mut files)?;
    files.sort();
    println!("\n{:<54} {:>9} {:>9} {:>9}", "file", "raw", "gzip", "brotli");
    let bytes_of = |name: &str| {
        let data = std::fs::metadata(dist.join(name)).map_err(|error| format!("{name}: {error}"))?;
        usize::try_from(data.len()).map_err(|error| format!("{name}: {error}"))
    };
    let mut totals = [0; 3];
    for file in files {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().into_owned();
        let is_first =
            ["html", "js", "wasm", "css", "svg"].iter().any(|extension| name.ends_with(&format!(".{extension}")));
        if !is_first {
            continue;
        }
        // The build has packed it already.
        let sizes = [bytes_of(&name)?, bytes_of(&format!("{name}.gz"))?, bytes_of(&format!("{name}.br"))?];
        println!("{name:<54} {:>9} {:>9} {:>9}", sizes[0], sizes[1], sizes[2]);
        for (total, size) in totals.iter_mut().zip(sizes) {
            *total += size;
        }
    }
    println!("{:<54} {:>9} {:>9} {:>9}", "total before the first card", totals[0], totals[1], totals[2]);
    if totals[2] > CEILING {
        return Err(format!("{} bytes brotli are over the ceiling of {CEILING}", totals[2]));
    }
    match BUDGET.checked_sub(totals[2]) {
        Some(left) => println!("budget {BUDGET} bytes brotli: reached, {left} bytes left"),
        None => println!("budget {BUDGET} bytes brotli: NOT REACHED, {} bytes over", totals[2] - BUDGET),
    }
    Ok(())
}
