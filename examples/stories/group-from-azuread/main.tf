# azuread makes a group, and every device compliance policy leaves it out: one apply, in the right order, although the
# group's id is not known before.

terraform {
  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.0"
    }
    intune = {
      source = "terraform-provider-intune/intune"
    }
  }
}

resource "azuread_group" "lab" {
  display_name     = "Lab devices"
  description      = "Devices that are set up anew each night."
  security_enabled = true
}

data "intune_compliance_policies" "all" {
  policy_kind = "device"
}

resource "intune_compliance_assignment" "lab" {
  for_each = { for policy in data.intune_compliance_policies.all.policies : policy.display_name => policy.id }

  compliance_policy_id = each.value
  target = {
    type     = "exclusion_group"
    group_id = azuread_group.lab.object_id
  }
}
