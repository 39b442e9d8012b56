//! The page's own policy, as `boot.js` reads it before it tries the sign-in in a frame.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Whether a policy lets the page frame the sign-in page of a region.
fn permits(policy: &str) -> bool {
    let script = include_str!("../../boot.js");
    let (_, rest) = script.split_once("const permits = ").expect("the function");
    let (function, _) = rest.split_once("\n});").expect("its end");
    let script = format!("const permits = {function}\n}}); return permits(policies, login, own);");
    let permits = Function::new_with_args("policies, login, own", &script);
    let [login, own] = ["https://login.mypurecloud.ie", "https://tab.example"].map(JsValue::from_str);
    permits.call3(&JsValue::UNDEFINED, &policy.into(), &login, &own).expect("it runs").is_truthy()
}

#[wasm_bindgen_test]
fn the_policy_of_the_page_is_read_as_the_browser_reads_it() {
    let readme = "default-src 'none'; frame-src 'self' https://login.mypurecloud.ie; \
                  frame-ancestors 'self' https://apps.mypurecloud.ie; base-uri 'none'";
    for good in [
        readme,
        "",
        "frame-ancestors https://tab.example https://apps.mypurecloud.ie",
        "FRAME-SRC https://*.mypurecloud.ie 'self'",
        "child-src https:",
        "default-src *",
        "frame-src https://login.mypurecloud.ie https://tab.example/",
        "frame-src login.mypurecloud.ie tab.example",
    ] {
        assert!(permits(good), "{good}");
    }
    for bad in [
        "default-src 'none'; frame-ancestors 'self'",
        "frame-src 'self'",
        "frame-src https://login.mypurecloud.ie",
        "frame-src http://login.mypurecloud.ie 'self'",
        "frame-src https://login.mypurecloud.ie.evil.example 'self'",
        "frame-src https://*.purecloud.ie 'self'",
        "frame-src https:; frame-ancestors https://apps.mypurecloud.ie",
        "frame-src https:, default-src 'none'",
    ] {
        assert!(!permits(bad), "{bad}");
    }
}
