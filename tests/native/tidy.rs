//! House rules that no compiler checks: who may name whom, file sizes, colours, sinks.

use crate::sources::{files, must_not_name, read};

#[test]
fn only_decode_names_wire_in_the_core() {
    must_not_name("crates/journey/src", &["wire::"], &["crates/journey/src/decode", "crates/journey/src/tests"]);
}

#[test]
fn the_core_names_no_clock_no_browser_and_no_waiting() {
    let words = ["leptos", "web_sys", "js_sys", "gloo", "tokio", "::now()", "async fn", "rand::"];
    must_not_name("crates/journey/src", &words, &[]);
}

#[test]
fn wire_names_nothing_of_ours() {
    must_not_name("crates/wire/src", &["journey::", "leptos", "web_sys"], &[]);
}

#[test]
fn the_local_cloud_names_neither_core_nor_tab() {
    must_not_name("crates/local-cloud/src", &["journey::Core", "use journey", "customer_journey", "leptos"], &[]);
    let manifest = read("crates/local-cloud/Cargo.toml");
    assert!(
        !manifest.contains("journey.workspace") && !manifest.contains("journey ="),
        "the local cloud depends on the core"
    );
}

#[test]
fn components_fetch_nothing_and_know_no_clock() {
    let words = ["crate::api", "crate::platform", "wire::", "spawn_local", "now()", "web_sys::window", "gloo"];
    must_not_name("src/components", &words, &[]);
}

#[test]
fn components_forget_what_reads_them_and_what_leaves_a_list() {
    must_not_name("src/components", &["ArcMemo"], &["src/components/memo.rs"]);
    must_not_name("src/components", &["<For"], &[]);
    let is_other = |text: &str| text.contains("Memo::new") && !text.contains("use super::memo::");
    let others = files("src/components", &["rs"])
        .into_iter()
        .filter(|(name, text)| !name.ends_with("memo.rs") && is_other(text));
    let others: Vec<String> = others.map(|(name, _)| name).collect();
    assert!(others.is_empty(), "memos of Leptos' own: {others:?}");
}

#[test]
fn the_live_layer_names_no_browser() {
    must_not_name("src/live", &["web_sys", "gloo_net", "js_sys"], &[]);
}

#[test]
fn only_api_names_gloo_net_and_only_platform_and_api_name_web_sys() {
    must_not_name("src", &["gloo_net"], &["src/api"]);
    must_not_name("src", &["web_sys::window"], &["src/platform"]);
}

#[test]
fn no_html_is_made_from_text() {
    let words = ["inner_html", "set_inner_html", "insert_adjacent_html", "outer_html", "document.write", "srcdoc"];
    must_not_name("src", &words, &[]);
    let scripts =
        files("crates/local-cloud/shop", &["js"]).into_iter().chain(files("crates/local-cloud/caller", &["js"]));
    for (name, text) in scripts {
        assert!(!text.contains("innerHTML") && !text.contains("insertAdjacentHTML"), "{name} makes HTML from text");
    }
}

#[test]
fn no_file_is_over_600_lines_and_every_module_says_what_it_is_for() {
    let mut found = Vec::new();
    for folder in ["src", "crates", "xtask", "tests"] {
        for (name, text) in files(folder, &["rs"]) {
            let n_lines = text.lines().count();
            if n_lines > 600 {
                found.push(format!("{name} has {n_lines} lines"));
            }
            if !text.starts_with("//!") && !text.starts_with("#![cfg") {
                found.push(format!("{name} has no module doc"));
            }
        }
    }
    for (name, text) in files("style", &["css"]) {
        if text.lines().count() > 600 {
            found.push(format!("{name} is over 600 lines"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn colours_live_in_the_tokens_alone() {
    let mut found = Vec::new();
    for (name, text) in files("style", &["css"]) {
        if name.ends_with("tokens.css") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let value = line.split("/*").next().unwrap_or_default();
            let hex = value.match_indices('#').any(|(at, _)| {
                let digits = value[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
                [3, 4, 6, 8].contains(&digits) && value[..at].contains(':')
            });
            if hex || ["rgb(", "hsl(", "oklch(", "oklab("].iter().any(|function| value.contains(function)) {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn panics_are_bugs() {
    let mut found = Vec::new();
    for folder in
        ["src", "crates/journey/src", "crates/wire/src", "crates/local-cloud/src", "crates/simulator/src", "xtask/src"]
    {
        for (name, text) in files(folder, &["rs"]) {
            if name.contains("/tests") || name.ends_with("_tests.rs") {
                continue;
            }
            let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in before_tests.lines().enumerate() {
                let line = line.split("//").next().unwrap_or_default();
                if [".unwrap()", ".expect(", "todo!(", "unimplemented!(", "panic!("]
                    .iter()
                    .any(|word| line.contains(word))
                {
                    found.push(format!("{name}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nothing_committed_names_a_machine_or_a_registry() {
    let text = read("package-lock.json");
    assert!(!text.contains("\"resolved\": \"http"), "package-lock.json records where packages came from");
}
