# Who has to comply with what, as one table. A row more is an assignment more; a row less removes it.

terraform {
  required_providers {
    intune = {
      source = "terraform-provider-intune/intune"
    }
  }
}

locals {
  # Policy, then the groups that it is for.
  assignments = {
    "Windows - baseline"     = ["Finance laptops", "Pilot ring"]
    "macOS - baseline"       = ["Finance laptops"]
    "Android - work profile" = ["Pilot ring"]
  }

  rows = merge([
    for policy, groups in local.assignments : {
      for group in groups : "${policy}: ${group}" => { policy = policy, group = group }
    }
  ]...)
}

data "intune_compliance_policy" "this" {
  for_each = local.assignments

  display_name = each.key
}

data "intune_group" "this" {
  for_each = toset(flatten(values(local.assignments)))

  display_name = each.key
}

resource "intune_compliance_assignment" "this" {
  for_each = local.rows

  compliance_policy_id = data.intune_compliance_policy.this[each.value.policy].id
  target = {
    type     = "group"
    group_id = data.intune_group.this[each.value.group].id
  }
}
