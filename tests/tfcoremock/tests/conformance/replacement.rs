//! Attributes whose change needs a new object, wherever they are.

use serde_json::{Value, json};

use crate::fixture::Mock;

const X: &str = "tfcoremock_it.x";

fn members() -> Value {
    json!({
        "id": { "type": "string", "optional": true, "replace": true },
        "note": { "type": "string", "optional": true },
    })
}

fn types() -> Value {
    let of = |kind: &str| json!({ "type": kind, "optional": true, kind: { "type": "object", "object": members() } });
    let whole = |kind: &str| json!({ "type": kind, "optional": true, "replace": true });
    let plain =
        |kind: &str| json!({ "type": kind, "optional": true, "replace": true, kind: { "type": "string" } });
    json!({ "tfcoremock_it": {
        "attributes": {
            "list": of("list"), "set": of("set"), "map": of("map"),
            "object": { "type": "object", "optional": true, "object": members() },
            "boolean": whole("boolean"), "number": whole("number"), "float": whole("float"),
            "integer": whole("integer"), "string": whole("string"),
            "strings": plain("list"), "names": plain("set"), "tags": plain("map"),
        },
        "blocks": { "list_block": { "attributes": members() }, "set_block": { "attributes": members(), "mode": "set" } },
    } })
}

/// Changes a configuration, and expects this action at these paths.
#[track_caller]
fn changes(cases: &[(&str, &str, &[&str])]) {
    let mock = Mock::with_types(&types());
    for (before, after, paths) in cases {
        mock.resource("tfcoremock_it", &format!("  id = \"one\"\n  {before}"));
        mock.workspace.apply();
        mock.resource("tfcoremock_it", &format!("  id = \"one\"\n  {after}"));
        let plan = mock.planned();
        let action: &[&str] = if paths.is_empty() { &["update"] } else { &["delete", "create"] };
        assert_eq!(plan.actions(X), action, "{before} to {after}");
        assert_eq!(plan.replace_paths(X), *paths, "{before} to {after}");
    }
}

#[test]
fn every_kind_of_attribute_can_need_a_replacement() {
    changes(&[
        ("boolean = true", "boolean = false", &["boolean"]),
        ("number = 1", "number = 1.5", &["number"]),
        ("float = 1.5", "float = 2.5", &["float"]),
        ("integer = 1", "integer = 2", &["integer"]),
        ("string = \"a\"", "string = \"b\"", &["string"]),
        ("string = \"a\"", "", &["string"]),
        ("strings = [\"a\"]", "strings = [\"a\", \"b\"]", &["strings"]),
        ("names = [\"a\"]", "names = []", &["names"]),
        ("tags = {}", "", &["tags"]),
    ]);
}

#[test]
fn a_replacement_within_a_list_names_the_element() {
    changes(&[
        (
            r#"list = [{ id = "a" }, { id = "b" }, { id = "c" }]"#,
            r#"list = [{ id = "a" }, { id = "x" }, { id = "c" }]"#,
            &["list.1.id"],
        ),
        (r#"list = [{ id = "a" }]"#, r#"list = [{ id = "a" }, { id = "b" }]"#, &["list.1.id"]),
        (r#"list = [{ id = "a" }, { id = "b" }]"#, r#"list = [{ id = "a" }]"#, &[]),
        (r#"list = [{ id = "a" }]"#, r#"list = [{ id = "a", note = "n" }]"#, &[]),
    ]);
}

#[test]
fn a_replacement_within_a_map_names_the_key() {
    changes(&[
        (
            r#"map = { k = { id = "a" }, l = { id = "b" } }"#,
            r#"map = { k = { id = "x" }, l = { id = "b" } }"#,
            &["map.k.id"],
        ),
        (r#"map = { k = { id = "a" } }"#, r#"map = { k = { id = "a", note = "n" } }"#, &[]),
    ]);
}

#[test]
fn a_replacement_within_an_object_names_the_attribute() {
    changes(&[
        (r#"object = { id = "a" }"#, r#"object = { id = "b" }"#, &["object.id"]),
        (r#"object = { id = "a" }"#, r#"object = { id = "a", note = "n" }"#, &[]),
    ]);
}

#[test]
fn a_replacement_within_a_set_names_the_set() {
    changes(&[
        (
            r#"set = [{ id = "a" }, { id = "b" }, { id = "c" }]"#,
            r#"set = [{ id = "x" }, { id = "b" }, { id = "a" }]"#,
            &["set"],
        ),
        (r#"set = [{ id = "b" }, { id = "c" }]"#, r#"set = [{ id = "b" }, { id = "c", note = "a" }]"#, &[]),
    ]);
}

#[test]
fn blocks_need_replacements_like_attributes() {
    changes(&[
        ("list_block {\n    id = \"a\"\n  }", "list_block {\n    id = \"b\"\n  }", &["list_block.0.id"]),
        ("list_block {\n    id = \"a\"\n  }", "list_block {\n    id   = \"a\"\n    note = \"n\"\n  }", &[]),
        ("set_block {\n    id = \"a\"\n  }", "set_block {\n    id = \"b\"\n  }", &["set_block"]),
    ]);
}

#[test]
fn what_the_provider_made_up_is_made_up_anew() {
    let mock = Mock::with_types(&types());
    mock.resource("tfcoremock_it", "  string = \"a\"").settle();
    let before = mock.state(X)["id"].clone();
    mock.resource("tfcoremock_it", "  string = \"b\"");
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["delete", "create"]);
    assert_eq!(plan.change(X)["after_unknown"]["id"], json!(true));
    assert_ne!(mock.state(X)["id"], before);
}

#[test]
fn a_value_that_is_not_known_yet_replaces() {
    let mock = Mock::with_types(&types());
    mock.resource("tfcoremock_it", "  id = \"one\"\n  list = [{ id = \"a\" }]").settle();
    mock.write(
        "resource \"terraform_data\" \"source\" { input = \"b\" }\nresource \"tfcoremock_it\" \"x\" {\n  id = \"one\"\n  list = [{ id = terraform_data.source.output }]\n}\n",
    );
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["delete", "create"]);
    assert_eq!(plan.replace_paths(X), ["list.0.id"]);
    assert_eq!(mock.state(X)["list"][0]["id"], "b");
}
