//! Managed identity: Azure vouches for the machine, and a service that only the machine reaches hands out tokens.
//!
//! Sources: <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token>,
//! <https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference>.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::entra::Seconds;
use super::token_service::{Question, until_unix};
use super::{AccessToken, Ask, Error, Issuer};
use crate::net::{LocalUrl, Operation, Request, Transport};

/// A service that cannot be reached after so many tries is not there.
const UNREACHABLE_TRIES: u32 = 3;

/// The service that hands out tokens.
pub enum IdentityService {
    /// The instance metadata service of a virtual machine or scale set.
    Imds {
        /// Where it is.
        url: LocalUrl,
    },
    /// That of App Service, Functions and Container Apps.
    AppService {
        /// Where it is (`IDENTITY_ENDPOINT`).
        url: LocalUrl,
        /// What shows that the caller is the app (`IDENTITY_HEADER`).
        header: SecretString,
    },
}

/// Gets tokens of the machine's identity.
pub struct ManagedIdentity {
    /// What carries the requests.
    pub transport: Arc<dyn Transport>,
    /// Whom to ask.
    pub service: IdentityService,
    /// The client id of a user-assigned identity; without it, the system-assigned one signs in.
    pub client_id: Option<String>,
    /// The scope asked for, such as `https://graph.microsoft.com/.default`.
    pub scope: String,
}

impl IdentityService {
    /// The metadata service's own address, the same on every machine.
    pub const IMDS: &'static str = "http://169.254.169.254/metadata/identity/oauth2/token";
}

#[derive(Deserialize)]
struct Answer {
    access_token: SecretString,
    expires_in: Option<Seconds>,
    expires_on: Option<Seconds>,
}

#[async_trait]
impl Issuer for ManagedIdentity {
    async fn issue(&self, ask: Ask<'_>, operation: &Operation) -> Result<AccessToken, Error> {
        let (url, api_version, name, secret) = match &self.service {
            IdentityService::Imds { url } => (url, "2018-02-01", "metadata", None),
            IdentityService::AppService { url, header } => {
                (url, "2019-08-01", "x-identity-header", Some(header))
            }
        };
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let proof = secret.map_or("true", |secret| secret.expose_secret());
        let mut proof = HeaderValue::try_from(proof).map_err(|_| Error::Setting {
            setting: "use_msi",
            problem: "IDENTITY_HEADER does not fit into an HTTP header".to_owned(),
        })?;
        proof.set_sensitive(true);
        headers.insert(name, proof);
        let mut url = url.url().clone();
        let resource = self.scope.trim_end_matches("/.default");
        url.query_pairs_mut().append_pair("api-version", api_version).append_pair("resource", resource);
        if let Some(client_id) = &self.client_id {
            url.query_pairs_mut().append_pair("client_id", client_id);
        }
        let question = Question {
            service: "the managed identity service",
            advice: "check that this machine has a managed identity, that client_id (ARM_CLIENT_ID) is the client id \
                     of a user-assigned one or absent for the system-assigned one, and msi_endpoint \
                     (ARM_MSI_ENDPOINT) if it is set; on a machine without one, do not set use_msi (ARM_USE_MSI)",
            request: Request { method: Method::GET, url, headers, body: None },
            transport: &*self.transport,
            // The metadata service answers these while it is being updated.
            passing: |status| matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE),
            unreachable_tries: UNREACHABLE_TRIES,
        };
        let answer: Answer = question.answer(ask.patience, operation).await?;
        let lifetime = answer.expires_in.and_then(Seconds::duration).or_else(|| {
            let end = answer.expires_on.and_then(Seconds::duration)?;
            until_unix(end.as_secs())
        });
        AccessToken::try_new(answer.access_token, lifetime)
    }
}
