//! Objects that somebody else changes or removes.

use serde_json::{Value, json};

use crate::fixture::Mock;

const X: &str = "tfcoremock_simple_resource.x";

fn settled() -> Mock {
    let mock = Mock::new();
    mock.resource("tfcoremock_simple_resource", "  id = \"one\"\n  string = \"ours\"\n  integer = 1");
    mock.settle();
    mock
}

#[test]
fn a_changed_object_is_changed_back() {
    let mock = settled();
    mock.write_file(
        "terraform.resource",
        "one",
        &json!({"id": {"string": "one"}, "string": {"string": "theirs"}, "bool": {"boolean": true}}),
    );
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["update"]);
    let before = &plan.change(X)["before"];
    assert_eq!(
        (&before["string"], &before["bool"], &before["integer"]),
        (&json!("theirs"), &json!(true), &Value::Null)
    );
    assert_eq!(
        mock.file("one"),
        json!({"id": {"string": "one"}, "string": {"string": "ours"}, "integer": {"number": "1"}})
    );
}

#[test]
fn refresh_only_takes_the_change_over() {
    let mock = settled();
    mock.write_file(
        "terraform.resource",
        "one",
        &json!({"id": {"string": "one"}, "string": {"string": "theirs"}}),
    );
    mock.workspace
        .run(&["plan", "-refresh-only"])
        .expect_success()
        .expect_text("Objects have changed outside of");
    mock.workspace.run(&["apply", "-refresh-only", "-auto-approve"]).expect_success();
    assert_eq!(mock.state(X)["string"], "theirs");
    assert_eq!(mock.state(X)["integer"], Value::Null);
    assert_eq!(mock.file("one")["string"], json!({"string": "theirs"}));
}

#[test]
fn what_depends_on_a_drifted_object_follows_its_repair() {
    let mock = Mock::new();
    let body = |text: &str| {
        format!(
            "resource \"tfcoremock_simple_resource\" \"base\" {{\n  id = \"base\"\n  string = \"{text}\"\n}}\n\
             resource \"tfcoremock_simple_resource\" \"dependent\" {{\n  id = \"dependent\"\n  string = tfcoremock_simple_resource.base.string\n}}\n"
        )
    };
    mock.write(&body("one")).settle();
    mock.write_file(
        "terraform.resource",
        "base",
        &json!({"id": {"string": "base"}, "string": {"string": "drift"}}),
    );
    mock.write(&body("two"));
    let plan = mock.planned();
    for name in ["base", "dependent"] {
        assert_eq!(plan.actions(&format!("tfcoremock_simple_resource.{name}")), ["update"]);
    }
    assert_eq!(plan.json["resource_drift"][0]["change"]["after"]["string"], "drift");
    assert_eq!(mock.state("tfcoremock_simple_resource.dependent")["string"], "two");
}

#[test]
fn a_removed_object_is_made_again() {
    let mock = settled();
    std::fs::remove_file(mock.workspace.dir().join("terraform.resource/one.json"))
        .expect("the file of the object");
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["create"]);
    assert_eq!(mock.file("one")["string"], json!({"string": "ours"}));
}

#[test]
fn drift_in_collections_and_blocks_is_seen() {
    let mock = Mock::new();
    let address = "tfcoremock_complex_resource.x";
    mock.resource(
        "tfcoremock_complex_resource",
        "  id = \"one\"\n  set = [{ string = \"a\" }]\n  list_block {\n    string = \"b\"\n  }",
    );
    mock.settle();
    let mut values = mock.file("one");
    values["set"] = json!({"set": []});
    values["list_block"] = json!({"list": []});
    values["map"] = json!({"map": {"k": {"object": {}}}});
    mock.write_file("terraform.resource", "one", &values);
    let plan = mock.planned();
    assert_eq!(plan.actions(address), ["update"]);
    let before = &plan.change(address)["before"];
    assert_eq!((&before["set"], &before["list_block"]), (&json!([]), &json!([])));
    assert!(before["map"]["k"].is_object());
    assert_eq!(mock.state(address)["map"], Value::Null);
    assert_eq!(mock.state(address)["set"][0]["string"], "a");
}

#[test]
fn a_file_that_is_no_object_is_an_error_that_names_it() {
    let mock = settled();
    mock.workspace.write("terraform.resource/one.json", "{");
    mock.fails(&["plan"]).expect_text("one.json does not hold an object");
    mock.write_file("terraform.resource", "one", &json!({"string": {"number": "1"}}));
    mock.fails(&["plan"]).expect_text("string: expected a value of type");
    assert_eq!(mock.state(X)["string"], "ours");
}
