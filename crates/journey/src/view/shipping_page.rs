//! Which pages are steps of buying on which the customer says where goods go.
//!
//! Pages about delivery are many, and most are for reading: evidence is the step's name and that it is one of buying.

use std::sync::Arc;

use super::error_page::is_listed;
use super::words::{compact, has, parts, without_extension, words};
use crate::model::Page;
use crate::place::{Address, readable};

/// Sending, in the main languages.
const SENDING: &str = "shipping shipment delivery versand lieferung versandart lieferart lieferadresse versandadresse \
    lieferoptionen versandoptionen zustellung livraison expedition envio entrega frete spedizione consegna verzending \
    verzenden bezorging bezorgen levering leveringsadres verzendadres bezorgadres verzendmethode dostawa dostawy wysylka \
    wysylki frakt leverans leveransadress leveranssatt fragt leveringsadresse toimitus toimitustapa doprava doruceni \
    szallitas kargo teslimat livrare доставка доставки доставку 配送 配送先 配送方法 お届け先 배송 배송지 收货地址 配送方式";

/// What a step adds to it.
const STEPS: &str = "address addresses method methods option options details information step select choose your and or \
    und oder et y e i en of for de la le du da do del della di al a adresse adressen art wahlen mode moyen choix direccion \
    metodo metodos opciones indirizzo modalita endereco opcoes adres adres metoda sposob adress satt adresa zpusob \
    billing payment zahlung paiement pago pagamento betaling адрес способ";

/// Buying.
const BUYING: &str = "checkout kasse kassa caisse commande cassa caja finalizar tramitar compra afrekenen bestellen \
    bestellung bestelling zamowienie pokladna objednavka penztar odeme onepage onestepcheckout purchase buy \
    заказа заказ оформление レジ 購入手続き ご購入手続き 结账 結帳 결제";

/// Where buying begins: in an address it stands before the steps.
const BASKETS: &str = "cart basket bag order warenkorb einkaufswagen panier carrito cesta carrello carrinho winkelwagen \
    winkelmand koszyk varukorg kurv handlekurv kosik sepet корзина";

/// Pages for reading.
const READING: &str = "help faq faqs support info hilfe aide ayuda aiuto ajuda pomoc hjalp blog news guide guides policy \
    policies terms service customerservice kundenservice kundendienst glossary";

/// Whether a page is such a step; `patterns` are the administrator's.
pub(super) fn is_shipping_page(page: &Page, patterns: &[Arc<str>]) -> bool {
    let address = Address::of(page);
    if !patterns.is_empty() && is_listed(&address, patterns) {
        return true;
    }
    let mut segments: Vec<String> = address.segments().map(readable).collect();
    if let Some(last) = segments.last_mut() {
        *last = without_extension(last).to_owned();
    }
    if segments.iter().any(|segment| has(READING, &compact(segment))) {
        return false;
    }
    let segments: Vec<Vec<String>> = segments.iter().map(|segment| words(segment)).collect();
    let buys = |words: &Vec<String>| words.iter().any(|word| has(BUYING, word) || has(BASKETS, word));
    let buying = segments.iter().position(buys);
    let is_step = buying.is_some_and(|at| {
        segments.iter().skip(at).any(|segment| is_step(segment)) || address.values().any(|value| is_step(&words(value)))
    });
    is_step || is_title_of_step(page.title.as_deref().unwrap_or_default(), buying.is_some())
}

/// Whether a part of the title names the step, and title or address say that it is one of buying.
fn is_title_of_step(title: &str, is_buying: bool) -> bool {
    let parts: Vec<Vec<String>> = parts(title).flat_map(|part| part.split(':')).map(words).collect();
    let is_buying = is_buying || parts.iter().flatten().any(|word| has(BUYING, word));
    is_buying && parts.iter().any(|part| is_step(part))
}

/// Whether words name the step and nothing else: "Delivery options", and not "Free delivery from 50 €".
fn is_step(words: &[String]) -> bool {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    words.iter().any(|word| has(SENDING, word))
        && words.iter().all(|word| has(SENDING, word) || has(STEPS, word) || has(BUYING, word) || is_number(word))
}
