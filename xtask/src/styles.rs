//! One stylesheet for the browser: the files stay one per component in the sources, and are joined after the build.
//!
//! Fourteen requests become one, and what repeats across components is packed once.

use std::path::Path;

use crate::files::{hash, integrity, text, write};

/// What stands before the name of a stylesheet in the built page.
const LINK: &str = "<link rel=\"stylesheet\" href=\"./";

/// Joins the stylesheets that `dist/index.html` names, in their order, under a name and an integrity of their own.
pub(crate) fn join(dist: &Path) -> Result<(), String> {
    let page = dist.join("index.html");
    let html = text(&page)?;
    let names = names(&html);
    if names.len() < 2 {
        return Err(format!("{}: no stylesheets to join", page.display()));
    }
    let mut joined = String::new();
    for name in &names {
        let file = dist.join(name);
        joined.push_str(&text(&file)?);
        joined.push('\n');
        std::fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let name = format!("style-{}.css", hash(&joined));
    let link = format!("{LINK}{name}\" integrity=\"{}\"/>", integrity(&joined));
    write(&dist.join(&name), &joined)?;
    write(&page, with_one_link(&html, &link))
}

/// The stylesheets of a page, in order.
fn names(html: &str) -> Vec<&str> {
    html.lines().filter_map(|line| line.trim().strip_prefix(LINK)?.split('"').next()).collect()
}

/// The page with `link` in the place of its first stylesheet, and without the others.
fn with_one_link(html: &str, link: &str) -> String {
    let mut written = false;
    let mut page = String::new();
    for line in html.lines() {
        let is_link = line.trim().starts_with(LINK);
        if is_link && written {
            continue;
        }
        page.push_str(if is_link { link } else { line });
        page.push('\n');
        written |= is_link;
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>\n<link rel=\"stylesheet\" href=\"./a-1.css\" integrity=\"x\"/>\n<meta>\n\
                        <link rel=\"stylesheet\" href=\"./b-2.css\" integrity=\"y\"/>\n</head>\n";

    #[test]
    fn the_stylesheets_of_a_page_are_found_in_their_order() {
        assert_eq!(names(PAGE), ["a-1.css", "b-2.css"]);
    }

    #[test]
    fn one_link_stands_where_the_first_stood() {
        assert_eq!(with_one_link(PAGE, "<link one>"), "<head>\n<link one>\n<meta>\n</head>\n");
    }
}
