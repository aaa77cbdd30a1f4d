# Everybody that the policy applies to. An assignment that is made elsewhere, such as in the portal, is removed by the
# next apply; assignments of policy sets are left alone.
resource "intune_compliance_assignments" "windows" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01"
  targets = [
    {
      type        = "group"
      group_id    = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01"
      filter_id   = "f2822663-9d84-45ed-bd6d-207002142e0a"
      filter_type = "include"
    },
    {
      type     = "exclusion_group"
      group_id = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e03"
    },
  ]
}
