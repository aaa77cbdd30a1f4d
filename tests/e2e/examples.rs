//! What stands below `examples/` works as it stands there: it is valid, applies, is clean afterwards, and goes.

use std::path::{Path, PathBuf};

use graph_simulator::{Options, Simulator};
use serde_json::{Value, json};

use crate::support::tenant::{WINDOWS, writes};
use crate::support::{Feature, Workspace, required_providers};

#[test]
fn resources_live_as_their_examples_say() {
    each_example("resources", "resource", 1);
}

#[test]
fn data_sources_are_read_as_their_examples_say() {
    each_example("data-sources", "data-source", 5);
}

#[test]
fn stories_are_told_to_their_end() {
    for folder in folders("stories", 4) {
        let (simulator, workspace) = tenant_with_azuread();
        workspace.write("story.tf", &read(&folder.join("main.tf")));
        live(&folder, &simulator, &workspace);
    }
}

#[test]
fn the_stages_of_the_rollout_are_changes_in_place() {
    let (simulator, mut workspace) = tenant();
    workspace.write("story.tf", &read(&examples().join("stories/staged-rollout/main.tf")));
    workspace.apply();
    let pilot = "intune_compliance_assignment.pilot";
    for (stage, expected) in [("pilot", "update"), ("everyone", "no-op")] {
        workspace.env("TF_VAR_stage", stage);
        let plan = workspace.plan();
        assert_eq!(plan.actions(pilot), [expected], "{stage}");
        workspace.apply_saved_plan();
        workspace.expect_clean();
    }
    assert_eq!(simulator.assignments(WINDOWS).expect("the policy").len(), 2);
}

#[test]
fn a_group_of_azuread_is_made_and_left_out_of_every_policy_in_one_apply() {
    let (simulator, workspace) = tenant_with_azuread();
    workspace.write("story.tf", &read(&examples().join("stories/group-from-azuread/main.tf")));
    let plan = workspace.plan();
    plan.output.expect_text("(known after apply)");
    workspace.apply_saved_plan();
    workspace.expect_clean();
    // Policies of the settings catalog have a name instead.
    let policies: Vec<_> =
        simulator.policies().into_iter().filter(|policy| policy["displayName"].is_string()).collect();
    assert!(policies.len() > 1, "{policies:?}");
    for policy in policies.iter().filter_map(|policy| policy["id"].as_str()) {
        let rows = simulator.assignments(policy).expect("the policy's assignments");
        let excluded = |row: &&Value| {
            row["target"]["@odata.type"] == "#microsoft.graph.exclusionGroupAssignmentTarget"
                && row["target"]["groupId"] == GROUP_OF_AZUREAD
        };
        assert_eq!(rows.iter().filter(excluded).count(), 1, "{rows:?}");
    }
}

#[test]
fn import_blocks_take_over_what_is_there() {
    for folder in folders("resources", 1) {
        for name in ["import-by-string-id.tf", "import-by-identity.tf"] {
            let path = folder.join(name);
            let (simulator, workspace) = tenant();
            if name == "import-by-identity.tf" && workspace.terraform().lacks(Feature::ImportByIdentity) {
                continue;
            }
            workspace.write("provider.tf", &required_providers()).write("main.tf", &read(&path));
            workspace.apply().expect_text("0 added, 0 changed, 0 destroyed");
            workspace.expect_clean();
            assert!(writes(&simulator).is_empty(), "{}", path.display());
        }
    }
}

#[test]
fn import_commands_take_over_what_is_there() {
    for folder in folders("resources", 1) {
        let commands = read(&folder.join("import.sh"));
        let commands = commands.lines().filter_map(|line| line.strip_prefix("terraform import "));
        let commands: Vec<_> = commands.filter_map(|line| line.split_once(' ')).collect();
        assert!(!commands.is_empty(), "{} has no import command", folder.display());
        for (address, id) in commands {
            let (_simulator, workspace) = tenant();
            workspace
                .write("provider.tf", &required_providers())
                .write("main.tf", &resource_of(&folder, address));
            workspace.import(address, id.trim_matches('\'')).expect_success();
            workspace.expect_clean();
        }
    }
}

#[test]
fn the_example_of_the_provider_signs_in() {
    let simulator = Simulator::start_blocking(Options::demo()).expect("a simulator");
    let mut workspace = Workspace::new();
    let policy = read(&examples().join("data-sources/intune_compliance_policy/data-source.tf"));
    workspace.write("provider.tf", &read(&examples().join("provider/provider.tf"))).write("main.tf", &policy);
    for (name, value) in [
        ("TF_VAR_tenant_id", graph_simulator::DEMO_TENANT_ID),
        ("TF_VAR_client_id", graph_simulator::DEMO_CLIENT_ID),
        ("TF_VAR_client_secret", graph_simulator::DEMO_CLIENT_SECRET),
        ("INTUNE_GRAPH_ENDPOINT", &simulator.url()),
        ("AZURE_AUTHORITY_HOST", &simulator.url()),
    ] {
        workspace.env(name, value);
    }
    workspace.apply();
    workspace.expect_clean();
}

/// Lets each example of a kind live; at least so many have to be there.
fn each_example(kind: &str, begin: &str, at_least: usize) {
    for folder in folders(kind, at_least) {
        let (simulator, workspace) = tenant();
        workspace.write("provider.tf", &required_providers());
        let mut examples = files(&folder);
        examples.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(begin) && name.ends_with(".tf")
        });
        assert!(!examples.is_empty(), "{} has no {begin}.tf", folder.display());
        for example in examples {
            let name = example.file_name().unwrap_or_default().to_string_lossy();
            workspace.write(&name, &read(&example));
        }
        live(&folder, &simulator, &workspace);
    }
}

/// Validates, applies, plans and destroys; at the end the tenant is as it was.
fn live(what: &Path, simulator: &Simulator, workspace: &Workspace) {
    let before = assignments(simulator);
    workspace.run(&["validate"]).expect_success();
    workspace.apply();
    workspace.expect_clean();
    workspace.destroy();
    assert_eq!(assignments(simulator), before, "{} leaves something behind", what.display());
}

/// Every assignment of the tenant.
fn assignments(simulator: &Simulator) -> Vec<Value> {
    let policies = simulator.policies();
    let ids = policies.iter().filter_map(|policy| policy["id"].as_str());
    ids.flat_map(|id| simulator.assignments(id).expect("the policy's assignments")).collect()
}

/// The demo tenant, and a workspace whose environment leads there.
fn tenant() -> (Simulator, Workspace) {
    let simulator = Simulator::start_blocking(Options::demo()).expect("a simulator");
    let mut workspace = Workspace::new();
    workspace
        .env("INTUNE_GRAPH_ENDPOINT", &simulator.url())
        .env("INTUNE_ACCESS_TOKEN", graph_simulator::STATIC_TOKEN);
    (simulator, workspace)
}

/// The object id of every group that the stand-in for azuread makes.
const GROUP_OF_AZUREAD: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e0a";

/// The same with a provider that has the part of azuread that the stories use. azuread itself cannot be had from the
/// registries that tests may ask; names and kinds of its attributes are those of its version 3.
fn tenant_with_azuread() -> (Simulator, Workspace) {
    let (simulator, mut workspace) = tenant();
    let this = std::env::current_exe().expect("this test is a file");
    let built = this.ancestors().nth(2).map(|profile| profile.join("terraform-provider-tfcoremock"));
    let built = built.expect("a folder for what cargo builds");
    assert!(built.exists(), "{} is missing: run cargo build --workspace", built.display());
    let optional = |kind: &str| json!({ "type": kind, "optional": true });
    let types = json!({ "azuread_group": { "attributes": {
        "display_name": { "type": "string", "required": true },
        "description": optional("string"),
        "mail_enabled": optional("boolean"),
        "security_enabled": optional("boolean"),
        "object_id": { "type": "string", "computed": true, "value": { "string": GROUP_OF_AZUREAD } },
    } } });
    workspace.write("azuread.json", &types.to_string());
    workspace
        .add_provider("terraform-provider-azuread", "hashicorp/azuread", &built)
        .env("TFCOREMOCK_DYNAMIC_RESOURCES_FILE", "azuread.json");
    (simulator, workspace)
}

/// The resource with this address, as the import examples write it.
fn resource_of(folder: &Path, address: &str) -> String {
    let (ty, name) = address.split_once('.').expect("an address");
    let begin = format!("resource \"{ty}\" \"{name}\" {{");
    let texts = ["import-by-string-id.tf", "import-by-identity.tf"].map(|name| read(&folder.join(name)));
    let found = texts.iter().find_map(|text| text.find(&begin).map(|at| text[at..].to_owned()));
    found.unwrap_or_else(|| panic!("no example of an import has {address}"))
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn folders(kind: &str, at_least: usize) -> Vec<PathBuf> {
    let folders = files(&examples().join(kind));
    assert!(folders.len() >= at_least, "{kind}: {folders:?}");
    folders
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
