//! What a person reads when Graph says no: what failed, on which object, what Graph said, what to do, and the ids for
//! a support case.

use graph_simulator::{Action, Answer, Fault, Matcher, MessageForm, Simulator};

use crate::support::tenant::{FINANCE, IOS, WINDOWS, ids, rows};
use crate::support::{Output, Workspace, World, address, assignment, excluded, group, import_block};

fn refuse_writes(simulator: &Simulator, action: Action) {
    simulator.clear_faults();
    simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), action).forever());
}

/// Sees the sentences, and the ids of the very request that was refused.
#[track_caller]
fn expect_report(simulator: &Simulator, output: Output, sentences: &[&str]) {
    let mut output = output.expect_failure();
    for sentence in sentences {
        output = output.expect_text(sentence);
    }
    let log = simulator.requests();
    let refused = log.iter().rfind(|request| request.path.ends_with("/assign")).expect("the refused request");
    let client_request_id = refused.client_request_id.as_deref().expect("our id");
    let ids = format!("request-id {}, client-request-id {client_request_id}, date ", refused.request_id);
    output = output.expect_text("For a support case: ").expect_text(&ids);
    for machinery in ["_version", "CustomApiErrorPhrase", "\\\"", "\\r\\n"] {
        assert!(!output.text().contains(machinery), "{machinery} in {output}");
    }
}

fn start(target: &str) -> (Simulator, Workspace) {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, target));
    (simulator, workspace)
}

#[test]
fn a_refused_create_shows_the_readable_text_of_every_form() {
    let (simulator, workspace) = start(&excluded(FINANCE));
    let object = format!("The assignment of compliance policy {WINDOWS} to excluded group {FINANCE}: ");
    for form in [MessageForm::Plain, MessageForm::Nested, MessageForm::Double] {
        let answer = Answer::status(400).saying("BadRequest", "The group is of the wrong sort.");
        refuse_writes(&simulator, Action::Answer(answer.form(form)));
        let sentences = [
            "Could not create the compliance policy assignment",
            &object,
            "could not write the set of assignments (POST",
            "Graph answered 400",
            "The group is of the wrong sort.",
        ];
        expect_report(&simulator, workspace.run(&["apply", "-auto-approve"]), &sentences);
        assert_eq!(ids(&simulator, WINDOWS), Vec::<String>::new());
        assert_eq!(workspace.resource_state(&address("x")), None);
    }
}

#[test]
fn a_missing_permission_names_the_one_to_grant() {
    let (simulator, workspace) = start(&group(FINANCE));
    refuse_writes(&simulator, Action::Forbidden);
    let sentences = [
        "Graph answered 403",
        "Grant the application the permission DeviceManagementConfiguration.ReadWrite.All (application, not delegated) \
         and give admin consent.",
    ];
    expect_report(&simulator, workspace.run(&["apply", "-auto-approve"]), &sentences);
}

#[test]
fn a_tenant_without_intune_is_told_so() {
    let (simulator, workspace) = start(&group(FINANCE));
    refuse_writes(&simulator, Action::Unlicensed(MessageForm::Plain));
    let sentences = [
        "Request not applicable to target tenant",
        "The tenant has no Intune. Check tenant_id, and that the tenant has an active Intune licence.",
    ];
    expect_report(&simulator, workspace.run(&["apply", "-auto-approve"]), &sentences);
}

#[test]
fn refused_updates_and_destroys_name_themselves_and_keep_the_state() {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    let import = import_block("x", &format!("{IOS}_{FINANCE}"));
    workspace.write("main.tf", &(import + &assignment("x", IOS, &group(FINANCE))));
    workspace.apply();
    let (before, state) = (rows(&simulator, IOS), workspace.resource_state(&address("x")));
    refuse_writes(&simulator, Action::Forbidden);
    workspace.write("main.tf", &assignment("x", IOS, &excluded(FINANCE)));
    let object = format!("The assignment of compliance policy {IOS} to excluded group {FINANCE}: ");
    let sentences = ["Could not update the compliance policy assignment", &object];
    expect_report(&simulator, workspace.run(&["apply", "-auto-approve"]), &sentences);
    let object = format!("The assignment of compliance policy {IOS} to group {FINANCE}: ");
    let sentences = ["Could not delete the compliance policy assignment", &object];
    expect_report(&simulator, workspace.run(&["destroy", "-auto-approve"]), &sentences);
    assert_eq!(rows(&simulator, IOS), before);
    assert_eq!(workspace.resource_state(&address("x")), state);
}

#[test]
fn a_service_that_fails_on_a_write_again_and_again_is_an_error_and_the_next_apply_starts_over() {
    let (simulator, workspace) = start(&group(FINANCE));
    refuse_writes(&simulator, Action::Answer(Answer::status(500).form(MessageForm::Nested)));
    let sentences = [
        "Graph answered 500 InternalError: An internal server error has occurred",
        "A look at the assignments afterwards showed that the change was not made.",
    ];
    expect_report(&simulator, workspace.run(&["apply", "-auto-approve"]), &sentences);
    simulator.clear_faults();
    workspace.apply();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    workspace.expect_clean();
}

#[test]
fn a_mistake_in_a_target_is_shown_on_its_own_line() {
    let (_simulator, workspace) = World::LIVE.start();
    let policy = format!("  compliance_policy_id = \"{WINDOWS}\"");
    let resource = |name: &str, rest: &str| {
        format!("resource \"intune_compliance_assignment\" \"{name}\" {{\n{policy}\n{rest}\n}}\n")
    };
    for (rest, line) in [
        ("  target = {\n    type = \"grup\"\n  }", "   4:     type = \"grup\""),
        (
            "  target = {\n    type     = \"group\"\n    group_id = \"nobody\"\n  }",
            "   5:     group_id = \"nobody\"",
        ),
        ("  target = merge({ type = \"grup\" }, {})", "   3:   target = merge({ type = \"grup\" }, {})"),
        (
            "  target = { type = \"all_devices\" }\n  timeouts {\n    read = \"soon\"\n  }",
            "   5:     read = \"soon\"",
        ),
    ] {
        workspace.write("main.tf", &resource("x", rest));
        workspace.run(&["validate"]).expect_failure().expect_text(line);
    }
}
