//! The RPCs about the provider itself: validate, configure, stop.

use super::Service;
use super::call::Subject;
use super::wire::decode_object;
use crate::plugin::diagnostics::{Diagnostics, to_wire};
use crate::plugin::proto::tfplugin6::{configure_provider, stop_provider, validate_provider_config};
use crate::plugin::provider::Configure;

impl Service {
    pub(super) async fn validate_provider(
        &self,
        request: validate_provider_config::Request,
    ) -> validate_provider_config::Response {
        let diagnostics = self.try_validate_provider(request).await.unwrap_or_else(|diagnostics| diagnostics);
        validate_provider_config::Response { diagnostics: to_wire(diagnostics) }
    }

    async fn try_validate_provider(
        &self,
        request: validate_provider_config::Request,
    ) -> Result<Diagnostics, Diagnostics> {
        let config =
            decode_object(request.config.as_ref(), &self.shared.config.ty, "provider configuration")?;
        let provider = self.shared.provider.clone();
        let subject = Subject { rpc: "ValidateProviderConfig", type_name: "" };
        let said =
            self.run(subject, |context| async move { provider.validate(&context, &config).await }).await?;
        Ok(self.shared.config.located(said))
    }

    pub(super) async fn configure(
        &self,
        request: configure_provider::Request,
    ) -> configure_provider::Response {
        self.renew_stop_signal();
        self.note_version(&request.terraform_version);
        let diagnostics = self.try_configure(request).await.unwrap_or_else(|diagnostics| diagnostics);
        configure_provider::Response { diagnostics: to_wire(diagnostics) }
    }

    async fn try_configure(&self, request: configure_provider::Request) -> Result<Diagnostics, Diagnostics> {
        let config =
            decode_object(request.config.as_ref(), &self.shared.config.ty, "provider configuration")?;
        let provider = self.shared.provider.clone();
        let request = Configure { terraform_version: request.terraform_version, config };
        let subject = Subject { rpc: "ConfigureProvider", type_name: "" };
        let said =
            self.run(subject, |context| async move { provider.configure(&context, request).await }).await?;
        Ok(self.shared.config.located(said))
    }

    /// Advisory: running calls come to their end, later ones start stopped, until the provider is configured anew.
    pub(super) fn stop_provider(&self) -> stop_provider::Response {
        tracing::info!(
            "Terraform asked to stop; waits end now, writes on their way are brought to their end"
        );
        self.stop();
        stop_provider::Response::default()
    }
}
