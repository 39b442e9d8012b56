//! `tests/MUSEUM.md` is complete and true; and the rules that keep out what can only be absent.

use std::collections::BTreeSet;

use crate::sources::{code, files, must_not_name, read};
use crate::tables::{find_tests, rows, wrong_tests};

/// Defects in the collection (reliability goal T7).
const N_DEFECTS: usize = 30;

#[test]
fn every_defect_of_the_museum_names_a_test_that_exists() {
    let (tests, mut wrong, mut seen) = (find_tests(), Vec::new(), BTreeSet::new());
    for row in rows(&read("tests/MUSEUM.md"), "no") {
        let [number, defect, way_back, named, kinds] = &row[..] else {
            wrong.push(format!("{row:?} has not five cells"));
            continue;
        };
        if !seen.insert(number.parse::<usize>().unwrap_or_default()) || defect.is_empty() || way_back.is_empty() {
            wrong.push(format!("{number} stands twice or says too little"));
        }
        wrong.extend(wrong_tests(number, named, kinds, &tests));
    }
    if seen != (1..=N_DEFECTS).collect() {
        wrong.push(format!("the numbers are {seen:?}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_tab_has_the_allocator_that_comes_with_the_language() {
    let packages = read("Cargo.lock");
    assert!(packages.contains("name = \"leptos\""), "this is not the list of packages");
    for other in ["wee_alloc", "lol_alloc", "talc", "dlmalloc", "mimalloc", "jemallocator", "tikv-jemallocator"] {
        assert!(!packages.contains(&format!("name = \"{other}\"")), "{other} is another allocator");
    }
    for folder in ["src", "crates/journey/src", "crates/wire/src"] {
        must_not_name(folder, &["global_allocator"], &[]);
    }
}

#[test]
fn nothing_is_handed_to_the_browser_for_ever() {
    let words =
        ["Closure::into_js_value", ".into_js_value()", "mem::forget", "Box::leak", "ManuallyDrop", "Rc::into_raw"];
    must_not_name("src", &words, &[]);
    // A token and a sign-out are forgotten; a closure must not be.
    for (name, text) in files("src", &["rs"]) {
        for line in code(&text).lines().filter(|line| line.contains(".forget()")) {
            assert!(line.contains("keyring") || line.contains("access"), "{name} forgets something: {}", line.trim());
        }
    }
}

#[test]
fn the_browser_is_not_asked_whether_it_is_online() {
    must_not_name("src", &["on_line()", "onLine"], &[]);
    let script = read("boot.js");
    assert!(script.contains("import(") && !script.contains("onLine"), "boot.js asks");
}

#[test]
fn the_sign_in_window_is_not_asked_whether_it_is_closed() {
    // Pages that isolate themselves make an open window look closed.
    must_not_name("src", &[".closed()", "\"closed\""], &[]);
}

#[test]
fn messages_go_to_one_origin_and_come_from_one() {
    must_not_name("src/platform", &["\"*\"", "'*'"], &[]);
    must_not_name("src", &[".origin().starts_with", ".origin().ends_with", ".origin().contains"], &[]);
    let names = |word: &str| -> Vec<String> {
        files("src", &["rs"]).into_iter().filter(|(_, text)| code(text).contains(word)).map(|(name, _)| name).collect()
    };
    assert_eq!(names("message.origin()"), ["src/platform/mod.rs"], "one place compares origins");
    assert_eq!(names("event.origin()"), Vec::<String>::new(), "one place compares origins");
    assert_eq!(names("is_from("), ["src/platform/host.rs", "src/platform/mod.rs", "src/platform/page.rs"]);
    // Whoever listens to messages asks who sent them; a broadcast comes from this very origin.
    let listen = names(", \"message\", ");
    assert_eq!(listen, ["src/platform/host.rs", "src/platform/neighbours.rs", "src/platform/page.rs"]);
}

#[test]
fn no_nonce_is_built_in() {
    let parts = ["index.html", "boot.js", "Trunk.toml", "crates/local-cloud/src/serving.rs", "xtask/src/build.rs"];
    for name in parts {
        let text = read(name);
        assert!(!text.is_empty(), "{name} is elsewhere now");
        assert!(
            !text.to_ascii_lowercase().contains("nonce"),
            "{name} names a nonce: one that is built in protects nothing"
        );
    }
}

#[test]
fn no_style_is_written_as_an_attribute() {
    let pages = files("src", &["rs"]).into_iter().chain([("index.html".to_owned(), read("index.html"))]);
    for (name, text) in pages {
        assert!(!text.contains(" style=\""), "{name} has a style attribute, which the policy refuses; use style:name");
    }
}
