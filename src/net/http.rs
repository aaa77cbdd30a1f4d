//! The one HTTP client of the process, on reqwest.
//!
//! Two clients in truth. Plain http goes to this machine and its own link only and never through a proxy: a proxy
//! from the environment would be handed the bearer token in clear text. The https client, which honours the proxy
//! variables and needs the machine's CA certificates, is built at the first https request; so a simulator on
//! loopback needs neither, and a missing store is an error with a cause and no panic.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use super::endpoint::is_safe_for_secrets;
use super::secure_url::is_link_local;
use super::{Error, Request, Response, Transport, Trust};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest silence while an answer is awaited or read.
const READ_TIMEOUT: Duration = Duration::from_secs(60);
/// The longest whole exchange, so that an answer that drips forever ends too.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(180);
/// Far above any listing of policies, far below what would hurt the machine.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Sends requests over HTTP; clones share their connections.
#[derive(Clone)]
pub struct Http {
    plain: Client,
    secure: Arc<OnceLock<Client>>,
    trust: Trust,
    body_limit: usize,
}

impl Http {
    /// Prepares the client. Nothing is sent or resolved yet.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn try_new(trust: Trust) -> Result<Self, Error> {
        let plain = settings().no_proxy().tls_certs_only([]).build().map_err(setup)?;
        Ok(Self { plain, secure: Arc::default(), trust, body_limit: BODY_LIMIT })
    }

    fn client(&self, request: &Request) -> Result<Client, Error> {
        if !is_safe_for_secrets(&request.url) && !is_link_local(&request.url) {
            return Err(Error::NotSecure);
        }
        if request.url.scheme() == "http" {
            return Ok(self.plain.clone());
        }
        if let Some(client) = self.secure.get() {
            return Ok(client.clone());
        }
        let client = settings()
            .tls_certs_merge(self.trust.certificates()?)
            .tls_version_min(reqwest::tls::Version::TLS_1_2)
            .build()
            .map_err(setup)?;
        Ok(self.secure.get_or_init(|| client).clone())
    }
}

/// What both clients have in common. Redirects are off: a token must not follow one to another host.
fn settings() -> ClientBuilder {
    ClientBuilder::new()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .timeout(EXCHANGE_TIMEOUT)
}

fn setup(error: reqwest::Error) -> Error {
    Error::Setup(error.without_url())
}

#[async_trait]
impl Transport for Http {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let client = self.client(&request)?;
        let mut outgoing = client.request(request.method, request.url).headers(request.headers);
        if let Some(body) = request.body {
            outgoing = outgoing.body(body);
        }
        let mut answer = outgoing.send().await.map_err(Error::from_client)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(Error::from_client)? {
            if body.len() + chunk.len() > self.body_limit {
                return Err(Error::TooLarge { limit: self.body_limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status: answer.status(), headers: std::mem::take(answer.headers_mut()), body })
    }
}

#[cfg(test)]
mod tests;
