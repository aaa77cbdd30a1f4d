//! The documented POST, as Graph's API page shows it.
//!
//! <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicyassignment-create>

use graph_simulator::RequestRecord;
use serde_json::{Value, json};

use crate::support::tenant::{FILTER, FINANCE, WINDOWS, effective_writes, writes};
use crate::support::{World, assignment, filtered, group, provider_block_with};

const USER: &str = "3f2a7c1d-6b5e-4d8c-9a0f-1e2d3c4b5a69";

fn scope_tag_group() -> String {
    format!("    type = \"scope_tag_group\"\n    target_type = \"user\"\n    entra_object_id = \"{USER}\"\n")
}

/// What was posted for one assignment with these provider settings, in a service that is as documented.
#[track_caller]
fn posted(settings: &str, target: &str) -> RequestRecord {
    let (simulator, workspace) = World::DOCUMENTED.start();
    workspace.write("provider.tf", &provider_block_with(&simulator.url(), settings));
    workspace.write("main.tf", &assignment("x", WINDOWS, target));
    workspace.apply();
    let mut writes = effective_writes(&simulator);
    assert_eq!(writes.len(), 1, "{writes:?}");
    writes.remove(0)
}

fn path(version: &str) -> String {
    format!("/{version}/deviceManagement/deviceCompliancePolicies/{WINDOWS}/assignments")
}

#[test]
fn the_page_s_own_example_is_sent_as_it_is_shown() {
    let example = json!({
        "@odata.type": "#microsoft.graph.deviceCompliancePolicyAssignment",
        "target": {
            // The page leaves out the `#`, which everybody who talks to the live service sends.
            "@odata.type": "#microsoft.graph.scopeTagGroupAssignmentTarget",
            "targetType": "user",
            "entraObjectId": USER,
        },
    });
    for settings in ["", "write_mode = \"assignment\"", "api_version = \"v1.0\""] {
        let request = posted(settings, &scope_tag_group());
        assert_eq!((request.method.as_str(), request.path), ("POST", path("v1.0")), "{settings}");
        assert_eq!(request.status, Some(201));
        let body: Option<Value> = request.request_body.and_then(|body| serde_json::from_str(&body).ok());
        assert_eq!(body.as_ref(), Some(&example), "{settings}");
    }
}

#[test]
fn a_filter_makes_it_a_request_to_beta() {
    let request = posted("", &filtered(FINANCE, FILTER, "exclude"));
    assert_eq!(request.path, path("beta"));
    assert_eq!(
        request.request_json(),
        Some(json!({
            "@odata.type": "#microsoft.graph.deviceCompliancePolicyAssignment",
            "target": {
                "@odata.type": "#microsoft.graph.groupAssignmentTarget",
                "groupId": FINANCE,
                "deviceAndAppManagementAssignmentFilterId": FILTER,
                "deviceAndAppManagementAssignmentFilterType": "exclude",
            },
        }))
    );
}

#[test]
fn api_version_beta_is_used_for_everything() {
    assert_eq!(posted("api_version = \"beta\"", &group(FINANCE)).path, path("beta"));
}

#[test]
fn a_service_without_the_route_is_asked_once_and_the_switch_is_said_once() {
    let (simulator, mut workspace) = World::LIVE.start();
    workspace.env("TF_LOG_PROVIDER", "INFO");
    let many: String = (0..8)
        .map(|index| {
            let id = format!("aaaaaaaa-0000-4000-8000-00000000000{index}");
            assignment(&format!("x{index}"), WINDOWS, &group(&id))
        })
        .collect();
    workspace.write("main.tf", &many);
    let output = workspace.apply();
    let posts = writes(&simulator).iter().filter(|request| request.path == path("v1.0")).count();
    assert_eq!(posts, 1, "{:?}", writes(&simulator));
    let said = "the service does not have the documented route for single assignments";
    assert_eq!(output.stderr.matches(said).count(), 1, "{output}");
    workspace.expect_clean();
}

#[test]
fn the_documented_routes_alone_are_refused_by_the_live_service_with_the_way_out() {
    let (simulator, workspace) = World { write_mode: "assignment", ..World::LIVE }.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("Graph answered 400 No method match route template")
        .expect_text("Set write_mode to \"auto\" or \"assign\" (environment variable INTUNE_WRITE_MODE)");
    assert_eq!(effective_writes(&simulator).len(), 0);
}

#[test]
fn v1_alone_cannot_merge_and_says_why() {
    let (simulator, workspace) = World::LIVE.start();
    workspace.write("provider.tf", &provider_block_with(&simulator.url(), "api_version = \"v1.0\""));
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("Writing them back would strip their filters.")
        .expect_text("Set api_version to \"auto\" or \"beta\" (environment variable INTUNE_API_VERSION).");
    assert_eq!(effective_writes(&simulator).len(), 0);
}

#[test]
fn a_filter_on_v1_is_refused_at_plan() {
    let (simulator, workspace) = World::DOCUMENTED.start();
    workspace.write("provider.tf", &provider_block_with(&simulator.url(), "api_version = \"v1.0\""));
    workspace.write("main.tf", &assignment("x", WINDOWS, &filtered(FINANCE, FILTER, "include")));
    workspace
        .run(&["plan"])
        .expect_failure()
        .expect_text("Filters need the beta API")
        .expect_text("target.filter_id: assignment filters exist on the beta API only");
}
