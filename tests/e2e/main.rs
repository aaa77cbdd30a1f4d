//! The provider as its users meet it: a real Terraform or OpenTofu runs the built binary against the Graph simulator.
//!
//! One file per behaviour; what all of them need is in [`cli`] and [`support`]. Which CLI runs is chosen by the environment
//! variable `TERRAFORM`: a version word of `tools/cli` (`path`, `1.15`, `opentofu-1.6`, …) or the path of an
//! executable. Without it, the `terraform` on the PATH runs.
#![cfg(unix)]

mod changes;
mod cli;
mod documented_post;
mod doubt;
mod drift;
mod error_texts;
mod estate;
mod examples;
mod existing;
mod export;
mod foresight;
mod functions;
mod harness;
mod imports;
mod interruption;
mod lookups;
mod neighbours;
mod networks;
mod other_writers;
mod plugin_socket;
mod query;
mod read_errors;
mod secrets;
mod settings_catalog;
mod sign_in;
mod sign_in_application;
mod sign_in_certificate;
mod sign_in_federated;
mod sign_in_machine;
mod sign_in_programs;
mod smoke;
mod support;
mod throttling;
mod unknown_values;
mod whole_set;

/// The provider that is tested here.
const PLUGIN: cli::Plugin = cli::Plugin {
    name: "terraform-provider-intune",
    source: "terraform-provider-intune/intune",
    executable: env!("CARGO_BIN_EXE_terraform-provider-intune"),
};
