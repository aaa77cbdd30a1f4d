//! A stateful Microsoft Graph and Entra token service for demo, tests and benchmarks.
//!
//! It behaves as the public record says the real service does, not as its documentation promises: which of the
//! known facts it reproduces, and where, is the table in this crate's README. [`Simulator`] runs it inside a test;
//! the `graph-simulator` binary runs the same thing as a process.

mod admin;
mod call;
pub mod cli;
mod clock;
mod errors;
mod faults;
mod hooks;
mod identity;
mod log;
mod matcher;
mod options;
mod paths;
mod query;
mod routes;
pub mod row;
mod seed;
mod server;
mod simulator;
mod state;
mod target;
mod throttle;
mod tokens;

pub use errors::MessageForm;
pub use faults::{Action, Answer, Fault};
pub use hooks::{Change, Hook, Moment};
pub use identity::{
    AzureDevOpsPipeline, CertificateTrust, FederatedCredential, GitHubJob, Identities, MachineIdentity,
    MachineIdentityKind, RegisteredCertificate,
};
pub use log::RequestRecord;
pub use matcher::Matcher;
pub use options::{
    AssignBody, Client, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_TENANT_ID, Duplicates, Latency, Limit, Mode,
    Options, RetryAfter, RouteSwitch, STATIC_TOKEN, Staleness, Throttling,
};
pub use seed::{FilterSeed, GroupSeed, PolicySeed, Seed};
pub use simulator::{Simulator, StartError};
pub use state::StateError;
pub use target::{ALL_DEVICES_KEY, ALL_LICENSED_USERS_KEY};
pub use tokens::Authorization;

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
