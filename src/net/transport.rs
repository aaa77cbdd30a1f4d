//! The seam between deciding what to say and saying it.
//!
//! Tokens and Graph calls are tested against a scripted [`Transport`] with a paused clock; [`super::Http`]
//! is the real one.

use async_trait::async_trait;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use url::Url;

use super::Error;

/// One HTTP request. `Debug` is absent on purpose: headers and body may hold secrets.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The absolute URL.
    pub url: Url,
    /// Every header but those of the connection.
    pub headers: HeaderMap,
    /// The body, if one is sent.
    pub body: Option<Vec<u8>>,
}

/// One HTTP answer, read to its end. `Debug` is absent on purpose: a token answer holds the token.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body, decompressed.
    pub body: Vec<u8>,
}

impl Response {
    /// A header's value, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Something that takes a request to a service and brings back the answer, once, without trying again.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// When there is no answer, or none that can be read; [`Error::sent`] says whether the request may
    /// have had an effect.
    async fn send(&self, request: Request) -> Result<Response, Error>;
}
