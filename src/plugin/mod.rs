//! Hosts a provider for Terraform.
pub mod proto;
pub mod value;
