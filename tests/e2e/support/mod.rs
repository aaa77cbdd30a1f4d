//! What the provider's end-to-end tests stand on: configurations, a simulated tenant, and the worlds it may live in.

mod hcl;
pub(crate) mod identities;
pub(crate) mod loopback;
pub(crate) mod proxy;
pub(crate) mod tenant;
pub(crate) mod tls_front;
mod world;

pub(crate) use crate::cli::{Feature, Output, Product, Terraform, Workspace};
pub(crate) use hcl::{
    address, assignment, assignment_with, bare_provider_block, excluded, filtered, group, import_block, kind,
    provider_block, provider_block_with, required_providers,
};
pub(crate) use world::{World, in_both_worlds, in_every_world};
