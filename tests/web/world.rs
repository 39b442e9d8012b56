//! Text of the world in a real browser: folded by its tables, marked where it stands, isolated, and never out of its box.

use customer_journey::platform::fold::fold;
use journey::input::Target;
use journey::model::ConversationId;
use journey::view::fold::folded;
use leptos::wasm_bindgen::JsCast;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::find::{expanded, type_in};
use crate::page::{Page, all_of, name_of, settle, text_of, usual};
use crate::records;

#[wasm_bindgen_test]
fn the_browser_folds_as_the_tables_do() {
    let native = |text: &str| {
        let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
        bare.to_lowercase().to_uppercase()
    };
    for text in [
        "ΑΓΩΝΕΣ αγώνες ᾳ ΐ ς",
        "İstanbul ılık ISPARTA",
        "Straße GROẞE Mu\u{308}nchen Ärger",
        "Hà Nội Đà Nẵng tiếng Việt",
        "مُحَمَّد قُمْصَان أحمد ﷺ ـ",
        "שָׁלוֹם מְנֻקָּד ﬡ",
        "대한민국 한글 \u{1112}\u{1161}\u{11AB}",
        "ｶﾞｽ ﾊﾟﾝ ガス ぱん",
        "क्षत्रिय हिन्दी क़लम",
        "ภาษาไทย น้ำ กำ",
        "ﬁne oﬃce ĳ ŉ ǆ",
        "①②⑳ ½ ™ ㎏ Ⅷ",
        "👩🏽\u{200D}🚀 ❤\u{FE0F} 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} 1\u{FE0F}\u{20E3}",
        "ＵＳＢ\u{3000}２ ﹫",
        "Łódź Øresund Æther Þór İ",
        "ქართული Հայերեն և Жук ёж",
        "a\u{AD}b\u{200B}c\u{2060}d\u{202A}e\u{202C} \u{1E}",
        "ꭰꮳ Ꭰ ſ K Å",
        "葛\u{E0100}城 豈 ﾡ",
        "\u{301}\u{302}",
        "",
    ] {
        assert_eq!(folded(text, fold), folded(text, native), "{text:?}");
    }
}

/// The parts that are marked.
fn marks(root: &Element) -> Vec<String> {
    all_of(root, "mark").iter().map(|mark| mark.text_content().unwrap_or_default()).collect()
}

/// The usual cloud, with other words in the place of some.
fn with_words(words: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<Value> {
    move |path| {
        let answer = usual(path)?.to_string();
        let put = words.iter().fold(answer, |answer, (old, new)| answer.replace(old, new));
        serde_json::from_str(&put).ok()
    }
}

async fn open(words: &'static [(&'static str, &'static str)]) -> Page {
    let page = Page::open_with(with_words(words)).await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    page
}

#[wasm_bindgen_test]
async fn what_is_found_is_marked_in_place_and_names_stay() {
    let page = expanded().await;
    let names = page.names("button");
    type_in(&page, "parka").await;
    let found = marks(&page.root);
    assert!(found.len() >= 3 && found.iter().all(|mark| mark.eq_ignore_ascii_case("parka")), "{found:?}");
    let of_term = all_of(&page.root, ".searches .term").iter().map(text_of).collect::<Vec<_>>();
    assert!(of_term.contains(&"insulated parka".to_owned()), "{of_term:?}");
    assert!(page.names("button").iter().all(|name| names.contains(name) || name == "Show all"));
    type_in(&page, "").await;
    assert_eq!((marks(&page.root).len(), page.names("button")), (0, names));
}

#[wasm_bindgen_test]
async fn a_word_of_another_script_is_found_and_marked_as_it_is_written() {
    let page =
        open(&[("Size guide", "Αγώνες"), ("Down jackets", "Mu\u{308}nchen"), ("Basket", "Shop\u{AD}ping")]).await;
    for (typed, seen) in [("ΑΓΩΝΕΣ", "Αγώνες"), ("munch", "Mu\u{308}nch"), ("shopping", "Shop\u{AD}ping")] {
        type_in(&page, typed).await;
        let plain = seen.replace('\u{AD}', "");
        assert!(marks(&page.root).contains(&plain), "{typed}: {:?}", marks(&page.root));
    }
    type_in(&page, "<mark>").await;
    assert_eq!(marks(&page.root).len(), 0);
}

#[wasm_bindgen_test]
async fn what_stands_behind_dots_is_said_by_nobody() {
    let page = expanded().await;
    page.press("button", "More options").await;
    page.press("menuitem", "Mask personal data").await;
    let event = records::web(
        "e-tel",
        "14:20:30",
        "search_performed",
        "/s",
        "Search",
        json!({ "searchQuery": "086 123 4567", "totalEventCount": 26 }),
    );
    page.frame(records::event_frame(&event)).await;
    page.pass(6).await;
    let all = page.root.text_content().unwrap_or_default() + &page.root.inner_html();
    assert!(!all.contains("4567") && all.contains("Search performed: ••••••"), "{all}");
}

/// A word of seventy letters.
const LONG: &str = "Donaudampfschifffahrtselektrizitatenhauptbetriebswerkbauunterbeamtenge";

/// The page's own stylesheets.
const STYLES: [&str; 15] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/layout.css"),
    include_str!("../../style/header.css"),
    include_str!("../../style/digest.css"),
    include_str!("../../style/more_menu.css"),
    include_str!("../../style/contact_panel.css"),
    include_str!("../../style/interactions.css"),
    include_str!("../../style/outcome_predictions.css"),
    include_str!("../../style/segments_matched.css"),
    include_str!("../../style/session_card.css"),
    include_str!("../../style/journey_map.css"),
    include_str!("../../style/event_details.css"),
    include_str!("../../style/states.css"),
    include_str!("../../style/utilities.css"),
];

fn page_document() -> web_sys::Document {
    web_sys::window().and_then(|window| window.document()).expect("a document")
}

/// The stylesheets, for as long as this is held.
struct Styled(Element);

impl Styled {
    fn new() -> Self {
        let style = page_document().create_element("style").expect("an element");
        style.set_text_content(Some(&STYLES.concat()));
        page_document().head().expect("a head").append_child(&style).expect("a place");
        Self(style)
    }
}

impl Drop for Styled {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Text that is seen beyond the frame or over a button that it is no part of, and values that are cut off.
const LOOK: &str = r#"
    const root = arguments[0], frame = root.getBoundingClientRect(), found = [];
    const main = root.querySelector('main');
    const seen = (element, rect) => {
        let { left, right, top, bottom } = rect;
        for (let e = element; e && e !== main; e = e.parentElement) {
            if (getComputedStyle(e).overflowX === 'visible') continue;
            const box = e.getBoundingClientRect();
            left = Math.max(left, box.left); right = Math.min(right, box.right);
            top = Math.max(top, box.top); bottom = Math.min(bottom, box.bottom);
        }
        return right - left > 1 && bottom - top > 1 ? { left, right, top, bottom } : null;
    };
    const is_hidden = e => e.closest('.visually-hidden') || getComputedStyle(e).clipPath !== 'none';
    const buttons = [...root.querySelectorAll('button')].filter(b => !is_hidden(b)).map(b => [b, b.getBoundingClientRect()]);
    const icons = [...root.querySelectorAll('.facts .icon, .fact-chip .icon, .searches .icon, .copyable > .icon')].map(i => [i, i.getBoundingClientRect()]);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, parent = node.parentElement;
        if (!node.data.trim() || is_hidden(parent)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const raw of range.getClientRects()) {
            const rect = seen(parent, raw);
            if (!rect) continue;
            const what = parent.closest('[class]').className + ': ' + node.data.trim().slice(0, 20);
            if (rect.right > frame.right + 1 || rect.left < frame.left - 1) found.push('wide ' + what);
            for (const [icon, box] of icons) {
                const across = Math.min(rect.right, box.right) - Math.max(rect.left, box.left);
                const down = Math.min(rect.bottom, box.bottom) - Math.max(rect.top, box.top);
                if (across > 1 && down > 1 && icon.closest('dl, li') === parent.closest('dl, li')) found.push('over an icon lies ' + what);
            }
            for (const [button, box] of buttons) {
                // Wide, the details lie over the page as a sheet of their own.
                const is_apart = !button.closest('.details') !== !parent.closest('.details');
                if (button.contains(node) || button.closest('.journey-map') || is_apart) continue;
                const across = Math.min(rect.right, box.right) - Math.max(rect.left, box.left);
                const down = Math.min(rect.bottom, box.bottom) - Math.max(rect.top, box.top);
                if (across > 1 && down > 1) found.push('over ' + (button.ariaLabel || button.textContent) + ' lies ' + what);
            }
        }
    }
    for (const value of root.querySelectorAll('.copyable .value, .details dd > *, .details-title')) {
        if (value.scrollWidth > value.clientWidth + 1 && getComputedStyle(value).display !== 'inline') found.push('cut ' + value.textContent.slice(0, 20));
    }
    for (const value of root.querySelectorAll('.copyable .value')) {
        const lines = new Set([...value.getClientRects()].map(r => Math.round(r.top))).size;
        const height = value.getBoundingClientRect().height;
        if (/^\+[\d ]+$/.test(value.textContent) && (lines > 1 || height > 30)) found.push('torn ' + value.textContent);
    }
    return found.join('\n');
"#;

fn misfits(page: &Page) -> String {
    let look = js_sys::Function::new_with_args("", LOOK);
    let found = look.call1(&JsValue::NULL, &page.root).expect("a look");
    found.as_string().unwrap_or_default()
}

async fn fits(page: &Page, what: &str) {
    for width in [320, 360, 480, 1000, 1280] {
        page.root.style().set_property("width", &format!("{width}px")).expect("a width");
        settle().await;
        assert_eq!(misfits(page), "", "{what} at {width} px");
    }
}

#[wasm_bindgen_test]
async fn a_word_of_seventy_letters_stays_in_its_box_wherever_it_stands() {
    let _styled = Styled::new();
    let page = open(&[
        ("Maren", LONG),
        ("maren.okafor@", "Donaudampfschifffahrtselektrizitatenhauptbetriebswerkbauunterbeamtenge@"),
        ("Returns and refunds", LONG),
        ("return policy", LONG),
        ("insulated parka", LONG),
        ("Delivery details", LONG),
        ("lastField", LONG),
        ("Delivery option", LONG),
        ("Sale hunters", LONG),
        ("Purchase", LONG),
        ("Order status given", LONG),
        ("Courier", LONG),
        ("Swiftpost", LONG),
        ("\"delivery\"", "\"Donaudampfschifffahrtselektrizitatenhauptbetriebswerkbauunterbeamtenge\""),
        ("winter sale", LONG),
        ("Online sales", LONG),
        ("Wishlist", LONG),
        ("Leeds", LONG),
        ("Fernwell\"", "Donaudampfschifffahrtselektrizitatenhauptbetriebswerkbauunterbeamtenge\""),
    ])
    .await;
    page.desk.set_view(customer_journey::desk::ViewSize::Full);
    fits(&page, "the page").await;
    for kind in ["Page viewed", "Form abandoned", "Search performed"] {
        let events: Vec<Element> = all_of(&page.root, ".journey-map button");
        let event =
            events.iter().find(|event| name_of(event).starts_with(&format!("{kind}: {LONG}"))).expect("an event");
        event.clone().unchecked_into::<HtmlElement>().click();
        settle().await;
        assert_eq!(page.all("dialog").len(), 1);
        fits(&page, kind).await;
    }
}

#[wasm_bindgen_test]
async fn a_long_name_stays_in_its_box_while_the_customer_is_chosen() {
    let _styled = Styled::new();
    let cloud = |path: &str| {
        let answer = crate::contact::cloud(crate::contact::two())(path)?.to_string();
        let answer = answer.replace("Tarvold", LONG).replace("p1\",", &format!("p1\",\"name\":\"{LONG}\","));
        serde_json::from_str(&answer).ok()
    };
    let page = Page::start(cloud, Target::Conversation(ConversationId::from("c0-9")), true).await;
    assert!(page.has("button", &format!("Verify Joss {LONG}")));
    fits(&page, "the choice").await;
    let page = Page::start(cloud, Target::Interactions, true).await;
    fits(&page, "the list").await;
}
