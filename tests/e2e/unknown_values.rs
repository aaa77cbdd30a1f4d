//! Values that are known only after apply: a group that is created in the same run.

use crate::support::tenant::{FILTER, FINANCE, PILOT, WINDOWS, effective_writes, ids, only_target};
use crate::support::{Workspace, World, address, in_both_worlds};

in_both_worlds!(a_group_that_is_made_in_the_same_apply_is_assigned);

/// An assignment whose ids all come from an object that is made in the same apply.
fn configure(workspace: &Workspace, group: &str) {
    workspace.write(
        "main.tf",
        &format!(
            r#"
resource "terraform_data" "ids" {{
  input            = {{ policy = "{WINDOWS}", group = "{group}", filter = "{FILTER}", mode = "include" }}
  triggers_replace = ["{group}"]
}}

resource "intune_compliance_assignment" "x" {{
  compliance_policy_id = terraform_data.ids.output.policy
  target = {{
    type        = "group"
    group_id    = terraform_data.ids.output.group
    filter_id   = terraform_data.ids.output.filter
    filter_type = terraform_data.ids.output.mode
  }}
}}
"#
        ),
    );
}

fn a_group_that_is_made_in_the_same_apply_is_assigned(world: World) {
    let (simulator, workspace) = world.start();
    configure(&workspace, FINANCE);
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("x")), ["create"]);
    let unknown = &plan.change(&address("x"))["after_unknown"];
    assert_eq!(unknown["target"]["group_id"], true, "{unknown}");
    workspace.apply_saved_plan();
    workspace.expect_clean();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);

    // A group that is made anew may be another one, and is.
    configure(&workspace, PILOT);
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("x")), ["delete", "create"]);
    workspace.apply_saved_plan();
    workspace.expect_clean();
    assert_eq!(only_target(&simulator, WINDOWS)["groupId"], PILOT);
    assert!(effective_writes(&simulator).len() >= 3, "created, removed, created");
}

#[test]
fn a_provider_setting_that_is_not_known_yet_plans_creates_and_names_itself_when_a_read_needs_it() {
    let (simulator, workspace) = World::LIVE.start();
    let provider = std::fs::read_to_string(workspace.dir().join("provider.tf")).expect("the provider block");
    let from_resource = provider.replace("\"simulator-token\"", "terraform_data.token.output");
    assert_ne!(provider, from_resource);
    workspace.write("provider.tf", &from_resource);
    let token = |name: &str| {
        format!(
            "resource \"terraform_data\" \"token\" {{\n  input = \"simulator-token\"\n  triggers_replace = [\"{name}\"]\n}}\n"
        )
    };
    let assignment = crate::support::assignment("x", WINDOWS, &crate::support::group(FINANCE));
    workspace.write("main.tf", &(token("one") + &assignment));
    workspace.apply();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    workspace.expect_clean();

    // What exists must be read at plan, and the new token does not exist yet.
    workspace.write("main.tf", &(token("two") + &assignment));
    workspace
        .run(&["plan"])
        .expect_failure()
        .expect_text("Provider configuration is not known yet")
        .expect_text("The provider setting access_token has a value that is known only after apply");
    workspace.apply_with(&["-refresh=false"]);
    workspace.expect_clean();
}
