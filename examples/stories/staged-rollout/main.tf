# A policy reaches more devices in stages. Each stage is a change in place: the policy is assigned at every moment.
#
#   terraform apply                      # the corporate devices of the pilot
#   terraform apply -var stage=pilot     # all devices of the pilot
#   terraform apply -var stage=everyone  # all devices of the pilot and of finance

terraform {
  required_providers {
    intune = {
      source = "terraform-provider-intune/intune"
    }
  }
}

variable "stage" {
  type        = string
  description = "How far the rollout is: corporate_pilot, pilot or everyone."
  default     = "corporate_pilot"

  validation {
    condition     = contains(["corporate_pilot", "pilot", "everyone"], var.stage)
    error_message = "The stage is corporate_pilot, pilot or everyone."
  }
}

data "intune_compliance_policy" "windows" {
  display_name = "Windows - baseline"
}

data "intune_group" "pilot" {
  display_name = "Pilot ring"
}

data "intune_group" "finance" {
  display_name = "Finance laptops"
}

data "intune_assignment_filter" "corporate" {
  display_name = "Corporate-owned Windows"
}

resource "intune_compliance_assignment" "pilot" {
  compliance_policy_id = data.intune_compliance_policy.windows.id
  target = {
    type        = "group"
    group_id    = data.intune_group.pilot.id
    filter_id   = var.stage == "corporate_pilot" ? data.intune_assignment_filter.corporate.id : null
    filter_type = var.stage == "corporate_pilot" ? "include" : null
  }
}

resource "intune_compliance_assignment" "finance" {
  count = var.stage == "everyone" ? 1 : 0

  compliance_policy_id = data.intune_compliance_policy.windows.id
  target = {
    type     = "group"
    group_id = data.intune_group.finance.id
  }
}
