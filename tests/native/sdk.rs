//! Which operations the run of the official SDK (`tests/sdk`) must call: all of the contract that the SDK has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

fn json(path: &str) -> Value {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path);
    serde_json::from_str(&text).expect(path)
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

#[test]
fn every_operation_of_the_contract_that_the_sdk_has_is_in_its_run() {
    let contract = json("contract/openapi.json");
    let paths = contract["paths"].as_object().expect("paths").values();
    let wanted: BTreeSet<&str> = paths
        .flat_map(|methods| methods.as_object().into_iter().flatten())
        .filter_map(|(_, operation)| operation["operationId"].as_str())
        .collect();
    let run = json("tests/sdk/operations.json");
    let called = run["called"].as_object().expect("called").values().flat_map(texts);
    let listed: BTreeSet<&str> = called.chain(texts(&run["missing"])).collect();
    assert!(wanted.len() > 50, "{} operations in the contract", wanted.len());
    assert_eq!(listed, wanted);
}
