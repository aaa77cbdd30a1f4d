//! `GenerateResourceConfig`: the configuration that would make a state.

use super::super::Service;
use super::super::call::Subject;
use super::super::wire::{decode_object, encode_state};
use crate::plugin::diagnostics::{Diagnostics, to_wire};
use crate::plugin::proto::tfplugin6::DynamicValue;
use crate::plugin::proto::tfplugin6::generate_resource_config::{Request, Response};

impl Service {
    pub(in super::super) async fn generate_config(&self, request: Request) -> Response {
        match self.try_generate(request).await {
            Ok(config) => Response { config: Some(config), diagnostics: Vec::new() },
            Err(diagnostics) => Response { config: None, diagnostics: to_wire(diagnostics) },
        }
    }

    async fn try_generate(&self, request: Request) -> Result<DynamicValue, Diagnostics> {
        let hosted = self.resource(&request.type_name)?;
        let state = decode_object(request.state.as_ref(), &hosted.shape.ty, "state")?;
        let handler = hosted.handler.clone();
        let subject = Subject { rpc: "GenerateResourceConfig", type_name: &request.type_name };
        let config = self
            .run(subject, |context| async move { handler.generate_config(&context, state).await })
            .await??;
        encode_state(config, &hosted.shape, "generated configuration")
    }
}
