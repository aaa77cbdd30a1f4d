//! What a data source implements.

use async_trait::async_trait;
use tf_provider::Diagnostics;

use super::context::Context;
use super::resource::DeferredReason;
use super::schema::Schema;
use super::value::Dynamic;

/// Something that is read and not managed.
#[async_trait]
pub trait DataSource: Send + Sync {
    /// The `data` block.
    fn schema(&self) -> Schema;

    /// Checks a `data` block; values may be unknown.
    async fn validate(&self, _context: &Context, _config: &Dynamic) -> Diagnostics {
        Diagnostics::default()
    }

    /// Whether reading has to wait for a later run. Asked before [`DataSource::read`], and only where Terraform allows
    /// reads to be put off.
    fn defer(&self, _config: &Dynamic) -> Option<DeferredReason> {
        None
    }

    /// Reads it. The configuration is wholly known; the answer must be so too, and repeats what was configured.
    ///
    /// # Errors
    /// When it cannot be read; warnings may accompany an answer.
    async fn read(&self, context: &Context, config: Dynamic) -> (Dynamic, Diagnostics);
}
