//! What an export leaves and says when it cannot be completed.

use graph_simulator::{Action, Fault, Matcher};

use super::{demo, export, path, run, stderr, stdout, text};
use crate::support::tenant::{FINANCE, IOS};

#[test]
fn a_failure_halfway_leaves_what_was_there() {
    let simulator = demo();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("main.tf");
    std::fs::write(&file, "# mine\n").expect("written");
    let second_page = Matcher::on("GET", "*/deviceCompliancePolicies/*/assignments");
    simulator.fault(Fault::new(second_page, Action::Forbidden).times(99));
    let output = export(&simulator, &["--out", path(&file)]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    for sentence in [
        "Error: Could not read the compliance policies",
        "Grant the application the permission DeviceManagementConfiguration.Read.All",
        "For a support case: request-id",
    ] {
        assert!(said.contains(sentence), "{sentence:?} is not in {said}");
    }
    assert_eq!(text(&file), "# mine\n");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    simulator.clear_faults();
    let nowhere = folder.path().join("missing").join("main.tf");
    let output = export(&simulator, &["--out", path(&nowhere)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("Nothing was changed."), "{}", stderr(&output));
}

#[test]
fn groups_that_may_not_be_read_keep_their_ids() {
    let simulator = demo();
    simulator.fault(Fault::new(Matcher::on("GET", "*/groups/*"), Action::Forbidden).times(99));
    let output = export(&simulator, &["--policy", IOS]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let written = stdout(&output);
    assert!(
        written.contains("\"ios_baseline__group_9f1d7c3a\"")
            && written.contains(&format!("= \"{FINANCE}\"\n")),
        "{written}"
    );
    assert!(
        stderr(&output)
            .starts_with("Note: groups are named by their ids: could not read the group (GET /v1.0/groups/"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_cannot_begin_is_told_with_an_exit_code() {
    // A machine without the Azure CLI, whose user would sign in otherwise.
    let output = run(&[("PATH", "/no/such/folder")], &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("Error: Cannot sign in to Microsoft Graph"), "{said}");
    assert!(said.contains("ARM_TENANT_ID"), "{said}");
    let output = run(&[], &["--policy", "baseline"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--policy: expected a GUID"), "{}", stderr(&output));
    let output = run(&[], &["--help"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("Exit codes: "), "{}", stdout(&output));
}
