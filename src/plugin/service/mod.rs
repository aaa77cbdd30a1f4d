//! The RPCs of the protocol, mapped onto the traits.
//!
//! Each call runs in a task of its own (`call`): a client that hangs up cannot cut a write in half, and a panic
//! becomes a diagnostic that names the RPC and the type while the process lives on. Values are decoded and encoded
//! by the schema here, so resources see only well-formed ones.

mod call;
mod data_source;
mod function;
mod list_resource;
mod provider;
mod resource;
mod rpc;
mod schema;
mod wire;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::data_source::DataSource;
use super::diagnostics::{AttributePath, Diagnostics};
use super::function::Function;
use super::list_resource::ListResource;
use super::proto::tfplugin6::ClientCapabilities;
use super::provider::Provider;
use super::resource::Resource;
use super::schema::{Block, FunctionSchema, IdentitySchema, Schema, Type, locatable, schema_type};

/// Serves one provider on the plugin protocol.
#[derive(Clone)]
pub struct Service {
    shared: Arc<Shared>,
}

struct Shared {
    provider: Arc<dyn Provider>,
    config: Shape,
    resources: BTreeMap<String, Hosted<dyn Resource>>,
    data_sources: BTreeMap<String, Hosted<dyn DataSource>>,
    list_resources: BTreeMap<String, Hosted<dyn ListResource>>,
    functions: BTreeMap<String, HostedFunction>,
    /// Whether this Terraform can put changes off at all; see [`Service::may_defer`].
    can_defer: AtomicBool,
    /// The signal of the current run; replaced when Terraform configures again after a stop.
    stop: Mutex<CancellationToken>,
    calls: TaskTracker,
}

/// A schema and the type of its values.
struct Shape {
    schema: Schema,
    ty: Type,
}

impl Shape {
    fn new(schema: Schema) -> Self {
        Self { ty: schema_type(&schema), schema }
    }

    fn block(&self) -> &Block {
        &self.schema.block
    }

    /// The same diagnostics, each where Terraform finds it in a configuration of this shape.
    fn located(&self, mut diagnostics: Diagnostics) -> Diagnostics {
        for diagnostic in diagnostics.errors.iter_mut().chain(&mut diagnostics.warnings) {
            let path = std::mem::replace(&mut diagnostic.attribute, AttributePath::root());
            diagnostic.attribute = locatable(self.block(), path);
        }
        diagnostics
    }
}

/// A resource type or data source, with what the host derives from it once.
struct Hosted<T: ?Sized> {
    shape: Shape,
    identity: Option<(IdentitySchema, Type)>,
    handler: Arc<T>,
}

/// A function, with its signature.
struct HostedFunction {
    signature: FunctionSchema,
    handler: Arc<dyn Function>,
}

impl Service {
    /// Prepares a provider to be served: asks for its resources and schemas, once.
    pub fn new(provider: Arc<dyn Provider>) -> Self {
        let resources = provider.resources().into_iter().map(|(name, handler)| {
            let identity = handler.identity().map(|schema| {
                let ty = schema.ty();
                (schema, ty)
            });
            (name, Hosted { shape: Shape::new(handler.schema()), identity, handler })
        });
        let data_sources = provider.data_sources().into_iter().map(|(name, handler)| {
            (name, Hosted { shape: Shape::new(handler.schema()), identity: None, handler })
        });
        let list_resources = provider.list_resources().into_iter().map(|(name, handler)| {
            (name, Hosted { shape: Shape::new(handler.schema()), identity: None, handler })
        });
        let functions = provider.functions().into_iter().map(|(name, handler)| {
            let signature = handler.signature();
            (name, HostedFunction { signature, handler })
        });
        let shared = Shared {
            config: Shape::new(provider.schema()),
            resources: resources.collect(),
            data_sources: data_sources.collect(),
            list_resources: list_resources.collect(),
            functions: functions.collect(),
            can_defer: AtomicBool::new(false),
            stop: Mutex::default(),
            calls: TaskTracker::new(),
            provider,
        };
        Self { shared: Arc::new(shared) }
    }

    /// Asks every running call to come to its end.
    pub fn stop(&self) {
        self.shared.stop.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }

    /// Resolves when no call is running.
    pub async fn idle(&self) {
        self.shared.calls.close();
        self.shared.calls.wait().await;
    }

    /// Lets the provider look after what it has done, when no call is running any more.
    pub async fn finish(&self, within: Duration) {
        self.shared.provider.finish(within).await;
    }

    /// Whether Terraform takes an answer that comes in a later run.
    ///
    /// Putting off needs `-allow-deferral`, which only alpha and development builds have. Released versions set the
    /// capability all the same, while applying, and then take a deferral for a bug of the provider; OpenTofu 1.11
    /// sets it always, and makes an error of it.
    fn may_defer(&self, capabilities: Option<ClientCapabilities>) -> bool {
        self.shared.can_defer.load(Ordering::Relaxed)
            && capabilities.is_some_and(|capabilities| capabilities.deferral_allowed)
    }

    /// Remembers what kind of Terraform this is.
    fn note_version(&self, version: &str) {
        let experimental = ["-alpha", "-dev"].iter().any(|mark| version.contains(mark));
        self.shared.can_defer.store(experimental, Ordering::Relaxed);
    }

    /// The signal that the calls of this run watch.
    fn stop_signal(&self) -> CancellationToken {
        self.shared.stop.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A new run begins: what was stopped before is over.
    fn renew_stop_signal(&self) {
        let mut stop = self.shared.stop.lock().unwrap_or_else(PoisonError::into_inner);
        if stop.is_cancelled() {
            *stop = CancellationToken::new();
        }
    }
}

fn unknown_type(kind: &str, name: &str) -> Diagnostics {
    super::diagnostics::error(
        format!("Unknown {kind} type"),
        format!(
            "Terraform asked for the {kind} type {name:?}, which this version of the provider does not have."
        ),
    )
}
