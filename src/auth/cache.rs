//! The one cache in front of every way to sign in.
//!
//! A token is renewed before it ends, by one caller while the others go on with the living one or wait for
//! the same answer. A renewal that fails while the old token lives is no failure yet: the old one is used,
//! and the next try comes a little later, not with the next request.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{AccessToken, Ask, Error, Issuer, Need, Patience, TokenSource};
use crate::net::{Interrupted, Operation};

/// How long a living token is used without another try after its renewal failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);

/// How long a failure is the answer for those who come after it: hundreds of resources that cannot sign in shall not
/// start a program or ask the authority hundreds of times, one after the other.
const FAILURE_LASTS: Duration = Duration::from_secs(10);

/// A [`TokenSource`] that asks its [`Issuer`] as seldom as possible; clones share everything.
#[derive(Clone)]
pub struct Cached(Arc<Shared>);

struct Shared {
    issuer: Box<dyn Issuer>,
    /// What everybody reads; held for moments only.
    known: std::sync::Mutex<Known>,
    /// Held by the one caller that asks the issuer; keeps how the latest try went wrong, if it did.
    asking: Mutex<Option<Failure>>,
    /// How many tries have ended. A waiter whose number moved has been waiting for that try.
    tries: AtomicU64,
}

struct Failure {
    error: Error,
    at: Instant,
}

#[derive(Default)]
struct Known {
    token: Option<AccessToken>,
    not_before: Option<Instant>,
}

impl Cached {
    /// Puts a cache in front of an issuer. Nothing is asked yet.
    pub fn new(issuer: impl Issuer + 'static) -> Self {
        Self(Arc::new(Shared {
            issuer: Box::new(issuer),
            known: std::sync::Mutex::default(),
            asking: Mutex::new(None),
            tries: AtomicU64::new(0),
        }))
    }
}

impl Shared {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The token that fits, if there is one, and what may be used should asking fail.
    fn look_up(&self, need: Need<'_>) -> Held {
        let mut known = self.known();
        if let Need::RenewedAfter { token: refused, .. } = need {
            // Nobody shall be given it again, whether or not a new one can be had.
            known.token.take_if(|token| token.is_same(refused));
        }
        let Some(token) = known.token.clone().filter(AccessToken::is_alive) else {
            return Held::Nothing;
        };
        let is_paused = known.not_before.is_some_and(|moment| Instant::now() < moment);
        if token.is_fresh() || is_paused { Held::Fits(token) } else { Held::Aging(token) }
    }

    /// Asks the issuer; the caller holds the lock.
    async fn ask(
        &self,
        fallback: Option<AccessToken>,
        claims: Option<&str>,
        operation: &Operation,
    ) -> Result<AccessToken, Error> {
        let patience = if fallback.is_some() { Patience::OneTry } else { Patience::UntilDeadline };
        let answer = self.issuer.issue(Ask { patience, claims }, operation).await;
        let mut known = self.known();
        match (answer, fallback) {
            (Ok(token), _) => {
                *known = Known { token: Some(token.clone()), not_before: None };
                Ok(token)
            }
            (Err(error), Some(living)) if error.interrupted() != Some(Interrupted::Stopped) => {
                tracing::warn!(%error, "the access token could not be renewed; the present one still lives");
                known.not_before = Some(Instant::now() + PAUSE_AFTER_FAILURE);
                Ok(living)
            }
            (Err(error), _) => Err(error),
        }
    }
}

enum Held {
    Nothing,
    /// To be used as it is.
    Fits(AccessToken),
    /// Alive, but to be renewed.
    Aging(AccessToken),
}

#[async_trait]
impl TokenSource for Cached {
    async fn token(&self, need: Need<'_>, operation: &Operation) -> Result<AccessToken, Error> {
        let shared = &*self.0;
        let tries = shared.tries.load(Ordering::SeqCst);
        let mut latest = match shared.look_up(need) {
            Held::Fits(token) => return Ok(token),
            Held::Aging(token) => match shared.asking.try_lock() {
                Ok(lock) => lock,
                // Somebody else is renewing it; until then it serves.
                Err(_) => return Ok(token),
            },
            Held::Nothing => {
                let waiting = operation.bound(shared.asking.lock()).await;
                waiting.map_err(|how| Error::Interrupted { how, last: None })?
            }
        };
        let fallback = match shared.look_up(need) {
            Held::Fits(token) => return Ok(token),
            Held::Aging(token) => Some(token),
            Held::Nothing => None,
        };
        if let Some(failure) = latest.as_ref()
            && (shared.tries.load(Ordering::SeqCst) != tries || failure.at.elapsed() < FAILURE_LASTS)
        {
            return Err(failure.error.clone());
        }
        let claims = match need {
            Need::Current => None,
            Need::RenewedAfter { claims, .. } => claims,
        };
        let answer = shared.ask(fallback, claims, operation).await;
        // The end of one operation says nothing about the next one's chances.
        let failed = answer.as_ref().err().filter(|error| error.interrupted().is_none());
        *latest = failed.map(|error| Failure { error: error.clone(), at: Instant::now() });
        shared.tries.fetch_add(1, Ordering::SeqCst);
        answer
    }
}

#[cfg(test)]
mod tests;
