//! `intune_group`: one Entra group, by id or by name.

mod lifecycle;
mod model;
mod schema;

pub(super) use model::Model;
