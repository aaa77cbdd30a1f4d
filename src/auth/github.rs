//! Assertions from GitHub Actions: a workflow with the permission `id-token: write` may ask for a token that says
//! which repository, branch or environment runs.
//!
//! Source: <https://docs.github.com/actions/reference/security/oidc>.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use secrecy::SecretString;
use serde::Deserialize;

use super::assertion::AssertionSource;
use super::token_service::Question;
use super::{AccessToken, Error, Patience};
use crate::net::{Operation, Request, SecureUrl, Transport};

/// What Entra ID expects in a federated token unless the credential says otherwise.
const AUDIENCE: &str = "api://AzureADTokenExchange";
const ADVICE: &str = "the job needs the permission \"id-token: write\", and oidc_request_url and oidc_request_token \
                      must come from the job that runs now (ACTIONS_ID_TOKEN_REQUEST_URL, \
                      ACTIONS_ID_TOKEN_REQUEST_TOKEN)";

/// Asks GitHub's token service.
pub struct GitHub {
    /// What carries the request.
    pub transport: Arc<dyn Transport>,
    /// Where to ask; an `audience` in it is kept.
    pub url: SecureUrl,
    /// What allows to ask.
    pub request_token: AccessToken,
}

#[derive(Deserialize)]
struct Answer {
    value: SecretString,
}

#[async_trait]
impl AssertionSource for GitHub {
    async fn assertion(&self, patience: Patience, operation: &Operation) -> Result<SecretString, Error> {
        let mut url = self.url.url().clone();
        if !url.query_pairs().any(|(name, _)| name == "audience") {
            url.query_pairs_mut().append_pair("audience", AUDIENCE);
        }
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(reqwest::header::AUTHORIZATION, self.request_token.authorization()?);
        let question = Question {
            service: "GitHub's token service",
            advice: ADVICE,
            request: Request { method: Method::GET, url, headers, body: None },
            transport: &*self.transport,
            passing: |_| false,
            unreachable_tries: u32::MAX,
        };
        Ok(question.answer::<Answer>(patience, operation).await?.value)
    }
}
