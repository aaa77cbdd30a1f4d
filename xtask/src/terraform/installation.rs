//! One CLI and one provider, for all workspaces of a run.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::artifact::repository;
use crate::failure::Failure;

/// The provider's program, and its package.
pub(crate) const PROVIDER: &str = "terraform-provider-intune";
/// Names the CLI: a version word of `tools/cli`, or the path of an executable.
const CHOICE: &str = "TERRAFORM";
/// The registries whose copy of the provider is replaced.
const REGISTRIES: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// A CLI, and a copy of the provider that it uses instead of a registry's.
///
/// It is a copy so that a build meanwhile cannot change what is measured, and so that its processes can be told from
/// everybody else's.
#[derive(Debug)]
pub(crate) struct Installation {
    folder: TempDir,
    terraform: PathBuf,
    provider: PathBuf,
}

impl Installation {
    /// Installs `provider` for the CLI that the environment variable `TERRAFORM` names.
    ///
    /// # Errors
    /// When there is no such CLI, or files cannot be written.
    pub(crate) fn new(provider: &Path) -> Result<Self, Failure> {
        Self::of(&choice(), provider)
    }

    /// The CLI alone that the environment variable `TERRAFORM` names.
    ///
    /// # Errors
    /// When there is no such CLI.
    pub(crate) fn chosen() -> Result<PathBuf, Failure> {
        find(&choice())
    }

    /// Installs `provider` for the CLI of this word or path.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(crate) fn of(choice: &str, provider: &Path) -> Result<Self, Failure> {
        let terraform = find(choice)?;
        let folder = tempfile::tempdir().map_err(Failure::io("make a temporary folder"))?;
        // Without symbolic links in it, as the system names the program of a process.
        let plugins = folder
            .path()
            .canonicalize()
            .map_err(Failure::io("resolve the temporary folder"))?
            .join("plugins");
        std::fs::create_dir(&plugins).map_err(Failure::io("make a folder for the provider"))?;
        let copy = plugins.join(PROVIDER);
        std::fs::copy(provider, &copy)
            .map_err(Failure::io(format!("copy the provider {}", provider.display())))?;
        let installation = Self { folder, terraform, provider: copy };
        std::fs::write(installation.cli_config(), cli_config(&plugins))
            .map_err(Failure::io("write the CLI configuration"))?;
        Ok(installation)
    }

    /// The CLI's executable.
    pub(crate) fn terraform(&self) -> &Path {
        &self.terraform
    }

    /// The provider's executable.
    pub(crate) fn provider(&self) -> &Path {
        &self.provider
    }

    /// The CLI's configuration file.
    pub(crate) fn cli_config(&self) -> PathBuf {
        self.folder.path().join("cli.tfrc")
    }
}

/// A CLI configuration in which the provider comes from the folder `plugins`.
fn cli_config(plugins: &Path) -> String {
    let folder = plugins.display();
    let overrides = REGISTRIES
        .map(|registry| format!("    \"{registry}/terraform-provider-intune/intune\" = \"{folder}\"\n"));
    let overrides = overrides.concat();
    format!("provider_installation {{\n  dev_overrides {{\n{overrides}  }}\n  direct {{}}\n}}\n")
}

fn choice() -> String {
    std::env::var(CHOICE).unwrap_or_else(|_| "path".to_owned())
}

fn find(choice: &str) -> Result<PathBuf, Failure> {
    if choice.contains('/') { Ok(PathBuf::from(choice)) } else { executable_for(choice) }
}

/// Asks `tools/cli` for the executable of a version word; it installs what is missing.
fn executable_for(word: &str) -> Result<PathBuf, Failure> {
    let tool = repository().join("tools").join("cli");
    let answer =
        Command::new(&tool).arg(word).output().map_err(Failure::io("run tools/cli, which needs Python 3"))?;
    if answer.status.success() {
        return Ok(PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim()));
    }
    Err(Failure::Program {
        command: format!("tools/cli {word}"),
        ended: format!("ended with {}", answer.status),
        said: String::from_utf8_lossy(&answer.stderr).into_owned(),
    })
}
