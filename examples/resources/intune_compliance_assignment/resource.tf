# A group, narrowed down by an assignment filter.
resource "intune_compliance_assignment" "finance" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01"

  target = {
    type        = "group"
    group_id    = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01"
    filter_id   = "f2822663-9d84-45ed-bd6d-207002142e0a"
    filter_type = "include"
  }
}

# The members of this group are left out, whatever else the policy is assigned to.
resource "intune_compliance_assignment" "break_glass" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01"

  target = {
    type     = "exclusion_group"
    group_id = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e03"
  }
}

# Every device of the tenant.
resource "intune_compliance_assignment" "macs" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e03"

  target = {
    type = "all_devices"
  }

  timeouts {
    create = "10m"
  }
}
