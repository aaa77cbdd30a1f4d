//! Why there is no token.
//!
//! Errors are cheap to clone: callers that wait for the same token share the same failure.

use std::fmt;
use std::sync::Arc;

use reqwest::StatusCode;

use super::aadsts;
use crate::net::{self, Interrupted};

/// Why no access token could be had.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A setting for signing in that cannot work, found before anything is sent.
    #[error("{setting} cannot be used: {problem}")]
    Setting {
        /// The provider setting, as users write it.
        setting: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The text given or received as a token cannot be one.
    #[error("the access token cannot be used: {problem}")]
    UnusableToken {
        /// What is wrong with it, without repeating it.
        problem: &'static str,
    },
    /// The service refused a token that was given ready-made, so there is no way to a new one.
    #[error("the given access token was refused and cannot be renewed; get a new one")]
    NotRenewable,
    /// The login authority answered and said no.
    #[error("{0}")]
    Refused(Arc<SignInRefused>),
    /// The login authority did not answer.
    #[error("the login authority {authority} did not answer")]
    NoAnswer {
        /// The login authority.
        authority: String,
        /// What happened to the connection.
        source: Arc<net::Error>,
    },
    /// The login authority answered with success, but not with a token.
    #[error("the login authority {authority} answered {status} without a token that can be read")]
    Unreadable {
        /// The login authority.
        authority: String,
        /// The HTTP status of the answer.
        status: StatusCode,
    },
    /// A token service besides the login authority answered and said no.
    #[error("{service} refused ({status}): {}; {advice}", if said.is_empty() { "it said nothing" } else { said })]
    ServiceRefused {
        /// What the service is called.
        service: &'static str,
        /// What to look at.
        advice: &'static str,
        /// The HTTP status of the answer.
        status: StatusCode,
        /// What it said, shortened.
        said: String,
        /// Whether it may say otherwise a moment later.
        passes: bool,
    },
    /// A token service besides the login authority did not answer.
    #[error("{service} did not answer; {advice}")]
    ServiceUnreachable {
        /// What the service is called.
        service: &'static str,
        /// What to look at.
        advice: &'static str,
        /// What happened to the connection.
        source: Arc<net::Error>,
    },
    /// A token service answered with success, but not with a token.
    #[error("{service} answered {status} without a token that can be read")]
    ServiceUnreadable {
        /// What the service is called.
        service: &'static str,
        /// The HTTP status of the answer.
        status: StatusCode,
    },
    /// A program that signs in gave no token.
    #[error("no token from {program}: {problem}; {advice}")]
    Program {
        /// What the program is called.
        program: &'static str,
        /// What went wrong.
        problem: String,
        /// What to do.
        advice: &'static str,
    },
    /// The operation ended while a token was awaited.
    #[error("{how} while waiting for an access token")]
    Interrupted {
        /// Whether by timeout or by stop.
        how: Interrupted,
        /// The last failure before that, which is why there was waiting.
        #[source]
        last: Option<Box<Error>>,
    },
}

impl Error {
    /// How the operation ended while a token was awaited, if it did.
    pub fn interrupted(&self) -> Option<Interrupted> {
        match self {
            Self::Interrupted { how, .. } => Some(*how),
            _ => None,
        }
    }
}

/// A login authority's refusal, with the ids a support case needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRefused {
    /// The HTTP status.
    pub status: StatusCode,
    /// The OAuth error, such as `invalid_client`.
    pub error: String,
    /// The number after `AADSTS`, if there is one.
    pub code: Option<u32>,
    /// What the authority says, word for word.
    pub description: String,
    /// The authority's id of this request.
    pub trace_id: Option<String>,
    /// The authority's id of this sign-in.
    pub correlation_id: Option<String>,
    /// When, by the authority's clock.
    pub timestamp: Option<String>,
}

impl SignInRefused {
    /// The cause in plain words and what to do about it, for the refusals that users meet most.
    pub fn advice(&self) -> Option<&'static str> {
        self.code.and_then(aadsts::advice)
    }
}

impl fmt::Display for SignInRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "signing in was refused ({}", self.status.as_u16())?;
        if let Some(code) = self.code {
            write!(f, ", AADSTS{code}")?;
        }
        f.write_str(")")?;
        if let Some(advice) = self.advice() {
            write!(f, ": {advice}")?;
        }
        let description = if self.description.is_empty() { &self.error } else { &self.description };
        write!(f, "; the login authority said: {description}")?;
        for (name, value) in [
            ("trace id", &self.trace_id),
            ("correlation id", &self.correlation_id),
            ("timestamp", &self.timestamp),
        ] {
            // The description usually ends with the same ids.
            if let Some(value) = value.as_ref().filter(|value| !description.contains(value.as_str())) {
                write!(f, "; {name} {value}")?;
            }
        }
        Ok(())
    }
}
