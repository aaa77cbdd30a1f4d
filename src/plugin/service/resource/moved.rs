//! `MoveResourceState`: a `moved` block brings an object of another type.

use super::super::Service;
use super::super::call::{Subject, with};
use super::super::wire::encode_state;
use super::upgrade::{counted_version, stored_json};
use crate::plugin::diagnostics::{Diagnostics, to_wire};
use crate::plugin::proto::tfplugin6::move_resource_state::{Request, Response};
use crate::plugin::resource::Move;

impl Service {
    pub(in super::super) async fn move_resource(&self, request: Request) -> Response {
        self.try_move(request).await.unwrap_or_else(|diagnostics| Response {
            diagnostics: to_wire(diagnostics),
            ..Default::default()
        })
    }

    async fn try_move(&self, request: Request) -> Result<Response, Diagnostics> {
        let hosted = self.resource(&request.target_type_name)?;
        counted_version(&request.source_type_name, request.source_schema_version)?;
        let request_to_move = Move {
            source_provider: request.source_provider_address,
            source_type: request.source_type_name,
            source_version: request.source_schema_version,
            source_state: stored_json(request.source_state)?,
            source_private: request.source_private,
        };
        let handler = hosted.handler.clone();
        let subject = Subject { rpc: "MoveResourceState", type_name: &request.target_type_name };
        let moved = self
            .run(subject, |context| async move { handler.move_state(&context, request_to_move).await })
            .await?;
        if moved.state.is_null() {
            return Err(moved.diagnostics);
        }
        let state = encode_state(moved.state, &hosted.shape, "moved state");
        let identity = hosted.encode_identity(moved.identity.as_ref());
        match (state, identity) {
            (Ok(state), Ok(identity)) => Ok(Response {
                target_state: Some(state),
                target_private: moved.private,
                target_identity: identity,
                diagnostics: to_wire(moved.diagnostics),
            }),
            (Err(more), _) | (_, Err(more)) => Err(with(moved.diagnostics, more.errors)),
        }
    }
}
