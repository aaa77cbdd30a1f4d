//! Terraform and OpenTofu provider for Microsoft Intune compliance policy assignments.
pub mod plugin;
