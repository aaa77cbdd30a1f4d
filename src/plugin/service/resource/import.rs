//! `ImportResourceState`: an object that exists already comes under Terraform.

use super::super::Service;
use super::super::call::{Subject, with};
use super::super::wire::encode_state;
use crate::plugin::diagnostics::{Diagnostics, to_wire};
use crate::plugin::proto::tfplugin6::import_resource_state::{ImportedResource, Request, Response};
use crate::plugin::resource::Import;

impl Service {
    pub(in super::super) async fn import_resource(&self, request: Request) -> Response {
        self.try_import(request).await.unwrap_or_else(|diagnostics| Response {
            diagnostics: to_wire(diagnostics),
            ..Default::default()
        })
    }

    async fn try_import(&self, request: Request) -> Result<Response, Diagnostics> {
        let hosted = self.resource(&request.type_name)?;
        let import = match hosted.decode_identity(request.identity.as_ref())? {
            Some(identity) if request.id.is_empty() => Import::Identity(identity),
            _ => Import::Id(request.id),
        };
        let handler = hosted.handler.clone();
        let subject = Subject { rpc: "ImportResourceState", type_name: &request.type_name };
        let imported =
            self.run(subject, |context| async move { handler.import(&context, import).await }).await?;
        if imported.state.is_null() {
            return Err(imported.diagnostics);
        }
        let state = encode_state(imported.state, &hosted.shape, "imported state");
        let identity = hosted.encode_identity(imported.identity.as_ref());
        match (state, identity) {
            (Ok(state), Ok(identity)) => Ok(Response {
                imported_resources: vec![ImportedResource {
                    type_name: request.type_name,
                    state: Some(state),
                    private: imported.private,
                    identity,
                }],
                diagnostics: to_wire(imported.diagnostics),
                deferred: None,
            }),
            (Err(more), _) | (_, Err(more)) => Err(with(imported.diagnostics, more.errors)),
        }
    }
}
