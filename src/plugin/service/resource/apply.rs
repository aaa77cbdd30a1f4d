//! `ApplyResourceChange`: create, update or delete, and the truth about what exists afterwards.

use super::super::Service;
use super::super::call::{Subject, with};
use super::super::wire::{decode_object, encode_state};
use crate::plugin::diagnostics::{Diagnostics, error, to_wire};
use crate::plugin::proto::tfplugin6::apply_resource_change::{Request, Response};
use crate::plugin::resource::Apply;

/// What an apply does to its object.
enum Step {
    Create,
    Update,
    Delete,
}

fn nothing_to_apply(type_name: &str) -> Diagnostics {
    error(
        "Nothing to apply",
        format!(
            "Terraform asked to apply a change of a {type_name} from nothing to nothing: prior and planned state are \
             both null. Nothing was done. Plan again; if it stays so, this is a bug of Terraform."
        ),
    )
}

impl Service {
    pub(in super::super) async fn apply_resource(&self, request: Request) -> Response {
        // Where no answer can be given, what existed before is the best that is known.
        let fallback = Response {
            new_state: request.prior_state.clone(),
            private: request.planned_private.clone(),
            new_identity: request.planned_identity.clone(),
            ..Default::default()
        };
        self.try_apply(request)
            .await
            .unwrap_or_else(|diagnostics| Response { diagnostics: to_wire(diagnostics), ..fallback })
    }

    async fn try_apply(&self, request: Request) -> Result<Response, Diagnostics> {
        let hosted = self.resource(&request.type_name)?;
        let ty = &hosted.shape.ty;
        let apply = Apply {
            prior: decode_object(request.prior_state.as_ref(), ty, "prior state")?,
            planned: decode_object(request.planned_state.as_ref(), ty, "planned state")?,
            config: decode_object(request.config.as_ref(), ty, "configuration")?,
            private: request.planned_private,
            identity: hosted.decode_identity(request.planned_identity.as_ref())?,
        };
        let step = match (apply.prior.is_null(), apply.planned.is_null()) {
            (true, true) => return Err(nothing_to_apply(&request.type_name)),
            (true, false) => Step::Create,
            (false, false) => Step::Update,
            (false, true) => Step::Delete,
        };
        let handler = hosted.handler.clone();
        let subject = Subject { rpc: "ApplyResourceChange", type_name: &request.type_name };
        let applied = self
            .run(subject, |context| async move {
                match step {
                    Step::Create => handler.create(&context, apply).await,
                    Step::Update => handler.update(&context, apply).await,
                    Step::Delete => handler.delete(&context, apply).await,
                }
            })
            .await?;
        let diagnostics = hosted.shape.located(applied.diagnostics);

        let state = encode_state(applied.state, &hosted.shape, "new state");
        let identity = hosted.encode_identity(applied.identity.as_ref());
        match (state, identity) {
            (Ok(state), Ok(identity)) => Ok(Response {
                new_state: Some(state),
                private: applied.private,
                new_identity: identity,
                diagnostics: to_wire(diagnostics),
                ..Default::default()
            }),
            (Err(more), _) | (_, Err(more)) => Err(with(diagnostics, more.errors)),
        }
    }
}
