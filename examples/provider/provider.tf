terraform {
  required_providers {
    intune = {
      source = "terraform-provider-intune/intune"
    }
  }
}

# Signs in as an application. Every setting has an environment variable too (ARM_TENANT_ID, ARM_CLIENT_ID,
# ARM_CLIENT_SECRET, ...), and with those the block can stay empty.
provider "intune" {
  tenant_id     = var.tenant_id
  client_id     = var.client_id
  client_secret = var.client_secret
}

variable "tenant_id" {
  type        = string
  description = "The directory (tenant) id."
}

variable "client_id" {
  type        = string
  description = "The application (client) id. It needs the permission DeviceManagementConfiguration.ReadWrite.All."
}

variable "client_secret" {
  type        = string
  description = "A secret of the application."
  sensitive   = true
}
