//! The bearer tokens a simulator has issued. They are random names, not JWTs: only the simulator reads them.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde::Serialize;
use uuid::Uuid;

/// What a request's `Authorization` header turned out to be. The log keeps this instead of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Authorization {
    /// No such header.
    Absent,
    /// Not a bearer token.
    OtherScheme,
    /// A token that was issued and is good.
    Issued,
    /// A token that was issued and is over.
    Expired,
    /// A token that is accepted without having been issued.
    Static,
    /// A token that nobody knows.
    Unknown,
}

impl Authorization {
    pub(crate) fn is_accepted(self) -> bool {
        matches!(self, Self::Issued | Self::Static)
    }
}

/// Issued and static tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    fixed: Vec<String>,
    issued: HashMap<String, Instant>,
}

impl Tokens {
    pub(crate) fn new(fixed: Vec<String>) -> Self {
        Self { fixed, issued: HashMap::new() }
    }

    pub(crate) fn issue(&mut self, lifetime: Duration, now: Instant) -> String {
        let token = format!("sim.{}.{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        self.issued.insert(token.clone(), now + lifetime);
        token
    }

    /// Ends every issued token.
    pub(crate) fn expire(&mut self, now: Instant) {
        self.issued.values_mut().for_each(|end| *end = now);
    }

    pub(crate) fn classify(&self, header: Option<&str>, now: Instant) -> Authorization {
        let Some(header) = header else {
            return Authorization::Absent;
        };
        let Some(token) = header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("bearer ")) else {
            return Authorization::OtherScheme;
        };
        let token = token.trim();
        match self.issued.get(token) {
            Some(end) if now < *end => Authorization::Issued,
            Some(_) => Authorization::Expired,
            None if self.fixed.iter().any(|known| known == token) => Authorization::Static,
            None => Authorization::Unknown,
        }
    }
}
