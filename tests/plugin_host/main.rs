//! The plugin host over raw gRPC, with a provider that exists only here.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod client;
mod made_up;

mod authentication;
mod calls;
mod ending;
mod offered;
mod process;
mod resource_life;
mod schemas;
mod values;
