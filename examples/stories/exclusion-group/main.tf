# One group is left out of every device compliance policy, whoever else the policies are for and whoever manages that:
# the accounts that must reach their mail when everything else fails.

terraform {
  required_providers {
    intune = {
      source = "terraform-provider-intune/intune"
    }
  }
}

data "intune_group" "break_glass" {
  display_name = "Break-glass admins"
}

data "intune_compliance_policies" "all" {}

locals {
  device_policies = { for policy in data.intune_compliance_policies.all.policies : policy.display_name => policy.id if policy.policy_kind == "device" }
}

resource "intune_compliance_assignment" "break_glass" {
  for_each = local.device_policies

  compliance_policy_id = each.value
  target = {
    type     = "exclusion_group"
    group_id = data.intune_group.break_glass.id
  }
}

output "left_out_of" {
  description = "The policies that the group is left out of."
  value       = sort(keys(intune_compliance_assignment.break_glass))
}
