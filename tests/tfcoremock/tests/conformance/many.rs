//! A thousand objects in one run.

use std::time::Duration;

use crate::fixture::Mock;

/// A busy machine takes minutes over so many.
const PATIENCE: Duration = Duration::from_secs(600);

#[test]
fn a_thousand_objects_are_made_changed_and_removed() {
    let mock = Mock::new();
    let body = |text: &str| {
        format!(
            "resource \"tfcoremock_simple_resource\" \"x\" {{\n  count   = 1000\n  string  = \"{text}\"\n  integer = count.index\n}}\n"
        )
    };
    mock.write(&body("one"));
    let run = |arguments: &[&str]| mock.workspace.spawn(arguments).wait(PATIENCE).expect_success();
    run(&["apply", "-auto-approve"]).expect_text("1000 added");
    let files =
        || std::fs::read_dir(mock.workspace.dir().join("terraform.resource")).map_or(0, Iterator::count);
    assert_eq!(files(), 1000);
    run(&["plan", "-detailed-exitcode"]);
    mock.write(&body("two"));
    run(&["apply", "-auto-approve"]).expect_text("1000 changed");
    run(&["plan", "-detailed-exitcode"]);
    run(&["destroy", "-auto-approve"]).expect_text("1000 destroyed");
    assert_eq!(files(), 0);
}
