//! What a provider implements to be hosted.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tf_provider::Diagnostics;

use super::context::Context;
use super::data_source::DataSource;
use super::function::Function;
use super::list_resource::ListResource;
use super::resource::Resource;
use super::schema::Schema;
use super::value::Dynamic;

/// A provider: its configuration, and what it manages.
///
/// The host serves it on the plugin protocol, checks every value against the schemas in both directions, runs each
/// call in a task of its own and turns a panic into a diagnostic.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// The `provider` block.
    fn schema(&self) -> Schema;

    /// The resource types by name. Asked once, at start.
    fn resources(&self) -> Vec<(String, Arc<dyn Resource>)> {
        Vec::new()
    }

    /// The data sources by name. Asked once, at start.
    fn data_sources(&self) -> Vec<(String, Arc<dyn DataSource>)> {
        Vec::new()
    }

    /// The list resources by name: each has the name of the resource type whose objects it finds. Asked once, at
    /// start.
    fn list_resources(&self) -> Vec<(String, Arc<dyn ListResource>)> {
        Vec::new()
    }

    /// The functions by name. Asked once, at start.
    fn functions(&self) -> Vec<(String, Arc<dyn Function>)> {
        Vec::new()
    }

    /// What keeps this provider from saying what it has, for providers whose schemas come from outside. Errors end
    /// whatever Terraform is about to do.
    fn schema_diagnostics(&self) -> Diagnostics {
        Diagnostics::default()
    }

    /// Checks the `provider` block. Called without configuration having happened; values may be unknown.
    async fn validate(&self, _context: &Context, _config: &Dynamic) -> Diagnostics {
        Diagnostics::default()
    }

    /// Takes over the `provider` block. May be called again in one process (debug mode): the last one counts.
    async fn configure(&self, _context: &Context, _request: Configure) -> Diagnostics {
        Diagnostics::default()
    }

    /// Called once, when Terraform has ended the run and no call is running: the last chance to look after what was
    /// done. What is not finished within this time is cut off, since Terraform kills the process soon after; and it
    /// waits for the process to end, so nothing here may take long.
    async fn finish(&self, _within: Duration) {}
}

/// The `provider` block and who sends it.
#[derive(Clone, Debug)]
pub struct Configure {
    /// The version of Terraform or OpenTofu.
    pub terraform_version: String,
    /// The block. During plan, values may be unknown.
    pub config: Dynamic,
}
