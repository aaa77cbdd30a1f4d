//! Lists, sets and maps of strings: from null, to empty, to elements, and every way back.

use serde_json::{Value, json};

use crate::fixture::Mock;

/// For each collection: its kind, and the forms between which it changes.
fn forms(kind: &str) -> Vec<(&'static str, Value)> {
    match kind {
        "map" => vec![
            ("null", Value::Null),
            ("{}", json!({})),
            ("{ a = \"1\" }", json!({"a": "1"})),
            ("{ a = \"2\", b = \"1\" }", json!({"a": "2", "b": "1"})),
        ],
        _ => vec![
            ("null", Value::Null),
            ("[]", json!([])),
            ("[\"a\"]", json!(["a"])),
            ("[\"c\", \"b\"]", if kind == "set" { json!(["b", "c"]) } else { json!(["c", "b"]) }),
        ],
    }
}

fn every_change(kind: &str) {
    let types = json!({ "tfcoremock_it": { "attributes": {
        "it": { "type": kind, "optional": true, kind: { "type": "string" } }
    } } });
    let mock = Mock::with_types(&types);
    let address = "tfcoremock_it.x";
    let forms = forms(kind);
    // A walk that takes every ordered pair of forms once.
    let walk = [0, 1, 0, 2, 0, 3, 1, 2, 1, 3, 2, 3, 0];
    for (step, &form) in walk.iter().enumerate() {
        let (written, expected) = &forms[form];
        mock.resource("tfcoremock_it", &format!("  id = \"one\"\n  it = {written}"));
        let plan = mock.workspace.plan();
        let action = if step == 0 { "create" } else { "update" };
        assert_eq!(plan.actions(address), [action], "{kind} to {written}");
        assert_eq!(plan.change(address)["after"]["it"], *expected);
        let unknown = plan.change(address)["after_unknown"]["it"].to_string();
        assert!(!unknown.contains("true"), "{kind} to {written}: {unknown}");
        mock.workspace.apply_saved_plan();
        assert_eq!(mock.state(address)["it"], *expected, "{kind} to {written}");
        let stored = mock.file("one");
        assert_eq!(stored.get("it").is_none(), expected.is_null(), "{kind} to {written}: {stored}");
    }
    mock.workspace.plan().expect_empty();
}

#[test]
fn a_list_takes_every_change_between_null_empty_and_elements() {
    every_change("list");
}

#[test]
fn a_set_takes_every_change_between_null_empty_and_elements() {
    every_change("set");
}

#[test]
fn a_map_takes_every_change_between_null_empty_and_elements() {
    every_change("map");
}

#[test]
fn null_and_empty_differ_for_nested_attributes_too() {
    let mock = Mock::new();
    let address = "tfcoremock_complex_resource.x";
    mock.resource("tfcoremock_complex_resource", "  id = \"one\"").settle();
    for name in ["list", "set", "map", "object"] {
        assert_eq!(mock.state(address)[name], Value::Null, "{name}");
    }
    for name in ["list_block", "set_block"] {
        assert_eq!(mock.state(address)[name], json!([]), "{name}");
    }
    mock.resource(
        "tfcoremock_complex_resource",
        "  id = \"one\"\n  list = []\n  set = []\n  map = {}\n  object = {}",
    );
    let plan = mock.planned();
    assert_eq!(plan.actions(address), ["update"]);
    let state = mock.state(address);
    assert_eq!((&state["list"], &state["set"], &state["map"]), (&json!([]), &json!([]), &json!({})));
    assert_eq!(state["object"]["string"], Value::Null);
    assert!(state["object"].is_object());
    mock.resource("tfcoremock_complex_resource", "  id = \"one\"");
    assert_eq!(mock.planned().actions(address), ["update"]);
    assert_eq!(mock.state(address)["list"], Value::Null);
}

#[test]
fn the_order_of_a_set_means_nothing() {
    let mock = Mock::new();
    let set = |elements: &str| format!("  id = \"one\"\n  set = [{elements}]");
    mock.resource("tfcoremock_complex_resource", &set("{ string = \"b\" }, { string = \"a\" }")).settle();
    mock.resource(
        "tfcoremock_complex_resource",
        &set("{ string = \"a\" }, { string = \"b\" }, { string = \"a\" }"),
    );
    mock.workspace.plan().expect_empty();
}

#[test]
fn plain_objects_need_no_nested_attributes() {
    let types = json!({ "tfcoremock_it": { "attributes": {
        "list": { "type": "list", "optional": true, "skip_nested_metadata": true,
            "list": { "type": "object", "object": { "a": { "type": "string" }, "b": { "type": "integer" } } } },
        "lists": { "type": "list", "optional": true, "list": { "type": "list", "list": { "type": "number" } } }
    } } });
    let mock = Mock::with_types(&types);
    mock.resource(
        "tfcoremock_it",
        "  list = [{ a = \"x\", b = 1 }, { a = null, b = 2 }]\n  lists = [[1], [], [2, 3]]",
    );
    mock.settle();
    assert_eq!(mock.state("tfcoremock_it.x")["lists"], json!([[1], [], [2, 3]]));
    assert_eq!(mock.state("tfcoremock_it.x")["list"][1], json!({"a": null, "b": 2}));
}
