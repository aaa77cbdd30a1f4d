//! The plugin host over raw gRPC, with a provider that exists only here.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod all_kinds;
mod client;
mod made_up;
mod mutation;
mod raw;
mod seeds;

mod authentication;
mod calls;
mod crowds;
mod ending;
mod functions;
mod hostile_messages;
mod hostile_peers;
mod hostile_surroundings;
mod hostile_values;
mod mutations;
mod offered;
mod process;
mod resource_life;
mod schemas;
mod tcp;
mod unconfigured;
mod values;
