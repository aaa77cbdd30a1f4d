//! `intune_compliance_assignments`: whom one compliance policy is assigned to.

mod lifecycle;
mod model;
mod schema;

pub(super) use model::Model;
