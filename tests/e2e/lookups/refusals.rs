//! What a lookup says when it finds nothing, too much, or nobody who may answer.

use graph_simulator::{Action, Answer, Fault, Matcher};

use super::{refused, simulator, workspace};
use crate::support::tenant::{FILTER, IOS};

#[test]
fn what_is_not_there_or_there_twice_is_told_with_candidates() {
    let simulator = simulator();
    let text = refused(
        &simulator,
        r#"
data "intune_compliance_policy" "twice" {
  display_name = "Baseline"
}
data "intune_compliance_policy" "case" {
  display_name = "ios - Baseline"
}
data "intune_compliance_policy" "platform" {
  display_name = "Kiosk"
  platform     = "ios"
}
data "intune_compliance_policy" "id" {
  id = "6a2ac7e4-ffff-4f0e-9d0c-3b8f2c4d1e02"
}
data "intune_compliance_assignments" "id" {
  compliance_policy_id = "6a2ac7e4-eeee-4f0e-9d0c-3b8f2c4d1e02"
}
data "intune_group" "twice" {
  display_name = "Twins"
}
data "intune_group" "none" {
  display_name = "it's nobody"
}
data "intune_group" "id" {
  id = "9f1d7c3a-ffff-4c8d-8e6f-1a2b3c4d5e01"
}
data "intune_assignment_filter" "twice" {
  display_name = "Same"
}
data "intune_assignment_filter" "none" {
  display_name = "corporate"
}
"#,
    )
    .text();
    for sentence in [
        "More than one compliance policy with the display name \"Baseline\" was found:",
        "  7b000000-0000-4000-8000-000000000001 \"Baseline\" (ios, device)\n  \
         7b000000-0000-4000-8000-000000000002 \"Baseline\" (macos, device)\n",
        "Choose one by its id, or by its platform where that tells them apart.",
        "There is no compliance policy with the display name \"ios - Baseline\" in this tenant. Names are compared \
         exactly. There are:",
        &format!("  {IOS} \"iOS - baseline\" (ios, device)\n"),
        "There is no compliance policy with the display name \"Kiosk\" for the platform \"ios\" in this tenant.",
        "  7b000000-0000-4000-8000-000000000004 \"Kiosk\" (android_device_owner, device)\n",
        "There is no compliance policy with the id 6a2ac7e4-ffff-4f0e-9d0c-3b8f2c4d1e02 in this tenant. Check what \
         was given, and that the provider is signed in to the right tenant.",
        "There is no compliance policy with the id 6a2ac7e4-eeee-4f0e-9d0c-3b8f2c4d1e02 in this tenant.",
        "More than one group with the display name \"Twins\" was found:",
        "  8c000000-0000-4000-8000-000000000002 \"Twins\"\n  8c000000-0000-4000-8000-000000000003 \"Twins\"\n",
        "There is no group with the display name \"it's nobody\" in this tenant.",
        "There is no group with the id 9f1d7c3a-ffff-4c8d-8e6f-1a2b3c4d5e01 in this tenant.",
        "More than one assignment filter with the display name \"Same\" was found:",
        "  fa000000-0000-4000-8000-000000000001 \"Same\" (iOS)\n",
        "There is no assignment filter with the display name \"corporate\" in this tenant.",
        &format!("  {FILTER} \"Corporate-owned Windows\" (windows10AndLater)\n"),
    ] {
        assert!(text.contains(sentence), "{sentence:?} is not in {text}");
    }
}

#[test]
fn what_cannot_be_looked_up_is_refused_before_anything_is_sent() {
    let simulator = simulator();
    let text = refused(
        &simulator,
        r#"
data "intune_compliance_policy" "nothing" {}
data "intune_group" "both" {
  id           = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01"
  display_name = "Finance laptops"
}
data "intune_assignment_filter" "id" {
  id = "corporate"
}
data "intune_compliance_policy" "platform" {
  id       = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02"
  platform = "ios"
}
data "intune_compliance_policies" "kind" {
  policy_kind = "linux"
}
data "intune_compliance_assignments" "id" {
  compliance_policy_id = "00000000-0000-0000-0000-000000000000"
  timeouts {
    read = "soon"
  }
}
"#,
    )
    .text();
    for sentence in [
        "Either id or display_name is needed, and neither is given.",
        "Both id and display_name are given; remove one of the two.",
        "id: expected a GUID such as \"6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a\", got \"corporate\".",
        "platform chooses among policies of one display_name; it does not go with id.",
        "policy_kind: expected \"device\" or \"settings_catalog\", got \"linux\".",
        "compliance_policy_id: expected an object's GUID, got the one of zeros.",
        "timeouts.read: ",
    ] {
        assert!(text.contains(sentence), "{sentence:?} is not in {text}");
    }
    assert!(simulator.requests().is_empty());
}

#[test]
fn refusals_name_the_permission_that_is_missing() {
    let simulator = simulator();
    simulator.fault(Fault::new(Matcher::on("GET", "*/groups"), Action::Forbidden).times(9));
    simulator.fault(Fault::new(Matcher::on("GET", "*/assignmentFilters"), Action::Forbidden).times(9));
    simulator.fault(
        Fault::new(Matcher::on("GET", "*/deviceCompliancePolicies"), Action::Answer(Answer::status(400)))
            .times(9),
    );
    let text = refused(
        &simulator,
        r#"
data "intune_group" "finance" {
  display_name = "Finance laptops"
}
data "intune_assignment_filter" "corporate" {
  display_name = "Corporate-owned Windows"
}
data "intune_compliance_policies" "all" {}
"#,
    )
    .text();
    for sentence in [
        "The group with the display name \"Finance laptops\": could not list the groups of that name (GET \
         /v1.0/groups)",
        "Grant the application the permission GroupMember.Read.All (application, not delegated)",
        "Grant the application the permission DeviceManagementConfiguration.Read.All (application, not delegated)",
        "The compliance policies of the tenant: could not list the compliance policies (GET \
         /beta/deviceManagement/deviceCompliancePolicies)",
        "For a support case: request-id",
    ] {
        assert!(text.contains(sentence), "{sentence:?} is not in {text}");
    }
}

#[test]
fn what_only_beta_has_is_refused_on_v1() {
    let simulator = simulator();
    let mut workspace = workspace(
        &simulator,
        r#"
data "intune_assignment_filter" "corporate" {
  display_name = "Corporate-owned Windows"
}
data "intune_compliance_policies" "linux" {
  policy_kind = "settings_catalog"
}
data "intune_compliance_policy" "linux" {
  display_name = "Linux - servers"
}
"#,
    );
    workspace.env("INTUNE_API_VERSION", "v1.0");
    workspace
        .run(&["plan"])
        .expect_failure()
        .expect_text("Assignment filters exist on Graph's beta only, and api_version is \"v1.0\".")
        .expect_text("Settings catalog policies exist on Graph's beta only, and api_version is \"v1.0\".")
        .expect_text(
            "With api_version \"v1.0\", policies made from the settings catalog (Linux) are not found",
        );
    let beta = |request: &&graph_simulator::RequestRecord| request.path.starts_with("/beta");
    assert_eq!(simulator.requests().iter().filter(beta).count(), 0);
}
