//! `intune_compliance_assignments`: all direct assignments of one compliance policy, and no others.

mod foresee;
mod import;
mod lifecycle;
mod model;
mod plan;
mod schema;
mod validate;

use async_trait::async_trait;

use super::session::Sessions;
use crate::plugin::context::Context;
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::plugin::resource::{
    Applied, Apply, Import, Imported, Move, Moved, Plan, Planned, Read, Refreshed, Resource,
};
use crate::plugin::schema::{IdentitySchema, Schema};
use crate::plugin::value::Dynamic;

/// The resource's type name.
pub(crate) const TYPE: &str = "intune_compliance_assignments";

/// The resource.
pub(super) struct ComplianceAssignments {
    sessions: Sessions,
}

impl ComplianceAssignments {
    pub(super) fn new(sessions: Sessions) -> Self {
        Self { sessions }
    }
}

#[async_trait]
impl Resource for ComplianceAssignments {
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
        let prior = request.prior.clone();
        let mut planned = plan::plan(&self.sessions, request);
        if planned.diagnostics.errors.is_empty() {
            let foreseen = foresee::foresee(&self.sessions, context, &prior, &planned.state).await;
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
                "A {} cannot become {TYPE}, which holds all assignments of a policy at once. Remove the moved block. \
                 Forget the old resources with removed blocks (destroy = false) or terraform state rm, and import the \
                 policy's whole set: its import id is the policy's id.",
                request.source_type
            ),
        ))
    }
}
