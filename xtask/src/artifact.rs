//! Builds the programs that are measured, and finds them where cargo put them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::failure::Failure;

/// How a program is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As users get it.
    Release,
    /// Quick to build; its figures say little.
    Debug,
}

impl Profile {
    /// As cargo names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Debug => "debug",
        }
    }
}

/// The repository.
pub(crate) fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Builds one program of one package and returns its path.
///
/// Every program is built by a command of its own: built together, packages would share the features of their common
/// dependencies, and the provider would not be the one that is released.
///
/// # Errors
/// When cargo cannot be run, or the build fails; cargo has said why on standard error.
pub(crate) fn build(package: &str, profile: Profile) -> Result<PathBuf, Failure> {
    let mut command = cargo();
    command.args([
        "build",
        "--quiet",
        "--message-format=json-render-diagnostics",
        "--package",
        package,
        "--bin",
        package,
    ]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    let said = answer(command).map_err(|failure| without_messages(failure, package))?;
    executable(&said, package).ok_or_else(|| Failure::Answer {
        from: format!("cargo build --package {package}"),
        expected: "the path of an executable",
        got: said,
    })
}

/// A failed build without cargo's messages for programs; what people should read stands on standard error.
fn without_messages(failure: Failure, package: &str) -> Failure {
    match failure {
        Failure::Program { .. } => Failure::Build { package: package.to_owned() },
        other => other,
    }
}

/// Where cargo builds, and where results are put.
///
/// # Errors
/// When cargo does not say.
pub(crate) fn target_folder() -> Result<PathBuf, Failure> {
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--no-deps"]);
    let said = answer(command)?;
    let folder = serde_json::from_str::<Value>(&said)
        .ok()
        .and_then(|metadata| metadata["target_directory"].as_str().map(PathBuf::from));
    folder.ok_or_else(|| Failure::Answer {
        from: "cargo metadata".to_owned(),
        expected: "target_directory",
        got: said,
    })
}

/// Cargo, at work in the repository.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(repository());
    // What `cargo run` says about this package. Build scripts watch these names, so that leaving them in would build
    // half of the dependencies anew, here and again in the next build by hand.
    for (name, _) in std::env::vars_os() {
        if is_about_a_package(&name.to_string_lossy()) {
            command.env_remove(name);
        }
    }
    command
}

/// Whether the variable describes a package, as opposed to settings of the user's.
fn is_about_a_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_")
}

/// What a command printed on standard output.
///
/// # Errors
/// When it cannot be run or does not succeed.
pub(crate) fn answer(mut command: Command) -> Result<String, Failure> {
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(Failure::io("run cargo"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    Err(Failure::Program {
        command: format!("{command:?}"),
        ended: format!("ended with {}", output.status),
        said,
    })
}

/// The executable of `name` in cargo's messages, one JSON object a line.
pub(crate) fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    artifacts
        .filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::{executable, is_about_a_package};

    #[test]
    fn settings_of_the_user_are_not_about_a_package() {
        assert!(is_about_a_package("CARGO_MANIFEST_DIR") && is_about_a_package("CARGO_PKG_VERSION_PRE"));
        assert!(
            !["CARGO", "CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_BUILD_JOBS"]
                .map(is_about_a_package)
                .contains(&true)
        );
    }

    #[test]
    fn the_executable_is_the_one_of_the_binary() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"build-script-build"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"other"},"executable":"/t/other"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"it"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"it"},"executable":"/t/it"}"#,
            "\nnot json\n",
        );
        assert_eq!(executable(messages, "it"), Some("/t/it".into()));
        assert_eq!(executable(messages, "absent"), None);
    }
}
