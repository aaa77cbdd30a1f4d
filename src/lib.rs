//! Terraform and OpenTofu provider for Microsoft Intune compliance policy assignments.
pub mod assignments;
pub mod auth;
pub mod export;
pub mod graph;
pub mod net;
pub mod plugin;
pub mod provider;
pub mod tenant;
