//! What a correct provider does under a real Terraform, for every kind of attribute and block: plans, unknown values,
//! replacements, states, failures. The provider is the conformance provider; what is judged is the plugin host.
//!
//! `TERRAFORM` chooses the CLI, as in the suite of the intune provider, whose harness this is.
#![cfg(unix)]

#[path = "../../../e2e/cli/mod.rs"]
#[allow(unused_imports, reason = "the harness serves other suites too, and has parts for them")]
mod cli;

mod blocks;
mod collections;
mod computed;
mod data_sources;
mod definitions;
mod drift;
mod failures;
mod fixture;
mod imports;
mod many;
mod moves;
mod nested;
mod primitives;
mod replacement;
mod sensitive;
mod unknown;

/// The provider that is tested here.
const PLUGIN: cli::Plugin = cli::Plugin {
    name: "terraform-provider-tfcoremock",
    source: "hashicorp/tfcoremock",
    executable: env!("CARGO_BIN_EXE_terraform-provider-tfcoremock"),
};
