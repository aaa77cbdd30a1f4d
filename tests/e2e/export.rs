//! A tenant that exists already, written as configuration that imports it and changes nothing.

mod failures;
mod folder;

use std::path::Path;
use std::process::{Command, Output};

use graph_simulator::{GroupSeed, Options, PolicySeed, Seed, Simulator, row};

use crate::support::tenant::{BREAK_GLASS, FILTER, FINANCE, IOS, PILOT, POLICY_SET};
use crate::support::{Workspace, provider_block};

/// The demo tenant as it is exported.
const DEMO: &str = r#"# iOS - baseline (ios)

import {
  to = intune_compliance_assignment.ios_baseline__finance_laptops
  id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02_9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01"
}

resource "intune_compliance_assignment" "ios_baseline__finance_laptops" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02" # iOS - baseline
  target = {
    type     = "group"
    group_id = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01" # Finance laptops
  }
}

import {
  to = intune_compliance_assignment.ios_baseline__all_licensed_users
  id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02_acacacac-9df4-4c7d-9d50-4ef0226f57a9"
}

resource "intune_compliance_assignment" "ios_baseline__all_licensed_users" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02" # iOS - baseline
  target = {
    type = "all_licensed_users"
  }
}
"#;

/// A tenant with names that are awkward, used twice or missing, and with every kind of row.
fn awkward() -> Simulator {
    let mut options = Options::demo();
    let seed = &mut options.seed;
    let policy = |number: u32| format!("7b000000-0000-4000-8000-{number:012}");
    let twin = |number: u32| format!("8c00000{number}-0000-4000-8000-000000000001");
    seed.groups.extend([
        GroupSeed::new(&twin(1), "Twins"),
        GroupSeed::new(&twin(2), "twins!"),
        GroupSeed::new(&twin(3), "O'Brien's \"Größe\" ${x} 東京 # \n resource"),
    ]);
    seed.policies.extend([
        PolicySeed::new("macOSCompliancePolicy", "count")
            .with_id(&policy(1))
            .with_assignment(row::all_devices())
            .with_assignment(row::all_licensed_users()),
        PolicySeed::new("iosCompliancePolicy", "Count \"${each.key}\"\n}")
            .with_id(&policy(2))
            .with_assignment(row::with_filter(row::group(&twin(1)), FILTER, "include"))
            .with_assignment(row::group(&twin(2)))
            .with_assignment(row::with_filter(row::exclusion_group(&twin(3)), FILTER, "exclude"))
            // A group that somebody has deleted.
            .with_assignment(row::group("dead0000-0000-4000-8000-000000000001"))
            .with_assignment(row::from_policy_set(row::group(FINANCE), POLICY_SET)),
        PolicySeed::new("windows81CompliancePolicy", "COUNT")
            .with_id(&policy(3))
            .with_assignment(row::exclusion_group(BREAK_GLASS)),
        PolicySeed::new("androidCompliancePolicy", "東京 2024")
            .with_id(&policy(4))
            .with_assignment(row::all_devices()),
        PolicySeed::new("androidCompliancePolicy", "🚀")
            .with_id(&policy(5))
            .with_assignment(row::all_devices()),
    ]);
    options.page_size = 3;
    Simulator::start_blocking(options).expect("a simulator")
}

fn demo() -> Simulator {
    Simulator::start_blocking(Options::demo()).expect("a simulator")
}

/// Runs the command as a script would, with nothing but these variables.
fn run(environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_terraform-provider-intune"))
        .arg("export")
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .expect("the program runs")
}

fn export(simulator: &Simulator, arguments: &[&str]) -> Output {
    let url = simulator.url();
    let environment = [("INTUNE_GRAPH_ENDPOINT", url.as_str()), ("INTUNE_ACCESS_TOKEN", "simulator-token")];
    run(&environment, arguments)
}

#[track_caller]
fn exported(simulator: &Simulator, arguments: &[&str]) -> String {
    let output = export(simulator, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn text(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).expect("a file")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn an_export_is_formatted_plans_as_pure_imports_and_writes_nothing() {
    let simulator = awkward();
    let workspace = Workspace::new();
    workspace.write("provider.tf", &provider_block(&simulator.url()));
    let file = workspace.dir().join("generated.tf");
    let output = export(&simulator, &["--out", path(&file)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).ends_with("11 assignments of 6 policies written.\n"), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");

    workspace.run(&["fmt", "-check", "-diff", "generated.tf"]).expect_success();
    let plan = workspace.plan();
    let changes = plan.resource_changes();
    assert_eq!(changes.len(), 11, "{}", plan.text());
    for change in changes {
        assert_eq!(change["change"]["actions"], serde_json::json!(["no-op"]), "{change}");
        assert!(change["change"].get("importing").is_some(), "{change}");
    }
    let mut names: Vec<&str> = changes.iter().filter_map(|change| change["name"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "count_7b000000_7b000000_0000_4000_8000_000000000001__all_devices",
            "count_7b000000_7b000000_0000_4000_8000_000000000001__all_licensed_users",
            "count_7b000000_7b000000_0000_4000_8000_000000000003__not_break_glass_admins",
            "count_each_key__group_dead0000",
            "count_each_key__not_o_brien_s_größe_x_東京_resource",
            "count_each_key__twins_8c000001",
            "count_each_key__twins_8c000002",
            "ios_baseline__all_licensed_users",
            "ios_baseline__finance_laptops",
            "policy_7b000000__all_devices",
            "東京_2024__all_devices",
        ]
    );
    workspace.apply_saved_plan();
    workspace.plan().expect_empty();
    let requests = simulator.requests();
    let writes: Vec<_> = requests.iter().filter(|request| request.is_write()).collect();
    assert!(writes.is_empty(), "{writes:?}");

    let generated = text(&file);
    for line in [
        "    group_id    = \"8c000001-0000-4000-8000-000000000001\" # Twins\n",
        "    filter_id   = \"f2822663-9d84-45ed-bd6d-207002142e0a\" # Corporate-owned Windows\n",
        "# O'Brien's \"Größe\" ${x} 東京 #   resource\n",
        "\"dead0000-0000-4000-8000-000000000001\" # (deleted group)\n",
        "# 🚀 (android)\n",
        "# COUNT (#microsoft.graph.windows81CompliancePolicy)\n",
    ] {
        assert!(generated.contains(line), "{line:?} is not in {generated}");
    }
    assert!(!generated.contains(POLICY_SET));
    assert_eq!(exported(&simulator, &[]), generated, "the same tenant, the same text");
}

#[test]
fn the_demo_tenant_is_exported_word_for_word() {
    let simulator = demo();
    let output = export(&simulator, &[]);
    assert_eq!(stdout(&output), DEMO);
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_selection_keeps_the_names_of_the_whole() {
    let simulator = awkward();
    let resources = |arguments: &[&str]| -> Vec<String> {
        let text = exported(&simulator, arguments);
        let names =
            text.lines().filter_map(|line| line.strip_prefix("resource \"intune_compliance_assignment\" "));
        names.map(|rest| rest.trim_matches(['"', ' ', '{']).to_owned()).collect()
    };
    assert_eq!(
        resources(&["--platform", "macos", "--target-type", "all_devices"]),
        ["count_7b000000_7b000000_0000_4000_8000_000000000001__all_devices"]
    );
    assert_eq!(
        resources(&["--group-id", "8c000001-0000-4000-8000-000000000001"]),
        ["count_each_key__twins_8c000001"]
    );
    assert_eq!(resources(&["--policy", IOS]).len(), 2);
    assert_eq!(resources(&["--policy-display-name", "IOS*", "--policy-display-name", "*2024"]).len(), 3);
    assert_eq!(resources(&["--policy-display-name", "nothing"]), Vec::<String>::new());
    let with_sets =
        exported(&simulator, &["--include-policy-sets", "--group-id", FINANCE, "--platform", "ios"]);
    let comment = format!(
        "# Of the policy set {POLICY_SET}, which alone can change it: group {FINANCE} (Finance laptops)\n"
    );
    assert!(with_sets.contains(&comment), "{with_sets}");
}

#[test]
fn older_versions_import_with_a_script() {
    let simulator = demo();
    let script = exported(&simulator, &["--format", "shell", "--platform", "ios"]);
    let commands: Vec<&str> = script.lines().filter(|line| line.starts_with("terraform ")).collect();
    assert_eq!(
        commands,
        [
            format!(
                "terraform import 'intune_compliance_assignment.ios_baseline__finance_laptops' '{IOS}_{FINANCE}'"
            ),
            format!(
                "terraform import 'intune_compliance_assignment.ios_baseline__all_licensed_users' \
                 '{IOS}_acacacac-9df4-4c7d-9d50-4ef0226f57a9'"
            ),
        ]
    );
    assert!(script.starts_with("#!/bin/sh\nset -eu\n"), "{script}");
    let resources = exported(&simulator, &["--format", "resources", "--platform", "ios"]);
    assert!(!resources.contains("import {"), "{resources}");

    let workspace = Workspace::new();
    workspace.write("provider.tf", &provider_block(&simulator.url())).write("main.tf", &resources);
    for command in commands {
        let words: Vec<&str> = command.split(' ').map(|word| word.trim_matches('\'')).collect();
        workspace.import(words[2], words[3]).expect_success();
    }
    workspace.plan().expect_empty();
}

#[test]
fn whole_sets_and_settings_catalog_policies_plan_as_pure_imports() {
    let simulator = awkward();
    let linux = "7b000000-0000-4000-8000-000000000055";
    let catalog = PolicySeed::catalog("Linux \"lab\"").with_id(linux).with_assignment(row::group(FINANCE));
    simulator.add_policy(catalog).expect("a policy");
    let workspace = Workspace::new();
    workspace.write("provider.tf", &provider_block(&simulator.url()));
    let file = workspace.dir().join("generated.tf");
    let output = export(&simulator, &["--authoritative", "--include-policy-sets", "--out", path(&file)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    workspace.run(&["fmt", "-check", "-diff", "generated.tf"]).expect_success();
    let generated = text(&file);
    let wanted = format!(
        "import {{\n  to = intune_compliance_assignments.linux_lab\n  id = \"{linux}\"\n}}\n\nresource \
         \"intune_compliance_assignments\" \"linux_lab\" {{\n  compliance_policy_id = \"{linux}\" # Linux \"lab\"\n  \
         policy_kind          = \"settings_catalog\"\n  targets = [\n    {{\n      type     = \"group\"\n      group_id = \
         \"{FINANCE}\" # Finance laptops\n    }},\n  ]\n}}\n"
    );
    assert!(generated.contains(&wanted), "{generated}");
    assert!(generated.contains("# Of the policy set"), "{generated}");
    let plan = workspace.plan();
    assert_eq!(plan.resource_changes().len(), 7, "{}", plan.text());
    for change in plan.resource_changes() {
        assert_eq!(change["change"]["actions"], serde_json::json!(["no-op"]), "{change}");
    }
    workspace.apply_saved_plan();
    workspace.plan().expect_empty();

    // One by one they come with their kind as well, and the folder is recognised.
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("assignments");
    let output = export(&simulator, &["--per-policy", path(&folder)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let linux = text(folder.join("linux_lab.tf"));
    assert!(linux.contains("  policy_kind          = \"settings_catalog\"\n"), "{linux}");
    workspace.run(&["fmt", "-check", "-diff", path(&folder)]).expect_success();
    let same = export(&simulator, &["--check", path(&folder)]);
    assert_eq!(stdout(&same), "The folder describes the tenant.\n", "{}", stderr(&same));
    std::fs::remove_dir_all(&folder).expect("removed");
    let output = export(&simulator, &["--authoritative", "--per-policy", path(&folder)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let same = export(&simulator, &["--check", path(&folder)]);
    assert_eq!(stdout(&same), "The folder describes the tenant.\n", "{}", stderr(&same));
    let filtered = folder.join("count_each_key.tf");
    let changed = text(&filtered).replacen("= \"include\"", "= \"exclude\"", 1);
    std::fs::write(&filtered, changed).expect("written");
    std::fs::remove_file(folder.join("linux_lab.tf")).expect("removed");
    let different = export(&simulator, &["--check", path(&folder)]);
    assert_eq!(different.status.code(), Some(3), "{}", stderr(&different));
    let said = stdout(&different);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert_eq!(
        lines[0],
        format!(
            "+ only in the tenant: intune_compliance_assignment.linux_lab__finance_laptops: Linux \"lab\" to group \
         {FINANCE} (Finance laptops)"
        )
    );
    let begin = "~ count_each_key.tf: intune_compliance_assignments.count_each_key, target group ";
    let end = ": filter_type is \"exclude\" in the folder and \"include\" in the tenant";
    assert!(lines[1].starts_with(begin) && lines[1].ends_with(end), "{said}");
    let script = exported(&simulator, &["--authoritative", "--format", "shell", "--platform", "linux"]);
    let command = "\nterraform import 'intune_compliance_assignments.linux_lab' '7b000000-0000-4000-8000-000000000055'\n";
    assert!(script.contains(command), "{script}");
}

#[test]
fn reading_costs_a_page_for_many_policies_and_a_request_for_twenty_groups() {
    let mut seed = Seed::generated(20, 3);
    let demo = Seed::demo();
    seed.groups = demo.groups;
    let everyone = PolicySeed::new("iosCompliancePolicy", "Everyone").with_assignment(row::group(PILOT));
    seed.policies.extend([everyone.clone(), everyone, PolicySeed::new("iosCompliancePolicy", "Nobody")]);
    let options = Options { seed, page_size: 10, ..Options::default() };
    let simulator = Simulator::start_blocking(options).expect("a simulator");
    exported(&simulator, &[]);
    let requests = simulator.requests();
    let count = |end: &str| requests.iter().filter(|request| request.path.ends_with(end)).count();
    assert_eq!(count("/deviceCompliancePolicies"), 3, "pages");
    assert_eq!(count("/assignments"), 1, "a policy that the listing shows without any");
    assert_eq!(count("/compliancePolicies"), 1);
    // Every group once, however often it is used, and twenty in a request.
    assert_eq!(count("/$batch"), 3);
    let is_part_of_batch = |path: &str| path.starts_with("/v1.0/groups/");
    let sent = requests.iter().filter(|request| !is_part_of_batch(&request.path)).count();
    assert_eq!(sent, 3 + 1 + 1 + 3);
}
