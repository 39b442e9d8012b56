//! Which pages are signs: titles and addresses in, error or shipping page or neither.

use std::sync::Arc;

use super::build::*;
use crate::model::Page;
use crate::settings::Settings;
use crate::view::error_page::Rules;
use crate::view::shipping_page::is_shipping_page;

fn on(path: &str, title: &str) -> Page {
    Page { title: Some(title.into()).filter(|_| !title.is_empty()), path: None, ..page("", path) }
}

fn errors(path: &str, title: &str) -> bool {
    Rules::new().is_error_page(&on(path, title), &[])
}

fn shipping(path: &str, title: &str) -> bool {
    is_shipping_page(&on(path, title), &[])
}

#[test]
fn titles_that_say_nothing_else_are_those_of_error_pages() {
    for title in [
        "Page not found",
        "404 – Página no encontrada",
        "Seite nicht gefunden",
        "Seite nicht gefunden | Acme",
        "Page introuvable",
        "Pagina non trovata",
        "Página não encontrada",
        "Pagina niet gevonden",
        "Nie znaleziono strony",
        "Strona nie istnieje",
        "Sidan hittades inte",
        "Siden blev ikke fundet",
        "Siden ble ikke funnet",
        "Sivua ei löydy",
        "Stránka nenalezena",
        "Az oldal nem található",
        "Sayfa bulunamadı",
        "Pagina nu a fost găsită",
        "Страница не найдена",
        "Сторінку не знайдено",
        "Η σελίδα δεν βρέθηκε",
        "ページが見つかりません",
        "お探しのページは見つかりませんでした。",
        "404エラー ページが見つかりません",
        "找不到页面",
        "페이지를 찾을 수 없습니다",
        "لم يتم العثور على الصفحة",
        "הדף לא נמצא",
        "Error 404",
        "404 Error – Acme",
        "Acme | 404 Not Found",
        "404: This page could not be found.",
        "HTTP Status 404 – Not Found",
        "Fehler 500",
        "Erreur 404",
        "500 Internal Server Error",
        "502 Bad Gateway",
        "403 Forbidden",
        "503 Service Unavailable",
        "Service unavailable",
        "Oops! Something went wrong",
        "Etwas ist schiefgelaufen",
        "Something went wrong - Acme Outdoor",
        "Error",
        "Error | 404 | Acme",
        "The page you requested could not be found",
        "Sorry, we couldn't find that page",
        "Page Not Found (404)",
        "Erreur 404 : page introuvable",
        "La page demandée est introuvable",
        "Die gesuchte Seite wurde nicht gefunden",
        "La página que buscas no existe",
        "Oeps! Pagina niet gevonden",
        "Ops! Página não encontrada",
        "Błąd 404",
        "Stranica nije pronađena",
        "Aradığınız sayfa bulunamadı",
        "Không tìm thấy trang",
        "Такой страницы нет",
        "पृष्ठ नहीं मिला",
        "ไม่พบหน้านี้",
        "존재하지 않는 페이지입니다",
        "您访问的页面不存在",
        "خطأ 404",
        "Product not found – Acme",
        "Whoops, looks like something went wrong.",
        "PAGE NOT FOUND",
        // An accent of its own.
        "Pa\u{301}gina no encontrada",
    ] {
        assert!(errors("/products/boots", title), "{title}");
    }
}

#[test]
fn a_number_or_a_word_in_a_title_is_no_error_page() {
    for title in [
        "",
        "Fiat 500 hybrid",
        "Peugeot 404",
        "404",
        "404 | Acme",
        "500 | Fiat",
        "Levi's 501 and 502",
        "Margin of error explained",
        "Error-free code",
        "Trial and error",
        "Error – a novel",
        "Blad 404 pages, 24 × 32 cm",
        "Loi 404",
        "How to fix error 404 | Blog",
        "404 Not Found: what it means",
        "Page not found: a novel",
        "Lost and not found",
        "Not found in stores",
        "Terror films",
        "Model 4040",
        "Errors and omissions insurance",
        "This product is unavailable",
        "Unavailable",
        "Product not available",
        "Forbidden",
        "Gone",
        "Nothing went wrong",
        "Fehlerfrei 500",
        "Nicht gefunden? Fragen Sie uns",
        "500 €",
        "Room 404 not found",
        "errorerror",
        "404404",
        "Server",
        "Oops",
    ] {
        assert!(!errors("/products/boots", title), "{title}");
    }
}

#[test]
fn error_pages_have_their_place_in_an_address() {
    for path in [
        "/404",
        "/404.html",
        "/404/",
        "/en/404",
        "/pt-BR/404",
        "/error/404.html",
        "/errors/500",
        "/static/errors/500.html",
        "/error",
        "/error.php?id=1",
        "/error-404",
        "/404-not-found",
        "/not-found",
        "/de/page-not-found",
        "/seite-nicht-gefunden",
        "/page_introuvable.html",
        "/errors/not-found",
        "/#/404",
        "/#/error",
        "/500.aspx",
    ] {
        assert!(errors(path, "Acme"), "{path}");
    }
    for path in [
        "/",
        "/products/500",
        "/products/404",
        "/products/fiat-500",
        "/error-free-code",
        "/glossary/error",
        "/books/page-not-found",
        "/orders/404",
        "/4040",
        "/terror",
        "/blog/404-not-found",
        "/errors/margin-of-error",
        "/#/products/404",
        "/products?id=404",
        "/status",
        "/http",
    ] {
        assert!(!errors(path, "Acme"), "{path}");
    }
    // The number is the name of what the page is about.
    assert!(!errors("/500", "Fiat 500 hybrid"));
    assert!(!errors("/it/500", "Nuova 500"));
    assert!(errors("/404", "404 – Acme"));
}

#[test]
fn shipping_pages_are_steps_of_buying() {
    for (path, title) in [
        ("/checkout/shipping", "Acme"),
        ("/checkout/delivery", ""),
        ("/checkout/delivery.html", ""),
        ("/checkout/delivery-options", ""),
        ("/en/checkout/step-2/shipping_method", ""),
        ("/kasse/versand", ""),
        ("/kasse/lieferadresse", ""),
        ("/warenkorb/versandart", ""),
        ("/commande/livraison", ""),
        ("/carrito/envio", ""),
        ("/cassa/spedizione", ""),
        ("/afrekenen/bezorging", ""),
        ("/koszyk/dostawa", ""),
        ("/checkout-shipping", ""),
        ("/#/checkout/shipping", ""),
        ("/checkout?step=shipping", ""),
        ("/checkout/2", "Delivery | Acme"),
        ("/order/4711", "Shipping address"),
        ("/x", "Shipping address – Checkout"),
        ("/x", "Checkout: Delivery"),
        ("/x", "Versand & Zahlung | Kasse"),
        ("/x", "Adresse de livraison – Commande"),
        ("/レジ/配送先", ""),
    ] {
        assert!(shipping(path, title), "{path} {title}");
    }
}

#[test]
fn pages_about_delivery_that_are_for_reading_are_none() {
    for (path, title) in [
        ("/cart", "Cart | Acme – free delivery from 50 €"),
        ("/checkout", "Checkout | Acme – free delivery from 50 €"),
        ("/help/delivery", "Delivery"),
        ("/help/checkout/delivery", "Delivery in checkout"),
        ("/delivery", "Delivery times"),
        ("/x", "Delivery times"),
        ("/shipping", "Shipping"),
        ("/shipping-policy", "Shipping policy"),
        ("/checkout/shipping-policy", ""),
        ("/account/shipping-address", "Shipping address – My account"),
        ("/orders/4711/delivery", "Delivery status"),
        ("/blog/checkout/shipping", "Shipping in checkout"),
        ("/products/relivery", "Versandtasche"),
        ("/kasse", "Kasse | Versand ab 50 € gratis"),
        ("/checkout?note=free+shipping", ""),
    ] {
        assert!(!shipping(path, title), "{path} {title}");
    }
}

#[test]
fn the_administrator_adds_pages_of_errors_and_of_shipping() {
    let patterns: Vec<Arc<str>> = ["/oops*", "*/größe/falsch", "/app#/broken", "/x?view=gone"].map(Arc::from).to_vec();
    for (path, is_it) in [
        ("/oops", true),
        ("/oops/12", true),
        ("/de/gr%C3%B6%C3%9Fe/falsch/", true),
        ("/app#/broken", true),
        ("/x?view=gone", true),
        ("/x?view=here", false),
        ("/shop", false),
        ("/help/oops", false),
    ] {
        assert_eq!(Rules::new().is_error_page(&on(path, "Acme"), &patterns), is_it, "{path}");
        assert_eq!(is_shipping_page(&on(path, "Acme"), &patterns), is_it, "{path}");
    }
    assert_eq!(Settings::default().signs, crate::settings::SignPages::default());
}
