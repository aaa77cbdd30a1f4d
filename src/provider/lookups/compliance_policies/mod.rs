//! `intune_compliance_policies`: the compliance policies of the tenant, or a selection of them.

mod lifecycle;
mod model;
mod schema;

pub(super) use model::Model;
