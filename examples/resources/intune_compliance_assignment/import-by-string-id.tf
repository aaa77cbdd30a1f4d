import {
  to = intune_compliance_assignment.everyone
  id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02/all_licensed_users"
}

resource "intune_compliance_assignment" "everyone" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02"

  target = {
    type = "all_licensed_users"
  }
}
