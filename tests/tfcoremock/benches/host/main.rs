//! `make bench-host`: what the plugin host costs, measured on the conformance provider as it would be released.
//!
//! The provider keeps its objects in the state alone, so that no disk is measured. Every time of Terraform stands
//! beside one of `terraform_data`, a resource without a plugin, taken in turn with it: Terraform's own floor on this
//! machine, at this load. The host alone is measured over its real socket, with mutual TLS, by a client in another process.
#![cfg(unix)]
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that cannot go on should say where"
)]

#[path = "../../../e2e/cli/mod.rs"]
#[allow(unused_imports, reason = "the harness serves other suites too, and has parts for them")]
mod cli;

mod calls;
mod figures;
mod peer;
mod start;
mod terraform;

/// The provider that is measured.
const PLUGIN: cli::Plugin = cli::Plugin {
    name: "terraform-provider-tfcoremock",
    source: "hashicorp/tfcoremock",
    executable: env!("CARGO_BIN_EXE_terraform-provider-tfcoremock"),
};

fn main() {
    let size = std::fs::metadata(PLUGIN.executable).unwrap().len();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_else(|_| "unknown".to_owned());
    println!("{} of {size} bytes, load {}", PLUGIN.name, load.trim());
    println!("\n{:<44}{:>12}{:>12}{:>12}{:>12}", "", "least", "median", "p99", "most");
    start::measure();
    calls::measure();
    terraform::measure();
}
