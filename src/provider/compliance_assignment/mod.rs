//! `intune_compliance_assignment`: one assignment of one device compliance policy.

mod import;
mod lifecycle;
mod model;
mod plan;
mod schema;
mod validate;

pub(super) use import::import_id;

use async_trait::async_trait;

use super::session::Sessions;
use crate::plugin::context::Context;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::resource::{Applied, Apply, Import, Imported, Plan, Planned, Read, Refreshed, Resource};
use crate::plugin::schema::{IdentitySchema, Schema};
use crate::plugin::value::Dynamic;

/// The resource's type name.
pub(super) const TYPE: &str = "intune_compliance_assignment";

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

    async fn plan(&self, _context: &Context, request: Plan) -> Planned {
        plan::plan(&self.sessions, request)
    }

    async fn create(&self, context: &Context, request: Apply) -> Applied {
        lifecycle::create(&self.sessions, context, request).await
    }

    async fn update(&self, context: &Context, request: Apply) -> Applied {
        lifecycle::update(&self.sessions, context, request).await
    }

    async fn delete(&self, context: &Context, request: Apply) -> Applied {
        lifecycle::delete(&self.sessions, context, request).await
    }

    async fn read(&self, context: &Context, request: Read) -> Refreshed {
        lifecycle::read(&self.sessions, context, request).await
    }

    async fn import(&self, context: &Context, request: Import) -> Imported {
        import::import(&self.sessions, context, request).await
    }
}
