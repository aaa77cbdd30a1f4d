//! Connections: how bytes leave this process and come back.
//!
//! Everything the provider says to the outside goes through one [`Transport`], so that the rules that
//! protect a bearer token are kept in one place: TLS except to this machine itself, no redirects, bounded
//! answers, and errors without the URL. The layers above ([`crate::auth`], [`crate::graph`]) decide what to
//! say and when to say it again; this one knows neither tokens nor Graph.

mod backoff;
mod endpoint;
mod error;
mod http;
pub mod operation;
mod retry_after;
mod secure_url;
mod transport;
mod trust;

pub use backoff::backoff;
pub use endpoint::{Endpoint, EndpointError};
pub use error::{Error, Sent};
pub use http::Http;
pub use operation::{Interrupted, Operation};
pub use retry_after::retry_after;
pub use secure_url::{LocalUrl, SecureUrl, UrlError};
pub use transport::{Request, Response, Transport};
pub use trust::{Trust, TrustError};

#[cfg(test)]
pub(crate) mod loopback;
#[cfg(test)]
pub(crate) mod scripted;
