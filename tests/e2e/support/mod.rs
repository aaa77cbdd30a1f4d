//! What an end-to-end test stands on: a CLI, a workspace of its own, a simulated tenant, and readable plans and texts.

mod hcl;
mod output;
mod plan;
mod running;
pub(crate) mod tenant;
mod terraform;
mod workspace;
mod world;

pub(crate) use hcl::{
    address, assignment, assignment_with, bare_provider_block, excluded, filtered, group, import_block, kind,
    provider_block, provider_block_with, required_providers,
};
pub(crate) use output::Output;
pub(crate) use plan::Plan;
pub(crate) use terraform::{Feature, Product, Terraform};
pub(crate) use workspace::Workspace;
pub(crate) use world::{World, in_both_worlds, in_every_world};
