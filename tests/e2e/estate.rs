//! A tenant as large as they come, taken over as a whole: 200 policies of all kinds with 2,000 assignments, awkward
//! names, policy sets, filters and groups that somebody has deleted.

use std::process::Command;

use graph_simulator::{FilterSeed, GroupSeed, Options, PolicySeed, Seed, Simulator, row};
use serde_json::Value;

use crate::support::tenant::{FILTER, effective_writes, writes};
use crate::support::{Feature, Workspace, provider_block};

const POLICIES: u32 = 200;
/// Direct assignments of each policy.
const EACH: u32 = 10;
const KINDS: [&str; 7] = [
    "windows10CompliancePolicy",
    "iosCompliancePolicy",
    "macOSCompliancePolicy",
    "androidCompliancePolicy",
    "androidWorkProfileCompliancePolicy",
    "aospDeviceOwnerCompliancePolicy",
    "windows81CompliancePolicy",
];

fn policy_id(number: u32) -> String {
    format!("7b000000-0000-4000-8000-{number:012}")
}

fn group_id(number: u32) -> String {
    format!("9f1d7c3a-0000-4000-8000-{number:012}")
}

/// Names as people give them: used twice, in other scripts, with what means something elsewhere.
fn name(number: u32) -> String {
    match number % 8 {
        0 => "Baseline".to_owned(),
        1 => format!("Größe {number} — 東京"),
        2 => format!("{number} \"quoted\" ${{x}} %{{y}}"),
        3 => format!("🚀{number}"),
        4 => format!("count\n{number} # // /*"),
        _ => format!("Policy {number}"),
    }
}

/// One assignment in ten is for all devices, one for all users; of the groups some are excluded, narrowed or deleted.
fn assignment(policy: u32, number: u32) -> Value {
    let group = group_id((policy * 7 + number * 13) % 300);
    match number {
        0 => row::all_devices(),
        1 => row::all_licensed_users(),
        2 => row::exclusion_group(&group),
        3 => row::with_filter(row::group(&group), FILTER, "include"),
        4 => row::group(&format!("dead0000-0000-4000-8000-{policy:012}")),
        _ => row::group(&group),
    }
}

fn seed() -> Seed {
    let mut seed = Seed::default();
    seed.filters.push(FilterSeed::new(FILTER, "Corporate \"owned\"", "windows10AndLater"));
    seed.groups = (0..300).map(|number| GroupSeed::new(&group_id(number), &name(number))).collect();
    seed.policies = (0..POLICIES)
        .map(|policy| {
            let kind = policy as usize % (KINDS.len() + 1);
            let empty = match KINDS.get(kind) {
                Some(kind) => PolicySeed::new(kind, &name(policy)),
                None => PolicySeed::catalog(&name(policy)),
            };
            let mut whole = (0..EACH).fold(empty.with_id(&policy_id(policy)), |seed, number| {
                seed.with_assignment(assignment(policy, number))
            });
            if policy % 10 == 0 {
                whole =
                    whole.with_assignment(row::from_policy_set(row::group(&group_id(299)), "policy-set-1"));
            }
            whole
        })
        .collect();
    seed
}

fn start() -> (Simulator, Workspace) {
    let options = Options { seed: seed(), page_size: 50, ..Options::default() };
    let simulator = Simulator::start_blocking(options).expect("a simulator");
    let workspace = Workspace::new();
    workspace.write("provider.tf", &provider_block(&simulator.url()));
    (simulator, workspace)
}

/// Takes over what the configuration imports, and sees that it is all and that nothing is left to do.
#[track_caller]
fn take_over(workspace: &Workspace, simulator: &Simulator) {
    let output = workspace.apply();
    let text = output.text();
    assert!(text.contains("2000 imported, 0 added, 0 changed, 0 destroyed"), "{text}");
    workspace.expect_clean();
    assert_eq!(writes(simulator).len(), 0);
}

#[test]
fn an_export_takes_it_over_and_ten_changes_are_ten_writes() {
    let (simulator, workspace) = start();
    let folder = workspace.dir();
    let output = Command::new(env!("CARGO_BIN_EXE_terraform-provider-intune"))
        .args(["export", "--out"])
        .arg(folder.join("generated.tf"))
        .env_clear()
        .envs([
            ("INTUNE_GRAPH_ENDPOINT", simulator.url()),
            ("INTUNE_ACCESS_TOKEN", "simulator-token".to_owned()),
        ])
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.ends_with("2000 assignments of 200 policies written.\n"), "{said}");
    let sent = simulator.requests().len();
    // Four pages of device policies, one of the settings catalog's and one for each of them, filters, and batches.
    assert!(sent < 100, "{sent} requests");
    let groups_alone = simulator.requests().iter().filter(|it| it.path.starts_with("/v1.0/groups/")).count();
    assert_eq!(groups_alone, 0);

    workspace.run(&["fmt", "-check", "-diff", "generated.tf"]).expect_success();
    take_over(&workspace, &simulator);

    // Ten filtered groups, on ten policies, leave their filtered devices out.
    let mut generated = std::fs::read_to_string(folder.join("generated.tf")).expect("configuration");
    for _ in 0..10 {
        generated = generated.replacen("filter_type = \"include\"", "filter_type = \"exclude\"", 1);
    }
    std::fs::write(folder.join("generated.tf"), &generated).expect("configuration");
    simulator.clear_requests();
    let output = workspace.apply();
    assert!(output.text().contains("0 added, 10 changed, 0 destroyed"), "{output}");
    let written = effective_writes(&simulator);
    assert_eq!(written.len(), 10, "one for each policy");
    let narrowed = |policies: &[Value]| {
        let rows =
            policies.iter().flat_map(|policy| policy["assignments"].as_array().cloned().unwrap_or_default());
        let mode = "deviceAndAppManagementAssignmentFilterType";
        rows.filter(|row| row["target"][mode] == "exclude").count()
    };
    let policies = simulator.policies();
    assert_eq!(narrowed(&policies), 10);
    let rows =
        policies.iter().map(|policy| policy["assignments"].as_array().map_or(0, Vec::len)).sum::<usize>();
    assert_eq!(rows, 2000 + 20, "nothing is lost, the policy sets' included");
}

#[test]
fn a_query_takes_it_over() {
    let (simulator, workspace) = start();
    if workspace.terraform().lacks(Feature::ListResources) {
        return;
    }
    let list = "list \"intune_compliance_assignment\" \"it\" {\n  provider = intune\n  limit = 5000\n  include_resource = \
                true\n  config {}\n}\n";
    workspace.write("it.tfquery.hcl", list);
    workspace.run(&["query", "-generate-config-out=generated.tf"]).expect_success();
    std::fs::remove_file(workspace.dir().join("it.tfquery.hcl")).expect("the query");
    take_over(&workspace, &simulator);
}
