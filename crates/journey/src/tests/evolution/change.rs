//! Every place of a JSON value, and every way in which a field may come to differ from what is documented.

use serde_json::{Map, Value, json};

use crate::tests::raw::{self, HIGH, LOW};

/// One way in which a place was changed.
pub(super) struct Change {
    /// What was done, for a failing test.
    pub(super) how: &'static str,
    /// The whole value, with that one place changed.
    pub(super) value: Value,
    /// Nothing that is read may depend on it: an extra field, or a number written as text.
    pub(super) is_harmless: bool,
}

/// Every place in a value, as a JSON pointer; containers come before what is in them.
pub(super) fn places(value: &Value) -> Vec<String> {
    fn visit(value: &Value, at: &str, found: &mut Vec<String>) {
        let mut inner = |name: &str, value: &Value| {
            let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            found.push(place.clone());
            visit(value, &place, found);
        };
        match value {
            Value::Object(object) => object.iter().for_each(|(name, value)| inner(name, value)),
            Value::Array(items) => items.iter().enumerate().for_each(|(n, value)| inner(&n.to_string(), value)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    visit(value, "", &mut found);
    found
}

/// All changes of one place.
pub(super) fn changes(whole: &Value, place: &str) -> Vec<Change> {
    let target = whole.pointer(place).expect("a place of this value");
    let mut all: Vec<Change> = Vec::new();
    let mut put = |how, new: Value, is_harmless| {
        let mut value = whole.clone();
        *value.pointer_mut(place).expect("a place") = new;
        all.push(Change { how, value, is_harmless });
    };
    put("null", Value::Null, false);
    for wrong in wrong_types(target) {
        put("wrong type", wrong, false);
    }
    put("empty", empty(target), false);
    put("huge text", json!("Wide ".repeat(500)), false);
    put("huge number", json!(u64::MAX), false);
    put("huge fraction", json!(1e308), false);
    put("negative", json!(-1), false);
    put("lowest number", json!(i64::MIN), false);
    put("unknown value", json!("SomethingNew2031"), false);
    put("end of time", json!("9999-12-31T23:59:59.999Z"), false);
    put("beginning of time", json!("0000-01-01T00:00:00Z"), false);
    put("hostile text", json!("\u{202e}<script>alert(1)</script>\u{0}\n"), false);
    put("half of a pair", json!(format!("Boots {HIGH}")), false);
    put("no float holds it", raw::bare("1e999"), false);
    put("forty digits", raw::bare("1234567890123456789012345678901234567890"), false);
    match target {
        Value::Number(number) => put("number as text", json!(number.to_string()), true),
        Value::Bool(flag) => put("truth as text", json!(flag.to_string()), true),
        Value::String(_) => put("text as number", json!(42), false),
        _ => {}
    }
    let (parent, name) = place.rsplit_once('/').expect("a place has a parent");
    let mut without = whole.clone();
    match without.pointer_mut(parent) {
        Some(Value::Object(object)) => drop(object.remove(&name.replace("~1", "/").replace("~0", "~"))),
        Some(Value::Array(items)) => drop(items.remove(name.parse().expect("a number"))),
        _ => {}
    }
    all.push(Change { how: "absent", value: without, is_harmless: false });
    let mut with_more = whole.clone();
    if let Some(Value::Object(object)) = with_more.pointer_mut(parent) {
        object.extend(strangers());
        all.push(Change { how: "extra siblings", value: with_more, is_harmless: true });
    }
    all
}

/// Values of other types than the one that is expected.
fn wrong_types(target: &Value) -> Vec<Value> {
    match target {
        Value::Object(_) => vec![json!("text"), json!(7), json!([target.clone()])],
        Value::Array(items) => {
            vec![json!({ "0": items.first() }), json!("text"), json!([null, 1, "x", [[]], {}, [{}]])]
        }
        Value::String(_) => vec![json!({ "id": { "id": [] } }), json!([target.clone()]), json!(true)],
        _ => vec![json!({ "value": 1 }), json!([target.clone()]), json!("many")],
    }
}

fn empty(target: &Value) -> Value {
    match target {
        Value::Object(_) => json!({}),
        Value::Array(_) => json!([]),
        _ => json!("  "),
    }
}

/// Fields that nobody documented.
fn strangers() -> Map<String, Value> {
    let mut strangers = Map::new();
    for name in ["newField", "__proto__", "constructor", "", "ID"] {
        strangers.insert(name.to_owned(), json!({ "deep": [1, { "deeper": null }] }));
    }
    strangers.insert("number".to_owned(), json!({ "deep": raw::bare("-1e999") }));
    strangers.insert(format!("{LOW}"), json!({ format!("{HIGH}"): format!("{LOW}{HIGH}") }));
    strangers
}
