//! Nested attributes of every kind: elements added, changed and removed in place.

use serde_json::{Value, json};

use crate::fixture::Mock;

const X: &str = "tfcoremock_complex_resource.x";

/// Applies each body in turn, always as an update in place of the one before, and reads one attribute back.
fn takes(name: &str, bodies: &[(&str, Value)]) {
    let mock = Mock::new();
    for (index, (written, expected)) in bodies.iter().enumerate() {
        mock.resource("tfcoremock_complex_resource", &format!("  id = \"one\"\n  {name} = {written}"));
        let plan = mock.planned();
        assert_eq!(plan.actions(X), [if index == 0 { "create" } else { "update" }], "{written}");
        assert_eq!(plan.replace_paths(X), Vec::<String>::new());
        assert_eq!(strings(&plan.change(X)["after"][name]), *expected, "{written}");
        assert_eq!(strings(&mock.state(X)[name]), *expected, "{written}");
    }
}

/// Only the `string` attributes, which is what the tests are about.
fn strings(value: &Value) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(strings).collect(),
        Value::Object(entries) => match entries.get("string") {
            Some(text) => text.clone(),
            None => Value::Object(entries.iter().map(|(key, value)| (key.clone(), strings(value))).collect()),
        },
        other => other.clone(),
    }
}

#[test]
fn a_list_of_objects_changes_element_by_element() {
    takes(
        "list",
        &[
            (r#"[{ string = "a" }, { string = "b" }]"#, json!(["a", "b"])),
            (r#"[{ string = "a" }, { string = "x" }]"#, json!(["a", "x"])),
            (r#"[{ string = "n" }, { string = "a" }, { string = "x" }]"#, json!(["n", "a", "x"])),
            (r#"[{ string = "x" }]"#, json!(["x"])),
            ("null", Value::Null),
        ],
    );
}

#[test]
fn a_set_of_objects_changes_element_by_element() {
    takes(
        "set",
        &[
            (r#"[{ string = "a" }, { string = "b" }]"#, json!(["a", "b"])),
            (r#"[{ string = "b" }, { string = "c" }]"#, json!(["b", "c"])),
            (r#"[{ string = "c" }]"#, json!(["c"])),
            ("[]", json!([])),
            ("null", Value::Null),
        ],
    );
}

#[test]
fn a_map_of_objects_changes_element_by_element() {
    takes(
        "map",
        &[
            (r#"{ k = { string = "a" } }"#, json!({"k": "a"})),
            (r#"{ k = { string = "b" }, l = { string = "a" } }"#, json!({"k": "b", "l": "a"})),
            (r#"{ l = { string = "a" } }"#, json!({"l": "a"})),
            ("{}", json!({})),
        ],
    );
}

#[test]
fn an_object_is_made_changed_and_taken_away() {
    takes(
        "object",
        &[
            (r#"{ string = "a" }"#, json!("a")),
            (r#"{ string = "b", object = { string = "c" } }"#, json!("b")),
            ("null", Value::Null),
            (r#"{ string = "d" }"#, json!("d")),
        ],
    );
}

#[test]
fn everything_nests_three_levels_deep() {
    let mock = Mock::new();
    let body = |text: &str| {
        format!(
            r#"  id = "one"
  list = [{{ set = [{{ map = {{ k = {{ string = "{text}" }} }} }}] }}]
  set = [{{ map = {{ k = {{ list = [{{ string = "{text}" }}] }} }} }}]
  map = {{ k = {{ object = {{ object = {{ string = "{text}" }} }} }} }}
  object = {{ object = {{ list = [{{ string = "{text}" }}, {{}}] }} }}"#
        )
    };
    mock.resource("tfcoremock_complex_resource", &body("one"));
    assert_eq!(mock.planned().actions(X), ["create"]);
    mock.resource("tfcoremock_complex_resource", &body("two"));
    assert_eq!(mock.planned().actions(X), ["update"]);
    let state = mock.state(X);
    assert_eq!(state["list"][0]["set"][0]["map"]["k"]["string"], "two");
    assert_eq!(state["set"][0]["map"]["k"]["list"][0]["string"], "two");
    assert_eq!(state["map"]["k"]["object"]["object"]["string"], "two");
    assert_eq!(state["object"]["object"]["list"][1]["string"], Value::Null);
    // The last level has nothing but primitives.
    assert_eq!(state["map"]["k"]["object"]["object"].as_object().map(serde_json::Map::len), Some(5));
}
