//! What an end-to-end test stands on: a CLI, a workspace of its own, and readable plans and texts.

mod hcl;
mod output;
mod plan;
mod running;
mod terraform;
mod workspace;

pub(crate) use hcl::{provider_block, required_providers};
pub(crate) use output::Output;
pub(crate) use plan::Plan;
pub(crate) use terraform::{Feature, Product, Terraform};
pub(crate) use workspace::Workspace;
