//! go-plugin's own services: the end of the process, and two streams that nobody uses.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio_stream::Stream;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::{Request, Response, Status, Streaming};

use crate::plugin::proto::go_plugin::grpc_broker_server::GrpcBroker;
use crate::plugin::proto::go_plugin::grpc_controller_server::GrpcController;
use crate::plugin::proto::go_plugin::grpc_stdio_server::GrpcStdio;
use crate::plugin::proto::go_plugin::{ConnInfo, Empty, StdioData};

/// Serves go-plugin's services until the process is told to end.
#[derive(Clone, Debug)]
pub(super) struct Lifecycle {
    pub(super) shutdown: CancellationToken,
}

#[tonic::async_trait]
impl GrpcController for Lifecycle {
    /// Terraform waits two seconds for the process to be gone, then kills it.
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.shutdown.cancel();
        Ok(Response::new(Empty {}))
    }
}

/// A stream without items that ends with the process; left open, it would keep the server from ending.
pub(super) struct Silent<T> {
    end: Pin<Box<WaitForCancellationFutureOwned>>,
    item: std::marker::PhantomData<fn() -> T>,
}

impl<T> Silent<T> {
    fn until(shutdown: &CancellationToken) -> Self {
        Self { end: Box::pin(shutdown.clone().cancelled_owned()), item: std::marker::PhantomData }
    }
}

impl<T> Stream for Silent<T> {
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.end.as_mut().poll(cx).map(|()| None)
    }
}

#[tonic::async_trait]
impl GrpcStdio for Lifecycle {
    type StreamStdioStream = Silent<StdioData>;

    /// What this process prints goes to its real standard error; there is nothing to stream.
    async fn stream_stdio(&self, _request: Request<()>) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(Silent::until(&self.shutdown)))
    }
}

#[tonic::async_trait]
impl GrpcBroker for Lifecycle {
    type StartStreamStream = Silent<ConnInfo>;

    /// Extra connections are never asked for by Terraform, nor by us.
    async fn start_stream(
        &self,
        _request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        Ok(Response::new(Silent::until(&self.shutdown)))
    }
}
