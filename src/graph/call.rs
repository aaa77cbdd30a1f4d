//! A [`Call`] is one request to Graph and the reading of its answer, made without I/O.
//!
//! So URLs, bodies and readings are tested without a server, and the [`super::Client`] needs to know no more
//! of a call than how to send it and whether it may be repeated.

use std::fmt;

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use super::api_version::ApiVersion;
use crate::net::Endpoint;

/// Whether repeating a request repeats an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing.
    Read,
    /// It changes something, and twice may not be the same as once.
    Write,
    /// It replaces what is there by what was made from an earlier read, and after any wait that read may be out of
    /// date: sending it again would undo what others have done meanwhile.
    Replace,
}

/// Why an answer's body was of no use.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the body is not what was asked for: {problem}")]
pub struct UnreadableBody {
    /// What the parser says.
    pub problem: String,
}

/// One request, whose answer is read as a `T`.
pub struct Call<T> {
    pub(super) request: Prepared,
    pub(super) read: fn(&[u8]) -> Result<T, UnreadableBody>,
}

/// What is sent, whatever the answer is read as.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) name: &'static str,
    pub(super) method: Method,
    pub(super) effect: Effect,
    pub(super) address: Address,
    pub(super) body: Option<Vec<u8>>,
}

/// Where a request goes.
#[derive(Debug, Clone)]
pub(super) enum Address {
    /// Below the Graph root.
    Path { segments: Vec<String>, query: Vec<(&'static str, String)> },
    /// The next page of a listing, as the service linked it; checked against the root by the client.
    Link(Url),
}

impl<T> Call<T> {
    /// What the call does, for messages: `list assignments`.
    pub fn name(&self) -> &'static str {
        self.request.name
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.request.method
    }

    /// Whether it reads or writes.
    pub fn effect(&self) -> Effect {
        self.request.effect
    }

    /// The URL below a root.
    pub fn url(&self, root: &Endpoint) -> Url {
        self.request.url(root)
    }

    /// The JSON body, if one is sent.
    pub fn body(&self) -> Option<&str> {
        std::str::from_utf8(self.request.body.as_deref()?).ok()
    }

    /// Reads the body of a successful answer.
    ///
    /// # Errors
    /// When it is not what the call asks for.
    pub fn read(&self, body: &[u8]) -> Result<T, UnreadableBody> {
        (self.read)(body)
    }

    /// Makes it a write that is never repeated as it is.
    pub(super) fn replacing(mut self) -> Self {
        self.request.effect = Effect::Replace;
        self
    }

    pub(super) fn with_query(mut self, name: &'static str, value: &str) -> Self {
        if let Address::Path { query, .. } = &mut self.request.address {
            query.push((name, value.to_owned()));
        }
        self
    }

    pub(super) fn with_body(mut self, body: &impl Serialize) -> Self {
        // Bodies are made of texts and objects here, which always have a JSON form.
        self.request.body = serde_json::to_vec(body).ok();
        self
    }

    fn new(
        name: &'static str,
        (method, effect): (Method, Effect),
        version: ApiVersion,
        path: &[&str],
        read: fn(&[u8]) -> Result<T, UnreadableBody>,
    ) -> Self {
        let segments =
            std::iter::once(version.as_str()).chain(path.iter().copied()).map(str::to_owned).collect();
        let address = Address::Path { segments, query: Vec::new() };
        Self { request: Prepared { name, method, effect, address, body: None }, read }
    }
}

impl<T: DeserializeOwned> Call<T> {
    pub(super) fn get(name: &'static str, version: ApiVersion, path: &[&str]) -> Self {
        Self::new(name, (Method::GET, Effect::Read), version, path, from_json)
    }

    /// A write whose answer is read.
    pub(super) fn post(name: &'static str, version: ApiVersion, path: &[&str]) -> Self {
        Self::new(name, (Method::POST, Effect::Write), version, path, from_json)
    }
}

impl<T: DeserializeOwned> Call<T> {
    /// Any request whose answer is read.
    pub(super) fn answered(
        name: &'static str,
        how: (Method, Effect),
        version: ApiVersion,
        path: &[&str],
    ) -> Self {
        Self::new(name, how, version, path, from_json)
    }
}

impl Call<()> {
    /// A write that has succeeded by its status, whatever the body.
    pub(super) fn write(name: &'static str, method: Method, version: ApiVersion, path: &[&str]) -> Self {
        Self::new(name, (method, Effect::Write), version, path, |_| Ok(()))
    }
}

impl<T> Call<Page<T>> {
    /// The page that a link leads to.
    pub(super) fn following(&self, link: Url) -> Self {
        let request = Prepared { address: Address::Link(link), ..self.request.clone() };
        Self { request, read: self.read }
    }
}

impl Prepared {
    pub(super) fn url(&self, root: &Endpoint) -> Url {
        match &self.address {
            Address::Link(link) => link.clone(),
            Address::Path { segments, query } => {
                let mut url = root.join(segments);
                if !query.is_empty() {
                    let pairs: Vec<String> = query.iter().map(|(name, value)| option(name, value)).collect();
                    url.set_query(Some(&pairs.join("&")));
                }
                url
            }
        }
    }
}

/// A query option as Graph's documentation spells it: `$` and `,` as they are, a space as `%20` (a `+`
/// would be taken for a plus).
fn option(name: &str, value: &str) -> String {
    let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    format!("{name}={}", value.replace('+', "%20").replace("%2C", ","))
}

fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, UnreadableBody> {
    serde_json::from_slice(body).map_err(|error| UnreadableBody { problem: error.to_string() })
}

/// Written by hand: a body may be long.
impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("name", &self.request.name)
            .field("method", &self.request.method)
            .field("address", &self.request.address)
            .finish_non_exhaustive()
    }
}

/// One page of a listing.
#[derive(Debug, Clone, Deserialize)]
pub struct Page<T> {
    /// The rows.
    #[serde(rename = "value")]
    pub items: Vec<T>,
    /// Where the listing goes on; an opaque URL.
    #[serde(rename = "@odata.nextLink")]
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_options_are_spelled_as_documented_and_cannot_break_out() {
        for (value, wanted) in [
            ("id,displayName", "$filter=id,displayName"),
            ("displayName eq 'A&B + #1'", "$filter=displayName%20eq%20%27A%26B%20%2B%20%231%27"),
        ] {
            assert_eq!(option("$filter", value), wanted);
        }
    }
}
