//! Renders the shop: a layout around every page, a page for every product and category of `shop/products.json`.
//!
//! Templates know `{{name}}` (escaped text) and, in pages, `{{cards: slug slug}}` (a shelf of products). A name that
//! nothing fills stays in the text, where the tests find it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::doors::escape;
use super::embedded;

const LAYOUT: &str = include_str!("../../shop/templates/layout.html");
const PRODUCT: &str = include_str!("../../shop/templates/product.html");
const CATEGORY: &str = include_str!("../../shop/templates/category.html");
const GOODS: &str = include_str!("../../shop/products.json");

/// A laid-out page.
pub(super) struct Rendered {
    pub(super) head: Head,
    pub(super) bytes: Vec<u8>,
}

/// What the head of a page says, as plain text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    pub(crate) title: String,
    pub(crate) keywords: String,
}

/// A product as customers know it.
#[derive(Clone, Debug)]
pub(crate) struct Good {
    pub(crate) sku: String,
    pub(crate) slug: String,
    pub(crate) name: String,
    /// Slug of the department.
    pub(crate) category: String,
    /// Pounds.
    pub(crate) price: u32,
    /// Everything the search looks at, in small letters.
    words: String,
}

#[derive(Deserialize, Default)]
struct Goods {
    categories: Vec<Category>,
    help: Vec<Help>,
    products: Vec<Product>,
}

/// A page of help, for the search.
#[derive(Deserialize)]
struct Help {
    name: String,
    keywords: String,
}

#[derive(Deserialize)]
struct Category {
    slug: String,
    name: String,
    text: String,
    keywords: String,
}

#[derive(Deserialize)]
struct Product {
    sku: String,
    slug: String,
    name: String,
    category: String,
    price: u32,
    was: Option<u32>,
    blurb: String,
    text: String,
    sizes: Vec<String>,
    colours: Vec<String>,
    keywords: String,
}

/// What the head of a page says, and what stands in it.
#[derive(Default)]
struct Sheet {
    path: String,
    title: String,
    page: String,
    about: String,
    keywords: String,
    main: String,
}

/// The goods; none when the file cannot be read, which a test rules out.
fn read_goods() -> Goods {
    serde_json::from_str(GOODS).unwrap_or_default()
}

/// How many products and pages of help the shop's own search finds: every word must occur, as in `js/pages/search.js`.
pub(crate) fn found(term: &str) -> usize {
    let term = term.to_lowercase();
    let holds = |text: &str| term.split_whitespace().all(|word| text.contains(word));
    let help = read_goods()
        .help
        .iter()
        .filter(|help| holds(&format!("{} {}", help.name, help.keywords).to_lowercase()))
        .count();
    help + goods().iter().filter(|good| holds(&good.words)).count()
}

/// All products.
pub(crate) fn goods() -> Vec<Good> {
    let goods = read_goods();
    let departments: BTreeMap<&str, String> = goods
        .categories
        .iter()
        .map(|category| (category.slug.as_str(), format!("{} {}", category.name, category.keywords)))
        .collect();
    goods
        .products
        .iter()
        .map(|product| {
            let department = departments.get(product.category.as_str()).map_or("", String::as_str);
            let words = format!("{} {} {} {department}", product.name, product.blurb, product.keywords).to_lowercase();
            Good {
                sku: product.sku.clone(),
                slug: product.slug.clone(),
                name: product.name.clone(),
                category: product.category.clone(),
                price: product.price,
                words,
            }
        })
        .collect()
}

/// All pages by their path below `/shop/`, each ending in a slash (the first page's path is empty).
pub(super) fn render() -> BTreeMap<String, Rendered> {
    let goods = read_goods();
    let written = embedded::PAGES.iter().map(|(name, text)| written(name, text, &goods));
    let products = goods.products.iter().map(|product| product_sheet(product, &goods));
    let categories = goods.categories.iter().map(|category| category_sheet(category, &goods));
    written
        .chain(products)
        .chain(categories)
        .map(|sheet| {
            let bytes = lay_out(&sheet, &goods).into_bytes();
            let head = Head { title: sheet.title, keywords: sheet.keywords };
            (sheet.path, Rendered { head, bytes })
        })
        .collect()
}

/// A page of `shop/pages`: its first lines, a comment, say what the head of the document says.
fn written(name: &str, text: &str, goods: &Goods) -> Sheet {
    let (head, main) = text.split_once("-->").unwrap_or(("", text));
    let fact = |key: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.unwrap_or_default().trim().to_owned()
    };
    Sheet {
        path: if name == "home" { String::new() } else { format!("{name}/") },
        title: fact("title"),
        page: fact("page"),
        about: fact("about"),
        keywords: fact("keywords"),
        main: shelves(main, goods),
    }
}

fn product_sheet(product: &Product, goods: &Goods) -> Sheet {
    let category = goods.categories.iter().find(|category| category.slug == product.category);
    let sizes: String = product.sizes.iter().map(|size| format!("<option>{}</option>", escape(size))).collect();
    let colours: String = product
        .colours
        .iter()
        .enumerate()
        .map(|(index, colour)| {
            let checked = if index == 0 { " checked" } else { "" };
            let colour = escape(colour);
            format!("<label class=\"choice\"><input type=\"radio\" name=\"colour\" value=\"{colour}\"{checked}> {colour}</label>")
        })
        .collect();
    let flag = if product.was.is_some() { "<p class=\"flag\">Winter sale</p>" } else { "" };
    // The three products that follow in the list, around its end: every product leads on to others.
    let at = goods.products.iter().position(|other| other.slug == product.slug).unwrap_or(0);
    let others = goods.products.iter().cycle().skip(at + 1).take(3);
    let main = fill(
        PRODUCT,
        &[
            ("flag", flag),
            ("sizes", &sizes),
            ("colours", &colours),
            ("price", &price(product)),
            ("others", &shelf(others)),
            ("sku", &escape(&product.sku)),
            ("slug", &escape(&product.slug)),
            ("name", &escape(&product.name)),
            ("blurb", &escape(&product.blurb)),
            ("text", &escape(&product.text)),
            ("category", &escape(&product.category)),
            ("category-name", &escape(category.map_or("", |category| &category.name))),
        ],
    );
    Sheet {
        path: format!("p/{}/", product.slug),
        title: product.name.clone(),
        page: "product".to_owned(),
        about: product.blurb.clone(),
        keywords: product.keywords.replace(' ', ", "),
        main,
    }
}

fn category_sheet(category: &Category, goods: &Goods) -> Sheet {
    let products = goods.products.iter().filter(|product| product.category == category.slug);
    let main = fill(
        CATEGORY,
        &[("name", &escape(&category.name)), ("text", &escape(&category.text)), ("shelf", &shelf(products))],
    );
    Sheet {
        path: format!("c/{}/", category.slug),
        title: category.name.clone(),
        page: "category".to_owned(),
        about: category.text.clone(),
        keywords: category.keywords.clone(),
        main,
    }
}

fn lay_out(sheet: &Sheet, goods: &Goods) -> String {
    let current = |here: bool| if here { " aria-current=\"page\"" } else { "" };
    let sections: String = goods
        .categories
        .iter()
        .map(|category| {
            let path = format!("c/{}/", category.slug);
            let here = current(path == sheet.path);
            format!("<li><a href=\"/shop/{path}\"{here}>{}</a></li>\n      ", escape(&category.name))
        })
        .collect();
    fill(
        LAYOUT,
        &[
            ("title", &escape(&sheet.title)),
            ("page", &escape(&sheet.page)),
            ("about", &escape(&sheet.about)),
            ("keywords", &escape(&sheet.keywords)),
            ("deployment", crate::personas::DEPLOYMENT),
            ("sections", sections.trim_end()),
            ("current-sale", current(sheet.path == "winter-sale/")),
            ("current-help", current(sheet.path == "help/returns/")),
            ("main", sheet.main.trim()),
        ],
    )
}

/// Puts the shelves into a page where it asks for `{{cards: slug slug}}`.
fn shelves(main: &str, goods: &Goods) -> String {
    let mut done = String::new();
    let mut rest = main;
    while let Some((before, after)) = rest.split_once("{{cards:") {
        let Some((slugs, behind)) = after.split_once("}}") else { break };
        done.push_str(before);
        let named =
            slugs.split_whitespace().filter_map(|slug| goods.products.iter().find(|product| product.slug == slug));
        done.push_str(&shelf(named));
        rest = behind;
    }
    done + rest
}

fn shelf<'a>(products: impl Iterator<Item = &'a Product>) -> String {
    let cards: String = products
        .map(|product| {
            let slug = escape(&product.slug);
            format!(
                "<li><article class=\"card\"><div class=\"picture\"><img src=\"/shop/drawings/{slug}.svg\" alt=\"\" width=\"176\" height=\"176\"></div>\
                 <div class=\"text\"><h3><a href=\"/shop/p/{slug}/\">{}</a></h3><p>{}</p><p class=\"price\">{}</p></div></article></li>",
                escape(&product.name),
                escape(&product.blurb),
                price(product)
            )
        })
        .collect();
    format!("<ul class=\"shelf\">{cards}</ul>")
}

fn price(product: &Product) -> String {
    let before = product.was.map(|was| format!("<s>£{was}</s>")).unwrap_or_default();
    format!("{before}£{}", product.price)
}

/// Fills `{{name}}`; the values must be escaped where they are text. One pass, so that a value never fills another.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut done = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        done.push_str(before);
        let value = after.split_once("}}").and_then(|(name, behind)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, behind))
        });
        if let Some((value, behind)) = value {
            done.push_str(value);
            rest = behind;
        } else {
            done.push_str("{{");
            rest = after;
        }
    }
    done + rest
}
