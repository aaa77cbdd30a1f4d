data "intune_group" "finance" {
  display_name = "Finance laptops"
}

data "intune_compliance_policy" "baseline" {
  display_name = "Windows - baseline"
}

resource "intune_compliance_assignment" "finance" {
  compliance_policy_id = data.intune_compliance_policy.baseline.id
  target = {
    type     = "group"
    group_id = data.intune_group.finance.id
  }
}
