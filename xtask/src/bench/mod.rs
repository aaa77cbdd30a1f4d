//! `cargo xtask bench`: what the provider costs, in a real Terraform and against the simulated service.
//!
//! Every figure stands beside the one of `terraform_data`, a resource without a plugin, measured in the same minute:
//! Terraform's own floor on this machine. Requests are counted by the simulator, which is a process of its own and
//! built like the provider, so that its work does not distort ours.

mod case;
mod life;
mod report;
mod requests;
mod simulator;
mod startup;
mod targets;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::artifact::{self, Profile};
use crate::failure::Failure;
use crate::terraform::{Installation, PROVIDER};
use case::Case;
use report::{Provider, Report};

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many assignments on how many policies, as in 100x5. Repeatable.
    #[arg(long = "case", value_name = "ASSIGNMENTSxPOLICIES", default_values = ["100x5", "1000x50", "1000x1"])]
    cases: Vec<Case>,
    /// How long the service takes for an answer, in milliseconds. Repeatable.
    #[arg(long = "latency", value_name = "MS", default_values_t = [0, 50, 150])]
    latencies: Vec<u64>,
    /// How often the plan without a change is measured; its median counts.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    plans: u32,
    /// Measures only one part.
    #[arg(long, value_enum)]
    part: Option<Part>,
    /// Uses a debug build, for work on this command; its figures say little.
    #[arg(long)]
    debug_build: bool,
    /// Where to write the results; target/bench.json when not given.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Size, start and schema.
    Startup,
    /// Apply, plan and destroy.
    Cases,
}

/// Builds, measures, prints, writes.
///
/// # Errors
/// When something cannot be measured at all. A case that goes wrong is part of the report, and of the exit code.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let profile = if arguments.debug_build { Profile::Debug } else { Profile::Release };
    println!("Building the provider and the simulator ({}).", profile.name());
    let program = artifact::build(PROVIDER, profile)?;
    let simulator = artifact::build(simulator::PROGRAM, profile)?;
    let installation = Installation::new(&program)?;
    let mut report =
        Report::new(Provider::of(&program, profile)?, startup::terraform_version(&installation)?);
    let file = match &arguments.json {
        Some(file) => file.clone(),
        None => artifact::target_folder()?.join("bench.json"),
    };
    if arguments.part != Some(Part::Cases) {
        println!("Measuring the start.");
        report.startup = Some(startup::measure(&installation)?);
    }
    if arguments.part != Some(Part::Startup) {
        for case in &arguments.cases {
            for latency in &arguments.latencies {
                println!("Measuring {case} at {latency} ms.");
                let measured = life::measure(&installation, &simulator, *case, *latency, arguments.plans);
                print!("{}", report.add(*case, *latency, measured));
                // Large cases take long: what is known survives an interruption.
                report.write(&file)?;
            }
        }
    }
    report.judge();
    print!("\n{report}");
    report.write(&file)?;
    println!("\nWritten to {}.", file.display());
    Ok(if report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
