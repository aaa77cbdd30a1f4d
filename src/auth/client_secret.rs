//! Signing in as an application with a client secret.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#first-case-access-token-request-with-a-shared-secret>.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::entra::TokenEndpoint;
use super::{AccessToken, Error, Issuer, Patience};
use crate::net::{Endpoint, Operation, Transport};

/// What signing in with a client secret needs.
pub struct ClientSecretSettings {
    /// The login authority, such as `https://login.microsoftonline.com`.
    pub authority: Endpoint,
    /// The tenant: its GUID or one of its domain names.
    pub tenant_id: String,
    /// The application (client) id.
    pub client_id: String,
    /// The secret's value.
    pub client_secret: SecretString,
    /// The scope asked for, such as `https://graph.microsoft.com/.default`.
    pub scope: String,
}

/// Gets tokens for a client secret.
pub struct ClientSecret {
    endpoint: TokenEndpoint,
    client_id: String,
    client_secret: SecretString,
    scope: String,
}

impl ClientSecret {
    /// Prepares to sign in; nothing is sent yet.
    ///
    /// # Errors
    /// When a setting is empty, or the tenant is not a GUID or domain name.
    pub fn try_new(settings: ClientSecretSettings, transport: Arc<dyn Transport>) -> Result<Self, Error> {
        let ClientSecretSettings { authority, tenant_id, client_id, client_secret, scope } = settings;
        let tenant = tenant_id.trim();
        let is_tenant_character =
            |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
        if tenant.is_empty() || !tenant.chars().all(is_tenant_character) || tenant.starts_with('.') {
            let problem = format!(
                "expected a tenant's GUID or domain name, got \"{}\"",
                tenant.chars().take(100).collect::<String>()
            );
            return Err(Error::Setting { setting: "tenant_id", problem });
        }
        for (setting, value) in
            [("client_id", client_id.as_str()), ("client_secret", client_secret.expose_secret())]
        {
            if value.trim().is_empty() {
                return Err(Error::Setting { setting, problem: "it is empty".to_owned() });
            }
        }
        let endpoint = TokenEndpoint::new(transport, authority, tenant);
        Ok(Self { endpoint, client_id: client_id.trim().to_owned(), client_secret, scope })
    }
}

#[async_trait]
impl Issuer for ClientSecret {
    async fn issue(&self, patience: Patience, operation: &Operation) -> Result<AccessToken, Error> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.client_id.as_str()),
            ("client_secret", self.client_secret.expose_secret()),
            ("scope", self.scope.as_str()),
        ];
        self.endpoint.request(&form, patience, operation).await
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSecret").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
