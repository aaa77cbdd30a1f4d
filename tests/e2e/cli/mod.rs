//! A real Terraform or OpenTofu under a test: a CLI, a workspace of its own, and readable plans and texts.
//!
//! Several suites share it, each with a `PLUGIN` at the root of its crate.
#![allow(dead_code, reason = "each suite uses its own part")]

mod output;
mod plan;
mod plugin;
mod running;
mod terraform;
mod workspace;

pub(crate) use output::Output;
pub(crate) use plan::Plan;
pub(crate) use plugin::Plugin;
pub(crate) use terraform::{Feature, Product, Terraform};
pub(crate) use workspace::Workspace;
