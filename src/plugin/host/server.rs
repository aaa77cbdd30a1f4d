//! The gRPC server: who is let in, what is served, how it ends.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;

use super::connection::Connection;
use super::lifecycle::Lifecycle;
use super::{Listener, PinnedPeer};
use crate::plugin::proto::go_plugin::grpc_broker_server::GrpcBrokerServer;
use crate::plugin::proto::go_plugin::grpc_controller_server::GrpcControllerServer;
use crate::plugin::proto::go_plugin::grpc_stdio_server::GrpcStdioServer;
use crate::plugin::proto::tfplugin6::provider_server::ProviderServer;
use crate::plugin::provider::Provider;
use crate::plugin::service::Service;

/// Schemas and states can be large; HashiCorp's own framework allows as much.
const MAX_MESSAGE: usize = 256 << 20;
/// How long a peer may take to prove who it is.
const TLS_HANDSHAKE: Duration = Duration::from_secs(10);
/// How long calls that still run may take after the end was announced. Terraform kills after two seconds.
const LAST_CALLS: Duration = Duration::from_millis(1500);
/// How long the last answers may take to leave.
const LAST_ANSWERS: Duration = Duration::from_millis(100);

/// A provider on a socket.
pub struct Server {
    service: Service,
    listener: Listener,
    pinned: Option<PinnedPeer>,
    shutdown: CancellationToken,
}

impl Server {
    /// Prepares to serve on this socket: to the pinned peer only, or without encryption to whoever reaches it.
    pub fn new(provider: Arc<dyn Provider>, listener: Listener, pinned: Option<PinnedPeer>) -> Self {
        Self { service: Service::new(provider), listener, pinned, shutdown: CancellationToken::new() }
    }

    /// Ends the server when it is cancelled; `GRPCController.Shutdown` cancels it.
    pub fn shutdown_signal(&self) -> CancellationToken {
        self.shutdown.clone()
    }

    /// Serves until the end is announced. Calls that still run then are asked to stop, and given a moment to bring
    /// a write to its end.
    ///
    /// # Errors
    /// When the server cannot go on.
    pub async fn run(self) -> Result<(), tonic::transport::Error> {
        let Self { service, listener, pinned, shutdown } = self;
        let (health, health_service) = tonic_health::server::health_reporter();
        health.set_service_status("plugin", tonic_health::ServingStatus::Serving).await;
        let lifecycle = Lifecycle { shutdown: shutdown.clone() };
        let provider = ProviderServer::new(service.clone())
            .max_decoding_message_size(MAX_MESSAGE)
            .max_encoding_message_size(MAX_MESSAGE);
        let router = tonic::transport::Server::builder()
            .add_service(provider)
            .add_service(GrpcControllerServer::new(lifecycle.clone()))
            .add_service(GrpcStdioServer::new(lifecycle.clone()))
            .add_service(GrpcBrokerServer::new(lifecycle))
            .add_service(health_service);

        let (admitted, incoming) = mpsc::channel(16);
        // Owned by this task alone, so that the socket is removed when it ends.
        let accepting = accept(&listener, pinned.map(|pinned| TlsAcceptor::from(pinned.config())), admitted);
        let mut serving =
            std::pin::pin!(router.serve_with_incoming_shutdown(
                ReceiverStream::new(incoming),
                shutdown.clone().cancelled_owned()
            ));
        let mut ended = tokio::select! {
            ended = &mut serving => Some(ended),
            () = accepting => None,
            () = shutdown.cancelled() => None,
        };
        service.stop();
        let mut last_calls = std::pin::pin!(last_calls(&service));
        if ended.is_none() {
            // Answers leave while the last calls come to their end.
            ended = tokio::select! {
                ended = &mut serving => Some(ended),
                () = &mut last_calls => None,
            };
        }
        match ended {
            // Nobody is connected any more, and there may still be something to bring to its end.
            Some(ended) => {
                last_calls.await;
                ended
            }
            None => timeout(LAST_ANSWERS, serving).await.unwrap_or(Ok(())),
        }
    }
}

/// Awaits the calls that still run, and then the provider's own last work, as long as there is time.
async fn last_calls(service: &Service) {
    let end = Instant::now() + LAST_CALLS;
    if timeout_at(end, service.idle()).await.is_err() {
        tracing::warn!("calls were still running when the process had to end");
        return;
    }
    let left = end.saturating_duration_since(Instant::now());
    if timeout_at(end, service.finish(left)).await.is_err() {
        tracing::warn!("the provider had not finished when the process had to end");
    }
}

/// Lets connections in. Each proves itself in a task of its own, so that a silent peer holds up nobody; those that
/// have not done so when the server ends are cut off with it.
async fn accept(
    listener: &Listener,
    tls: Option<TlsAcceptor>,
    admitted: mpsc::Sender<io::Result<Connection>>,
) {
    let mut proving = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = proving.join_next() => continue,
        };
        let connection = match accepted {
            Ok(connection) => connection,
            Err(error) => {
                // Out of file descriptors, most likely: others may close theirs.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (tls, admitted) = (tls.clone(), admitted.clone());
        proving.spawn(async move {
            let Some(tls) = tls else {
                let _ = admitted.send(Ok(connection)).await;
                return;
            };
            match timeout(TLS_HANDSHAKE, tls.accept(connection)).await {
                Ok(Ok(stream)) => {
                    let _ = admitted.send(Ok(Connection::new(stream))).await;
                }
                Ok(Err(error)) => tracing::warn!(%error, "a connection was refused: it is not Terraform's"),
                Err(_) => tracing::warn!("a connection was refused: it did not prove itself in time"),
            }
        });
    }
}
