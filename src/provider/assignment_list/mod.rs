//! The list resource `intune_compliance_assignment`: a tenant's assignments for `terraform query`.

mod find;
mod model;
mod schema;

use async_trait::async_trait;

use super::session::Sessions;
use crate::plugin::context::Context;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::list_resource::{List, ListResource, Results, ValidateList};
use crate::plugin::schema::Schema;

/// The list resource.
pub(super) struct AssignmentList {
    sessions: Sessions,
}

impl AssignmentList {
    pub(super) fn new(sessions: Sessions) -> Self {
        Self { sessions }
    }
}

#[async_trait]
impl ListResource for AssignmentList {
    fn schema(&self) -> Schema {
        schema::schema()
    }

    async fn validate(&self, _context: &Context, request: &ValidateList) -> Diagnostics {
        match model::Model::read(&request.config) {
            Ok(model) => model.validate(),
            Err(diagnostics) => diagnostics,
        }
    }

    async fn list(&self, context: &Context, request: List, results: Results) -> Diagnostics {
        find::find(&self.sessions, context, &request, results).await.err().unwrap_or_default()
    }
}
