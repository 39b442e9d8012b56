//! Which pages are those of an error.
//!
//! A sign needs evidence: a part of the title that says nothing else in one of the main languages, or an address in the
//! place where sites keep their pages of errors. A bare number or a word in a slogan is none: "Fiat 500 hybrid",
//! `/products/404`, "Margin of error explained".

use std::sync::Arc;

use super::words::{compact, has, parts, without_extension, words};
use crate::model::Page;
use crate::place::{Address, is_like, readable};

/// Status codes that a person may meet.
const CODES: &str = "400 401 403 404 405 406 408 409 410 422 429 451 500 501 502 503 504 520 521 522 523 524";

/// "Error" in the main languages; beside a code it is evidence, alone only when nothing else is said.
const ERRORS: &str = "error errors fehler fehlercode erreur errore erro blad fel fout foutmelding fejl feil virhe \
    hata hiba chyba eroare greska napaka kesalahan σφαλμα ошибка помилка грешка エラー 错误 錯誤 오류 에러 خطأ שגיאה";

/// Those that say it without a code, when nothing else is said: others are words of other languages too.
const ALONE: &str = "error errors fehler erreur errore ошибка エラー";

/// What may stand before it without meaning anything.
const FILLERS: &str = "oops ooops whoops ops ups upps uups hoppla huch oups sorry ohno uhoh oeps hoppsan hmm http status code the this \
    that your requested die diese angeforderte gesuchte cette questa esta essa deze den \
    aradiginiz 요청하신";

/// What was not found.
const NOUNS: &str = "page webpage website site url file document resource seite webseite datei pagina paginaweb fichier \
    archivo arquivo strona sida sidan side siden sivu sivua stranka oldal sayfa страница сторінка сторінку страницата halaman \
    σελιδα ησελιδα lapage lapagina azoldal stranica stran lapa puslapis ページ 页面 頁面 網頁 网页 페이지 페이지를 الصفحة הדף העמוד";

/// What may stand between that and what follows.
const WISHES: &str =
    "yourequested youarelookingfor yourelookingfor youwerelookingfor demandee solicitada richiesta quebuscas quebusca";

/// "Not found", which says enough by itself.
const NOT_FOUND: &str = "notfound cannotbefound cantbefound couldnotbefound couldntbefound wasnotfound isnotfound \
    nichtgefunden wurdenichtgefunden wurdeleidernichtgefunden konntenichtgefundenwerden leidernichtgefunden \
    introuvable estintrouvable nontrouvee nontrouve napasetetrouvee noencontrada noencontrado nosehaencontrado \
    nosehapodidoencontrar naoencontrada naoencontrado naofoiencontrada nontrovata nontrovato nonestatatrovata \
    nietgevonden isnietgevonden kannietwordengevonden konnietwordengevonden nieznaleziona nieznaleziono \
    niezostalaznaleziona hittadesinte hittasinte kundeintehittas kanintehittas ikkefundet blevikkefundet \
    kunneikkefindes ikkefunnet bleikkefunnet eiloydy eiloytynyt nenalezena nebylanalezena nenajdena nebolanajdena \
    nemtalalhato bulunamadi negasita nuafostgasita nijepronadena nijepronaden tidakditemukan notrobada ninajdena navatrasta nerastas sanenasla \
    ненаидена ненаиден \
    незнаидена незнаидено ненамерена неенамерена δενβρεθηκε が見つかりません が見つかりませんでした は見つかりません \
    は見つかりませんでした 未找到 找不到 찾을수없습니다 غيرموجودة לאנמצא";

/// What says enough with a noun before it: products are not available, too.
const GONE: &str = "doesnotexist doesntexist nolongerexists notavailable isnotavailable isntavailable unavailable \
    nolongeravailable isnolongeravailable existiertnicht nichtvorhanden nichtverfugbar nichtmehrverfugbar inexistante \
    nexistepas nexisteplus indisponible noexiste nodisponible naoexiste indisponivel nonesiste inesistente \
    nondisponibile bestaatniet bestaatnietmeer nietbeschikbaar nieistnieje niedostepna finnsinte finnsintelangre \
    findesikke finnesikke eksistererikke eioleolemassa neexistuje nemletezik mevcutdegil nuexista несуществует \
    недоступна неіснує δενυπαρχει が存在しません 不存在";

/// Whole sentences.
const PHRASES: &str = "somethingwentwrong lookslikesomethingwentwrong runtimeerror fatalerror \
    productnotfound itemnotfound contentnotfound \
    errorestablishingadatabaseconnection anerroroccurred anerrorhasoccurred anunexpectederroroccurred unexpectederror \
    anunexpectederrorhasoccurred internalservererror internalerror servererror applicationerror serviceunavailable \
    servicetemporarilyunavailable badgateway gatewaytimeout accessdenied wecantfindthatpage wecouldntfindthatpage \
    wecantfindthepage wecouldntfindthepage wecantfindthepageyourelookingfor wecouldntfindthepageyourelookingfor \
    wecantfindthepageyouarelookingfor nopagefound etwasistschiefgelaufen daistetwasschiefgelaufen \
    hieristetwasschiefgelaufen esisteinfehleraufgetreten einfehleristaufgetreten serverfehler internerserverfehler \
    interneserverfehler dienstnichtverfugbar uneerreurestsurvenue uneerreursestproduite quelquechosesestmalpasse \
    erreurserveur erreurinterneduserveur erreurinterne serviceindisponible algosaliomal algohasalidomal \
    haocurridounerror sehaproducidounerror errordelservidor errorinternodelservidor qualcosaeandatostorto \
    sieverificatounerrore erroredelserver erroreinternodelserver algodeuerrado ocorreuumerro errodoservidor \
    errointernodoservidor ergingietsmis ergingietsfout eriseenfoutopgetreden interneserverfout \
    cosposzlonietak wystapilblad bladserwera wewnetrznybladserwera nieznalezionostrony niematakiejstrony \
    nagotgickfel ettfelharintraffat ettfeluppstod nogetgikgalt deropstodenfejl noegikkgalt detoppstodenfeil \
    jokinmenivikaan khongtimthaytrang birseylertersgitti birhataolustu чтотопошлонетак произошлаошибка \
    внутренняяошибкасервера щосьпішлонетак エラーが発生しました 問題が発生しました お探しのページは見つかりません \
    お探しのページは見つかりませんでした お探しのページが見つかりません お探しのページが見つかりませんでした 出错了 找不到此页面 找不到该页面 \
    您访问的页面不存在 존재하지않는페이지입니다 такоистраницынет fantikkesiden lehteeileitud पृषठनहींमिला ไมพบหนา ไมพบหนานี \
    找不到页面 找不到頁面 找不到網頁 找不到网页 오류가발생했습니다 문제가발생했습니다 لميتمالعثورعلىالصفحة";

/// Reasons that are words of every day: with their code they say it.
const REASONS: &str = "forbidden unauthorized gone badrequest toomanyrequests requesttimeout methodnotallowed conflict";

/// Folders of pages of errors.
const FOLDERS: &str = "err errorpages errorpage errordocs errordocuments fehlerseiten";

/// The rules, ready for many pages.
pub(super) struct Rules {
    codes: Words,
    errors: Words,
    fillers: Words,
    nouns: Words,
    not_found: Words,
    phrases: Words,
}

/// A list that is asked often.
struct Words(Vec<&'static str>);

impl Words {
    fn new(list: &'static str) -> Self {
        Self(list.split_ascii_whitespace().collect())
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(&word)
    }

    /// The rest of a text that begins with a word of the list, or with `or_end` also ends with one; and that word.
    fn without<'a>(&self, text: &'a str, or_end: bool) -> Option<(&'a str, &'static str)> {
        self.0.iter().find_map(|word| {
            let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word).filter(|_| or_end))?;
            Some((rest, *word))
        })
    }
}

impl Rules {
    pub(super) fn new() -> Self {
        Self {
            codes: Words::new(CODES),
            errors: Words::new(ERRORS),
            fillers: Words::new(FILLERS),
            nouns: Words::new(NOUNS),
            not_found: Words::new(NOT_FOUND),
            phrases: Words::new(PHRASES),
        }
    }

    /// Whether a page is one of an error; `patterns` are the administrator's.
    pub(super) fn is_error_page(&self, page: &Page, patterns: &[Arc<str>]) -> bool {
        let title = page.title.as_deref().unwrap_or_default();
        let address = Address::of(page);
        self.is_title_of_error(title)
            || self.is_place_of_error(&address, title)
            || (!patterns.is_empty() && is_listed(&address, patterns))
    }

    /// Whether a part of the title, or two beside each other, says that there was an error and nothing else.
    fn is_title_of_error(&self, title: &str) -> bool {
        let parts: Vec<String> = parts(title).map(compact).collect();
        let is_whole = parts.len() == 1;
        parts.iter().any(|part| self.is_error(part, is_whole))
            || parts
                .windows(2)
                .any(|two| two.iter().any(|part| self.codes.has(part)) && self.is_error(&two.concat(), false))
    }

    /// Whether the address is in the place of a page of an error: at the top, `/404`, `/en/page-not-found`, or in a
    /// folder of such pages, `/error/404.html`.
    fn is_place_of_error(&self, address: &Address<'_>, title: &str) -> bool {
        let mut segments = address.segments();
        let Some(last) = segments.next_back() else { return false };
        let folders = segments.clone().count();
        let folder = segments.next_back();
        let last = compact(without_extension(&readable(last)));
        let is_in_folder = folder.map(compact).is_some_and(|folder| self.errors.has(&folder) || has(FOLDERS, &folder));
        if !is_in_folder && (folders > 1 || folder.is_some_and(|folder| !is_language(folder))) {
            return false;
        }
        if self.codes.has(&last) {
            // A title with the number in a name says that the page is about a thing of that name.
            let is_name = |part: &str| {
                let words = words(part);
                words.len() > 1 && words.contains(&last)
            };
            return is_in_folder || !parts(title).any(is_name);
        }
        self.is_error(&last, true)
    }

    /// Whether the letters of a part say that there was an error; `is_whole` when nothing else is said.
    fn is_error(&self, text: &str, is_whole: bool) -> bool {
        let (mut rest, mut has_code, mut word) = (text, false, None);
        loop {
            if self.phrases.has(rest) || self.is_missing(rest) || (has_code && has(REASONS, rest)) {
                return true;
            }
            if let Some((left, _)) = self.codes.without(rest, true).filter(|_| !has_code) {
                (rest, has_code) = (left, true);
            } else if let Some((left, said)) = self.errors.without(rest, true).filter(|_| word.is_none()) {
                (rest, word) = (left, Some(said));
            } else if let Some((left, _)) = self.fillers.without(rest, false) {
                rest = left;
            } else {
                let is_said = word.is_some_and(|word| has_code || (is_whole && has(ALONE, word)));
                return is_said && (rest.is_empty() || self.nouns.has(rest));
            }
        }
    }

    /// "Page not found", "not found", "page does not exist".
    fn is_missing(&self, text: &str) -> bool {
        let nouns = self.nouns.0.iter().filter_map(|noun| text.strip_prefix(noun));
        let mut rests = nouns.flat_map(|rest| {
            let wished = WISHES.split_ascii_whitespace().find_map(|wish| rest.strip_prefix(wish));
            [Some(rest), wished].into_iter().flatten()
        });
        self.not_found.has(text) || rests.any(|rest| self.not_found.has(rest) || has(GONE, rest))
    }
}

/// Whether the readable path is like one of the patterns, with what follows it or without.
pub(super) fn is_listed(address: &Address<'_>, patterns: &[Arc<str>]) -> bool {
    let (bare, whole) = (address.bare_path(), address.readable_path(&[]));
    let path = bare.split('#').next().unwrap_or_default();
    let of = |path: &str, pattern: &str| {
        let end = |text: &str| text.strip_suffix('/').map_or(text.len(), str::len);
        is_like(path, pattern) || is_like(&path[..end(path)], &pattern[..end(pattern)])
    };
    patterns.iter().any(|pattern| [path, &bare, &whole].iter().any(|path| of(path, pattern)))
}

/// "en", "pt-BR".
fn is_language(segment: &str) -> bool {
    let is_word = |word: &str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    match segment.split_once(['-', '_']) {
        Some((language, country)) => is_word(language) && is_word(country),
        None => is_word(segment),
    }
}
