//! `intune_assignment_filter`: one assignment filter, by id or by name.

mod lifecycle;
mod model;
mod schema;

use async_trait::async_trait;

use super::{Lookup, Session};
use crate::graph::Operation;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::schema::Schema;
use crate::plugin::value::Value;
use crate::provider::timeouts::ReadTimeout;

/// The data source.
pub(super) struct AssignmentFilter;

#[async_trait]
impl Lookup for AssignmentFilter {
    const TYPE: &'static str = "intune_assignment_filter";
    type Model = model::Model;

    fn schema() -> Schema {
        schema::schema()
    }

    fn validate(model: &model::Model, diagnostics: &mut Diagnostics) {
        model.validate(diagnostics);
    }

    fn timeout(model: &model::Model) -> &Value<ReadTimeout> {
        &model.timeouts
    }

    async fn look_up(
        model: model::Model,
        session: &Session,
        operation: &Operation,
    ) -> Result<model::Model, Diagnostics> {
        lifecycle::look_up(model, session, operation).await
    }
}
