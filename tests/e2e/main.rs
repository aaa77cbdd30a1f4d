//! The provider as its users meet it: a real Terraform or OpenTofu runs the built binary against the Graph simulator.
//!
//! One file per behaviour; what all of them need is in [`support`]. Which CLI runs is chosen by the environment
//! variable `TERRAFORM`: a version word of `tools/cli` (`path`, `1.15`, `opentofu-1.6`, …) or the path of an
//! executable. Without it, the `terraform` on the PATH runs.
#![cfg(unix)]

mod harness;
mod minimal_provider;
mod smoke;
mod support;
