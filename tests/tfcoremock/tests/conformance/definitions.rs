//! Types that come from a file: where it is found, and what is said when it is wrong.

use serde_json::json;

use crate::fixture::{Mock, of_objects, optional};

#[test]
fn the_environment_names_another_file() {
    let mut mock = Mock::new();
    mock.workspace.write(
        "elsewhere.json",
        &json!({ "tfcoremock_it": { "attributes": { "text": optional("string") } } }).to_string(),
    );
    mock.workspace.env("TFCOREMOCK_DYNAMIC_RESOURCES_FILE", "elsewhere.json");
    mock.resource("tfcoremock_it", "  text = \"x\"").settle();
}

#[test]
fn a_wrong_definition_is_said_with_its_place() {
    let mock = Mock::with_types(&json!({ "tfcoremock_it": { "attributes": {
        "list": of_objects("list", json!({ "text": { "type": "string", "optional": true, "value": { "string": "x" } } }))
    } } }));
    mock.resource("tfcoremock_simple_resource", "");
    mock.fails(&["plan"]).expect_text("The dynamic resource types cannot be used").expect_text(
        "defines tfcoremock_it.list[].text, with a value, which only a computed attribute can have.",
    );
    mock.workspace.write("dynamic_resources.json", "[");
    mock.fails(&["plan"]).expect_text("dynamic_resources.json is not a definition of resource types");
}

#[test]
fn a_type_may_have_any_prefix_and_required_attributes() {
    let mock = Mock::with_types(
        &json!({ "mock_it": { "attributes": { "text": { "type": "string", "required": true } } } }),
    );
    mock.resource("mock_it", "  provider = tfcoremock\n  text = \"x\"").settle();
    mock.resource("mock_it", "  provider = tfcoremock");
    mock.fails(&["validate"]).expect_text("The argument \"text\" is required");
}

#[test]
fn variables_and_outputs_pass_through() {
    let mut mock = Mock::new();
    mock.write(
        "variable \"text\" { type = string }\n\
         resource \"tfcoremock_simple_resource\" \"x\" {\n  string = var.text\n}\n\
         output \"text\" { value = tfcoremock_simple_resource.x.string }\n\
         output \"id\" { value = tfcoremock_simple_resource.x.id }\n",
    );
    mock.workspace.env("TF_VAR_text", "hello");
    let plan = mock.planned();
    assert_eq!(plan.json["output_changes"]["text"]["after"], "hello");
    assert_eq!(plan.json["output_changes"]["id"]["after_unknown"], json!(true));
    assert_eq!(mock.workspace.state()["values"]["outputs"]["text"]["value"], "hello");
}
