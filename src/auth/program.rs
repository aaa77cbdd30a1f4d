//! Programs that a person has signed in with, and that print a token when asked.

use std::ffi::OsStr;
use std::io;
use std::process::Stdio;

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::process::Command;

use super::Error;
use crate::net::Operation;

/// As much of a program's complaint as a message can bear.
const EXCERPT: usize = 1_000;

/// A program and what to do about its failures.
pub(super) struct Program {
    /// Its name on the PATH.
    pub(super) name: &'static str,
    /// What it is called in messages.
    pub(super) title: &'static str,
    /// What to do when it is not there.
    pub(super) install: &'static str,
    /// What to do when it has no token.
    pub(super) sign_in: &'static str,
}

impl Program {
    /// Whether one of the folders of a PATH has the program. Nothing is started.
    pub(super) fn is_on(&self, path: &OsStr) -> bool {
        let endings: &[&str] = if cfg!(windows) { &[".cmd", ".exe", ".bat"] } else { &[""] };
        std::env::split_paths(path).any(|folder| {
            endings.iter().any(|ending| folder.join(format!("{}{ending}", self.name)).is_file())
        })
    }

    /// Runs the program and reads the JSON it prints. The program ends with the operation.
    ///
    /// # Errors
    /// When it is not on the PATH, fails, or prints something else.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        arguments: &[&str],
        operation: &Operation,
    ) -> Result<T, Error> {
        let problem =
            |problem: String, advice: &'static str| Error::Program { program: self.title, problem, advice };
        let mut command = command(self.name);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        tracing::debug!(program = self.name, "asking for a token");
        let output =
            operation.bound(command.output()).await.map_err(|how| Error::Interrupted { how, last: None })?;
        let output = output.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                problem(format!("{} was not found on the PATH", self.name), self.install)
            }
            _ => problem(format!("{} cannot be started: {error}", self.name), self.install),
        })?;
        // What it prints may be a token: it is a secret, and never quoted.
        let printed = SecretString::from(String::from_utf8_lossy(&output.stdout).into_owned());
        if !output.status.success() {
            let said = complaint(&output.stderr);
            return Err(problem(format!("{} ended with {}: {said}", self.name, output.status), self.sign_in));
        }
        serde_json::from_str(printed.expose_secret())
            .map_err(|_| problem(format!("{} printed no token that can be read", self.name), self.sign_in))
    }
}

/// Starts a script on the PATH. On Windows both programs are batch files, which only the shell finds.
#[cfg(windows)]
fn command(name: &str) -> Command {
    let mut command = Command::new("cmd");
    command.args(["/D", "/C", name]);
    command
}

/// Starts a program on the PATH.
#[cfg(not(windows))]
fn command(name: &str) -> Command {
    Command::new(name)
}

/// The end of what a program says about its failure, on one line: the reason comes last.
fn complaint(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let words: Vec<&str> = text.split_whitespace().collect();
    let line: Vec<char> = words.join(" ").chars().filter(|character| !character.is_control()).collect();
    if line.is_empty() {
        return "it said nothing".to_owned();
    }
    line.get(line.len().saturating_sub(EXCERPT)..).unwrap_or_default().iter().collect()
}
