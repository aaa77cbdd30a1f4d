# Everything that Windows policies are assigned to.
list "intune_compliance_assignment" "windows" {
  provider         = intune
  include_resource = true
  limit            = 1000

  config {
    platform = "windows10"
  }
}

# Every assignment to one group, whichever policy it is of.
list "intune_compliance_assignment" "finance" {
  provider = intune

  config {
    policy_display_name = "*baseline*"
    target_types        = ["group", "exclusion_group"]
    group_id            = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01"
  }
}
