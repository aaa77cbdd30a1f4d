//! Assertions from Azure DevOps: a pipeline may ask for a token of its service connection.
//!
//! Source: <https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create>.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use secrecy::SecretString;
use serde::Deserialize;

use super::assertion::AssertionSource;
use super::token_service::Question;
use super::{AccessToken, Error, Patience};
use crate::net::{Operation, Request, SecureUrl, Transport};

const API_VERSION: &str = "7.1";
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const ADVICE: &str = "check ado_pipeline_service_connection_id, that the pipeline may use this service connection, \
                      and that the step maps SYSTEM_ACCESSTOKEN: $(System.AccessToken)";

/// Asks Azure DevOps' token service.
pub struct AzureDevOps {
    /// What carries the request.
    pub transport: Arc<dyn Transport>,
    /// Where to ask (`SYSTEM_OIDCREQUESTURI`).
    pub url: SecureUrl,
    /// What allows to ask (`SYSTEM_ACCESSTOKEN`).
    pub request_token: AccessToken,
    /// For whom to ask.
    pub service_connection_id: String,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "oidcToken")]
    token: SecretString,
}

#[async_trait]
impl AssertionSource for AzureDevOps {
    async fn assertion(&self, patience: Patience, operation: &Operation) -> Result<SecretString, Error> {
        let mut url = self.url.url().clone();
        url.query_pairs_mut()
            .append_pair("api-version", API_VERSION)
            .append_pair("serviceConnectionId", &self.service_connection_id);
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(AUTHORIZATION, self.request_token.authorization()?);
        // Otherwise a refused token is answered with a page to sign in on.
        headers.insert("x-tfs-fedauthredirect", HeaderValue::from_static("Suppress"));
        let question = Question {
            service: "Azure DevOps' token service",
            advice: ADVICE,
            request: Request { method: Method::POST, url, headers, body: Some(Vec::new()) },
            transport: &*self.transport,
            passing: |_| false,
            unreachable_tries: u32::MAX,
        };
        Ok(question.answer::<Answer>(patience, operation).await?.token)
    }
}
