# What somebody assigned in the portal long ago. `make demo` adds this file to the configuration in its import step.

locals {
  ios_baseline = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02"
}

import {
  to = intune_compliance_assignment.ios_everyone
  id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02/all_licensed_users"
}

resource "intune_compliance_assignment" "ios_everyone" {
  compliance_policy_id = local.ios_baseline

  target = {
    type = "all_licensed_users"
  }
}

import {
  to = intune_compliance_assignment.ios_finance
  id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02/group:9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01"
}

resource "intune_compliance_assignment" "ios_finance" {
  compliance_policy_id = local.ios_baseline

  target = {
    type     = "group"
    group_id = local.finance_laptops
  }
}
