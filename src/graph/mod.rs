//! Microsoft Graph as typed requests and answers.
//!
//! A [`Call`] is one request with the reading of its answer, made without I/O by the builders in
//! [`compliance`]; the [`Client`] sends it, with a token, a slot and a retry, and hands back the typed
//! answer or an [`Error`] that names the call and what Graph said. Nothing here knows Terraform, and nothing
//! decides what to write: that is the domain's business.

mod api_version;
pub mod assignment;
mod assignment_id;
mod call;
mod client;
pub mod cloud;
pub mod compliance;
pub mod error;
pub mod filters;
pub mod groups;
pub mod ids;
mod raw_object;
mod retry;
pub mod target;
mod throttle;

pub use crate::net::operation::{self, Interrupted, Operation};
pub use api_version::ApiVersion;
pub use assignment::{Assignment, RawRow, Source};
pub use assignment_id::{ALL_DEVICES, ALL_LICENSED_USERS, AssignmentId};
pub use call::{Call, Effect, Page};
pub use client::{Client, Pages, Settings, SettingsError};
pub use cloud::Cloud;
pub use compliance::PolicyKind;
pub use error::Error;
pub use ids::{FilterId, GroupId, Guid, GuidError, PolicyId};
pub use target::{Filter, FilterMode, ScopeTagTargetType, Target, TargetKind, Unwritable};
