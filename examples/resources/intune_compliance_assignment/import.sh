# By who is targeted: all_devices, all_licensed_users, or the group's id.
terraform import intune_compliance_assignment.everyone '6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02/all_licensed_users'
terraform import intune_compliance_assignment.finance '6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02/group:9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01'

# By the assignment's id, as Microsoft Graph lists it.
terraform import intune_compliance_assignment.finance '6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02_9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01'
