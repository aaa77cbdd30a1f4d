# The id of the policy imports all of its direct assignments.
terraform import intune_compliance_assignments.baseline 6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02
