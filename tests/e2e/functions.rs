//! The provider's functions in a configuration.

use graph_simulator::row;

use crate::support::tenant::{FINANCE, IOS, WINDOWS, writes};
use crate::support::{Feature, World};

#[test]
fn import_blocks_for_many_assignments_are_one_line_of_id() {
    let (simulator, workspace) = World::LIVE.start();
    // `for_each` in import blocks came with Terraform 1.7, functions later.
    if workspace.terraform().lacks(Feature::ProviderFunctions) {
        return;
    }
    simulator.add_assignment(WINDOWS, row::all_devices()).expect("an assignment");
    workspace.write(
        "main.tf",
        &format!(
            r#"
locals {{
  assignments = {{
    finance = {{ policy = "{IOS}", target = {{ type = "group", group_id = "{FINANCE}" }} }}
    users   = {{ policy = "{IOS}", target = {{ type = "all_licensed_users" }} }}
    devices = {{ policy = "{WINDOWS}", target = {{ type = "all_devices" }} }}
  }}
}}

import {{
  for_each = local.assignments
  to       = intune_compliance_assignment.it[each.key]
  id       = provider::intune::assignment_id(each.value.policy, each.value.target)
}}

resource "intune_compliance_assignment" "it" {{
  for_each             = local.assignments
  compliance_policy_id = each.value.policy
  target               = each.value.target
}}

output "parsed" {{
  value = {{ for key, it in intune_compliance_assignment.it : key => provider::intune::parse_assignment_id(it.id) }}
}}

output "again" {{
  value = {{ for key, it in intune_compliance_assignment.it : key =>
    provider::intune::assignment_id(it.compliance_policy_id, it.target) == it.id
  }}
}}
"#
        ),
    );
    workspace.apply();
    workspace.expect_clean();
    assert_eq!(writes(&simulator).len(), 0);
    let outputs = &workspace.state()["values"]["outputs"];
    let finance = &outputs["parsed"]["value"]["finance"];
    assert_eq!(
        (&finance["compliance_policy_id"], &finance["target"]["group_id"]),
        (&IOS.into(), &FINANCE.into())
    );
    assert_eq!(outputs["parsed"]["value"]["devices"]["target"]["type"], "all_devices");
    assert_eq!(
        outputs["again"]["value"],
        serde_json::json!({"devices": true, "finance": true, "users": true})
    );
}

#[test]
fn errors_point_at_the_argument() {
    let (_simulator, workspace) = World::LIVE.start();
    if workspace.terraform().lacks(Feature::ProviderFunctions) {
        return;
    }
    for (call, parameter, sentence) in [
        ("assignment_id(\"ios\", { type = \"all_devices\" })", "policy_id", "policy_id: expected a GUID"),
        (
            &*format!("assignment_id(\"{IOS}\", {{ type = \"group\" }})"),
            "target",
            "target.group_id is missing",
        ),
        (
            &*format!("assignment_id(\"{IOS}\", \"all_devices\")"),
            "target",
            "target: expected an object such as",
        ),
        ("parse_assignment_id(\"finance\")", "id", "expected an assignment id of two GUIDs"),
    ] {
        workspace.write("main.tf", &format!("output \"it\" {{\n  value = provider::intune::{call}\n}}\n"));
        let output = workspace.run(&["plan"]).expect_failure();
        let output = output.expect_text(&format!("Invalid value for \"{parameter}\" parameter"));
        let output = output.expect_text(sentence);
        assert!(!output.text().contains(".."), "Terraform ends the sentence itself: {}", output.text());
    }
}
