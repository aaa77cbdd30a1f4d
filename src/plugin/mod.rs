//! Hosts a provider for Terraform and OpenTofu: the plugin protocol, version 6, over gRPC.
//!
//! A provider is a value that implements [`provider::Provider`]; its resources and data sources implement
//! [`resource::Resource`] and [`data_source::DataSource`]. [`host::serve`] does the rest: handshake, mutual TLS,
//! logs, values checked against schemas in both directions, panics turned into diagnostics. Nothing here knows what
//! any provider manages.

pub mod context;
pub mod data_source;
pub mod diagnostics;
pub mod function;
pub mod host;
pub mod list_resource;
pub mod log;
pub mod planning;
pub mod proto;
pub mod provider;
pub mod resource;
pub mod schema;
pub mod service;
pub mod value;
