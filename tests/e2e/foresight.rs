//! What a plan tells before anything is applied.

use graph_simulator::{Options, Simulator};

use crate::support::tenant::{FINANCE, IOS, WINDOWS};
use crate::support::{Workspace, provider_block};

fn workspace(simulator: &Simulator, resource: &str) -> Workspace {
    let workspace = Workspace::new();
    workspace.write("provider.tf", &provider_block(&simulator.url())).write("main.tf", resource);
    workspace
}

fn simulator() -> Simulator {
    Simulator::start_blocking(Options::demo()).expect("a simulator")
}

fn finance(policy: &str, kind: &str) -> String {
    format!(
        "resource \"intune_compliance_assignment\" \"it\" {{\n  compliance_policy_id = \"{policy}\"\n  \
         target = {{ type = \"{kind}\", group_id = \"{FINANCE}\" }}\n}}\n"
    )
}

#[test]
fn an_assignment_that_exists_is_announced_with_its_import() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, &finance(IOS, "group"));
    let text = workspace.plan().output.text();
    assert!(text.contains("Warning: The compliance policy assignment exists already"), "{text}");
    assert!(
        text.contains(&format!("terraform import intune_compliance_assignment.NAME {IOS}_{FINANCE}")),
        "{text}"
    );
    // With adoption there is nothing to warn about.
    workspace.env("INTUNE_ADOPT_EXISTING", "true");
    let text = workspace.plan().output.text();
    assert!(!text.contains("exists already"), "{text}");
}

#[test]
fn including_what_is_excluded_is_announced() {
    let simulator = simulator();
    let text = workspace(&simulator, &finance(IOS, "exclusion_group")).plan().output.text();
    assert!(text.contains("a group cannot be included and excluded at once"), "{text}");
}

#[test]
fn a_policy_that_does_not_exist_stops_the_plan() {
    let simulator = simulator();
    let unknown = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1eff";
    let output = workspace(&simulator, &finance(unknown, "group")).run(&["plan"]).expect_failure();
    let text = output.text();
    assert!(text.contains("Error: No such compliance policy"), "{text}");
    assert!(text.contains(unknown) && text.contains("client-request-id"), "{text}");
}

#[test]
fn replacing_an_assignment_is_no_conflict_with_itself() {
    let simulator = simulator();
    let workspace = workspace(&simulator, &finance(WINDOWS, "group"));
    workspace.apply();
    let output = workspace.run(&["plan", "-replace=intune_compliance_assignment.it"]).expect_success();
    assert!(!output.text().contains("exists already"), "{output}");
    workspace.run(&["apply", "-auto-approve", "-replace=intune_compliance_assignment.it"]).expect_success();
    workspace.plan().expect_empty();
}

#[test]
fn a_plan_does_without_graph_when_it_cannot_be_asked() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, &finance(IOS, "group"));
    // Nobody listens there.
    workspace.write("provider.tf", &provider_block("http://127.0.0.1:9"));
    workspace.env("TF_LOG_PROVIDER", "WARN");
    let plan = workspace.plan();
    assert_eq!(plan.actions("intune_compliance_assignment.it"), ["create"]);
    assert!(
        plan.output.stderr.contains("planning goes on without looking at what exists"),
        "{}",
        plan.output
    );
}

#[test]
fn looking_ahead_costs_no_more_than_the_reads_that_are_shared() {
    let simulator = simulator();
    let many: String = (0..20)
        .map(|index| {
            format!(
                "resource \"intune_compliance_assignment\" \"it{index}\" {{\n  compliance_policy_id = \"{WINDOWS}\"\n  \
                 target = {{ type = \"group\", group_id = \"aaaaaaaa-0000-4000-8000-0000000000{index:02}\" }}\n}}\n"
            )
        })
        .collect();
    let workspace = workspace(&simulator, &many);
    simulator.clear_requests();
    workspace.plan();
    let requests = simulator.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
}
