//! `intune_assignment_filter`: one assignment filter, by id or by name.

mod lifecycle;
mod model;
mod schema;

pub(super) use model::Model;
