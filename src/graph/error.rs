//! Why a call to Graph gave nothing, in terms that callers can decide on.
//!
//! An [`Error`] names the call; its [`Kind`] is the cause. Decisions (is it gone, may it be repeated) are
//! methods here, made from statuses and codes; the words for users are made elsewhere, from the accessors.
//! Errors are cheap to clone, because several callers may share one request.

mod kind;
mod nested;
mod refusal;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};

pub use kind::{Kind, Unknown};
pub use refusal::Refusal;

use super::call::Prepared;
use crate::net::{Endpoint, Interrupted};

/// A call to Graph that failed.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    call: &'static str,
    method: Method,
    path: String,
    kind: Kind,
}

impl Error {
    pub(super) fn new(request: &Prepared, root: &Endpoint, kind: Kind) -> Self {
        let path = request.url(root).path().to_owned();
        Self(Arc::new(Inner { call: request.name, method: request.method.clone(), path, kind }))
    }

    /// The same call, when what ended it is that the operation was over before another try: this failure stays as
    /// the reason.
    #[must_use]
    pub fn interrupted(&self, how: Interrupted) -> Self {
        let last = Some(self.clone());
        Self(Arc::new(Inner {
            call: self.0.call,
            method: self.0.method.clone(),
            path: self.0.path.clone(),
            kind: Kind::Interrupted { how, last },
        }))
    }

    /// What was being done: `list the assignments`.
    pub fn call(&self) -> &'static str {
        self.0.call
    }

    /// The request's method and path.
    pub fn request(&self) -> (&Method, &str) {
        (&self.0.method, &self.0.path)
    }

    /// The cause.
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// What Graph answered, if it did; for an interrupted call, what it answered last.
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.0.kind {
            Kind::Refused(refusal) | Kind::OutcomeUnknown(Unknown::Answered(refusal)) => Some(refusal),
            Kind::Interrupted { last, .. } => last.as_ref()?.refusal(),
            _ => None,
        }
    }

    /// The HTTP status of Graph's answer.
    pub fn status(&self) -> Option<StatusCode> {
        Some(self.refusal()?.status)
    }

    /// Graph's error code, such as `ResourceNotFound`.
    pub fn code(&self) -> Option<&str> {
        self.refusal()?.code.as_deref()
    }

    /// What Graph says, as readable text.
    pub fn message(&self) -> Option<&str> {
        self.refusal()?.message.as_deref()
    }

    /// Graph's id of the request, for a support case.
    pub fn request_id(&self) -> Option<&str> {
        self.refusal()?.request_id.as_deref()
    }

    /// Our id of the request, for a support case.
    pub fn client_request_id(&self) -> Option<&str> {
        self.refusal()?.client_request_id.as_deref()
    }

    /// When Graph answered, in its own spelling.
    pub fn date(&self) -> Option<&str> {
        self.refusal()?.date.as_deref()
    }

    /// How long Graph asks to wait before another try, if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        self.refusal()?.retry_after
    }

    /// Whether Graph says that the object does not exist. A 404 of another form (a wrong URL, a gateway's
    /// page) does not say that.
    pub fn is_not_found(&self) -> bool {
        matches!(&self.0.kind, Kind::Refused(refusal) if refusal.is_not_found())
    }

    /// Whether Graph says that it has no such route: 400 with the code `No method match route template`.
    pub fn is_route_missing(&self) -> bool {
        matches!(&self.0.kind, Kind::Refused(refusal) if refusal.is_route_missing())
    }

    /// Whether nothing happened and another try may go better: Graph throttled the request, or the connection could
    /// not be made.
    pub fn may_pass(&self) -> bool {
        match &self.0.kind {
            Kind::Refused(refusal) => refusal.status == StatusCode::TOO_MANY_REQUESTS,
            Kind::NotSent(error) => error.is_transient(),
            _ => false,
        }
    }

    /// Whether a write may or may not have happened: read back before repeating it.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self.0.kind, Kind::OutcomeUnknown(_))
    }

    /// Whether the call ended because the provider was asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.ended_by() == Some(Interrupted::Stopped)
    }

    /// Whether the call ended because the operation's time is over.
    pub fn is_timed_out(&self) -> bool {
        self.ended_by() == Some(Interrupted::TimedOut)
    }

    fn ended_by(&self) -> Option<Interrupted> {
        match &self.0.kind {
            Kind::Interrupted { how, .. } => Some(*how),
            Kind::Token(error) => error.interrupted(),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { call, method, path, kind } = &*self.0;
        write!(f, "could not {call} ({method} {path}): {kind}")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}: {:?}", self.0.kind)
    }
}

impl std::error::Error for Error {
    /// The kind is part of this layer's message, so the chain goes on behind it.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.kind.source()
    }
}

#[cfg(test)]
mod tests;
