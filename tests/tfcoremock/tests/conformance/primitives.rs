//! Bools, strings and numbers: as they are written, so they are kept.

use serde_json::{Value, json};

use crate::fixture::Mock;

const X: &str = "tfcoremock_simple_resource.x";

#[test]
fn each_kind_is_created_updated_and_removed() {
    let mock = Mock::new();
    let cases = [
        ("bool", "true", json!(true), "false", json!(false)),
        ("string", "\"one\"", json!("one"), "\"\"", json!("")),
        ("number", "1", json!(1), "1.5", json!(1.5)),
        ("float", "0.1", json!(0.1), "1e3", json!(1000)),
        ("integer", "-7", json!(-7), "0", json!(0)),
    ];
    let body = |pick: &dyn Fn(usize) -> String| {
        let lines: Vec<String> =
            (0..cases.len()).map(|at| format!("  {} = {}", cases[at].0, pick(at))).collect();
        format!("  id = \"one\"\n{}", lines.join("\n"))
    };
    mock.resource("tfcoremock_simple_resource", &body(&|at| cases[at].1.to_owned()));
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["create"]);
    assert_eq!(plan.change(X)["after_unknown"], json!({}));
    for (name, _, expected, ..) in &cases {
        assert_eq!(mock.state(X)[name], *expected, "{name}");
    }

    mock.resource("tfcoremock_simple_resource", &body(&|at| cases[at].3.to_owned()));
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["update"]);
    assert_eq!(plan.change(X)["after_unknown"], json!({}));
    for (name, .., expected) in &cases {
        assert_eq!(mock.state(X)[name], *expected, "{name}");
    }

    mock.resource("tfcoremock_simple_resource", "  id = \"one\"");
    assert_eq!(mock.planned().actions(X), ["update"]);
    for (name, ..) in &cases {
        assert_eq!(mock.state(X)[name], Value::Null, "{name}");
    }
    assert_eq!(mock.file("one"), json!({"id": {"string": "one"}}));

    mock.workspace.destroy();
    assert!(!mock.workspace.dir().join("terraform.resource").exists());
}

#[test]
fn numbers_keep_every_digit() {
    // Not 2^64 itself: OpenTofu 1.6 loses it between its own plan and apply.
    let mock = Mock::new();
    for (written, stored) in [
        ("9007199254740993", "9007199254740993"),
        ("18446744073709551617", "18446744073709551617"),
        ("0.1000000000000000000001", "0.1000000000000000000001"),
        ("-1e40", "-10000000000000000000000000000000000000000"),
    ] {
        mock.resource("tfcoremock_simple_resource", &format!("  id = \"one\"\n  number = {written}"));
        mock.settle();
        assert_eq!(mock.file("one")["number"], json!({ "number": stored }));
    }
    mock.resource("tfcoremock_simple_resource", "  id = \"one\"\n  number = 1 / 3");
    mock.settle();
}

#[test]
fn an_integer_has_no_fraction_at_any_depth() {
    let mock = Mock::new();
    mock.resource("tfcoremock_simple_resource", "  integer = 1.5");
    mock.fails(&["validate"]).expect_text("This attribute is an integer and cannot be 1.5.");
    mock.resource(
        "tfcoremock_complex_resource",
        "  list = [{ map = { k = { integer = 2.5 } } }]\n  set_block {\n    object = { integer = 3.5 }\n  }",
    );
    mock.fails(&["validate"]).expect_text("cannot be 2.5.").expect_text("cannot be 3.5.");
}

#[test]
fn an_id_is_made_up_once_and_kept() {
    let mock = Mock::new();
    mock.resource("tfcoremock_simple_resource", "  string = \"one\"");
    let plan = mock.planned();
    assert_eq!(plan.change(X)["after_unknown"], json!({"id": true}));
    let id = mock.state(X)["id"].as_str().expect("an id").to_owned();
    assert_eq!(id.len(), 36, "a UUID was expected, not {id}");

    mock.resource("tfcoremock_simple_resource", "  string = \"two\"");
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["update"]);
    assert_eq!(plan.change(X)["after_unknown"], json!({}));
    assert_eq!(mock.state(X)["id"], json!(id));

    mock.resource("tfcoremock_simple_resource", "  id = \"mine\"\n  string = \"two\"");
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["delete", "create"]);
    assert_eq!(plan.replace_paths(X), ["id"]);
    assert_eq!(mock.file(&id), Value::Null);
    assert_eq!(mock.file("mine")["string"], json!({"string": "two"}));
}

#[test]
fn without_files_the_state_is_all_there_is() {
    let mock = Mock::with_settings("  use_only_state = true");
    mock.resource("tfcoremock_simple_resource", "  id = \"one\"\n  string = \"one\"").settle();
    mock.resource("tfcoremock_simple_resource", "  id = \"one\"\n  string = \"two\"").settle();
    assert_eq!(mock.state(X)["string"], "two");
    assert!(!mock.workspace.dir().join("terraform.resource").exists());
    mock.workspace.destroy();
}
