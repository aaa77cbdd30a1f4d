//! Naming policies, filters and groups by what they are called, and the words for what is not found.

use graph_simulator::{
    Action, Answer, Fault, FilterSeed, GroupSeed, Matcher, Options, PolicySeed, Simulator, row,
};
use serde_json::{Value, json};

use crate::support::{Output, Workspace, provider_block};

const IOS: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02";
const MACOS: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e03";
const LINUX: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e05";
const FINANCE: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";
const POLICY_SET: &str = "5e1f0000-0000-4000-8000-000000000001";

/// The demo tenant with names that are awkward or used twice.
fn simulator() -> Simulator {
    let mut options = Options::demo();
    let seed = &mut options.seed;
    let policy = |number: u32| format!("7b000000-0000-4000-8000-{number:012}");
    seed.policies.extend([
        PolicySeed::new("iosCompliancePolicy", "Baseline").with_id(&policy(1)),
        PolicySeed::new("macOSCompliancePolicy", "Baseline").with_id(&policy(2)),
        PolicySeed::new("windows81CompliancePolicy", "Alte Geräte \"8.1\"").with_id(&policy(3)),
        PolicySeed::new("androidDeviceOwnerCompliancePolicy", "Kiosk").with_id(&policy(4)),
        PolicySeed::catalog("Linux - servers").with_id(&policy(5)).with_assignment(row::all_devices()),
    ]);
    seed.groups.extend([
        GroupSeed::new("8c000000-0000-4000-8000-000000000001", "O'Brien's & Größe ${x} 東京"),
        GroupSeed::new("8c000000-0000-4000-8000-000000000002", "Twins"),
        GroupSeed::new("8c000000-0000-4000-8000-000000000003", "Twins"),
    ]);
    seed.filters.extend([
        FilterSeed::new("fa000000-0000-4000-8000-000000000001", "Same", "iOS"),
        FilterSeed::new("fa000000-0000-4000-8000-000000000002", "Same", "macOS"),
    ]);
    let simulator = Simulator::start_blocking(options).expect("a simulator");
    let shared = row::from_policy_set(row::group("9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02"), POLICY_SET);
    simulator.add_assignment(IOS, shared).expect("a policy");
    simulator
}

fn workspace(simulator: &Simulator, main: &str) -> Workspace {
    let workspace = Workspace::new();
    workspace.write("provider.tf", &provider_block(&simulator.url())).write("main.tf", main);
    workspace
}

/// The attributes of a data source after an apply.
fn read(workspace: &Workspace, address: &str) -> Value {
    let address = format!("data.{address}");
    workspace.resource_state(&address).unwrap_or_else(|| panic!("{address} is not in the state"))
}

/// What a plan says that cannot be made.
fn refused(simulator: &Simulator, main: &str) -> Output {
    workspace(simulator, main).run(&["plan"]).expect_failure()
}

#[test]
fn everything_is_found_by_id_and_by_name() {
    let simulator = simulator();
    let workspace = workspace(
        &simulator,
        &format!(
            r#"
data "intune_compliance_policy" "by_name" {{
  display_name = "iOS - baseline"
}}
data "intune_compliance_policy" "by_id" {{
  id = "{}"
}}
data "intune_compliance_policy" "of_two" {{
  display_name = "Baseline"
  platform     = "macos"
}}
data "intune_compliance_policy" "unknown_type" {{
  display_name = "Alte Geräte \"8.1\""
}}
data "intune_compliance_policy" "linux" {{
  display_name = "Linux - baseline"
}}
data "intune_compliance_policy" "linux_by_id" {{
  id = "{LINUX}"
}}
data "intune_group" "by_name" {{
  display_name = "O'Brien's & Größe $${{x}} 東京"
}}
data "intune_group" "by_id" {{
  id = "{FINANCE}"
}}
data "intune_assignment_filter" "by_name" {{
  display_name = "Corporate-owned Windows"
}}
data "intune_assignment_filter" "by_id" {{
  id = "{FILTER}"
  timeouts {{
    read = "30s"
  }}
}}

resource "intune_compliance_assignment" "by_names" {{
  compliance_policy_id = data.intune_compliance_policy.of_two.id
  target = {{
    type        = "group"
    group_id    = data.intune_group.by_name.id
    filter_id   = data.intune_assignment_filter.by_name.id
    filter_type = "include"
  }}
}}
"#,
            IOS.to_uppercase()
        ),
    );
    workspace.apply();

    let policy = read(&workspace, "intune_compliance_policy.by_name");
    assert_eq!(
        policy,
        json!({"id": IOS, "display_name": "iOS - baseline", "platform": "ios", "description": null,
               "policy_kind": "device", "timeouts": null})
    );
    let by_id = read(&workspace, "intune_compliance_policy.by_id");
    assert_eq!(by_id["id"], IOS.to_uppercase(), "the user's spelling stays");
    assert_eq!(by_id["display_name"], "iOS - baseline");
    let of_two = read(&workspace, "intune_compliance_policy.of_two");
    assert_eq!(of_two["id"], "7b000000-0000-4000-8000-000000000002");
    let unknown = read(&workspace, "intune_compliance_policy.unknown_type");
    assert_eq!(unknown["platform"], "#microsoft.graph.windows81CompliancePolicy");
    for name in ["linux", "linux_by_id"] {
        let linux = read(&workspace, &format!("intune_compliance_policy.{name}"));
        assert_eq!(linux["id"], LINUX);
        assert_eq!(linux["display_name"], "Linux - baseline");
        assert_eq!(linux["platform"], "linux");
        assert_eq!(linux["policy_kind"], "settings_catalog");
    }
    let group = read(&workspace, "intune_group.by_name");
    assert_eq!(group["id"], "8c000000-0000-4000-8000-000000000001");
    assert_eq!(read(&workspace, "intune_group.by_id")["display_name"], "Finance laptops");
    let filter = read(&workspace, "intune_assignment_filter.by_name");
    assert_eq!(filter["id"], FILTER);
    assert_eq!(filter["platform"], "windows10AndLater");
    assert_eq!(filter["rule"], "(device.deviceOwnership -eq \"Corporate\")");
    assert_eq!(read(&workspace, "intune_assignment_filter.by_id")["display_name"], "Corporate-owned Windows");

    simulator.clear_requests();
    workspace.plan().expect_empty();
    let listings = simulator.requests();
    let listings =
        listings.iter().filter(|request| request.path.ends_with("/deviceCompliancePolicies")).count();
    // Three names share one listing; the assignment's refresh may take another.
    assert!((1..=2).contains(&listings), "{listings} listings");
}

#[test]
fn policies_are_listed_and_filtered_in_a_stable_order() {
    let simulator = simulator();
    let workspace = workspace(
        &simulator,
        r#"
data "intune_compliance_policies" "all" {}
data "intune_compliance_policies" "named" {
  display_name = "*BASELINE"
  platform     = "macos"
}
data "intune_compliance_policies" "catalog" {
  policy_kind = "settings_catalog"
}
data "intune_compliance_policies" "none" {
  display_name = "nothing is called so"
}
"#,
    );
    workspace.apply();
    let names = |address: &str| -> Vec<String> {
        let policies = read(&workspace, &format!("intune_compliance_policies.{address}"))["policies"].clone();
        let policies = policies.as_array().expect("a list");
        policies
            .iter()
            .map(|policy| format!("{} {}", policy["display_name"], policy["platform"]).replace('"', ""))
            .collect()
    };
    assert_eq!(
        names("all"),
        [
            "Alte Geräte \\8.1\\ #microsoft.graph.windows81CompliancePolicy",
            "Android - work profile android_work_profile",
            "Baseline ios",
            "Baseline macos",
            "iOS - baseline ios",
            "Kiosk android_device_owner",
            "Linux - baseline linux",
            "Linux - servers linux",
            "macOS - baseline macos",
            "Windows - baseline windows10",
        ]
    );
    assert_eq!(names("named"), ["Baseline macos", "macOS - baseline macos"]);
    assert_eq!(names("catalog"), ["Linux - baseline linux", "Linux - servers linux"]);
    assert_eq!(names("none"), Vec::<String>::new());
}

#[test]
fn assignments_are_listed_with_those_of_policy_sets_marked() {
    let simulator = simulator();
    simulator
        .add_assignment(
            IOS,
            row::with_filter(row::exclusion_group("9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e03"), FILTER, "exclude"),
        )
        .expect("a policy");
    let workspace = workspace(
        &simulator,
        &format!(
            r#"
data "intune_compliance_assignments" "ios" {{
  compliance_policy_id = "{IOS}"
}}
data "intune_compliance_assignments" "macos" {{
  compliance_policy_id = "{MACOS}"
}}
data "intune_compliance_assignments" "linux" {{
  compliance_policy_id = "7b000000-0000-4000-8000-000000000005"
}}
"#
        ),
    );
    workspace.apply();
    let ios = read(&workspace, "intune_compliance_assignments.ios");
    assert_eq!(ios["policy_kind"], "device");
    let rows = ios["assignments"].as_array().expect("a list");
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["target"]["type"].as_str().unwrap_or_default(),
                row["from_policy_set"].as_bool().unwrap_or_default(),
                row["source_id"].as_str().unwrap_or_default(),
                row["target"]["filter_type"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("group", false, IOS, None),
            ("group", true, POLICY_SET, None),
            ("exclusion_group", false, IOS, Some("exclude")),
            ("all_licensed_users", false, IOS, None),
        ]
    );
    assert_eq!(rows[0]["target"]["group_id"], FINANCE);
    assert_eq!(rows[0]["id"], format!("{IOS}_{FINANCE}"));
    let macos = read(&workspace, "intune_compliance_assignments.macos");
    assert_eq!(macos["assignments"], json!([]));
    let linux = read(&workspace, "intune_compliance_assignments.linux");
    assert_eq!(linux["policy_kind"], "settings_catalog");
    assert_eq!(linux["assignments"][0]["target"]["type"], "all_devices");
}

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
