//! Signing in as whoever is signed in to the Azure CLI.
//!
//! The program takes a second or two; the cache in front starts it once for each token's life.
//!
//! Source: <https://learn.microsoft.com/cli/azure/account#az-account-get-access-token>.

use std::ffi::OsStr;

use async_trait::async_trait;
use secrecy::SecretString;
use serde::Deserialize;

use super::program::Program;
use super::token_service::until_unix;
use super::{AccessToken, Ask, Error, Issuer, application};
use crate::net::Operation;

const AZ: Program = Program {
    name: "az",
    title: "the Azure CLI",
    install: "install it and run az login, or give another way to sign in: client_secret (ARM_CLIENT_SECRET), \
              client_certificate_path (ARM_CLIENT_CERTIFICATE_PATH), use_oidc (ARM_USE_OIDC), use_msi (ARM_USE_MSI), \
              each with tenant_id (ARM_TENANT_ID) and client_id (ARM_CLIENT_ID), or access_token \
              (INTUNE_ACCESS_TOKEN)",
    sign_in: "run az login (az login --tenant TENANT for another tenant), or give another way to sign in, such as \
              client_secret (ARM_CLIENT_SECRET) with tenant_id (ARM_TENANT_ID) and client_id (ARM_CLIENT_ID)",
};

/// Gets tokens from the Azure CLI.
#[derive(Debug)]
pub struct AzureCli {
    tenant_id: Option<String>,
    scope: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    access_token: SecretString,
    /// Seconds of the Unix clock; older versions have only a local time, which is no help.
    #[serde(rename = "expires_on")]
    expires_on: Option<u64>,
}

impl AzureCli {
    /// Prepares to ask; nothing is started yet. Without a tenant it is the CLI's present one.
    ///
    /// # Errors
    /// When the tenant is not a GUID or domain name.
    pub fn try_new(tenant_id: Option<&str>, scope: String) -> Result<Self, Error> {
        let tenant_id = tenant_id.map(application::tenant).transpose()?;
        Ok(Self { tenant_id, scope })
    }
}

/// Whether the Azure CLI is in one of the folders of a PATH; so a machine without it is told before any work starts.
pub fn has_azure_cli(path: &OsStr) -> bool {
    AZ.is_on(path)
}

#[async_trait]
impl Issuer for AzureCli {
    async fn issue(&self, _: Ask<'_>, operation: &Operation) -> Result<AccessToken, Error> {
        let mut arguments = vec!["account", "get-access-token", "--output", "json", "--scope", &self.scope];
        if let Some(tenant_id) = &self.tenant_id {
            arguments.extend(["--tenant", tenant_id]);
        }
        let answer: Answer = AZ.ask(&arguments, operation).await?;
        AccessToken::try_new(answer.access_token, answer.expires_on.and_then(until_unix))
    }
}
