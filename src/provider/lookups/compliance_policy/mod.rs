//! `intune_compliance_policy`: one compliance policy, by id or by name.

mod lifecycle;
mod model;
mod schema;

pub(super) use model::Model;
