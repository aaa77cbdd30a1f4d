//! Operations that fail: the error that is shown, and the state that remains.

use serde_json::{Value, json};

use crate::fixture::Mock;

const X: &str = "tfcoremock_simple_resource.x";

fn settled() -> Mock {
    let mock = Mock::new();
    mock.resource("tfcoremock_simple_resource", "  id = \"one\"\n  string = \"before\"").settle();
    mock
}

#[test]
fn a_failed_create_leaves_nothing() {
    let mock = Mock::with_settings("  fail_on_create = [\"one\"]");
    mock.write(
        "resource \"tfcoremock_simple_resource\" \"x\" {\n  id = \"one\"\n}\nresource \"tfcoremock_simple_resource\" \"y\" {\n  id = \"two\"\n}\n",
    );
    mock.apply_fails().expect_text("The object \"one\" is listed in fail_on_create.");
    assert_eq!(mock.workspace.resource_state(X), None);
    assert_eq!(mock.file("one"), Value::Null);
    assert_eq!(mock.state("tfcoremock_simple_resource.y")["id"], "two");
    mock.settings("");
    mock.settle();
    assert_eq!(mock.state(X)["id"], "one");
}

#[test]
fn a_failed_read_leaves_the_state() {
    let mock = settled();
    mock.settings("  fail_on_read = [\"one\"]");
    mock.fails(&["plan"]).expect_text("The object \"one\" is listed in fail_on_read.");
    assert_eq!(mock.state(X)["string"], "before");
}

#[test]
fn a_failed_update_leaves_what_was_there() {
    let mock = settled();
    mock.settings("  fail_on_update = [\"one\"]");
    mock.resource("tfcoremock_simple_resource", "  id = \"one\"\n  string = \"after\"");
    mock.apply_fails().expect_text("The object \"one\" is listed in fail_on_update.");
    assert_eq!(mock.state(X)["string"], "before");
    assert_eq!(mock.file("one")["string"], json!({"string": "before"}));
    mock.settings("");
    assert_eq!(mock.planned().actions(X), ["update"]);
}

#[test]
fn a_failed_delete_leaves_the_object() {
    let mock = settled();
    mock.settings("  fail_on_delete = [\"one\"]");
    mock.fails(&["destroy", "-auto-approve"]).expect_text("The object \"one\" is listed in fail_on_delete.");
    assert_eq!(mock.state(X)["string"], "before");
    assert_eq!(mock.file("one")["string"], json!({"string": "before"}));
}

#[test]
fn a_replacement_whose_second_half_fails_leaves_nothing() {
    let mock = settled();
    mock.settings("  fail_on_create = [\"two\"]");
    mock.resource("tfcoremock_simple_resource", "  id = \"two\"\n  string = \"after\"");
    mock.apply_fails().expect_text("fail_on_create");
    assert_eq!(mock.workspace.resource_state(X), None);
    assert_eq!((mock.file("one"), mock.file("two")), (Value::Null, Value::Null));
}

#[test]
fn what_exists_already_is_not_overwritten() {
    let mock = Mock::new();
    mock.write_file(
        "terraform.resource",
        "one",
        &json!({"id": {"string": "one"}, "string": {"string": "theirs"}}),
    );
    mock.resource("tfcoremock_simple_resource", "  id = \"one\"\n  string = \"ours\"");
    mock.apply_fails().expect_text("one.json exists already; import it, or choose another id.");
    assert_eq!(mock.workspace.resource_state(X), None);
    assert_eq!(mock.file("one")["string"], json!({"string": "theirs"}));
}

#[test]
fn an_id_that_leaves_the_folder_is_refused() {
    let mock = Mock::new();
    mock.resource("tfcoremock_simple_resource", "  id = \"../one\"");
    mock.apply_fails().expect_text("use an id without slashes");
}

#[test]
fn settings_are_checked() {
    let mock = Mock::with_settings("  fail_on_read = [\"a\", null]");
    mock.resource("tfcoremock_simple_resource", "");
    mock.fails(&["validate"]).expect_text("The list fail_on_read holds ids, and none of them can be null.");
    mock.settings("  no_such_setting = true");
    mock.fails(&["validate"]).expect_text("Unsupported argument");
    mock.settings("  resource_directory = terraform_data.name.output");
    mock.write("resource \"terraform_data\" \"name\" { input = \"x\" }\nresource \"tfcoremock_simple_resource\" \"x\" {}\n");
    mock.fails(&["plan"])
        .expect_text("resource_directory depends on something that is only known after apply.");
}

#[test]
fn put_off_changes_are_planned_where_terraform_cannot_wait() {
    let mock = Mock::with_settings("  defer_changes = [\"one\"]");
    mock.resource("tfcoremock_simple_resource", "  id = \"one\"");
    assert_eq!(mock.planned().actions(X), ["create"]);
}
