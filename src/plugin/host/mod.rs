//! The process that Terraform starts: handshake, connection, services, end.
//!
//! go-plugin's rules, in the order in which they matter: print nothing on standard output but the handshake line,
//! and only when the listener is ready; let nobody in but the process that started us; survive Ctrl-C, which the
//! terminal sends to us as well; end at once when told to.

mod connection;
mod debug;
mod handshake;
mod lifecycle;
mod listener;
mod parent;
mod server;
mod signals;
mod tls;

use std::process::ExitCode;
use std::sync::Arc;

pub use debug::debug;
pub use handshake::{Handshake, NotAPlugin};
pub use listener::{Listener, Network};
use parent::Parent;
pub use server::Server;
pub use tls::{PinnedPeer, TlsError};

use super::provider::Provider;

/// Everything that keeps a plugin from being served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// This process was not started by Terraform, or by one that speaks another protocol.
    #[error(transparent)]
    NotAPlugin(#[from] NotAPlugin),
    /// The certificates of this connection cannot be set up.
    #[error("cannot set up TLS for the connection to Terraform: {0}")]
    Tls(#[from] TlsError),
    /// No socket to listen on.
    #[error("cannot listen for Terraform: {0}")]
    Listen(#[source] std::io::Error),
    /// The handshake line could not be written.
    #[error("cannot tell Terraform where to connect: {0}")]
    Announce(#[source] std::io::Error),
    /// The server stopped on its own.
    #[error("the connection to Terraform failed: {0}")]
    Server(#[from] tonic::transport::Error),
}

/// Serves a provider to the Terraform that started this process, until it says that it is done.
///
/// `variable` reads the environment.
///
/// # Errors
/// When this process was not started by Terraform, or cannot be reached by it.
pub async fn serve(
    provider: Arc<dyn Provider>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<ExitCode, ServeError> {
    let handshake = Handshake::from_environment(variable)?;
    let parent = Parent::of_this_process();
    // From here on Ctrl-C is Terraform's business: it tells us by StopProvider.
    signals::ignore_interrupts();
    let pinned = handshake.client_certificate.as_deref().map(PinnedPeer::from_pem).transpose()?;
    let listener = Listener::bind(Network::of_this_platform(), &handshake).map_err(ServeError::Listen)?;
    let line = handshake::line(&handshake, &listener, pinned.as_ref());
    let server = Server::new(provider, listener, pinned);
    let shutdown = server.shutdown_signal();
    // Before anything is announced: whoever reads the line may end, or end us, at once.
    parent.shut_down_with(shutdown.clone());
    signals::shut_down_on_terminate(shutdown);
    handshake::announce(&line).map_err(ServeError::Announce)?;
    server.run().await?;
    Ok(ExitCode::SUCCESS)
}
