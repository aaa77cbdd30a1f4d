//! The [`Client`] sends calls: one token, one gate, one policy for trying again.
//!
//! A write that is on the wire is awaited to its end, which the connection's own timeouts bound: stopping or
//! timing out in the middle would leave an outcome that nobody knows. Everything before and after it (the
//! queue, the token, a wait) ends with the operation.

mod attempt;
mod challenge;
mod pages;

use std::num::NonZeroUsize;
use std::sync::Arc;

pub use pages::Pages;
use reqwest::header::{HeaderValue, InvalidHeaderValue};

use super::call::{Call, Effect, Prepared};
use super::error::{Error, Kind, Refusal, Unknown};
use super::retry::{Decision, Outcome, Passes, decide};
use super::throttle::Throttle;
use crate::auth::{self, AccessToken, Need, TokenSource};
use crate::net::{self, Endpoint, Operation, Response, Transport};

/// What a [`Client`] needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The root of Microsoft Graph.
    pub root: Endpoint,
    /// The `User-Agent` of every request.
    pub user_agent: String,
    /// How many requests may be under way at once.
    pub max_concurrent_requests: NonZeroUsize,
}

/// A setting that no client can have.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The `User-Agent` does not fit into a header.
    #[error("the user agent \"{got}\" has characters that an HTTP header cannot hold")]
    UserAgent {
        /// The text that was given.
        got: String,
        /// What the header says.
        source: InvalidHeaderValue,
    },
}

/// Sends calls to Microsoft Graph; clones share the gate, the token and the connections.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    root: Endpoint,
    user_agent: HeaderValue,
    transport: Arc<dyn Transport>,
    tokens: Arc<dyn TokenSource>,
    throttle: Throttle,
}

impl Client {
    /// Makes a client; nothing is sent yet.
    ///
    /// # Errors
    /// When the user agent does not fit into a header.
    pub fn try_new(
        settings: Settings,
        transport: Arc<dyn Transport>,
        tokens: Arc<dyn TokenSource>,
    ) -> Result<Self, SettingsError> {
        let Settings { root, user_agent, max_concurrent_requests } = settings;
        let user_agent = HeaderValue::from_str(&user_agent)
            .map_err(|source| SettingsError::UserAgent { got: user_agent, source })?;
        let throttle = Throttle::new(max_concurrent_requests);
        Ok(Self(Arc::new(Shared { root, user_agent, transport, tokens, throttle })))
    }

    /// Sends a call until there is an answer that settles it, and reads that.
    ///
    /// # Errors
    /// When Graph refuses, when the operation ends first, when there is no token, and for a write at once
    /// when its outcome is not known; see [`Error`].
    pub async fn send<T>(&self, call: &Call<T>, operation: &Operation) -> Result<T, Error> {
        let response = self.exchange(&call.request, operation).await?;
        call.read(&response.body).map_err(|source| {
            let kind = match call.effect() {
                Effect::Read => Kind::Unreadable(source),
                Effect::Write | Effect::Replace => Kind::OutcomeUnknown(Unknown::Unreadable(source)),
            };
            self.error(&call.request, kind)
        })
    }

    fn error(&self, request: &Prepared, kind: Kind) -> Error {
        Error::new(request, &self.0.root, kind)
    }

    /// The answer of success, or the error that ends the trying.
    async fn exchange(&self, request: &Prepared, operation: &Operation) -> Result<Response, Error> {
        let mut last = None;
        let mut refused: Option<Challenged> = None;
        let mut failures = 0;
        loop {
            let interrupted = |last| move |how| self.error(request, Kind::Interrupted { how, last });
            let slot = self.0.throttle.enter(operation).await.map_err(interrupted(last.clone()))?;
            let token = match self.token(refused.as_ref(), operation).await {
                Ok(token) => token,
                Err(error) => return Err(self.without_token(request, error, last)),
            };
            let tried = match self.attempt(request, &token, failures, operation).await {
                Ok(tried) => tried,
                Err(how) => return Err(interrupted(last)(how)),
            };
            drop(slot);
            let decision = decide(request.effect, tried.outcome(), failures, fastrand::f64());
            if decision == Decision::Return && tried.is_unauthorized() && refused.is_none() {
                let claims = tried.claims_challenge();
                last = tried.into_result(request, &self.0.root, decision).err();
                refused = Some(Challenged { token, claims });
                continue;
            }
            let wait = match decision {
                Decision::Return | Decision::ReturnUnknown => {
                    return tried.into_result(request, &self.0.root, decision);
                }
                Decision::ReturnHolding(wait) => {
                    self.0.throttle.close_for(wait);
                    return tried.into_result(request, &self.0.root, decision);
                }
                Decision::RetryAfter(wait) => wait,
                Decision::HoldAll(wait) => {
                    self.0.throttle.close_for(wait);
                    wait
                }
            };
            tracing::debug!(call = request.name, ?wait, failures = failures + 1, "trying again");
            last = tried.into_result(request, &self.0.root, decision).err();
            operation.sleep(wait).await.map_err(interrupted(last.clone()))?;
            failures = failures.saturating_add(1);
        }
    }

    async fn token(
        &self,
        refused: Option<&Challenged>,
        operation: &Operation,
    ) -> Result<AccessToken, auth::Error> {
        let need = refused.map_or(Need::Current, |refused| Need::RenewedAfter {
            token: &refused.token,
            claims: refused.claims.as_deref(),
        });
        self.0.tokens.token(need, operation).await
    }

    /// A token that Graph has refused and nobody can renew: Graph's own words say more.
    fn without_token(&self, request: &Prepared, error: auth::Error, last: Option<Error>) -> Error {
        match (error, last) {
            (auth::Error::NotRenewable, Some(refusal)) => refusal,
            (error, _) => self.error(request, Kind::Token(error)),
        }
    }
}

/// A token that Graph has refused, and what it demands of the next one.
struct Challenged {
    token: AccessToken,
    claims: Option<String>,
}

/// What one try brought.
struct Tried {
    result: Result<Response, net::Error>,
    client_request_id: String,
}

impl Tried {
    fn outcome(&self) -> Outcome {
        match &self.result {
            Ok(response) => Outcome::Answered {
                status: response.status,
                retry_after: net::retry_after(response.header("retry-after"), std::time::SystemTime::now()),
            },
            Err(error) => Outcome::Failed {
                sent: error.sent(),
                passes: if error.is_transient() { Passes::Perhaps } else { Passes::Never },
            },
        }
    }

    fn is_unauthorized(&self) -> bool {
        matches!(&self.result, Ok(response) if response.status == reqwest::StatusCode::UNAUTHORIZED)
    }

    fn claims_challenge(&self) -> Option<String> {
        let response = self.result.as_ref().ok()?;
        challenge::claims(response.header("www-authenticate")?)
    }

    fn into_result(self, request: &Prepared, root: &Endpoint, decision: Decision) -> Result<Response, Error> {
        let kind = match (self.result, decision) {
            (Ok(response), _) if response.status.is_success() => return Ok(response),
            (Ok(response), Decision::ReturnUnknown) => {
                Kind::OutcomeUnknown(Unknown::Answered(Refusal::read(&response, &self.client_request_id)))
            }
            (Ok(response), _) => Kind::Refused(Refusal::read(&response, &self.client_request_id)),
            (Err(error), Decision::ReturnUnknown) => Kind::OutcomeUnknown(Unknown::NoAnswer(error)),
            (Err(error), _) if error.sent() == net::Sent::Never => Kind::NotSent(error),
            (Err(error), _) => Kind::NoAnswer(error),
        };
        Err(Error::new(request, root, kind))
    }
}

#[cfg(test)]
mod tests;
