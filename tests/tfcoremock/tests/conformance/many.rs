//! A thousand objects in one run.

use crate::fixture::Mock;

#[test]
fn a_thousand_objects_are_made_changed_and_removed() {
    let mock = Mock::new();
    let body = |text: &str| {
        format!(
            "resource \"tfcoremock_simple_resource\" \"x\" {{\n  count   = 1000\n  string  = \"{text}\"\n  integer = count.index\n}}\n"
        )
    };
    mock.write(&body("one"));
    mock.workspace.apply().expect_text("1000 added");
    let files =
        || std::fs::read_dir(mock.workspace.dir().join("terraform.resource")).map_or(0, Iterator::count);
    assert_eq!(files(), 1000);
    mock.workspace.plan().expect_empty();
    mock.write(&body("two"));
    mock.workspace.apply().expect_text("1000 changed");
    mock.workspace.plan().expect_empty();
    mock.workspace.destroy().expect_text("1000 destroyed");
    assert_eq!(files(), 0);
}
