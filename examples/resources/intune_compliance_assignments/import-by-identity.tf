import {
  to = intune_compliance_assignments.windows
  identity = {
    compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01"
  }
}
