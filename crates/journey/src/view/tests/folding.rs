//! Folding: what a person holds for the same is the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::view::fold::folded;
use crate::view::percent::decoded;

/// What the browser does (`src/platform/fold.rs`), by tables.
pub(super) fn native(text: &str) -> String {
    let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    bare.to_lowercase().to_uppercase()
}

#[test]
fn what_a_person_holds_for_the_same_is_the_same() {
    for (one, other) in [
        ("ΑΓΩΝΕΣ", "αγώνες"),
        ("Οδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
        ("ᾳ", "α"),
        ("İstanbul", "istanbul"),
        ("ılık", "ILIK"),
        ("Mu\u{308}nchen", "münchen"),
        ("Straße", "STRASSE"),
        ("ẞ", "ss"),
        ("ＵＳＢ\u{3000}２", "usb 2"),
        ("ｶﾞｽ", "ガス"),
        ("Donau\u{AD}dampf\u{200B}schiff", "donaudampfschiff"),
        ("Đà Nẵng", "da nang"),
        ("Łódź", "lodz"),
        ("Øresund", "oresund"),
        ("مُحَمَّد", "محمد"),
        ("مـــحمد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"),
        ("ﬁne", "FINE"),
        ("①½", "11⁄2"),
        ("men’s", "MEN'S"),
        ("❤\u{FE0F}", "❤"),
        ("\u{202A}+353\u{202C}", "+353"),
    ] {
        assert_eq!(folded(one, native), folded(other, native), "{one} {other}");
    }
    for (one, other) in [("Boots", "Books"), ("日本", "日木"), ("сок", "cok"), ("7", "１7")] {
        assert_ne!(folded(one, native), folded(other, native), "{one} {other}");
    }
}

#[test]
fn plain_text_is_folded_without_a_call() {
    assert_eq!(folded("Boots 4-6 %C3%A9", |_| unreachable!("plain")), "BOOTS 4-6 %C3%A9");
}

#[test]
fn an_address_is_read_and_what_is_no_text_stays_as_it_is() {
    for (address, readable) in [
        ("/plain", "/plain"),
        ("/%D9%82%D9%85%D9%8A%D8%B5", "/قميص"),
        ("/M%C3%BCnchen?q=caf%c3%a9+x", "/München?q=café+x"),
        ("/caf%E9", "/caf%E9"),
        ("/%C3%A9%E9%C3%A9", "/é%E9é"),
        ("/100%", "/100%"),
        ("/%4", "/%4"),
        ("/%zz%é", "/%zz%é"),
        ("/a%0Ab%00%C2%85c", "/a%0Ab%00%C2%85c"),
        ("/%25D9", "/%D9"),
        ("", ""),
    ] {
        assert_eq!(decoded(address), readable);
    }
}
