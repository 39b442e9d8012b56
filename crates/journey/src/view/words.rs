//! Words of titles and addresses in the one form that rules compare: small letters without accents.

/// The letter without its accent, in lower case already.
fn plain(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' | 'ỉ' | 'ị' => 'i',
        'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' => 'ι',
        'ό' => 'ο',
        'ύ' => 'υ',
        'ώ' => 'ω',
        'й' => 'и',
        'ё' => 'е',
        _ => c,
    }
}

/// The letters and signs of a text in that form. Accents that stand by themselves are left out.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).map(plain)
}

/// Letters and digits alone: "Page not found!" is `pagenotfound`.
pub(super) fn compact(text: &str) -> String {
    folded(text).filter(|c| c.is_alphanumeric()).collect()
}

/// The words: "Delivery-options" is `delivery` and `options`.
pub(super) fn words(text: &str) -> Vec<String> {
    let text: String = folded(text).collect();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a list of words, separated by blanks, holds one.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

/// The parts of a title: "Page not found | Acme – Outdoor" has three.
pub(super) fn parts(title: &str) -> impl Iterator<Item = &str> {
    let parts = title.split(['|', '｜', '–', '—', '·', '•', '»', '«', '›', '‹']);
    parts.flat_map(|part| part.split(" - ")).map(str::trim).filter(|part| !part.is_empty())
}

/// The last segment of a path without what says how it is made: "404.html" is "404".
pub(super) fn without_extension(segment: &str) -> &str {
    let is_extension = |end: &str| (1..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    segment
        .rsplit_once('.')
        .filter(|(name, end)| !name.is_empty() && is_extension(end))
        .map_or(segment, |(name, _)| name)
}
