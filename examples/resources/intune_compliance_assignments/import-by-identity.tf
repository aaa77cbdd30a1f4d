import {
  to = intune_compliance_assignments.baseline
  identity = {
    compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02"
  }
}

resource "intune_compliance_assignments" "baseline" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02"
  targets = [
    { type = "all_licensed_users" },
    {
      type     = "group"
      group_id = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01"
    },
  ]
}
