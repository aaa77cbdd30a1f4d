# Import blocks for many assignments, with one line of id.
locals {
  assignments = {
    finance  = { policy = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02", target = { type = "group", group_id = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01" } }
    everyone = { policy = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02", target = { type = "all_licensed_users" } }
  }
}

import {
  for_each = local.assignments
  to       = intune_compliance_assignment.all[each.key]
  id       = provider::intune::assignment_id(each.value.policy, each.value.target)
}

resource "intune_compliance_assignment" "all" {
  for_each             = local.assignments
  compliance_policy_id = each.value.policy
  target               = each.value.target
}
