//! The data sources: what a configuration can look up instead of spelling out GUIDs.
//!
//! Each has a folder with the same file names and implements [`Lookup`]; what they share with the host's trait is
//! written once, in [`Source`].

mod assignment_filter;
mod compliance_assignments;
mod compliance_policies;
mod compliance_policy;
mod group;
mod policy_attributes;
mod wanted;

use std::sync::Arc;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::report;
use super::session::{Session, Sessions};
use super::timeouts::ReadTimeout;
use crate::graph::Operation;
use crate::plugin::context::Context;
use crate::plugin::data_source::DataSource;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::schema::{Schema, Type, schema_type};
use crate::plugin::value::{Dynamic, Value, model};

/// Every data source by its name.
pub(super) fn all(sessions: &Sessions) -> Vec<(String, Arc<dyn DataSource>)> {
    vec![
        source::<assignment_filter::Model>(sessions),
        source::<compliance_assignments::Model>(sessions),
        source::<compliance_policies::Model>(sessions),
        source::<compliance_policy::Model>(sessions),
        source::<group::Model>(sessions),
    ]
}

/// One thing to look up: its attributes, and how it is found.
#[async_trait]
trait Lookup: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The data source's name.
    const TYPE: &'static str;

    /// Its block.
    fn schema() -> Schema;

    /// Checks a block, in which values may be unknown.
    fn validate(&self, diagnostics: &mut Diagnostics);

    /// How long looking may take.
    fn timeout(&self) -> &Value<ReadTimeout>;

    /// Fills in what is found.
    async fn look_up(self, session: &Session, operation: &Operation) -> Result<Self, Diagnostics>;
}

/// A lookup as the host wants it.
struct Source<L> {
    sessions: Sessions,
    ty: Type,
    lookup: std::marker::PhantomData<fn() -> L>,
}

fn source<L: Lookup>(sessions: &Sessions) -> (String, Arc<dyn DataSource>) {
    let source = Source::<L> {
        sessions: sessions.clone(),
        ty: schema_type(&L::schema()),
        lookup: std::marker::PhantomData,
    };
    (L::TYPE.to_owned(), Arc::new(source))
}

impl<L: Lookup> Source<L> {
    fn model(&self, config: &Dynamic) -> Result<L, Diagnostics> {
        model::from_dynamic(config, &self.ty).map_err(report::bug)
    }

    async fn try_read(&self, context: &Context, config: &Dynamic) -> Result<Dynamic, Diagnostics> {
        let lookup = self.model(config)?;
        // What was unknown when it was validated is known now.
        let mut diagnostics = checked(&lookup);
        if !diagnostics.errors.is_empty() {
            diagnostics.warnings.clear();
            return Err(diagnostics);
        }
        let session = self.sessions.current()?;
        let timeout = ReadTimeout::duration(lookup.timeout());
        let operation = Operation::new(timeout, context.stop.clone());
        let found = lookup.look_up(&session, &operation).await?;
        model::to_dynamic(&found, &self.ty).map_err(report::bug)
    }
}

fn checked(lookup: &impl Lookup) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    lookup.validate(&mut diagnostics);
    if let Value::Value(timeout) = lookup.timeout() {
        timeout.validate(&mut diagnostics);
    }
    diagnostics
}

#[async_trait]
impl<L: Lookup> DataSource for Source<L> {
    fn schema(&self) -> Schema {
        L::schema()
    }

    async fn validate(&self, _context: &Context, config: &Dynamic) -> Diagnostics {
        match self.model(config) {
            Ok(lookup) => checked(&lookup),
            Err(diagnostics) => diagnostics,
        }
    }

    async fn read(&self, context: &Context, config: Dynamic) -> (Dynamic, Diagnostics) {
        match self.try_read(context, &config).await {
            Ok(found) => (found, Diagnostics::default()),
            Err(diagnostics) => (Value::Null, diagnostics),
        }
    }
}
