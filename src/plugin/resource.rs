//! What a resource type implements: the life of one object under Terraform.
//!
//! Every answer carries diagnostics **and** the truth about the object: after a failed create that did create
//! something, the state says so, and Terraform keeps (and taints) it. The constructors of the answers start from
//! "nothing changed", so that an early return on error loses nothing.

use async_trait::async_trait;
use bytes::Bytes;
use tf_provider::{AttributePath, Diagnostics};

use super::context::Context;
use super::diagnostics::error;
use super::schema::{IdentitySchema, Schema, configurable};
use super::value::{Dynamic, Value};

/// A resource type.
#[async_trait]
pub trait Resource: Send + Sync {
    /// The `resource` block.
    fn schema(&self) -> Schema;

    /// The identity that Terraform 1.12 and later keep beside the state.
    fn identity(&self) -> Option<IdentitySchema> {
        None
    }

    /// Checks a `resource` block, before anything is configured; values may be unknown.
    async fn validate(&self, _context: &Context, _config: &Dynamic) -> Diagnostics {
        Diagnostics::default()
    }

    /// Decides what an apply would do. Must be deterministic and change nothing; it runs at plan, and again at apply
    /// with more values known.
    ///
    /// In `request.planned` the host has made unknown whatever the provider computes, if anything changes at all.
    async fn plan(&self, _context: &Context, request: Plan) -> Planned {
        Planned::as_prepared(request)
    }

    /// Whether the plan of this object has to wait for a later run. Asked before [`Resource::plan`], and only where
    /// Terraform allows plans to be put off; nothing but what is then planned anyway may depend on it.
    fn defer(&self, _request: &Plan) -> Option<DeferredReason> {
        None
    }

    /// Makes the object.
    async fn create(&self, context: &Context, request: Apply) -> Applied;

    /// Changes the object in place.
    async fn update(&self, context: &Context, request: Apply) -> Applied;

    /// Removes the object. The state of a complete removal is null.
    async fn delete(&self, context: &Context, request: Apply) -> Applied;

    /// Looks at the object. A null state says that it is gone.
    async fn read(&self, context: &Context, request: Read) -> Refreshed;

    /// Finds the object that an import names. Terraform reads it right afterwards.
    async fn import(&self, _context: &Context, _request: Import) -> Imported {
        Imported::failed(error("Import is not supported", "This resource type cannot be imported."))
    }

    /// Takes over an object that a `moved` block brings from another resource type, of this provider or another.
    async fn move_state(&self, _context: &Context, request: Move) -> Moved {
        Moved::failed(error(
            "This move is not supported",
            format!(
                "A {} of {} cannot become this resource type. Remove the moved block; remove the old resource from the \
                 state and import it as the new one instead.",
                request.source_type, request.source_provider
            ),
        ))
    }

    /// The configuration that would make this state, for `plan -generate-config-out` (Terraform 1.14 and later).
    ///
    /// # Errors
    /// When there is none.
    async fn generate_config(&self, _context: &Context, state: Dynamic) -> Result<Dynamic, Diagnostics> {
        Ok(configurable(&self.schema().block, state))
    }

    /// Turns state of an older schema version into the current one. State of the current version never gets here.
    async fn upgrade(&self, _context: &Context, version: i64, _state: &[u8]) -> Result<Dynamic, Diagnostics> {
        Err(error(
            "State of an unknown version",
            format!("The stored state has schema version {version}, which this provider never wrote."),
        ))
    }
}

/// What is to be planned: a create when `prior` is null, an update otherwise. Destroys plan themselves.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The last known state; null for a create.
    pub prior: Dynamic,
    /// The configuration merged with the prior state, with computed values unknown if anything changes.
    pub planned: Dynamic,
    /// The configuration alone.
    pub config: Dynamic,
    /// The provider's own bytes beside the state.
    pub private: Bytes,
    /// The identity, where Terraform keeps one.
    pub identity: Option<Dynamic>,
}

/// What an apply would do.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The state after apply, as far as it is known.
    pub state: Dynamic,
    /// The attributes whose change makes a replacement necessary.
    pub requires_replace: Vec<AttributePath>,
    /// The provider's own bytes, for apply.
    pub private: Bytes,
    /// The identity. The host leaves it out of the plan unless all of it is known.
    pub identity: Option<Dynamic>,
    /// Errors end the plan.
    pub diagnostics: Diagnostics,
}

impl Planned {
    /// Plans exactly what the host prepared.
    pub fn as_prepared(request: Plan) -> Self {
        Self {
            state: request.planned,
            requires_replace: Vec::new(),
            private: request.private,
            identity: request.identity,
            diagnostics: Diagnostics::default(),
        }
    }
}

/// Why a plan has to wait for a later run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeferredReason {
    /// The resource's own configuration is not known well enough.
    ResourceConfigUnknown,
    /// The provider's configuration is not known well enough.
    ProviderConfigUnknown,
    /// Something that must exist first does not.
    AbsentPrerequisite,
}

/// An object of another resource type that is to become one of this.
#[derive(Clone, Debug)]
pub struct Move {
    /// The address of the provider that it comes from, such as `registry.terraform.io/hashicorp/azuread`.
    pub source_provider: String,
    /// The resource type that it comes from.
    pub source_type: String,
    /// The schema version of its stored state.
    pub source_version: i64,
    /// The stored state, as JSON of the source's schema.
    pub source_state: Bytes,
    /// The source provider's own bytes.
    pub source_private: Bytes,
}

/// The object as one of this resource type.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The state; null when the move is refused, which needs an error.
    pub state: Dynamic,
    /// The provider's own bytes.
    pub private: Bytes,
    /// The identity.
    pub identity: Option<Dynamic>,
    /// Errors end the plan.
    pub diagnostics: Diagnostics,
}

impl Moved {
    /// The move is refused.
    pub fn failed(diagnostics: Diagnostics) -> Self {
        Self { state: Value::Null, private: Bytes::new(), identity: None, diagnostics }
    }
}

/// What is to be applied.
#[derive(Clone, Debug)]
pub struct Apply {
    /// The state before; null for a create.
    pub prior: Dynamic,
    /// The planned state; null for a destroy.
    pub planned: Dynamic,
    /// The configuration; null for a destroy.
    pub config: Dynamic,
    /// The provider's own bytes, from the plan.
    pub private: Bytes,
    /// The identity, from the plan.
    pub identity: Option<Dynamic>,
}

/// What exists after an apply, whether it worked or not.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The state; null when there is no object.
    pub state: Dynamic,
    /// The provider's own bytes, to be stored.
    pub private: Bytes,
    /// The identity.
    pub identity: Option<Dynamic>,
    /// Errors make Terraform report failure; the state is kept all the same.
    pub diagnostics: Diagnostics,
}

impl Applied {
    /// Nothing was changed: what existed before exists still.
    pub fn unchanged(request: Apply, diagnostics: Diagnostics) -> Self {
        Self { state: request.prior, private: request.private, identity: request.identity, diagnostics }
    }

    /// The object is gone.
    pub fn deleted(diagnostics: Diagnostics) -> Self {
        Self { state: Value::Null, private: Bytes::new(), identity: None, diagnostics }
    }
}

/// What is to be looked at.
#[derive(Clone, Debug)]
pub struct Read {
    /// The last known state.
    pub state: Dynamic,
    /// The provider's own bytes beside it.
    pub private: Bytes,
    /// The identity, where Terraform keeps one.
    pub identity: Option<Dynamic>,
}

/// What is there now.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// The state; null when the object is gone.
    pub state: Dynamic,
    /// The provider's own bytes, to be stored: Terraform forgets what is not returned.
    pub private: Bytes,
    /// The identity: forgotten as well when it is not returned.
    pub identity: Option<Dynamic>,
    /// Errors leave the stored state alone.
    pub diagnostics: Diagnostics,
}

impl Refreshed {
    /// The stored state, confirmed or (with an error) left alone.
    pub fn unchanged(request: Read, diagnostics: Diagnostics) -> Self {
        Self { state: request.state, private: request.private, identity: request.identity, diagnostics }
    }

    /// The object is gone.
    pub fn gone() -> Self {
        Self {
            state: Value::Null,
            private: Bytes::new(),
            identity: None,
            diagnostics: Diagnostics::default(),
        }
    }
}

/// What an import names: an id, or an identity (Terraform 1.12 and later).
#[derive(Clone, Debug)]
pub enum Import {
    /// `terraform import ADDRESS ID` and `import { id = … }`.
    Id(String),
    /// `import { identity = { … } }`.
    Identity(Dynamic),
}

/// What was found for an import.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The state; null when nothing was found, which needs an error.
    pub state: Dynamic,
    /// The provider's own bytes.
    pub private: Bytes,
    /// The identity; needed when the import was by identity.
    pub identity: Option<Dynamic>,
    /// Errors end the import.
    pub diagnostics: Diagnostics,
}

impl Imported {
    /// Nothing to import.
    pub fn failed(diagnostics: Diagnostics) -> Self {
        Self { state: Value::Null, private: Bytes::new(), identity: None, diagnostics }
    }
}
