//! Names of fields and parameters that say that what stands in them is personal, or opens a door.
//!
//! Owns the lists. A name is taken apart as programmers join it: `customer_phone`, `customerPhone`, `CUSTOMER-PHONE`.

/// Anywhere in a name.
const PERSONAL: &[&str] = &[
    "mail",
    "telef",
    "mobilen",
    "iban",
    "address",
    "adresse",
    "anschrift",
    "direccion",
    "streetname",
    "postcode",
    "postleitzahl",
    "postal",
    "zipcode",
    "eircode",
    "firstname",
    "lastname",
    "fullname",
    "surname",
    "givenname",
    "familyname",
    "middlename",
    "maidenname",
    "username",
    "nickname",
    "realname",
    "customername",
    "contactname",
    "cardholder",
    "accountholder",
    "vorname",
    "nachname",
    "prenom",
    "nomdefamille",
    "apellido",
    "birth",
    "geburt",
    "naissance",
    "passport",
    "reisepass",
    "socialsecurity",
    "nationalinsurance",
    "accountn",
    "sortcode",
    "creditcard",
    "debitcard",
    "cardn",
    "secret",
    "passw",
    "kennwort",
    "motdepasse",
    "token",
    "credential",
    "courriel",
    "whatsapp",
    "denwa",
];

/// A word of a name. With a number behind it too: `tel2`.
const PERSONAL_WORDS: &[&str] = &[
    "tel", "fon", "fax", "cell", "mobile", "mobil", "handy", "msisdn", "dob", "bday", "zip", "plz", "addr", "street",
    "strasse", "rue", "card", "cc", "cvv", "cvc", "bic", "pin", "pwd", "otp", "ssn", "pps", "ppsn", "nino", "ip",
];

/// Words that hold "phone" and are goods.
const GOODS: &[&str] =
    &["headphone", "earphone", "smartphone", "microphone", "iphone", "saxophone", "phonemodel", "phonecase"];

/// A word of a parameter's name that opens a door, or names a person.
const DOORS: &[&str] = &[
    "auth",
    "oauth",
    "authorization",
    "authkey",
    "session",
    "sessionid",
    "sid",
    "jsessionid",
    "phpsessid",
    "reset",
    "code",
    "key",
    "apikey",
    "sig",
    "signature",
    "hash",
    "jwt",
    "ticket",
    "nonce",
    "state",
    "invite",
    "magic",
    "verify",
    "verification",
    "confirm",
    "confirmation",
    "activate",
    "activation",
    "name",
    "user",
    "login",
    "password",
    "hmac",
];

/// Words beside `code`, `key`, `state`, `name`, `hash` and `user` that make them something else.
const PLAIN: &[&str] = &[
    "promo",
    "promotion",
    "coupon",
    "voucher",
    "discount",
    "country",
    "currency",
    "product",
    "item",
    "language",
    "lang",
    "category",
    "campaign",
    "store",
    "color",
    "colour",
    "size",
    "file",
    "page",
    "form",
    "error",
    "status",
    "event",
    "brand",
    "filter",
    "filters",
    "sort",
    "agent",
    "agents",
    "type",
];

/// Whether a value of this name is personal, whatever it looks like.
pub(super) fn is_personal(name: &str) -> bool {
    let name = Name::of(name);
    let has_phone = name.all.contains("phone") && !GOODS.iter().any(|goods| name.all.contains(goods));
    has_phone
        || PERSONAL.iter().any(|part| name.all.contains(part))
        || name.words.iter().any(|word| PERSONAL_WORDS.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit())))
}

/// Whether a value of this name in an address is personal, or opens a door.
pub(super) fn is_closed(name: &str) -> bool {
    let own = Name::of(name);
    is_personal(name)
        || (own.words.iter().any(|word| DOORS.contains(&word.as_str()))
            && !own.words.iter().any(|word| PLAIN.contains(&word.as_str())))
}

/// Whether what follows this part of a path opens a door: `/reset-password/…`.
pub(super) fn leads_to_door(part: &str) -> bool {
    const BEFORE: &[&str] = &[
        "reset",
        "token",
        "verify",
        "verification",
        "confirm",
        "confirmation",
        "activate",
        "activation",
        "invite",
        "invitation",
        "magic",
        "unsubscribe",
        "auth",
        "session",
        "recover",
        "passwort",
        "password",
        "login",
    ];
    Name::of(part).words.iter().any(|word| BEFORE.contains(&word.as_str()))
}

/// A name in lower case, without accents of the languages above.
struct Name {
    words: Vec<String>,
    /// The words, joined.
    all: String,
}

impl Name {
    fn of(name: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut before = ' ';
        let mut chars = name.chars().peekable();
        while let Some(c) = chars.next() {
            let is_start = !before.is_alphanumeric()
                || (before.is_lowercase() && c.is_uppercase())
                || (before.is_uppercase() && c.is_uppercase() && chars.peek().is_some_and(|next| next.is_lowercase()));
            before = c;
            if !c.is_alphanumeric() {
                continue;
            }
            if is_start {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                match c {
                    'ß' => word.push_str("ss"),
                    'é' | 'è' | 'É' => word.push('e'),
                    'ó' => word.push('o'),
                    c => word.extend(c.to_lowercase()),
                }
            }
        }
        Self { all: words.concat(), words }
    }
}
