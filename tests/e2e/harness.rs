//! The end-to-end harness itself, tried on Terraform's built-in `terraform_data`, so that a red test elsewhere is
//! about the provider.

use std::time::Duration;

use crate::support::{Product, Terraform, Workspace, provider_block, required_providers};

const PATIENCE: Duration = Duration::from_secs(60);

const RESOURCE: &str = r#"
variable "ring" { default = "pilot" }
variable "trigger" { default = "one" }
resource "terraform_data" "x" {
  input            = var.ring
  triggers_replace = [var.trigger]
}
"#;

#[test]
fn a_resource_is_planned_applied_changed_replaced_and_destroyed() {
    let mut workspace = Workspace::new();
    workspace.write("main.tf", RESOURCE);
    workspace.init();

    let plan = workspace.plan();
    assert!(!plan.is_empty());
    assert_eq!(plan.actions("terraform_data.x"), ["create"]);
    assert!(plan.text().contains("1 to add"), "{}", plan.text());
    workspace.apply_saved_plan();
    workspace.plan().expect_empty();
    let state = workspace.resource_state("terraform_data.x").expect("terraform_data.x in the state");
    assert_eq!(state["output"], "pilot");

    workspace.env("TF_VAR_ring", "broad");
    let plan = workspace.plan();
    assert_eq!(plan.actions("terraform_data.x"), ["update"]);
    assert_eq!(plan.replace_paths("terraform_data.x"), Vec::<String>::new());
    workspace.apply();

    workspace.env("TF_VAR_trigger", "two");
    let plan = workspace.plan();
    assert_eq!(plan.actions("terraform_data.x"), ["delete", "create"]);
    assert_eq!(plan.replace_paths("terraform_data.x"), ["triggers_replace"]);
    assert_eq!(plan.resource_changes().len(), 1);

    workspace.destroy();
    assert_eq!(workspace.resource_state("terraform_data.x"), None);
}

#[test]
fn an_existing_object_is_imported_by_command() {
    let workspace = Workspace::new();
    workspace.write("main.tf", "resource \"terraform_data\" \"x\" {}");
    workspace.init();
    workspace.import("terraform_data.x", "an-id").expect_success().expect_text("Import successful!");
    assert_eq!(workspace.resource_state("terraform_data.x").expect("the imported resource")["id"], "an-id");
}

#[test]
fn resources_in_modules_are_found_in_the_state() {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.dir().join("inner")).expect("a folder for the module");
    workspace.write("inner/main.tf", "resource \"terraform_data\" \"x\" { input = 1 }");
    workspace.write("main.tf", "module \"inner\" { source = \"./inner\" }");
    workspace.init();
    workspace.apply();
    assert_eq!(
        workspace.resource_state("module.inner.terraform_data.x").expect("the inner resource")["output"],
        1
    );
}

#[test]
fn a_failing_command_shows_its_message_as_one_sentence() {
    let sentence = "The compliance policy that this assignment names is not there, which is a sentence that is much longer \
                    than one line of a terminal, so it is wrapped.";
    let configuration = format!(
        "variable \"never\" {{ default = false }}\nresource \"terraform_data\" \"x\" {{\n  lifecycle {{\n    precondition {{\n      condition = var.never\n      error_message = \"{sentence}\"\n    }}\n  }}\n}}"
    );
    let workspace = Workspace::new();
    workspace.write("main.tf", &configuration);
    workspace.init();
    let output = workspace.run(&["plan"]).expect_failure();
    assert!(!output.stderr.contains(sentence), "the message was expected to be wrapped: {output}");
    output.expect_text(sentence).expect_text("Error: Resource precondition failed");
}

#[test]
#[should_panic(expected = "expected success of `")]
fn an_unexpected_failure_stops_the_test() {
    Workspace::new().run(&["no-such-command"]).expect_success();
}

#[test]
#[should_panic(expected = "is not in the plan of")]
fn an_address_that_the_plan_does_not_know_stops_the_test() {
    let workspace = Workspace::new();
    workspace.write("main.tf", RESOURCE);
    workspace.init();
    workspace.plan().actions("terraform_data.other");
}

#[test]
fn an_interrupt_reaches_terraform_and_what_it_runs() {
    let workspace = workspace_with_an_endless_apply();
    let apply = workspace.spawn(&["apply", "-auto-approve"]);
    apply.wait_for("it-has-begun", PATIENCE);
    apply.interrupt();
    let output = apply.wait(PATIENCE).expect_failure();
    output.expect_text("Interrupt received.").expect_text("Gracefully shutting down...");
}

#[test]
fn a_killed_terraform_ends_at_once() {
    let workspace = workspace_with_an_endless_apply();
    let apply = workspace.spawn(&["apply", "-auto-approve"]);
    apply.wait_for("it-has-begun", PATIENCE);
    apply.kill();
    let output = apply.wait(PATIENCE);
    assert_eq!(output.status.code(), None, "death by a signal was expected of {output}");
}

#[test]
fn commands_see_only_the_environment_that_the_test_gives() {
    let mut workspace = Workspace::new();
    // The names are printed by a program that Terraform starts, as a plugin would see them.
    let provisioner =
        "provisioner \"local-exec\" { command = \"env | cut -d= -f1 | sort | sed s/^/name:/\" }";
    workspace.write("main.tf", &format!("resource \"terraform_data\" \"x\" {{\n  {provisioner}\n}}"));
    workspace.env("INTUNE_ACCESS_TOKEN", "simulator-token");
    workspace.init();
    let output = workspace.apply();
    let names: Vec<&str> =
        output.stdout.lines().filter_map(|line| line.split_once("name:")).map(|(_, name)| name).collect();
    assert!(names.contains(&"INTUNE_ACCESS_TOKEN") && names.contains(&"PATH"), "{output}");
    // Cargo sets these for every test.
    assert!(!names.iter().any(|name| name.starts_with("CARGO")), "{output}");
}

#[test]
fn the_built_provider_replaces_the_one_of_the_registry() {
    let workspace = Workspace::new();
    workspace.write("main.tf", &required_providers());
    // The registries are never asked: the override is said, and the provider counts as installed.
    workspace.run(&["providers"]).expect_success().expect_text("terraform-provider-intune/intune");
    let output = workspace.run(&["validate"]);
    let text = output.text();
    assert!(
        text.contains("development overrides") && text.contains("terraform-provider-intune/intune in "),
        "{output}"
    );
}

#[test]
fn the_provider_block_names_the_simulator() {
    let block = provider_block("http://127.0.0.1:8080");
    assert!(block.contains("source = \"terraform-provider-intune/intune\""), "{block}");
    assert!(block.contains("graph_endpoint = \"http://127.0.0.1:8080\""), "{block}");
}

#[test]
fn the_chosen_cli_is_the_one_that_runs() {
    let workspace = Workspace::new();
    let Terraform { product, version, .. } = workspace.terraform();
    let name = match product {
        Product::Terraform => "Terraform",
        Product::OpenTofu => "OpenTofu",
    };
    let expected = format!("{name} v{}.{}.", version.0, version.1);
    workspace.run(&["version"]).expect_success().expect_text(&expected);
}

/// A workspace whose apply shows `it-has-begun` and then takes for ever, unless Terraform itself stops it.
///
/// Like a provider, the program that runs here ignores an interrupt: it ends because Terraform has taken notice. And
/// the text comes from this program, not from the shell that is about to become it, so no signal is too early.
fn workspace_with_an_endless_apply() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("begun.txt", "it-has-begun\n");
    let provisioner = r#"provisioner "local-exec" { command = "trap '' INT; exec tail -f begun.txt" }"#;
    workspace.write("main.tf", &format!("resource \"terraform_data\" \"x\" {{\n  {provisioner}\n}}\n"));
    workspace.init();
    workspace
}
