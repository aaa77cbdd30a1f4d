//! Why a command cannot go on, as opposed to what it found out.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

/// What keeps a command from doing its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The system refused something.
    #[error("cannot {doing}")]
    Io {
        /// What was tried, as in "write the file x".
        doing: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program that has to succeed did not.
    #[error("`{command}` {ended}; it said:\n{said}")]
    Program {
        /// The command line.
        command: String,
        /// How it ended, as in "ended with exit status: 1".
        ended: String,
        /// Everything that it printed.
        said: String,
    },
    /// What is needed does not build.
    #[error("cannot build {package}; see above for what cargo says")]
    Build {
        /// The package.
        package: String,
    },
    /// A program went on for too long, and was killed.
    #[error("`{command}` was still running after {limit:?}; it had said:\n{said}")]
    Endless {
        /// The command line.
        command: String,
        /// How long it was given.
        limit: Duration,
        /// Everything that it had printed.
        said: String,
    },
    /// A program answered something else than it should.
    #[error("expected {expected} from {from}, got {got:?}")]
    Answer {
        /// Who was asked.
        from: String,
        /// What was hoped for.
        expected: &'static str,
        /// What came instead.
        got: String,
    },
    /// Terraform printed schemas that are not of the known form.
    #[error("cannot read what `terraform providers schema -json` printed")]
    Schemas {
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Something is served, and nobody shows how to use it.
    #[error("{} has no example; every page starts with one", folder.display())]
    NoExample {
        /// Where it should be.
        folder: PathBuf,
    },
    /// No archive can be made for this target.
    #[error(
        "the registries have no name for the target {triple:?}; known are linux, windows and darwin on amd64, arm64, 386"
    )]
    Platform {
        /// The target as it was given.
        triple: String,
    },
    /// An archive could not be written.
    #[error("cannot write the archive {}", path.display())]
    Archive {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: zip::result::ZipError,
    },
    /// The simulator did not start.
    #[error("cannot start the Graph simulator")]
    Simulator(#[from] graph_simulator::StartError),
    /// The simulator does not know what the soak put there.
    #[error("the Graph simulator does not do what the soak asks for")]
    Tenant(#[from] graph_simulator::StateError),
    /// No certificate for the handshake.
    #[error("cannot make a certificate for the handshake")]
    Certificate(#[from] rcgen::Error),
}

impl Failure {
    /// For `map_err` on a call to the system.
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        |source| Self::Io { doing, source }
    }

    /// The message with all its causes.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn a_failure_is_told_with_its_causes() {
        let refused = std::io::Error::other("no such file");
        let failure = Failure::io("read the state")(refused);
        assert_eq!(failure.chain(), "cannot read the state: no such file");
    }
}
