//! Text that wants to be more than text, and addresses that want to be more than addresses.

use expect_test::expect;
use proptest::prelude::*;

use super::build::*;
use crate::view::card::card;
use crate::view::text::{copied, humanise, isolated, shown, shown_up_to, some, web_link};

#[test]
fn what_hides_or_turns_text_around_is_shown_as_a_mark_and_what_is_harmless_leaves() {
    let cases = [
        "plain text",
        "  trimmed  ",
        "two\nlines\r\nand a\ttab",
        "safe\u{202E}gpj.exe",
        "in\u{200B}visi\u{2060}ble\u{FEFF}",
        "nul\0bell\u{7}del\u{7F}c1\u{9B}",
        "iso\u{2066}late\u{2069}",
        "tag\u{E0041}\u{E0042}",
        "soft\u{AD}hyphen",
        "wide\u{3000}blank\u{A0}hard",
        "family 👩\u{200D}👩\u{200D}👧 flag 🇬🇧",
        "Persian می\u{200C}خواهم",
        "a\u{200D}b",
        "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}algo",
        "<script>alert(1)</script>",
        "&amp; \"quotes\" 'single'",
    ];
    let lines: Vec<String> = cases.iter().map(|case| format!("{}\n", shown(case))).collect();
    expect![[r#"
        plain text
        trimmed
        two lines  and a tab
        safe�gpj.exe
        invisible
        nul␀bell␇del�c1�
        isolate
        tag
        softhyphen
        wide blank hard
        family 👩‍👩‍👧 flag 🇬🇧
        Persian می‌خواهم
        ab
        z̀́̂̃algo
        <script>alert(1)</script>
        &amp; "quotes" 'single'
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn what_a_script_needs_stays_and_what_nobody_needs_leaves() {
    let (england, scotland) = (
        "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
        "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    );
    // As they are.
    for text in [
        england,
        scotland,
        "❤\u{FE0F} 1\u{FE0F}\u{20E3} ☎\u{FE0E}",
        "👩🏽\u{200D}🚀 🏳\u{FE0F}\u{200D}🌈",
        "葛\u{E0100}城",
        "\u{182D}\u{180B}\u{1824}",
        "می\u{200C}خواهم",
        "क्\u{200D}ष",
        "שלום (C++)\u{200F}!",
        "العربية\u{61C}.",
        "cafe\u{301} Vie\u{302}\u{323}t",
        "מְנֻקָּד مُشَكَّل",
        "กี่น้ำ",
    ] {
        assert_eq!(shown(text), text);
        assert_eq!(copied(text), text);
    }
    for (text, seen) in [
        ("Donau\u{AD}dampf\u{AD}schiff", "Donaudampfschiff"),
        ("\u{FEFF}Boots\u{200B} and\u{2060} more\u{200E}", "Boots and more"),
        ("no\u{200D}join\u{200C}er", "nojoiner"),
        ("a\u{200F}b\u{61C}c", "abc"),
        ("\u{FE0F}bare", "bare"),
        ("x\u{FE0F}\u{FE0F}\u{FE0E}", "x\u{FE0F}"),
        ("name\u{E0101}", "name"),
        ("🏴\u{E0067}\u{E0062}", "🏴"),
        ("hidden\u{E0068}\u{E0069}\u{E007F}", "hidden"),
        ("\u{FFF9}漢字\u{FFFA}かんじ\u{FFFB}", "漢字 かんじ"),
        ("pasted\u{FFFC}", "pasted"),
        ("f\u{2061}(x\u{2063}y)", "f(xy)"),
        ("\u{2067}open", "open"),
        ("closed\u{2069}\u{202C}", "closed"),
        ("\u{3164}\u{2800}", ""),
        ("ก้้้้้้้า", "ก้้้้า"),
    ] {
        assert_eq!(shown(text), seen, "{text:?}");
        assert_eq!(copied(text), seen, "{text:?}");
    }
    assert_eq!((some(Some("\u{200B}\u{3164}")), shown_up_to("a\u{AD}b", 2)), (None, "ab".to_owned()));
}

#[test]
fn a_number_between_marks_of_direction_is_the_number() {
    for (pasted, number) in [
        ("\u{202A}+353 86 123 4567\u{202C}", "+353 86 123 4567"),
        ("\u{202D}+49 30 901820\u{202C}", "+49 30 901820"),
        ("\u{2066}+1 (415) 555-0132\u{2069}", "+1 (415) 555-0132"),
        ("\u{200E}090-1234-5678\u{200E}", "090-1234-5678"),
        ("\u{2068}maren@example.com\u{2069}", "maren@example.com"),
    ] {
        assert_eq!((shown(pasted), copied(pasted)), (number.to_owned(), number.to_owned()));
    }
}

#[test]
fn only_text_from_right_to_left_is_isolated() {
    for text in ["Boots", "", "Καφές", "カフェ", "ไทย", "+353 86 123 4567", "½ €"] {
        assert_eq!(isolated(text), text);
    }
    for text in ["قمصان", "Shirt קטן", "ދިވެހި", "ߒߞߏ", "ﻗﻤﻴﺺ"] {
        assert_eq!(isolated(text), format!("\u{2068}{text}\u{2069}"));
    }
    assert_eq!(copied(&format!("Searched “{}” 2×", isolated("قمصان"))), "Searched “قمصان” 2×");
}

#[test]
fn a_long_text_ends_in_an_ellipsis() {
    assert_eq!(shown(&"ä".repeat(2_000)).chars().count(), 2_000);
    let clamped = shown(&"ä".repeat(2_001));
    assert!(clamped.ends_with('…') && clamped.chars().count() == 2_001);
}

#[test]
fn only_plain_web_addresses_become_links() {
    let good = [
        "https://www.fernwell.example/help/returns?from=checkout#top",
        "http://localhost:8080/",
        "HTTPS://Example.COM",
        "https://203.0.113.9/x",
        "https://[2001:db8::1]:8443/x",
        "https://example.com/päge",
        "  https://example.com/trimmed ",
    ];
    for address in good {
        assert_eq!(web_link(address).as_deref(), Some(address.trim()), "{address}");
    }
    let bad = [
        "",
        "www.example.com",
        "/relative",
        "//example.com/x",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "JAVASCRIPT://example.com/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox",
        "file:///etc/passwd",
        "blob:https://example.com/1",
        "ftp://example.com/",
        "https:example.com",
        "https:/example.com",
        "https:\\\\example.com",
        "https://example.com\\@evil.example/",
        "https://user@evil.example/",
        "https://user:secret@evil.example/",
        "https://www.bank.example@evil.example/",
        "https://",
        "https:///path",
        "https://?query",
        "https://.../",
        "https://exa mple.com/",
        "https://example.com/\u{202E}gpj.exe",
        "https://example.com/\u{200B}",
        "https://example.com/a b",
        "https://example.com/\nx",
        "https://аpple.example/",
        "https://example.com:99x/",
        "https://example.com:123456/",
        "https://[::1/",
        "https://exam%70le.com/",
    ];
    for address in bad {
        assert_eq!(web_link(address), None, "{address}");
    }
    assert_eq!(web_link(&format!("https://example.com/{}", "x".repeat(3_000))), None);
}

#[test]
fn copies_are_one_line_without_formulas() {
    let cases = [
        ("maren@example.com", "maren@example.com"),
        ("+44 113 496 0142", "+44 113 496 0142"),
        ("-12.50", "-12.50"),
        ("=HYPERLINK(\"http://evil.example\")", "'=HYPERLINK(\"http://evil.example\")"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1+1", "'=1+1"),
        ("\u{200B}=1+1", "'=1+1"),
        ("one\r\ntwo", "one  two"),
        ("e\u{202E}vil\0", "evil"),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(copied(text), expected);
    }
}

#[test]
fn technical_names_become_words() {
    let cases = [
        ("order_completed", "Order completed"),
        ("orderCompleted", "Order completed"),
        ("OrderID", "Order ID"),
        ("com.genesys.journey.CoBrowseStarted", "Co browse started"),
        ("SKU", "SKU"),
        ("cart-items--left", "Cart items left"),
        ("___", "Unnamed"),
        ("", "Unnamed"),
        ("...", "Unnamed"),
        ("ünï_code", "Ünï code"),
        ("utm2Source", "Utm2 source"),
        ("gro\u{308}\u{DF}e_x", "Gro\u{308}ße x"),
        ("क्या_है", "क्या है"),
        ("אֵיךְ", "אֵיךְ"),
    ];
    for (name, words) in cases {
        assert_eq!(humanise(name), words, "{name}");
    }
}

#[test]
fn a_hostile_page_title_stays_in_its_place() {
    let mut session = web();
    session.last_page = Some(page("Home\u{202E}\n<img src=x onerror=alert(1)>", "/x"));
    if let Some(page) = &mut session.last_page {
        page.url = Some("https://good.example@evil.example/".into());
    }
    let lead = card(&session, &Desk::new().lens(), false).lead.expect("a lead");
    assert_eq!((&*lead.what, lead.href), ("Home\u{FFFD} <img src=x onerror=alert(1)>", None));
}

proptest! {
    #[test]
    fn no_text_keeps_a_dangerous_character(text in any::<String>()) {
        for out in [shown(&text), copied(&text), humanise(&text)] {
            let is_bad = |c: char| c.is_control() || matches!(c, '\u{AD}' | '\u{200B}' | '\u{202A}'..='\u{202E}'
                | '\u{2028}'..='\u{2029}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFC}'
                | '\u{E0000}'..='\u{E001F}' | '\u{E0080}'..='\u{E00FF}');
            prop_assert!(!out.contains(is_bad), "{out:?}");
        }
        prop_assert!(!humanise(&text).is_empty());
    }

    #[test]
    fn a_link_is_always_http(text in "(https?|javascript|data|ftp)?:?/{0,3}[ -~\u{80}-\u{2FFF}]{0,40}") {
        if let Some(link) = web_link(&text) {
            let lower = link.to_ascii_lowercase();
            prop_assert!(lower.starts_with("http://") || lower.starts_with("https://"));
            let authority = link.split("://").nth(1).unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
            prop_assert!(!authority.contains('@') && authority.is_ascii());
        }
    }
}
