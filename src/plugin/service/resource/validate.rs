//! `ValidateResourceConfig`: the configuration alone, before anything is configured.

use super::super::Service;
use super::super::call::Subject;
use super::super::wire::decode_object;
use crate::plugin::diagnostics::{Diagnostics, to_wire};
use crate::plugin::proto::tfplugin6::validate_resource_config::{Request, Response};

impl Service {
    pub(in super::super) async fn validate_resource(&self, request: Request) -> Response {
        let validated = async {
            let hosted = self.resource(&request.type_name)?;
            let config = decode_object(request.config.as_ref(), &hosted.shape.ty, "configuration")?;
            let handler = hosted.handler.clone();
            let subject = Subject { rpc: "ValidateResourceConfig", type_name: &request.type_name };
            let said =
                self.run(subject, |context| async move { handler.validate(&context, &config).await }).await?;
            Ok(hosted.shape.located(said))
        };
        let diagnostics = validated.await.unwrap_or_else(|diagnostics: Diagnostics| diagnostics);
        Response { diagnostics: to_wire(diagnostics) }
    }
}
