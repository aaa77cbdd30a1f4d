//! A [`ClientAssertion`] signs in with a signed statement instead of a secret.
//!
//! Who signs it is the only difference between a certificate (we do) and workload identity federation (GitHub,
//! Azure DevOps, HCP Terraform or a Kubernetes cluster does): each is an [`AssertionSource`].
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#second-case-access-token-request-with-a-certificate>.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::entra::TokenEndpoint;
use super::{AccessToken, Application, Ask, Error, Issuer, Patience};
use crate::net::{Operation, Transport};

/// What the assertion is, for Entra ID.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Hands out an assertion that is valid now.
#[async_trait]
pub trait AssertionSource: Send + Sync {
    /// An assertion for the next sign-in.
    ///
    /// # Errors
    /// When there is none to be had.
    async fn assertion(&self, patience: Patience, operation: &Operation) -> Result<SecretString, Error>;
}

/// Gets tokens for assertions.
pub struct ClientAssertion {
    endpoint: TokenEndpoint,
    application: Application,
    source: Box<dyn AssertionSource>,
}

impl ClientAssertion {
    /// Prepares to sign in; nothing is read or sent yet.
    ///
    /// # Errors
    /// When the client id is empty, or the tenant is not a GUID or domain name.
    pub fn try_new(
        application: Application,
        source: impl AssertionSource + 'static,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, Error> {
        let application = application.checked()?;
        let endpoint = TokenEndpoint::new(transport, application.authority.clone(), &application.tenant_id);
        Ok(Self { endpoint, application, source: Box::new(source) })
    }
}

#[async_trait]
impl Issuer for ClientAssertion {
    async fn issue(&self, ask: Ask<'_>, operation: &Operation) -> Result<AccessToken, Error> {
        let assertion = self.source.assertion(ask.patience, operation).await?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.application.client_id.as_str()),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", assertion.expose_secret()),
            ("scope", self.application.scope.as_str()),
        ];
        self.endpoint.request(&form, ask, operation).await
    }
}

/// An assertion that was given ready-made, and ends when it ends.
pub struct GivenAssertion(pub SecretString);

#[async_trait]
impl AssertionSource for GivenAssertion {
    async fn assertion(&self, _: Patience, _: &Operation) -> Result<SecretString, Error> {
        Ok(self.0.clone())
    }
}

/// A file that somebody keeps filled with a valid assertion, as Kubernetes does; read anew each time.
pub struct AssertionFile {
    /// Where the file is.
    pub path: PathBuf,
    /// The provider setting that names it, for messages.
    pub setting: &'static str,
}

#[async_trait]
impl AssertionSource for AssertionFile {
    async fn assertion(&self, _: Patience, _: &Operation) -> Result<SecretString, Error> {
        let unusable = |problem: String| Error::Setting {
            setting: self.setting,
            problem: format!("the token file {} {problem}", self.path.display()),
        };
        let text = std::fs::read_to_string(&self.path)
            .map_err(|error| unusable(format!("cannot be read: {error}")))?;
        let token = text.trim();
        if token.is_empty() {
            return Err(unusable("is empty".to_owned()));
        }
        Ok(SecretString::from(token))
    }
}
