//! Signing in as an application with a client secret.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#first-case-access-token-request-with-a-shared-secret>.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::entra::TokenEndpoint;
use super::{AccessToken, Application, Ask, Error, Issuer};
use crate::net::{Operation, Transport};

/// Gets tokens for a client secret.
pub struct ClientSecret {
    endpoint: TokenEndpoint,
    application: Application,
    secret: SecretString,
}

impl ClientSecret {
    /// Prepares to sign in with the secret's value; nothing is sent yet.
    ///
    /// # Errors
    /// When a setting is empty, or the tenant is not a GUID or domain name.
    pub fn try_new(
        application: Application,
        secret: SecretString,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, Error> {
        let application = application.checked()?;
        if secret.expose_secret().trim().is_empty() {
            return Err(Error::Setting { setting: "client_secret", problem: "it is empty".to_owned() });
        }
        let endpoint = TokenEndpoint::new(transport, application.authority.clone(), &application.tenant_id);
        Ok(Self { endpoint, application, secret })
    }
}

#[async_trait]
impl Issuer for ClientSecret {
    async fn issue(&self, ask: Ask<'_>, operation: &Operation) -> Result<AccessToken, Error> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.application.client_id.as_str()),
            ("client_secret", self.secret.expose_secret()),
            ("scope", self.application.scope.as_str()),
        ];
        self.endpoint.request(&form, ask, operation).await
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSecret").field("application", &self.application).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
