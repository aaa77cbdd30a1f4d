//! `terraform-provider-intune export`: what a tenant has, as configuration that imports it.
//!
//! An export is gathered as a whole, named (`names`), written as text (`hcl`, `render`) and only then handed
//! out, so that a failure halfway leaves nothing behind. The same tenant gives the same text: everything has an order,
//! and names depend on the tenant, not on what was selected.

mod arguments;
mod check;
mod folder;
mod gather;
mod hcl;
mod names;
mod output;
mod render;
mod tokens;
mod values;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub use arguments::HELP;
use arguments::{Arguments, Destination};

use crate::graph::Operation;
use crate::plugin::diagnostics::Diagnostics;
use crate::provider::{Environment, tenant_of};

/// It was written; or, with `--check`, nothing differs.
const DONE: u8 = 0;
/// It could not be done; nothing was written.
const FAILED: u8 = 1;
/// The command line makes no sense.
const MISUSED: u8 = 2;
/// `--check` found differences.
const DIFFERENT: u8 = 3;

/// A whole tenant may take a while when it is throttled; a script's own limit comes on top.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// Runs the command with what follows its name, and says how a script should take it.
pub async fn run(arguments: &[String], environment: &Environment, stop: CancellationToken) -> ExitCode {
    let arguments = match Arguments::parse(arguments) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return hand_out(HELP),
        Err(problem) => {
            complain(&format!("{problem}\nterraform-provider-intune export --help explains.\n"));
            return ExitCode::from(MISUSED);
        }
    };
    match export(&arguments, environment, stop).await {
        Ok(code) => code,
        Err(message) => {
            complain(&message);
            ExitCode::from(FAILED)
        }
    }
}

async fn export(
    arguments: &Arguments,
    environment: &Environment,
    stop: CancellationToken,
) -> Result<ExitCode, String> {
    let tenant = tenant_of(environment).map_err(|problem| words(&problem))?;
    let operation = Operation::new(TIMEOUT, stop);
    let gathered =
        gather::gather(&tenant, &arguments.selection, &operation).await.map_err(|problem| words(&problem))?;
    for note in gathered.notes() {
        complain(&format!("{note}\n"));
    }
    let write = |error: output::Error| format!("{error}\n");
    match &arguments.destination {
        Destination::Stdout => return Ok(hand_out(&render::whole(&gathered, arguments.style))),
        Destination::File(path) => {
            output::write_file(path, &render::whole(&gathered, arguments.style)).map_err(write)?;
        }
        Destination::PerPolicy(folder) => {
            output::write_files(folder, &render::per_policy(&gathered, arguments.style)).map_err(write)?;
        }
        Destination::Check(path) => {
            let written = folder::read(path).map_err(|problem| format!("{problem}\n"))?;
            let differences = check::compare(&gathered, &written);
            let code = if differences.is_empty() { DONE } else { DIFFERENT };
            let _ = hand_out(&check::report(&differences));
            return Ok(ExitCode::from(code));
        }
    }
    complain(&format!("{}\n", gathered.summary()));
    Ok(ExitCode::from(DONE))
}

/// Errors as a person reads them without Terraform's frames.
fn words(diagnostics: &Diagnostics) -> String {
    let one = |error: &crate::plugin::diagnostics::Diagnostic| {
        format!("Error: {}\n\n{}\n", error.summary, error.detail)
    };
    diagnostics.errors.iter().map(one).collect()
}

/// Writes the result. A reader that has gone away (`| head`) is a failure, said by the exit code alone.
fn hand_out(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::from(DONE),
        Err(_) => ExitCode::from(FAILED),
    }
}

fn complain(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
