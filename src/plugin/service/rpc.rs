//! The generated trait, with each RPC handed to the file that serves it.
//!
//! RPCs that this host does not offer answer UNIMPLEMENTED, which core takes as "this provider has none".

use std::pin::Pin;

use tonic::{Request, Response, Status, Streaming};

use super::Service;
use crate::plugin::proto::tfplugin6 as wire;

type Answer<T> = Result<Response<T>, Status>;
/// The stream of an RPC that is not offered: nothing ever comes out of it.
type Never<T> = Pin<Box<dyn tokio_stream::Stream<Item = Result<T, Status>> + Send>>;

fn ok<T>(answer: T) -> Answer<T> {
    Ok(Response::new(answer))
}

fn absent<T>(rpc: &str) -> Result<T, Status> {
    Err(Status::unimplemented(format!("this provider does not offer {rpc}")))
}

#[async_trait::async_trait]
impl wire::provider_server::Provider for Service {
    async fn get_metadata(
        &self,
        _request: Request<wire::get_metadata::Request>,
    ) -> Answer<wire::get_metadata::Response> {
        ok(self.metadata())
    }

    async fn get_provider_schema(
        &self,
        _request: Request<wire::get_provider_schema::Request>,
    ) -> Answer<wire::get_provider_schema::Response> {
        ok(self.provider_schema())
    }

    async fn validate_provider_config(
        &self,
        request: Request<wire::validate_provider_config::Request>,
    ) -> Answer<wire::validate_provider_config::Response> {
        ok(self.validate_provider(request.into_inner()).await)
    }

    async fn configure_provider(
        &self,
        request: Request<wire::configure_provider::Request>,
    ) -> Answer<wire::configure_provider::Response> {
        ok(self.configure(request.into_inner()).await)
    }

    async fn stop_provider(
        &self,
        _request: Request<wire::stop_provider::Request>,
    ) -> Answer<wire::stop_provider::Response> {
        ok(self.stop_provider())
    }

    async fn validate_resource_config(
        &self,
        request: Request<wire::validate_resource_config::Request>,
    ) -> Answer<wire::validate_resource_config::Response> {
        ok(self.validate_resource(request.into_inner()).await)
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<wire::upgrade_resource_state::Request>,
    ) -> Answer<wire::upgrade_resource_state::Response> {
        ok(self.upgrade_resource_state(request.into_inner()).await)
    }

    async fn get_resource_identity_schemas(
        &self,
        _request: Request<wire::get_resource_identity_schemas::Request>,
    ) -> Answer<wire::get_resource_identity_schemas::Response> {
        ok(self.identity_schemas())
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<wire::upgrade_resource_identity::Request>,
    ) -> Answer<wire::upgrade_resource_identity::Response> {
        ok(self.upgrade_resource_identity(request.into_inner()))
    }

    async fn read_resource(
        &self,
        request: Request<wire::read_resource::Request>,
    ) -> Answer<wire::read_resource::Response> {
        ok(self.read_resource(request.into_inner()).await)
    }

    async fn plan_resource_change(
        &self,
        request: Request<wire::plan_resource_change::Request>,
    ) -> Answer<wire::plan_resource_change::Response> {
        ok(self.plan_resource(request.into_inner()).await)
    }

    async fn apply_resource_change(
        &self,
        request: Request<wire::apply_resource_change::Request>,
    ) -> Answer<wire::apply_resource_change::Response> {
        ok(self.apply_resource(request.into_inner()).await)
    }

    async fn import_resource_state(
        &self,
        request: Request<wire::import_resource_state::Request>,
    ) -> Answer<wire::import_resource_state::Response> {
        ok(self.import_resource(request.into_inner()).await)
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<wire::validate_data_resource_config::Request>,
    ) -> Answer<wire::validate_data_resource_config::Response> {
        ok(self.validate_data_source(request.into_inner()).await)
    }

    async fn read_data_source(
        &self,
        request: Request<wire::read_data_source::Request>,
    ) -> Answer<wire::read_data_source::Response> {
        ok(self.read_data_source(request.into_inner()).await)
    }

    async fn get_functions(
        &self,
        _request: Request<wire::get_functions::Request>,
    ) -> Answer<wire::get_functions::Response> {
        ok(self.functions())
    }

    async fn move_resource_state(
        &self,
        request: Request<wire::move_resource_state::Request>,
    ) -> Answer<wire::move_resource_state::Response> {
        ok(self.move_resource(request.into_inner()).await)
    }

    async fn generate_resource_config(
        &self,
        request: Request<wire::generate_resource_config::Request>,
    ) -> Answer<wire::generate_resource_config::Response> {
        ok(self.generate_config(request.into_inner()).await)
    }

    async fn validate_ephemeral_resource_config(
        &self,
        _request: Request<wire::validate_ephemeral_resource_config::Request>,
    ) -> Answer<wire::validate_ephemeral_resource_config::Response> {
        absent("ValidateEphemeralResourceConfig")
    }

    async fn open_ephemeral_resource(
        &self,
        _request: Request<wire::open_ephemeral_resource::Request>,
    ) -> Answer<wire::open_ephemeral_resource::Response> {
        absent("OpenEphemeralResource")
    }

    async fn renew_ephemeral_resource(
        &self,
        _request: Request<wire::renew_ephemeral_resource::Request>,
    ) -> Answer<wire::renew_ephemeral_resource::Response> {
        absent("RenewEphemeralResource")
    }

    async fn close_ephemeral_resource(
        &self,
        _request: Request<wire::close_ephemeral_resource::Request>,
    ) -> Answer<wire::close_ephemeral_resource::Response> {
        absent("CloseEphemeralResource")
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<wire::validate_list_resource_config::Request>,
    ) -> Answer<wire::validate_list_resource_config::Response> {
        ok(self.validate_list_resource(request.into_inner()).await)
    }

    async fn call_function(
        &self,
        request: Request<wire::call_function::Request>,
    ) -> Answer<wire::call_function::Response> {
        ok(self.call_function(request.into_inner()).await)
    }

    async fn validate_state_store_config(
        &self,
        _request: Request<wire::validate_state_store::Request>,
    ) -> Answer<wire::validate_state_store::Response> {
        absent("ValidateStateStoreConfig")
    }

    async fn configure_state_store(
        &self,
        _request: Request<wire::configure_state_store::Request>,
    ) -> Answer<wire::configure_state_store::Response> {
        absent("ConfigureStateStore")
    }

    async fn lock_state(
        &self,
        _request: Request<wire::lock_state::Request>,
    ) -> Answer<wire::lock_state::Response> {
        absent("LockState")
    }

    async fn unlock_state(
        &self,
        _request: Request<wire::unlock_state::Request>,
    ) -> Answer<wire::unlock_state::Response> {
        absent("UnlockState")
    }

    async fn get_states(
        &self,
        _request: Request<wire::get_states::Request>,
    ) -> Answer<wire::get_states::Response> {
        absent("GetStates")
    }

    async fn delete_state(
        &self,
        _request: Request<wire::delete_state::Request>,
    ) -> Answer<wire::delete_state::Response> {
        absent("DeleteState")
    }

    async fn plan_action(
        &self,
        _request: Request<wire::plan_action::Request>,
    ) -> Answer<wire::plan_action::Response> {
        absent("PlanAction")
    }

    async fn validate_action_config(
        &self,
        _request: Request<wire::validate_action_config::Request>,
    ) -> Answer<wire::validate_action_config::Response> {
        absent("ValidateActionConfig")
    }

    type ListResourceStream = super::list_resource::Events;

    async fn list_resource(
        &self,
        request: Request<wire::list_resource::Request>,
    ) -> Answer<Self::ListResourceStream> {
        ok(self.list_resource(request.into_inner()))
    }

    type ReadStateBytesStream = Never<wire::read_state_bytes::Response>;

    async fn read_state_bytes(
        &self,
        _request: Request<wire::read_state_bytes::Request>,
    ) -> Answer<Self::ReadStateBytesStream> {
        absent("ReadStateBytes")
    }

    type InvokeActionStream = Never<wire::invoke_action::Event>;

    async fn invoke_action(
        &self,
        _request: Request<wire::invoke_action::Request>,
    ) -> Answer<Self::InvokeActionStream> {
        absent("InvokeAction")
    }

    async fn write_state_bytes(
        &self,
        _request: Request<Streaming<wire::write_state_bytes::RequestChunk>>,
    ) -> Answer<wire::write_state_bytes::Response> {
        absent("WriteStateBytes")
    }
}
