//! Naming policies, filters and groups by what they are called, and the words for what is not found.

mod refusals;

use graph_simulator::{FilterSeed, GroupSeed, Options, PolicySeed, Simulator, row};
use serde_json::{Value, json};

use crate::support::tenant::{FILTER, FINANCE, IOS, MACOS, POLICY_SET};
use crate::support::{Output, Workspace, provider_block};

const LINUX: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e05";

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
