//! Whether to send a request again, and when: the policy, without I/O.
//!
//! Reads are repeated when the failure may pass. 502, 503 and 504 are a gateway's or an overloaded service's
//! "not now", 408 a connection that was too slow. 500 is not repeated: Intune answers it to requests that it
//! cannot digest, each time anew, and the timeout would only hide the cause.
//!
//! A write is repeated only when it cannot have had an effect: it was throttled (429) or never sent.
//! Whatever else happens to it leaves its outcome unknown, and only who knows the intent can read back and
//! decide, so it is returned at once. A write that replaces a whole set is never repeated here, since what it
//! replaces may change during the wait: that goes back to who can read it again.
//!
//! There is no maximum of tries: how long to go on is the operation's timeout, which the user sets.

use std::time::Duration;

use reqwest::StatusCode;

use super::call::Effect;
use crate::net::{Sent, backoff};

/// What became of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The service answered, perhaps with a wait it asks for.
    Answered { status: StatusCode, retry_after: Option<Duration> },
    /// There was no answer; `sent` and `passes` as the connection tells them.
    Failed { sent: Sent, passes: Passes },
}

/// Whether a failed connection may work a moment later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passes {
    Perhaps,
    Never,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Hand it to the caller as it is, success or failure.
    Return,
    /// Hand it to the caller as a write of unknown outcome.
    ReturnUnknown,
    /// Hand it to the caller, and let nobody send before this wait is over.
    ReturnHolding(Duration),
    /// Try again after this wait.
    RetryAfter(Duration),
    /// Try again after this wait, and let nobody else send before.
    HoldAll(Duration),
}

/// Decides about one try. `failures` counts those before it; `jitter` is in `0.0..1.0`.
pub(super) fn decide(effect: Effect, outcome: Outcome, failures: u32, jitter: f64) -> Decision {
    let wait = |asked: Option<Duration>| asked.unwrap_or_else(|| backoff(failures, jitter));
    match (outcome, effect) {
        (Outcome::Answered { status: StatusCode::TOO_MANY_REQUESTS, retry_after }, Effect::Replace) => {
            Decision::ReturnHolding(wait(retry_after))
        }
        (Outcome::Answered { status: StatusCode::TOO_MANY_REQUESTS, retry_after }, _) => {
            Decision::HoldAll(wait(retry_after))
        }
        (Outcome::Answered { status, retry_after }, Effect::Read) if is_not_now(status) => {
            Decision::RetryAfter(wait(retry_after))
        }
        (Outcome::Answered { status, .. }, Effect::Write | Effect::Replace) if leaves_doubt(status) => {
            Decision::ReturnUnknown
        }
        (Outcome::Answered { .. }, _) => Decision::Return,
        (Outcome::Failed { sent: Sent::Perhaps, .. }, Effect::Write | Effect::Replace) => {
            Decision::ReturnUnknown
        }
        (Outcome::Failed { passes: Passes::Never, .. }, _) | (_, Effect::Replace) => Decision::Return,
        (Outcome::Failed { passes: Passes::Perhaps, .. }, _) => Decision::RetryAfter(wait(None)),
    }
}

fn is_not_now(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// 501 and 505 say that nothing was even tried.
fn leaves_doubt(status: StatusCode) -> bool {
    let is_plain_no = matches!(status, StatusCode::NOT_IMPLEMENTED | StatusCode::HTTP_VERSION_NOT_SUPPORTED);
    (status.is_server_error() && !is_plain_no) || status == StatusCode::REQUEST_TIMEOUT
}

#[cfg(test)]
mod tests;
