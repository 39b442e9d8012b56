//! The pages built for a request: start, sign-in, problem. Everything put into them is escaped; they need no script.

/// The start page at `/`: who do you want to be? `agent` is the name of the one who may see everything.
#[must_use]
pub fn start(agent: &str) -> String {
    let sign_in = format!(
        "The Customer Journey tab, with what your customers do as they do it. First of all: sign in as {}, who may see everything",
        escape(agent)
    );
    let doors = [
        ("/journey/", "Be the agent", &*sign_in),
        ("/shop/", "Be the customer", "Fernwell, an invented outdoor shop: look around, search, buy, ask for help"),
        ("/caller/", "Make a phone call", "Call the shop as somebody known or unknown, and wrap up as the agent"),
    ];
    let rows: String = doors
        .iter()
        .map(|(address, name, words)| {
            format!("<li><a href=\"{address}\"><strong>{name}</strong><span>{words}</span></a></li>")
        })
        .collect();
    let main = format!(
        "<p class=\"brand\">Local cloud</p><h1>Two sides of one conversation</h1>\
         <p>Open the customer's page in one window and the agent's in another: what happens in the first shows up in the second.</p>\
         <ul class=\"rows\">{rows}</ul>\
         <p class=\"quiet\">Everything here is invented and stays on this machine.</p>"
    );
    page("Local cloud", &main)
}

/// The sign-in page: one button per agent `(id, name, blurb)`; `fields` `(name, value)` of the request come back with
/// the answer. It posts to the address it was asked by: the pressed button is `agent=ID`, or `cancel=1`.
#[must_use]
pub fn sign_in(agents: &[(&str, &str, &str)], fields: &[(&str, &str)]) -> String {
    let hidden: String = fields
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value)))
        .collect();
    let rows: String = agents
        .iter()
        .map(|(id, name, blurb)| {
            format!(
                "<li><button name=\"agent\" value=\"{}\"><strong>{}</strong><span>{}</span></button></li>",
                escape(id),
                escape(name),
                escape(blurb)
            )
        })
        .collect();
    let main = format!(
        "<p class=\"brand\">Local cloud</p><h1>Who is at the desk?</h1>\
         <p>Choose an agent. There are no passwords here: the agents are invented and differ in what they may see.</p>\
         <form method=\"post\">{hidden}<ul class=\"rows\">{rows}</ul>\
         <div class=\"actions\"><button class=\"plain\" name=\"cancel\" value=\"1\">Cancel</button></div></form>"
    );
    page("Sign in", &main)
}

/// A page that says what went wrong, for people.
#[must_use]
pub fn problem(title: &str, text: &str) -> String {
    let main = format!(
        "<p class=\"brand\">Local cloud</p><h1>{}</h1><p>{}</p><p><a href=\"/\">To the start page</a></p>",
        escape(title),
        escape(text)
    );
    page(title, &main)
}

fn page(title: &str, main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n\
         <link rel=\"icon\" href=\"/shop/drawings/fern.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"/shop/style/tokens.css\">\n\
         <link rel=\"stylesheet\" href=\"/shop/style/base.css\">\n\
         <link rel=\"stylesheet\" href=\"/shop/style/doors.css\">\n</head>\n\
         <body>\n<main class=\"door\">{main}</main>\n</body>\n</html>\n",
        escape(title)
    )
}

/// Text made safe for HTML content and quoted attribute values.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
