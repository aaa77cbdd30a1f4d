//! `PlanResourceChange`: what an apply would do.

use super::super::Service;
use super::super::call::{Subject, with};
use super::super::wire::{decode_object, deferred, encode, encode_state};
use crate::plugin::diagnostics::{Diagnostics, path_to_wire, to_wire};
use crate::plugin::proto::tfplugin6::plan_resource_change::{Request, Response};
use crate::plugin::resource::Plan;
use crate::plugin::schema::mark_computed;
use crate::plugin::value::{Look, Value};

impl Service {
    pub(in super::super) async fn plan_resource(&self, request: Request) -> Response {
        // A failed plan is not used, but core reads it: the prior state is the one value that surely fits.
        let fallback = Response {
            planned_state: request.prior_state.clone(),
            planned_private: request.prior_private.clone(),
            planned_identity: request.prior_identity.clone(),
            ..Default::default()
        };
        self.try_plan(request)
            .await
            .unwrap_or_else(|diagnostics| Response { diagnostics: to_wire(diagnostics), ..fallback })
    }

    async fn try_plan(&self, request: Request) -> Result<Response, Diagnostics> {
        let hosted = self.resource(&request.type_name)?;
        let ty = &hosted.shape.ty;
        let prior = decode_object(request.prior_state.as_ref(), ty, "prior state")?;
        let mut planned = decode_object(request.proposed_new_state.as_ref(), ty, "proposed state")?;
        let identity = hosted.decode_identity(request.prior_identity.as_ref())?;
        if planned.is_null() {
            return Ok(Response {
                planned_state: Some(encode(&Value::Null, ty, "planned state")?),
                planned_private: request.prior_private,
                planned_identity: request.prior_identity,
                ..Default::default()
            });
        }
        let config = decode_object(request.config.as_ref(), ty, "configuration")?;
        if planned != prior {
            mark_computed(hosted.shape.block(), &config, &mut planned);
        }
        let plan = Plan { prior, planned, config, private: request.prior_private, identity };
        if self.may_defer(request.client_capabilities)
            && let Some(reason) = hosted.handler.defer(&plan)
        {
            return Ok(Response {
                planned_state: Some(encode_state(plan.planned, &hosted.shape, "planned state")?),
                planned_private: plan.private,
                planned_identity: hosted.encode_identity(plan.identity.as_ref())?,
                deferred: Some(deferred(reason)),
                ..Default::default()
            });
        }
        let handler = hosted.handler.clone();
        let subject = Subject { rpc: "PlanResourceChange", type_name: &request.type_name };
        let planned = self.run(subject, |context| async move { handler.plan(&context, plan).await }).await?;
        let diagnostics = hosted.shape.located(planned.diagnostics);

        let state = encode_state(planned.state, &hosted.shape, "planned state");
        // Core takes an unknown identity, and then cannot show the plan as JSON ("value is not known").
        let identity = planned.identity.filter(Look::is_wholly_known);
        let identity = hosted.encode_identity(identity.as_ref());
        match (state, identity) {
            (Ok(state), Ok(identity)) => Ok(Response {
                planned_state: Some(state),
                requires_replace: planned.requires_replace.into_iter().map(path_to_wire).collect(),
                planned_private: planned.private,
                planned_identity: identity,
                diagnostics: to_wire(diagnostics),
                ..Default::default()
            }),
            (Err(more), _) | (_, Err(more)) => Err(with(diagnostics, more.errors)),
        }
    }
}
