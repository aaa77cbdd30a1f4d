//! `moved` blocks: an object under another name, or of another type.

use serde_json::json;

use crate::cli::Feature;
use crate::fixture::Mock;

fn settled() -> Mock {
    let mock = Mock::new();
    mock.write("resource \"tfcoremock_simple_resource\" \"old\" {\n  string = \"one\"\n}\n").settle();
    mock
}

fn moved(text: &str) -> String {
    format!(
        "moved {{\n  from = tfcoremock_simple_resource.old\n  to   = tfcoremock_simple_resource.new\n}}\n\
         resource \"tfcoremock_simple_resource\" \"new\" {{\n  string = \"{text}\"\n}}\n"
    )
}

const NEW: &str = "tfcoremock_simple_resource.new";

#[test]
fn a_moved_object_stays_what_it_is() {
    let mock = settled();
    let id = mock.state("tfcoremock_simple_resource.old")["id"].clone();
    mock.write(&moved("one"));
    let plan = mock.planned();
    assert_eq!(plan.actions(NEW), ["no-op"]);
    assert_eq!(plan.resource_changes()[0]["previous_address"], "tfcoremock_simple_resource.old");
    assert_eq!(mock.state(NEW)["id"], id);
}

#[test]
fn a_moved_object_is_updated_in_place() {
    let mock = settled();
    let id = mock.state("tfcoremock_simple_resource.old")["id"].clone();
    mock.write(&moved("two"));
    assert_eq!(mock.planned().actions(NEW), ["update"]);
    assert_eq!((&mock.state(NEW)["id"], &mock.state(NEW)["string"]), (&id, &json!("two")));
}

#[test]
fn a_moved_object_that_drifted_is_repaired() {
    let mock = settled();
    let id = mock.state("tfcoremock_simple_resource.old")["id"].as_str().expect("an id").to_owned();
    mock.write_file("terraform.resource", &id, &json!({"id": {"string": id}, "string": {"string": "drift"}}));
    mock.write(&moved("one"));
    let plan = mock.planned();
    assert_eq!(plan.actions(NEW), ["update"]);
    assert_eq!(plan.change(NEW)["before"]["string"], "drift");
}

#[test]
fn refresh_only_moves_without_changing() {
    let mock = settled();
    mock.write(&moved("two"));
    mock.workspace.run(&["apply", "-refresh-only", "-auto-approve"]).expect_success();
    assert_eq!(mock.state(NEW)["string"], "one");
}

#[test]
fn an_object_can_become_one_of_another_type() {
    let mock = settled();
    if mock.workspace.terraform().lacks(Feature::MovesBetweenTypes) {
        return;
    }
    let id = mock.state("tfcoremock_simple_resource.old")["id"].clone();
    let moved = "moved {\n  from = tfcoremock_simple_resource.old\n  to   = tfcoremock_complex_resource.new\n}\n\
                 resource \"tfcoremock_complex_resource\" \"new\" {\n  string = \"one\"\n  list = []\n}\n";
    mock.write(moved);
    let address = "tfcoremock_complex_resource.new";
    assert_eq!(mock.planned().actions(address), ["update"]);
    assert_eq!((&mock.state(address)["id"], &mock.state(address)["list"]), (&id, &json!([])));
}

#[test]
fn an_object_of_another_provider_is_refused_and_stays_what_it_was() {
    let mock = Mock::new();
    if mock.workspace.terraform().lacks(Feature::MovesBetweenTypes) {
        return;
    }
    mock.write("resource \"terraform_data\" \"other\" {}\n").settle();
    mock.write(
        "moved {\n  from = terraform_data.other\n  to   = tfcoremock_simple_resource.other\n}\n\
         resource \"tfcoremock_simple_resource\" \"other\" {}\n",
    );
    mock.fails(&["plan"]).expect_text("This move is not supported");
    assert!(mock.workspace.resource_state("terraform_data.other").is_some());
}
