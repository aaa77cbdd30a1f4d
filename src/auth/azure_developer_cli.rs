//! Signing in as whoever is signed in to the Azure Developer CLI.
//!
//! Source: <https://learn.microsoft.com/azure/developer/azure-developer-cli/reference#azd-auth-token>.

use async_trait::async_trait;
use secrecy::SecretString;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::program::Program;
use super::token_service::until_unix;
use super::{AccessToken, Ask, Error, Issuer, application};
use crate::net::Operation;

const AZD: Program = Program {
    name: "azd",
    title: "the Azure Developer CLI",
    install: "install it and run azd auth login, or do not set use_azd (INTUNE_USE_AZD)",
    sign_in: "run azd auth login (azd auth login --tenant-id TENANT for another tenant)",
};

/// Gets tokens from the Azure Developer CLI.
#[derive(Debug)]
pub struct AzureDeveloperCli {
    tenant_id: Option<String>,
    scope: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    token: SecretString,
    expires_on: Option<String>,
}

impl AzureDeveloperCli {
    /// Prepares to ask; nothing is started yet. Without a tenant it is the user's home tenant.
    ///
    /// # Errors
    /// When the tenant is not a GUID or domain name.
    pub fn try_new(tenant_id: Option<&str>, scope: String) -> Result<Self, Error> {
        let tenant_id = tenant_id.map(application::tenant).transpose()?;
        Ok(Self { tenant_id, scope })
    }
}

#[async_trait]
impl Issuer for AzureDeveloperCli {
    async fn issue(&self, _: Ask<'_>, operation: &Operation) -> Result<AccessToken, Error> {
        let mut arguments = vec!["auth", "token", "--output", "json", "--scope", &self.scope];
        if let Some(tenant_id) = &self.tenant_id {
            arguments.extend(["--tenant-id", tenant_id]);
        }
        let answer: Answer = AZD.ask(&arguments, operation).await?;
        let lifetime = answer.expires_on.and_then(|text| {
            let end = OffsetDateTime::parse(&text, &Rfc3339).ok()?.unix_timestamp();
            until_unix(u64::try_from(end).ok()?)
        });
        AccessToken::try_new(answer.token, lifetime)
    }
}
