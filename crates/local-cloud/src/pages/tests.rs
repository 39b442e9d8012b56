//! What must hold for every page: no markup the policy would block, nothing unfilled, every link leads somewhere.

use std::path::Path;

use super::*;

fn text(page: Page) -> String {
    String::from_utf8(page.1.to_vec()).unwrap()
}

fn all_pages() -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> =
        SITE.keys().map(|path| (format!("/shop/{path}"), text(shop(path).unwrap()))).collect();
    pages.push(("/caller/".to_owned(), text(caller("").unwrap())));
    pages.push(("start".to_owned(), start("Ada")));
    pages.push(("sign-in".to_owned(), sign_in(&[("a1", "Ada", "all")], &[("state", "x")])));
    pages.push(("problem".to_owned(), problem("Oh", "No")));
    pages
}

/// Every tag of a page with its attributes, as text without the brackets.
fn tags(html: &str) -> Vec<String> {
    html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag.to_owned()).collect()
}

fn names(tag: &str) -> Vec<String> {
    attributes(tag).into_iter().map(|(name, _)| name).collect()
}

/// Attributes of a tag: name and value, reading quotes.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim();
    while !rest.is_empty() {
        let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let inner = after.strip_prefix('"').expect("attribute values are quoted");
            let close = inner.find('"').expect("quotes are closed");
            value = inner[..close].to_owned();
            rest = inner[close + 1..].trim_start();
        }
        found.push((name, value));
    }
    found
}

#[test]
fn no_page_has_inline_script_style_or_handler() {
    for (path, html) in all_pages() {
        for tag in tags(&html) {
            let names = names(&tag);
            assert!(!names.iter().any(|name| name == "style" || name.starts_with("on")), "{path}: <{tag}>");
            assert!(!tag.starts_with("style"), "{path}: a style element");
            if tag.starts_with("script") {
                assert!(names.contains(&"src".to_owned()), "{path}: an inline script");
            }
        }
        assert!(!html.to_lowercase().contains("javascript:"), "{path}");
    }
}

#[test]
fn nothing_is_left_unfilled() {
    for (path, html) in all_pages() {
        assert!(!html.contains("{{") && !html.contains("}}"), "{path}: {html}");
        assert!(html.contains("<title>") && !html.contains("<title></title>"), "{path} has no title");
    }
}

#[test]
fn every_page_has_its_own_title() {
    let mut titles: Vec<String> = SITE.values().map(|page| page.head.title.clone()).collect();
    let count = titles.len();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), count, "{titles:?}");
    assert!(count >= 30, "{count} pages");
}

#[test]
fn every_link_picture_and_module_of_the_pages_exists() {
    for (path, html) in all_pages() {
        for (name, value) in tags(&html).iter().flat_map(|tag| attributes(tag)) {
            if !["href", "src", "action"].contains(&name.as_str()) {
                continue;
            }
            let target = value.split(['?', '#']).next().unwrap_or_default();
            let exists = match target {
                "" | "/" | "/journey/" => true,
                other => match (other.strip_prefix("/shop/"), other.strip_prefix("/caller/")) {
                    (Some(rest), _) => shop(rest).is_some(),
                    (_, Some(rest)) => caller(rest).is_some(),
                    _ => false,
                },
            };
            assert!(exists, "{path}: {value} leads nowhere");
        }
    }
}

#[test]
fn every_module_import_exists() {
    let modules = embedded::SHOP.iter().filter(|(path, _)| path.ends_with(".js"));
    for (path, bytes) in modules {
        let source = std::str::from_utf8(bytes).unwrap();
        let folder = Path::new(path).parent().unwrap();
        let named = source.split(['"']).filter(|part| part.starts_with('.') && part.ends_with(".js"));
        for import in named {
            let mut target: Vec<&str> = folder.to_str().unwrap().split('/').filter(|part| !part.is_empty()).collect();
            for part in import.split('/') {
                match part {
                    "." => {}
                    ".." => drop(target.pop()),
                    other => target.push(other),
                }
            }
            let target = target.join("/");
            assert!(embedded::SHOP.iter().any(|(known, _)| *known == target), "{path} imports {import}");
        }
    }
}

#[test]
fn every_file_of_the_folders_is_embedded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = Vec::new();
    list(&root.join("shop/pages"), "", &mut pages);
    for name in &pages {
        let name = name.strip_suffix(".html").unwrap();
        assert!(embedded::PAGES.iter().any(|(known, _)| *known == name), "shop/pages/{name}.html");
    }
    assert_eq!(pages.len(), embedded::PAGES.len());
    let mut files = Vec::new();
    list(&root.join("shop"), "", &mut files);
    for name in files.iter().filter(|name| !name.starts_with("pages/") && !name.starts_with("templates/")) {
        assert!(shop(name).is_some(), "shop/{name}");
    }
    let mut files = Vec::new();
    list(&root.join("caller"), "", &mut files);
    assert!(files.iter().all(|name| caller(name).is_some()), "{files:?}");
}

fn list(folder: &Path, below: &str, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{name}/"), into);
        } else {
            into.push(name);
        }
    }
}

#[test]
fn a_page_is_found_with_and_without_its_last_slash_and_nothing_else_is() {
    for path in ["", "p/tarn-parka/", "p/tarn-parka", "/help/returns/"] {
        assert_eq!(shop(path).map(|page| page.0), Some("text/html; charset=utf-8"), "{path}");
    }
    for path in ["nothing/", "../Cargo.toml", "pages/home.html", "templates/layout.html", "p/"] {
        assert_eq!(shop(path), None, "{path}");
    }
    assert_eq!(shop("tracker.js").map(|page| page.0), Some("text/javascript; charset=utf-8"));
    assert_eq!(caller("people.json").map(|page| page.0), Some("application/json"));
    assert!(text(shop_not_found()).contains("wandered off"));
}

#[test]
fn what_others_say_stays_text_in_the_doors() {
    let evil = "\"><script>alert(1)</script>'&";
    let pages = [sign_in(&[(evil, evil, evil)], &[(evil, evil)]), problem(evil, evil)];
    for html in pages {
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{html}");
        assert!(html.contains("&quot;") && html.contains("&#39;&amp;"), "{html}");
    }
}

#[test]
fn the_sign_in_form_brings_the_request_back() {
    let html = sign_in(&[("u1", "Ada Lindqvist", "May see everything")], &[("state", "s1"), ("client_id", "c")]);
    assert!(html.contains("<form method=\"post\">"));
    assert!(html.contains("<input type=\"hidden\" name=\"state\" value=\"s1\">"));
    assert!(html.contains("<button name=\"agent\" value=\"u1\">"));
    assert!(html.contains("name=\"cancel\" value=\"1\""));
}

#[test]
fn the_search_knows_products_and_help() {
    assert!(found("insulated parka") >= 1);
    assert_eq!(found("Return policy"), 1);
    assert_eq!(found("zeppelin"), 0);
    let goods: serde_json::Value = serde_json::from_slice(shop("products.json").unwrap().1).unwrap();
    for help in goods["help"].as_array().unwrap() {
        assert!(shop(help["path"].as_str().unwrap()).is_some(), "{help}");
    }
}
