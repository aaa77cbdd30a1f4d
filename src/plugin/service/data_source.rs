//! The RPCs about data sources.

use super::call::{Subject, with};
use super::wire::{decode_object, deferred, encode, encode_state};
use super::{Hosted, Service, unknown_type};
use crate::plugin::data_source::DataSource;
use crate::plugin::diagnostics::{Diagnostics, to_wire};
use crate::plugin::proto::tfplugin6::{read_data_source, validate_data_resource_config};
use crate::plugin::value::Value;

impl Service {
    fn data_source(&self, name: &str) -> Result<&Hosted<dyn DataSource>, Diagnostics> {
        self.shared.data_sources.get(name).ok_or_else(|| unknown_type("data source", name))
    }

    pub(super) async fn validate_data_source(
        &self,
        request: validate_data_resource_config::Request,
    ) -> validate_data_resource_config::Response {
        let validated = async {
            let hosted = self.data_source(&request.type_name)?;
            let config = decode_object(request.config.as_ref(), &hosted.shape.ty, "configuration")?;
            let handler = hosted.handler.clone();
            let subject = Subject { rpc: "ValidateDataResourceConfig", type_name: &request.type_name };
            let said =
                self.run(subject, |context| async move { handler.validate(&context, &config).await }).await?;
            Ok(hosted.shape.located(said))
        };
        let diagnostics = validated.await.unwrap_or_else(|diagnostics: Diagnostics| diagnostics);
        validate_data_resource_config::Response { diagnostics: to_wire(diagnostics) }
    }

    pub(super) async fn read_data_source(
        &self,
        request: read_data_source::Request,
    ) -> read_data_source::Response {
        self.try_read_data_source(request).await.unwrap_or_else(|diagnostics| read_data_source::Response {
            diagnostics: to_wire(diagnostics),
            ..Default::default()
        })
    }

    async fn try_read_data_source(
        &self,
        request: read_data_source::Request,
    ) -> Result<read_data_source::Response, Diagnostics> {
        let hosted = self.data_source(&request.type_name)?;
        let config = decode_object(request.config.as_ref(), &hosted.shape.ty, "configuration")?;
        if self.may_defer(request.client_capabilities)
            && let Some(reason) = hosted.handler.defer(&config)
        {
            return Ok(read_data_source::Response {
                state: Some(encode(&Value::Unknown, &hosted.shape.ty, "data source result")?),
                deferred: Some(deferred(reason)),
                diagnostics: Vec::new(),
            });
        }
        let handler = hosted.handler.clone();
        let subject = Subject { rpc: "ReadDataSource", type_name: &request.type_name };
        let (state, diagnostics) =
            self.run(subject, |context| async move { handler.read(&context, config).await }).await?;
        let diagnostics = hosted.shape.located(diagnostics);
        match encode_state(state, &hosted.shape, "data source result") {
            Ok(state) => Ok(read_data_source::Response {
                state: Some(state),
                diagnostics: to_wire(diagnostics),
                deferred: None,
            }),
            Err(more) => Err(with(diagnostics, more.errors)),
        }
    }
}
