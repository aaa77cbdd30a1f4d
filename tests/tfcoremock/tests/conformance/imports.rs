//! Objects that exist before Terraform knows them: imported by command, by block and by identity, and listed.

use serde_json::json;

use crate::cli::Feature;
use crate::fixture::Mock;

const X: &str = "tfcoremock_complex_resource.x";

fn existing() -> Mock {
    let mock = Mock::new();
    mock.write_file(
        "terraform.resource",
        "one",
        &json!({
            "id": {"string": "one"}, "string": {"string": "there"},
            "map": {"map": {"k": {"object": {"number": {"number": "1.5"}}}}},
            "list_block": {"list": [{"object": {"string": {"string": "b"}}}]}, "set_block": {"set": []},
        }),
    );
    mock
}

const BODY: &str = "  id = \"one\"\n  string = \"there\"\n  map = { k = { number = 1.5 } }\n  list_block {\n    string = \"b\"\n  }";

#[test]
fn an_imported_object_needs_no_change() {
    let mock = existing();
    mock.resource("tfcoremock_complex_resource", BODY);
    mock.workspace.import(X, "one").expect_success();
    mock.workspace.plan().expect_empty();
    assert_eq!(mock.state(X)["list_block"][0]["set_block"], json!([]));
}

#[test]
fn an_import_block_brings_an_object_in_and_changes_it() {
    let mock = existing();
    let body = BODY.replace("there", "changed");
    mock.write(&format!(
        "import {{\n  to = {X}\n  id = \"one\"\n}}\nresource \"tfcoremock_complex_resource\" \"x\" {{\n{body}\n}}\n"
    ));
    let plan = mock.planned();
    assert_eq!(plan.change(X)["importing"]["id"], "one");
    assert_eq!(plan.actions(X), ["update"]);
    assert_eq!(mock.file("one")["string"], json!({"string": "changed"}));
}

#[test]
fn what_does_not_exist_cannot_be_imported() {
    let mock = Mock::new();
    mock.resource("tfcoremock_simple_resource", "");
    let output = mock.workspace.import("tfcoremock_simple_resource.x", "none").expect_failure();
    output.expect_text("Cannot import non-existent remote object");
}

#[test]
fn an_identity_names_an_object_to_import() {
    let mock = existing();
    if mock.workspace.terraform().lacks(Feature::ImportByIdentity) {
        return;
    }
    mock.write(&format!(
        "import {{\n  to = {X}\n  identity = {{ id = \"one\" }}\n}}\nresource \"tfcoremock_complex_resource\" \"x\" {{\n{BODY}\n}}\n"
    ));
    let plan = mock.planned();
    assert_eq!(plan.change(X)["importing"]["identity"], json!({"id": "one"}));
    assert_eq!(plan.actions(X), ["no-op"]);
}

#[test]
fn configuration_is_generated_for_an_import() {
    let mock = existing();
    mock.write(&format!("import {{\n  to = {X}\n  id = \"one\"\n}}\n"));
    mock.workspace.run(&["plan", "-generate-config-out=generated.tf"]).expect_success();
    let generated =
        std::fs::read_to_string(mock.workspace.dir().join("generated.tf")).expect("the configuration");
    assert!(generated.contains("\"there\"") && generated.contains("list_block {"), "{generated}");
    let plan = mock.workspace.plan();
    assert_eq!(plan.actions(X), ["no-op"], "{}", plan.text());
}

#[test]
fn objects_are_found_by_a_query() {
    let mock = existing();
    if mock.workspace.terraform().lacks(Feature::ListResources) {
        return;
    }
    mock.write_file("terraform.resource", "two", &json!({"id": {"string": "two"}}));
    mock.write_file("terraform.resource", "three", &json!({"id": {"string": "three"}}));
    let query = |body: &str| {
        mock.workspace.write(
            "all.tfquery.hcl",
            &format!("list \"tfcoremock_simple_resource\" \"all\" {{\n  provider = tfcoremock\n{body}\n}}\n"),
        );
        mock.workspace.run(&["query"]).expect_success().stdout
    };
    let found = |said: &str| ["id=one", "id=two", "id=three"].map(|id| said.contains(id));
    // The first object has attributes that this type does not have.
    let said = query("");
    assert_eq!(found(&said), [false, true, true], "{said}");
    let said = query("  config {\n    id = \"two\"\n  }");
    assert_eq!(found(&said), [false, true, false], "{said}");
    let said = query("  limit = 1");
    assert_eq!(found(&said), [false, false, true], "{said}");
    let said = query("  include_resource = true");
    assert_eq!(found(&said), [false, true, true], "{said}");
}
