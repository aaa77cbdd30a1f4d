//! `ListResource` and `ValidateListResourceConfig`.

use std::pin::Pin;

use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::call::Subject;
use super::wire::{decode, encode_state};
use super::{Hosted, Service, unknown_type};
use crate::plugin::diagnostics::{Diagnostics, error, to_wire};
use crate::plugin::list_resource::{Detail, List, ListResource, Listed, Results, ValidateList};
use crate::plugin::proto::tfplugin6::{list_resource, validate_list_resource_config};
use crate::plugin::schema::Type;

/// The events of one listing.
pub(super) type Events = Pin<Box<dyn Stream<Item = Result<list_resource::Event, Status>> + Send>>;

/// How many results may wait for Terraform: few, so that a listing does not run far ahead of a limit.
const AHEAD: usize = 16;

impl Service {
    fn list_resource_type(&self, name: &str) -> Result<&Hosted<dyn ListResource>, Diagnostics> {
        self.shared.list_resources.get(name).ok_or_else(|| unknown_type("list resource", name))
    }

    pub(super) async fn validate_list_resource(
        &self,
        request: validate_list_resource_config::Request,
    ) -> validate_list_resource_config::Response {
        let validated = async {
            let hosted = self.list_resource_type(&request.type_name)?;
            let validate = ValidateList {
                config: decode(request.config.as_ref(), &hosted.shape.ty, "configuration")?,
                include_state: decode(
                    request.include_resource_object.as_ref(),
                    &Type::Bool,
                    "include_resource",
                )?,
                limit: decode(request.limit.as_ref(), &Type::Number, "limit")?,
            };
            let handler = hosted.handler.clone();
            let subject = Subject { rpc: "ValidateListResourceConfig", type_name: &request.type_name };
            let said = self
                .run(subject, |context| async move { handler.validate(&context, &validate).await })
                .await?;
            Ok(hosted.shape.located(said))
        };
        let diagnostics = validated.await.unwrap_or_else(|diagnostics: Diagnostics| diagnostics);
        validate_list_resource_config::Response { diagnostics: to_wire(diagnostics) }
    }

    /// Starts a listing. It ends by itself, at the limit, when Terraform hangs up, or when it asks to stop.
    pub(super) fn list_resource(&self, request: list_resource::Request) -> Events {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let limit = u64::try_from(request.limit).ok().filter(|limit| *limit > 0);
        let prepared = self.prepare_listing(&request, limit);
        let (handler, list) = match prepared {
            Ok(prepared) => prepared,
            Err(diagnostics) => return Box::pin(tokio_stream::once(Ok(said(diagnostics)))),
        };
        let service = self.clone();
        let type_name = request.type_name;
        let results = Results::new(sender, limit);
        let ended = {
            let (service, type_name) = (service.clone(), type_name.clone());
            async move {
                let subject = Subject { rpc: "ListResource", type_name: &type_name };
                let listing = service.run(subject, |context| async move {
                    let stop = context.stop.clone();
                    tokio::select! {
                        diagnostics = handler.list(&context, list, results) => diagnostics,
                        () = stop.cancelled() => error("Stopped", "Terraform asked to stop before the listing was complete."),
                    }
                });
                listing.await.unwrap_or_else(|diagnostics| diagnostics)
            }
        };
        // The listing must run while its results are taken, and what it says in the end comes last.
        let ended = tokio::spawn(ended);
        let found = ReceiverStream::new(receiver).map(move |listed| service.listed(&type_name, listed));
        let last = futures_util::stream::once(ended).filter_map(|ended| async move {
            let diagnostics = ended.unwrap_or_default();
            let silent = diagnostics.errors.is_empty() && diagnostics.warnings.is_empty();
            (!silent).then(|| said(diagnostics))
        });
        Box::pin(found.chain(last).map(Ok))
    }

    fn prepare_listing(
        &self,
        request: &list_resource::Request,
        limit: Option<u64>,
    ) -> Result<(std::sync::Arc<dyn ListResource>, List), Diagnostics> {
        let hosted = self.list_resource_type(&request.type_name)?;
        let list = List {
            config: decode(request.config.as_ref(), &hosted.shape.ty, "configuration")?,
            detail: if request.include_resource_object { Detail::State } else { Detail::Identity },
            limit,
        };
        Ok((hosted.handler.clone(), list))
    }

    /// The wire form of one result. Identity and state have the shapes of the resource type of the same name.
    fn listed(&self, type_name: &str, listed: Listed) -> list_resource::Event {
        let encoded = || {
            let resource = self.shared.resources.get(type_name);
            let resource = resource.ok_or_else(|| unknown_type("resource", type_name))?;
            let identity = resource.encode_identity(Some(&listed.identity))?;
            let state =
                listed.state.map(|state| encode_state(state, &resource.shape, "listed state")).transpose()?;
            Ok::<_, Diagnostics>((identity, state))
        };
        match encoded() {
            Ok((identity, resource_object)) => list_resource::Event {
                identity,
                display_name: listed.display_name,
                resource_object,
                diagnostic: to_wire(listed.diagnostics),
            },
            Err(diagnostics) => said(diagnostics),
        }
    }
}

/// An event that says something and carries no object.
fn said(diagnostics: Diagnostics) -> list_resource::Event {
    list_resource::Event { diagnostic: to_wire(diagnostics), ..Default::default() }
}
