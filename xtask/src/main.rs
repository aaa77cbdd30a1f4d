//! Developer commands that need more than a shell: `cargo xtask bench` measures the provider in a real Terraform,
//! `cargo xtask soak` looks for assignments that it loses, `cargo xtask docs` writes the registry's pages,
//! `cargo xtask dist` the files of a release. The Makefile is the front for all.
#![allow(clippy::print_stdout, reason = "these commands talk to a person on standard output")]

mod artifact;
mod bench;
mod dist;
mod docs;
mod failure;
mod soak;
mod terraform;

use std::process::ExitCode;

use clap::Parser;

/// Developer commands of terraform-provider-intune.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Command {
    /// Measures apply, refresh and destroy in a real Terraform against the simulator, beside Terraform's own floor.
    Bench(bench::Arguments),
    /// Lets several workspaces and a portal work on shared policies in bad weather, and checks after every step that
    /// nothing was lost.
    Soak(soak::Arguments),
    /// Writes docs/ from the schemas that the provider serves, examples/ and templates/.
    Docs(docs::Arguments),
    /// Makes the files of a release: archive, bill of materials, manifest, sums.
    Dist(dist::Arguments),
}

fn main() -> ExitCode {
    let ended = match Command::parse() {
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Soak(arguments) => soak::run(&arguments),
        Command::Docs(arguments) => docs::run(&arguments),
        Command::Dist(arguments) => dist::run(&arguments),
    };
    ended.unwrap_or_else(|failure| {
        eprintln!("cargo xtask: {}", failure.chain());
        ExitCode::from(2)
    })
}
