data "intune_compliance_policies" "baselines" {
  display_name = "* - baseline"
}

# Every baseline is for all devices.
resource "intune_compliance_assignment" "baseline" {
  for_each = { for policy in data.intune_compliance_policies.baselines.policies : policy.id => policy if policy.policy_kind == "device" }

  compliance_policy_id = each.key
  target = {
    type = "all_devices"
  }
}
