//! `intune_compliance_assignment`: one assignment of one device compliance policy.

mod foresee;
mod import;
mod lifecycle;
mod model;
mod plan;
mod schema;
mod validate;

pub(crate) use import::import_id;

use async_trait::async_trait;

use super::policy_kind;
use super::session::Sessions;
use super::state_model::StateModel;
use crate::graph::Assignment;
use crate::plugin::context::Context;
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::plugin::resource::{
    Applied, Apply, Import, Imported, Move, Moved, Plan, Planned, Read, Refreshed, Resource,
};
use crate::plugin::schema::{IdentitySchema, Schema};
use crate::plugin::value::Dynamic;
use crate::tenant::Policy;

/// The resource's type name.
pub(crate) const TYPE: &str = "intune_compliance_assignment";

/// An assignment as a listing shows it.
pub(super) struct Shown {
    pub(super) identity: Dynamic,
    /// Its state, which a read would leave as it is.
    pub(super) state: Result<Dynamic, Diagnostics>,
}

/// How an assignment of this policy looks in a state.
pub(super) fn shown(policy: &Policy, row: &Assignment) -> Shown {
    let mut model = model::Model { policy_kind: policy_kind::value(policy.kind), ..model::Model::default() };
    model.take(&policy.id, row);
    Shown { identity: model.identity(), state: model.write() }
}

/// The resource.
pub(super) struct ComplianceAssignment {
    sessions: Sessions,
}

impl ComplianceAssignment {
    pub(super) fn new(sessions: Sessions) -> Self {
        Self { sessions }
    }
}

#[async_trait]
impl Resource for ComplianceAssignment {
    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn identity(&self) -> Option<IdentitySchema> {
        Some(schema::identity())
    }

    async fn validate(&self, _context: &Context, config: &Dynamic) -> Diagnostics {
        validate::validate(config)
    }

    async fn plan(&self, context: &Context, request: Plan) -> Planned {
        let is_create = request.prior.is_null();
        let mut planned = plan::plan(&self.sessions, request);
        planned.diagnostics.add_diagnostics(foresee::company(&self.sessions, &planned.state));
        if is_create && planned.diagnostics.errors.is_empty() {
            let foreseen = foresee::foresee(&self.sessions, context, &planned.state).await;
            planned.diagnostics.add_diagnostics(foreseen);
        }
        planned
    }

    async fn create(&self, context: &Context, request: Apply) -> Applied {
        self.sessions.begin_writing();
        lifecycle::create(&self.sessions, context, request).await
    }

    async fn update(&self, context: &Context, request: Apply) -> Applied {
        self.sessions.begin_writing();
        lifecycle::update(&self.sessions, context, request).await
    }

    async fn delete(&self, context: &Context, request: Apply) -> Applied {
        self.sessions.begin_writing();
        lifecycle::delete(&self.sessions, context, request).await
    }

    async fn read(&self, context: &Context, request: Read) -> Refreshed {
        lifecycle::read(&self.sessions, context, request).await
    }

    async fn import(&self, context: &Context, request: Import) -> Imported {
        import::import(&self.sessions, context, request).await
    }

    async fn move_state(&self, _context: &Context, request: Move) -> Moved {
        Moved::failed(error(
            "This move is not supported",
            format!(
                "A {} cannot become {TYPE}, which is one assignment of a policy. Remove the moved block. Forget the old \
                 resource with a removed block (destroy = false) or terraform state rm, and import each assignment: \
                 terraform-provider-intune export writes the import blocks.",
                request.source_type
            ),
        ))
    }
}
