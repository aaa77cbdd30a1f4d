//! The causes of a failed call, one variant each.

use crate::auth;
use crate::graph::call::UnreadableBody;
use crate::graph::error::{Error, Refusal};
use crate::net::{self, Interrupted};

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Kind {
    /// There is no access token, so nothing was sent.
    #[error("no access token")]
    Token(#[source] auth::Error),
    /// Graph answered and said no.
    #[error("{0}")]
    Refused(Refusal),
    /// Nothing was sent, and trying again will not help.
    #[error("the request could not be sent")]
    NotSent(#[source] net::Error),
    /// A read was sent and got no answer that is worth another try.
    #[error("the answer could not be received")]
    NoAnswer(#[source] net::Error),
    /// A write was sent, and whether it happened is not known.
    #[error("it is not known whether the change was made")]
    OutcomeUnknown(#[source] Unknown),
    /// The operation ended first.
    #[error("{how}{}", if last.is_some() { "; the last try failed" } else { "" })]
    Interrupted {
        /// Whether by timeout or by stop.
        how: Interrupted,
        /// How the last try failed, if there was one: the reason why the time ran out.
        #[source]
        last: Option<Error>,
    },
    /// A read succeeded, but its answer cannot be understood.
    #[error("Graph's answer could not be read")]
    Unreadable(#[source] UnreadableBody),
    /// A listing continues on another server, which must not get the token.
    #[error("the listing goes on at {origin}, which is not the Graph root {root}; it is not followed")]
    ForeignLink {
        /// Where the link leads: scheme, host and port.
        origin: String,
        /// The Graph root in use.
        root: String,
    },
    /// A listing's link cannot be followed.
    #[error("the listing goes on at a link that {problem}")]
    BadLink {
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// Why the outcome of a write is not known.
#[derive(Debug, thiserror::Error)]
pub enum Unknown {
    /// It was sent, and no answer came.
    #[error("no answer to the request")]
    NoAnswer(#[source] net::Error),
    /// The service answered that something went wrong on its side.
    #[error("{0}")]
    Answered(Refusal),
    /// The service answered with success, but not with what it should.
    #[error("Graph's answer could not be read")]
    Unreadable(#[source] UnreadableBody),
}

impl Kind {
    /// What is behind this layer.
    pub(super) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self)
    }
}
