//! `cargo xtask docs`: the Terraform Registry's pages, written from the schemas that the program serves.
//!
//! A page is put together from three sources: the schema as `terraform providers schema -json` shows it, the
//! configurations below `examples/`, and, where there is more to say, a text below `templates/`. Guides are written by
//! hand; here only what the registry asks of them is checked.

mod examples;
mod folder;
mod guides;
mod page;
mod render;
mod schema;

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::artifact::{Profile, build, repository};
use crate::failure::Failure;
use crate::terraform::{Installation, PROVIDER};
use schema::Schemas;

/// The oldest Terraform whose schemas have everything: identities, list resources and functions.
const TERRAFORM: &str = "1.15";
/// A configuration that makes Terraform load the provider.
const CONFIGURATION: &str = "terraform {\n  required_providers {\n    intune = { source = \
                             \"terraform-provider-intune/intune\" }\n  }\n}\n";

/// What `cargo xtask docs` can be asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Writes nothing; ends with 1 when a page is not what would be written.
    #[arg(long)]
    check: bool,
}

/// Writes the pages, or compares them.
///
/// # Errors
/// When the provider cannot be built or asked, or files cannot be read or written.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let provider = build(PROVIDER, Profile::Debug)?;
    let schemas = served_by(&provider)?;
    let root = repository();
    let pages = page::all(&schemas, root)?;
    let problems = guides::check(&root.join("docs"))?;
    let differences = if arguments.check {
        folder::differences(&root.join("docs"), &pages)?
    } else {
        folder::write(&root.join("docs"), &pages)?;
        println!("docs: {} pages written", pages.len());
        Vec::new()
    };
    for difference in &differences {
        println!("docs: {difference}; run `cargo xtask docs`");
    }
    for problem in &problems {
        println!("docs: {problem}");
    }
    let is_fine = differences.is_empty() && problems.is_empty();
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Asks a real Terraform for what the provider serves.
fn served_by(provider: &Path) -> Result<Schemas, Failure> {
    let installation = Installation::of(TERRAFORM, provider)?;
    let folder = tempfile::tempdir().map_err(Failure::io("make a temporary folder"))?;
    std::fs::write(folder.path().join("main.tf"), CONFIGURATION)
        .map_err(Failure::io("write a configuration"))?;
    let output = Command::new(installation.terraform())
        .args(["providers", "schema", "-json"])
        .current_dir(folder.path())
        .env("TF_CLI_CONFIG_FILE", installation.cli_config())
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .map_err(Failure::io("run terraform providers schema"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        return Err(Failure::Program {
            command: "terraform providers schema -json".to_owned(),
            ended: format!("ended with {}", output.status),
            said: said + &String::from_utf8_lossy(&output.stderr),
        });
    }
    Schemas::read(&said).map_err(|source| Failure::Schemas { source })
}
