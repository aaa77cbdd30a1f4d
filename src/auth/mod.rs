//! Tokens: how the provider proves to Microsoft Graph who it is.
//!
//! A [`TokenSource`] hands out access tokens; Graph requests ask it before each attempt and know no more. An
//! [`Issuer`] is one way to sign in, one folder member each; [`Cached`] turns any issuer into a source that
//! asks it as seldom as possible. Nothing is sent before the first token is needed.

mod aadsts;
mod access_token;
mod application;
pub mod assertion;
mod azure_cli;
mod azure_developer_cli;
mod azure_devops;
mod cache;
pub mod certificate;
mod client_secret;
mod entra;
mod error;
mod exchange;
mod github;
mod managed_identity;
mod program;
#[cfg(test)]
mod services_tests;
mod static_token;
mod token_service;

use async_trait::async_trait;

pub use access_token::AccessToken;
pub use application::Application;
pub use assertion::ClientAssertion;
pub use azure_cli::{AzureCli, has_azure_cli};
pub use azure_developer_cli::AzureDeveloperCli;
pub use azure_devops::AzureDevOps;
pub use cache::Cached;
pub use client_secret::ClientSecret;
pub use error::{Error, SignInRefused};
pub use github::GitHub;
pub use managed_identity::{IdentityService, ManagedIdentity};
pub use static_token::StaticToken;

use crate::net::Operation;

/// Which token a caller needs.
#[derive(Debug, Clone, Copy)]
pub enum Need<'a> {
    /// Any that is believed to be valid.
    Current,
    /// Another than this one, which the service has just refused.
    RenewedAfter {
        /// The refused token.
        token: &'a AccessToken,
        /// What the service demands of the next one (a claims challenge), as JSON.
        claims: Option<&'a str>,
    },
}

/// Hands out access tokens for one audience.
#[async_trait]
pub trait TokenSource: Send + Sync {
    /// A token that fits the need; every wait ends with the operation.
    ///
    /// # Errors
    /// When nobody issues one, when a renewal is needed and impossible ([`Error::NotRenewable`]), or when
    /// the operation ends first.
    async fn token(&self, need: Need<'_>, operation: &Operation) -> Result<AccessToken, Error>;
}

/// How long an issuer keeps trying when the failure may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Until the operation ends: without a token nothing can go on.
    UntilDeadline,
    /// One try: the caller still has a token that lives.
    OneTry,
}

/// What an issuer is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// How long to keep trying.
    pub patience: Patience,
    /// What the service demands of the token, as JSON; for issuers that can pass it on.
    pub claims: Option<&'a str>,
}

impl Ask<'_> {
    /// Asks for a token without special demands.
    pub fn new(patience: Patience) -> Self {
        Self { patience, claims: None }
    }
}

/// One way to sign in: gets a fresh token each time it is asked.
#[async_trait]
pub trait Issuer: Send + Sync {
    /// Gets a fresh token.
    ///
    /// # Errors
    /// When signing in is refused, or impossible for as long as patience and operation allow.
    async fn issue(&self, ask: Ask<'_>, operation: &Operation) -> Result<AccessToken, Error>;
}
