//! A real Terraform or OpenTofu at work with a provider that was just built: which one, where, and what it costs.

mod installation;
mod memory;
mod process;
mod workspace;

pub(crate) use installation::{Installation, PROVIDER};
pub(crate) use memory::{Kib, peak_of};
pub(crate) use process::Finished;
pub(crate) use workspace::{Held, SignIn, Workspace};
