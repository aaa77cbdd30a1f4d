//! Calls the service with whatever bytes, in-process: what a peer sends that does not keep to the protocol.
//!
//! Used by the tests here, and by the fuzz targets.

use std::sync::Arc;

use bytes::{Buf, BufMut, Bytes};
use terraform_provider_intune::plugin::proto::tfplugin6::provider_server::ProviderServer;
use terraform_provider_intune::plugin::provider::Provider;
use terraform_provider_intune::plugin::service::Service;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Request, Status};

/// Every RPC of the protocol; the streaming ones are called as if they were not.
pub(crate) const RPCS: [&str; 36] = [
    "GetMetadata",
    "GetProviderSchema",
    "ValidateProviderConfig",
    "ValidateResourceConfig",
    "ValidateDataResourceConfig",
    "UpgradeResourceState",
    "GetResourceIdentitySchemas",
    "UpgradeResourceIdentity",
    "ConfigureProvider",
    "ReadResource",
    "PlanResourceChange",
    "ApplyResourceChange",
    "ImportResourceState",
    "MoveResourceState",
    "ReadDataSource",
    "GenerateResourceConfig",
    "ValidateEphemeralResourceConfig",
    "OpenEphemeralResource",
    "RenewEphemeralResource",
    "CloseEphemeralResource",
    "ListResource",
    "ValidateListResourceConfig",
    "GetFunctions",
    "CallFunction",
    "ValidateStateStoreConfig",
    "ConfigureStateStore",
    "ReadStateBytes",
    "WriteStateBytes",
    "LockState",
    "UnlockState",
    "GetStates",
    "DeleteState",
    "PlanAction",
    "InvokeAction",
    "ValidateActionConfig",
    "StopProvider",
];

/// A service without a socket.
#[derive(Clone)]
pub(crate) struct Raw(Grpc<ProviderServer<Service>>);

impl Raw {
    pub(crate) fn new(provider: Arc<dyn Provider>) -> Self {
        Self(Grpc::new(ProviderServer::new(Service::new(provider))))
    }

    /// Sends these bytes as the message of an RPC, and gives back the bytes of the answer.
    pub(crate) async fn call(&self, rpc: &str, message: Bytes) -> Result<Bytes, Status> {
        let mut grpc = self.0.clone();
        let path = format!("/tfplugin6.Provider/{rpc}");
        let path = PathAndQuery::try_from(path).map_err(|error| Status::internal(error.to_string()))?;
        grpc.ready().await.map_err(|error| Status::internal(error.to_string()))?;
        Ok(grpc.unary(Request::new(message), path, Unchanged).await?.into_inner())
    }

    /// The same, and checks what holds for every answer: no panic, and no value that the host itself would not have
    /// sent. (The provider that is called must not have bugs of its own.)
    ///
    /// # Panics
    /// When it does not hold.
    pub(crate) async fn check(&self, rpc: &str, message: Bytes) -> Result<Bytes, Status> {
        let answer = self.call(rpc, message.clone()).await;
        if let Ok(bytes) = &answer {
            let text = String::from_utf8_lossy(bytes);
            for bad in ["panicked", "The provider has a bug"] {
                assert!(!text.contains(bad), "{rpc} with {message:x?}: {text}");
            }
        }
        answer
    }
}

/// Bytes as they are.
struct Unchanged;

impl Codec for Unchanged {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Unchanged {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put(item);
        Ok(())
    }
}

impl Decoder for Unchanged {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, bytes: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(bytes.copy_to_bytes(bytes.remaining())))
    }
}
