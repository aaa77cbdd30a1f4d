//! `ReadResource`: what is there now.

use super::super::Service;
use super::super::call::{Subject, with};
use super::super::wire::{decode_object, encode_state};
use crate::plugin::diagnostics::{Diagnostics, error, to_wire};
use crate::plugin::proto::tfplugin6::read_resource::{Request, Response};
use crate::plugin::resource::Read;

impl Service {
    pub(in super::super) async fn read_resource(&self, request: Request) -> Response {
        // Core stores state, private bytes and identity as they are answered: a failed read gives all of them back.
        let fallback = Response {
            new_state: request.current_state.clone(),
            private: request.private.clone(),
            new_identity: request.current_identity.clone(),
            ..Default::default()
        };
        self.try_read(request)
            .await
            .unwrap_or_else(|diagnostics| Response { diagnostics: to_wire(diagnostics), ..fallback })
    }

    async fn try_read(&self, request: Request) -> Result<Response, Diagnostics> {
        let hosted = self.resource(&request.type_name)?;
        let read = Read {
            state: decode_object(request.current_state.as_ref(), &hosted.shape.ty, "current state")?,
            private: request.private,
            identity: hosted.decode_identity(request.current_identity.as_ref())?,
        };
        if read.state.is_null() {
            return Err(error(
                "Nothing to read",
                format!(
                    "Terraform asked to read a {} without saying which: its current state is null. Run the command \
                     again; if it stays so, the state is damaged, or this is a bug of Terraform.",
                    request.type_name
                ),
            ));
        }
        let handler = hosted.handler.clone();
        let subject = Subject { rpc: "ReadResource", type_name: &request.type_name };
        let refreshed =
            self.run(subject, |context| async move { handler.read(&context, read).await }).await?;
        let diagnostics = hosted.shape.located(refreshed.diagnostics);

        let state = encode_state(refreshed.state, &hosted.shape, "new state");
        let identity = hosted.encode_identity(refreshed.identity.as_ref());
        match (state, identity) {
            (Ok(state), Ok(identity)) => Ok(Response {
                new_state: Some(state),
                private: refreshed.private,
                new_identity: identity,
                diagnostics: to_wire(diagnostics),
                deferred: None,
            }),
            (Err(more), _) | (_, Err(more)) => Err(with(diagnostics, more.errors)),
        }
    }
}
