//! At the end of a story: every request that its browsers sent to the API or to the sign-in, against the contract.

use url::form_urlencoded;

use crate::recording::Asked;

/// What public pages may send without a token: ingestion.
const PUBLIC: &str = "/api/v2/journey/deployments/";
/// Fields of the way to the sign-in page (genesys-api §4); each once.
const AUTHORIZE: [&str; 6] =
    ["client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "state"];
/// Fields of the exchange of a code for a token; each once.
const TOKEN: [&str; 5] = ["client_id", "code", "code_verifier", "grant_type", "redirect_uri"];

/// Checks all that was asked; gives the number of requests checked, or what is wrong.
pub(crate) fn check(asked: &[Result<Asked, String>]) -> Result<usize, Vec<String>> {
    let mut faults = Vec::new();
    let mut n_checked = 0;
    for asked in asked {
        let wrong = match asked {
            Err(problem) => vec![problem.clone()],
            // The browser's own question whether it may ask.
            Ok(asked) if asked.method == "OPTIONS" => continue,
            Ok(asked) if asked.path().starts_with("/api/v2/") => of_api(asked),
            Ok(asked) if asked.path().ends_with("/oauth/token") => of_exchange(asked),
            // The answer of the sign-in page to itself is no request of ours.
            Ok(asked) if asked.path().ends_with("/oauth/authorize") && asked.method == "GET" => of_sign_in(asked),
            Ok(_) => continue,
        };
        n_checked += 1;
        let name =
            asked.as_ref().map_or_else(|_| String::new(), |asked| format!("{} {}: ", asked.method, asked.path()));
        faults.extend(wrong.into_iter().map(|wrong| format!("{name}{wrong}")));
    }
    if faults.is_empty() { Ok(n_checked) } else { Err(faults) }
}

fn of_api(asked: &Asked) -> Vec<String> {
    let mut faults = contract::check_request(&asked.method, &asked.target, &asked.body).err().unwrap_or_default();
    let has_token = asked.header("authorization").is_some_and(|value| value.starts_with("Bearer "));
    if has_token == asked.path().starts_with(PUBLIC) {
        faults.push(if has_token { "a token where none belongs" } else { "no token" }.to_owned());
    }
    if !asked.body.is_empty() && asked.header("content-type") != Some("application/json") {
        faults.push("a body that is not said to be JSON".to_owned());
    }
    if asked.header("cookie").is_some() {
        faults.push("a cookie".to_owned());
    }
    faults
}

fn of_sign_in(asked: &Asked) -> Vec<String> {
    let query = asked.target.split_once('?').map_or("", |(_, query)| query);
    let mut faults = other_than(query, &AUTHORIZE);
    for (name, wanted) in [("response_type", "code"), ("code_challenge_method", "S256")] {
        if field(query, name).as_deref() != Some(wanted) {
            faults.push(format!("{name} is not {wanted}"));
        }
    }
    faults
}

fn of_exchange(asked: &Asked) -> Vec<String> {
    let mut faults = other_than(&asked.body, &TOKEN);
    if asked.method != "POST" || asked.header("content-type") != Some("application/x-www-form-urlencoded") {
        faults.push("not a form that is posted".to_owned());
    }
    if asked.header("authorization").is_some() || asked.target.contains('?') {
        faults.push("credentials or values outside the form".to_owned());
    }
    if !field(&asked.body, "code_verifier").is_some_and(|verifier| (43..=128).contains(&verifier.len())) {
        faults.push("a code_verifier of the wrong length".to_owned());
    }
    faults
}

/// Whether a form has exactly `names`.
fn other_than(form: &str, names: &[&str]) -> Vec<String> {
    let mut own: Vec<String> = form_urlencoded::parse(form.as_bytes()).map(|(name, _)| name.into_owned()).collect();
    own.sort();
    if own == names { Vec::new() } else { vec![format!("has {} and not {}", own.join(" "), names.join(" "))] }
}

fn field(form: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(form.as_bytes()).find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Reader;

    /// Number of requests checked in `texts`, or what is wrong with them.
    fn checked(texts: &[&str]) -> Result<usize, Vec<String>> {
        check(&texts.iter().flat_map(|text| Reader::default().read(text.as_bytes())).collect::<Vec<_>>())
    }

    #[test]
    fn good_requests_are_counted_and_others_are_not_of_the_api() {
        let session = "GET /api/v2/journey/sessions/x HTTP/1.1\r\nAuthorization: Bearer t\r\n\r\n";
        let preflight = "OPTIONS /api/v2/journey/sessions/x HTTP/1.1\r\n\r\n";
        assert_eq!(checked(&[session, preflight, "GET /shop/ HTTP/1.1\r\n\r\n"]), Ok(1));
    }

    #[test]
    fn what_the_contract_does_not_know_is_refused() {
        for (request, wrong) in [
            ("GET /api/v2/journey/sessions/x?a=b HTTP/1.1\r\nAuthorization: Bearer t\r\n\r\n", "no parameter a"),
            ("GET /api/v2/nothing HTTP/1.1\r\nAuthorization: Bearer t\r\n\r\n", "there is no GET"),
            ("GET /api/v2/journey/sessions/x HTTP/1.1\r\n\r\n", "no token"),
            ("GET /api/v2/users/me HTTP/1.1\r\nAuthorization: Bearer t\r\nCookie: a=b\r\n\r\n", "a cookie"),
            ("GET /login/oauth/authorize?response_type=token HTTP/1.1\r\n\r\n", "response_type is not code"),
            ("POST /login/oauth/token?code=1 HTTP/1.1\r\n\r\n", "outside the form"),
        ] {
            let faults = checked(&[request]).expect_err(request);
            assert!(faults.iter().any(|fault| fault.contains(wrong)), "{request}: {faults:?}");
        }
    }
}
