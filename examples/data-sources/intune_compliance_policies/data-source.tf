data "intune_compliance_policies" "pilot" {
  display_name = "Pilot *"
}

# Every pilot policy is for all devices.
resource "intune_compliance_assignment" "pilot" {
  for_each = { for policy in data.intune_compliance_policies.pilot.policies : policy.id => policy if policy.policy_kind == "device" }

  compliance_policy_id = each.key
  target = {
    type = "all_devices"
  }
}
