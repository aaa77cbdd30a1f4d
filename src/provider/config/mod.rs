//! The `provider "intune"` block: its schema, what it means together with the environment, and the session made of it.

mod environment;
mod given;
mod lifecycle;
mod model;
mod schema;
mod setting;
mod settings;
mod sign_in;
mod user_agent;

pub use environment::Environment;
pub(super) use lifecycle::{connect, validate};
pub(super) use schema::schema;
