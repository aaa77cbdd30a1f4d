//! Asking a token service again and again, until it answers with what is wanted or with a lasting no.
//!
//! Asking for a token changes nothing at any of these services, so whatever may pass is tried again, within the
//! operation and the caller's [`Patience`]. A service on the own machine or network (managed identity) that
//! cannot be reached at all is not there, and no wait will bring it: [`Exchange::unreachable_tries`] bounds that.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Error, Patience};
use crate::net::{self, Operation, Request, Response, Transport, backoff, retry_after};

/// One question and how its answers are understood.
pub(super) struct Exchange<'a, T> {
    /// What carries the question.
    pub(super) transport: &'a dyn Transport,
    /// The question.
    pub(super) request: Request,
    /// Reads one answer, whatever its status.
    pub(super) read: &'a (dyn Fn(&Response) -> Result<T, Error> + Sync),
    /// Whether a failure that `read` found may pass by itself.
    pub(super) passes: fn(&Error) -> bool,
    /// Names a connection that failed.
    pub(super) no_answer: &'a (dyn Fn(Arc<net::Error>) -> Error + Sync),
    /// How many tries without a connection are enough.
    pub(super) unreachable_tries: u32,
}

struct Failed {
    passes: bool,
    unreachable: bool,
    wait: Option<Duration>,
    error: Error,
}

impl<T> Exchange<'_, T> {
    /// Asks until there is an answer, a lasting failure, or no more patience.
    ///
    /// # Errors
    /// The last failure, or the interruption with the failure that made it wait.
    pub(super) async fn run(self, patience: Patience, operation: &Operation) -> Result<T, Error> {
        let mut last: Option<Error> = None;
        let mut failures = 0;
        let mut unreachable = 0;
        loop {
            let interrupted = |how| Error::Interrupted { how, last: last.clone().map(Box::new) };
            operation.check().map_err(interrupted)?;
            let sending = self.transport.send(self.request.clone());
            let answer = operation.bound(sending).await.map_err(interrupted)?;
            let failed = match self.judge(answer) {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            unreachable += u32::from(failed.unreachable);
            if !failed.passes || patience == Patience::OneTry || unreachable >= self.unreachable_tries {
                return Err(failed.error);
            }
            let wait = failed.wait.unwrap_or_else(|| backoff(failures, fastrand::f64()));
            tracing::debug!(error = %failed.error, ?wait, "no token yet, trying again");
            failures = failures.saturating_add(1);
            let error = failed.error;
            let sleeping = operation.sleep(wait).await;
            sleeping.map_err(|how| Error::Interrupted { how, last: Some(Box::new(error.clone())) })?;
            last = Some(error);
        }
    }

    fn judge(&self, answer: Result<Response, net::Error>) -> Result<T, Failed> {
        match answer {
            Ok(response) => (self.read)(&response).map_err(|error| Failed {
                passes: (self.passes)(&error),
                unreachable: false,
                wait: retry_after(response.header("retry-after"), SystemTime::now()),
                error,
            }),
            Err(source) => Err(Failed {
                passes: source.is_transient(),
                unreachable: source.sent() == net::Sent::Never,
                wait: None,
                error: (self.no_answer)(Arc::new(source)),
            }),
        }
    }
}
