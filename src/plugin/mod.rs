//! Hosts a provider for Terraform.
pub mod context;
pub mod data_source;
pub mod diagnostics;
pub mod proto;
pub mod provider;
pub mod resource;
pub mod schema;
pub mod service;
pub mod value;
