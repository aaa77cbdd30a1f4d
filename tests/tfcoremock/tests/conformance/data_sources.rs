//! Data sources: read while planning where they can be, while applying where they cannot.

use serde_json::{Value, json};

use crate::fixture::Mock;

#[test]
fn a_data_source_is_read_at_plan() {
    let mock = Mock::new();
    mock.write_file(
        "terraform.data",
        "known",
        &json!({"integer": {"number": "41"}, "string": {"string": "x"}}),
    );
    mock.write(
        "data \"tfcoremock_simple_resource\" \"known\" {\n  id = \"known\"\n}\n\
         resource \"tfcoremock_simple_resource\" \"x\" {\n  id = \"one\"\n  integer = data.tfcoremock_simple_resource.known.integer + 1\n}\n",
    );
    let plan = mock.planned();
    assert_eq!(plan.change("tfcoremock_simple_resource.x")["after"]["integer"], 42);
    let state = mock.state("data.tfcoremock_simple_resource.known");
    assert_eq!(
        state,
        json!({"id": "known", "integer": 41, "string": "x", "bool": null, "float": null, "number": null})
    );
}

#[test]
fn a_data_source_whose_id_is_not_known_is_read_at_apply() {
    let mock = Mock::new();
    mock.write_file(
        "terraform.data",
        "late",
        &json!({"string": {"string": "found"}, "list_block": {"list": [{"object": {"bool": {"boolean": true}}}]}}),
    );
    mock.write(
        "resource \"terraform_data\" \"id\" { input = \"late\" }\n\
         data \"tfcoremock_complex_resource\" \"late\" {\n  id = terraform_data.id.output\n}\n\
         resource \"tfcoremock_simple_resource\" \"x\" {\n  id = \"one\"\n  string = data.tfcoremock_complex_resource.late.string\n  bool = data.tfcoremock_complex_resource.late.list_block[0].bool\n}\n",
    );
    let plan = mock.planned();
    let read = plan.change("data.tfcoremock_complex_resource.late");
    assert_eq!(read["actions"], json!(["read"]));
    for name in ["id", "string", "list", "object", "list_block", "set_block"] {
        assert_eq!(read["after_unknown"][name], json!(true), "{name}");
    }
    assert_eq!(plan.change("tfcoremock_simple_resource.x")["after_unknown"]["string"], json!(true));
    let state = mock.state("tfcoremock_simple_resource.x");
    assert_eq!((&state["string"], &state["bool"]), (&json!("found"), &json!(true)));
    let state = mock.state("data.tfcoremock_complex_resource.late");
    assert_eq!((&state["set_block"], &state["list"]), (&json!([]), &Value::Null));
}

#[test]
fn data_that_is_not_there_is_an_error_that_says_where_it_should_be() {
    let mock = Mock::new();
    mock.write("data \"tfcoremock_simple_resource\" \"x\" {\n  id = \"none\"\n}\n");
    mock.fails(&["plan"]).expect_text("There is no file none.json in the data directory.");
}

#[test]
fn the_directories_are_the_users_to_choose() {
    let mock = Mock::with_settings("  resource_directory = \"objects\"\n  data_directory = \"objects\"");
    mock.write("resource \"tfcoremock_simple_resource\" \"x\" {\n  id = \"one\"\n  string = \"here\"\n}\n")
        .settle();
    mock.write(
        "resource \"tfcoremock_simple_resource\" \"x\" {\n  id = \"one\"\n  string = \"here\"\n}\n\
         data \"tfcoremock_simple_resource\" \"x\" {\n  id = \"one\"\n}\n",
    );
    mock.settle();
    assert_eq!(mock.state("data.tfcoremock_simple_resource.x")["string"], "here");
    assert!(mock.workspace.dir().join("objects/one.json").exists());
}
