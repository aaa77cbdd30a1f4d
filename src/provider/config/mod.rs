//! The `provider "intune"` block: its schema, what it means together with the environment, and the session made of it.

mod environment;
mod lifecycle;
mod model;
mod schema;
mod settings;

pub use environment::Environment;
pub(super) use lifecycle::{connect, validate};
pub(super) use schema::schema;
