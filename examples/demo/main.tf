# What `make demo` applies, to the simulated tenant that the repository brings along.

terraform {
  required_providers {
    intune = {
      source = "terraform-provider-intune/intune"
    }
  }
}

# The tenant, the application and its secret come from ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET.
# Against a real tenant, the two addresses are left out.
provider "intune" {
  graph_endpoint = var.simulator_url
  authority_host = var.simulator_url
}

variable "simulator_url" {
  type        = string
  description = "Where the Graph simulator listens."
}

variable "filter_type" {
  type        = string
  description = "Whether the filter picks the devices that get the policy (include), or those that do not (exclude)."
  default     = "include"
}

locals {
  windows_baseline = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01"
  macos_baseline   = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e03"

  finance_laptops    = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01"
  break_glass_admins = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e03"

  corporate_owned_windows = "f2822663-9d84-45ed-bd6d-207002142e0a"
}

resource "intune_compliance_assignment" "finance" {
  compliance_policy_id = local.windows_baseline

  target = {
    type        = "group"
    group_id    = local.finance_laptops
    filter_id   = local.corporate_owned_windows
    filter_type = var.filter_type
  }
}

resource "intune_compliance_assignment" "break_glass" {
  compliance_policy_id = local.windows_baseline

  target = {
    type     = "exclusion_group"
    group_id = local.break_glass_admins
  }
}

resource "intune_compliance_assignment" "macs" {
  compliance_policy_id = local.macos_baseline

  target = {
    type = "all_devices"
  }
}
