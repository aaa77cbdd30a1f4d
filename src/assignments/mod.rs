//! Assignments as the domain knows them: what is wanted, what is there, and how to get from one to the other.
//!
//! The documented way to write one assignment is refused by the live service, which takes only a policy's whole set.
//! So every change goes through [`Assignments`], which finds out once per process which way works (`route`), merges
//! whole-set writes with what others assigned (`merge`, `writer`), and shares reads between all who ask
//! (`reader`). The decisions are pure; only `reader`, `documented` and `writer` talk to Graph.

mod change;
mod documented;
mod error;
mod lag;
mod ledger;
mod merge;
mod reader;
mod route;
mod who;
mod writer;

use std::sync::Arc;

pub use change::{Change, Existing};
pub use error::{Conflict, Error, Failure, Remains};
pub use route::WriteMode;
pub use who::Who;

use crate::graph::{
    self, ApiVersion, Assignment, AssignmentId, Client, Operation, PolicyId, PolicyKind, Source, Target,
};
use documented::Documented;
use reader::{Origin, Reader};
use route::{Route, Routes};
use writer::Writer;

/// The API versions to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versions {
    /// v1.0 where the documentation has it, beta for all that only beta shows.
    Auto,
    /// One version for everything.
    Only(ApiVersion),
}

impl Versions {
    /// The version that shows assignments: beta has filters and sources.
    pub fn read(self) -> ApiVersion {
        match self {
            Self::Auto => ApiVersion::Beta,
            Self::Only(version) => version,
        }
    }
}

/// The assignments of a tenant's compliance policies. Clones share reads, queues and what was learned.
#[derive(Clone)]
pub struct Assignments {
    reader: Arc<Reader>,
    routes: Arc<Routes>,
    documented: Documented,
    writer: Arc<Writer>,
    /// The assignments of policies that live elsewhere and are reached in the same ways.
    catalog: Option<Arc<Self>>,
}

impl Assignments {
    /// Nothing is sent before the first question.
    pub fn new(client: Client, versions: Versions, mode: WriteMode) -> Self {
        // Only beta has them, whatever is asked for.
        let beta = Versions::Only(ApiVersion::Beta);
        let catalog = Self::of_kind(PolicyKind::SettingsCatalog, client.clone(), beta, mode);
        Self { catalog: Some(Arc::new(catalog)), ..Self::of_kind(PolicyKind::Device, client, versions, mode) }
    }

    fn of_kind(kind: PolicyKind, client: Client, versions: Versions, mode: WriteMode) -> Self {
        let reader = Arc::new(Reader::new(kind, client.clone(), versions.read()));
        Self {
            routes: Arc::new(Routes::new(mode)),
            documented: Documented::new(kind, client.clone(), versions, reader.clone()),
            writer: Arc::new(Writer::new(kind, client, versions, reader.clone())),
            reader,
            catalog: None,
        }
    }

    /// The assignments of policies of this kind.
    pub fn of(&self, kind: PolicyKind) -> &Self {
        match (kind, &self.catalog) {
            (PolicyKind::SettingsCatalog, Some(catalog)) => catalog,
            _ => self,
        }
    }

    /// The direct assignment with this id; `None` when Graph truly says that there is none, or no such policy.
    ///
    /// # Errors
    /// When Graph cannot be asked, or answers anything else.
    pub async fn find(
        &self,
        policy: &PolicyId,
        id: &AssignmentId,
        operation: &Operation,
    ) -> Result<Option<Assignment>, graph::Error> {
        let pick = |rows: &[Assignment]| {
            rows.iter().find(|row| row.id == *id && row.source == Source::Direct).cloned()
        };
        match self.reader.glance(policy, operation).await {
            Ok((rows, Origin::Own)) => Ok(pick(&rows)),
            Ok((rows, Origin::Listing)) => match pick(&rows) {
                Some(row) => Ok(Some(row)),
                // A listing is not the last word on what is missing.
                None => Ok(self.all(policy, operation).await?.and_then(|rows| pick(&rows))),
            },
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All assignments of a policy, from wherever they are cheapest to have; `None` when there is no such policy. What
    /// lacks one of those that are `expected` is confirmed on the policy itself.
    ///
    /// # Errors
    /// When Graph cannot be asked, or answers anything else.
    pub async fn current(
        &self,
        policy: &PolicyId,
        expected: &[Who],
        operation: &Operation,
    ) -> Result<Option<Arc<[Assignment]>>, graph::Error> {
        let has = |rows: &[Assignment], who: &Who| {
            let mut direct = rows.iter().filter(|row| row.source == Source::Direct);
            direct.any(|row| Who::of(&row.target.kind).as_ref() == Some(who))
        };
        match self.reader.glance(policy, operation).await {
            Ok((rows, Origin::Listing)) if !expected.iter().all(|who| has(&rows, who)) => {
                self.all(policy, operation).await
            }
            Ok((rows, _)) => Ok(Some(rows)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What would speak against creating an assignment, as far as it can be told now; `None` when nothing does, or
    /// when this process has begun to write and the answer is no longer about what was planned.
    ///
    /// # Errors
    /// When Graph cannot be asked. [`graph::Error::is_not_found`] means that there is no such policy.
    pub async fn foresee(
        &self,
        policy: &PolicyId,
        target: &Target,
        existing: Existing,
        operation: &Operation,
    ) -> Result<Option<Conflict>, graph::Error> {
        if self.reader.has_written(policy) {
            return Ok(None);
        }
        let (rows, _) = self.reader.glance(policy, operation).await?;
        let change = Change::Create { target: target.clone(), existing };
        Ok(match merge::verdict(&rows, &change, merge::Attempt::First) {
            merge::Verdict::Refused(conflict) => Some(conflict),
            merge::Verdict::Done(_) | merge::Verdict::Write => None,
        })
    }

    /// All assignments of a policy; `None` when there is no such policy.
    ///
    /// # Errors
    /// When Graph cannot be asked, or answers anything else.
    pub async fn all(
        &self,
        policy: &PolicyId,
        operation: &Operation,
    ) -> Result<Option<Arc<[Assignment]>>, graph::Error> {
        match self.reader.rows(policy, operation).await {
            Ok(rows) => Ok(Some(rows)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Brings one change about, and says what is there afterwards: the assignment, or nothing after a removal.
    ///
    /// # Errors
    /// When it conflicts with what is there, is refused, or cannot be brought to its end; [`Failure::remains`] tells
    /// what is left then.
    pub async fn apply(
        &self,
        policy: &PolicyId,
        change: Change,
        operation: &Operation,
    ) -> Result<Option<Assignment>, Failure> {
        match self.routes.known() {
            Some(route) => self.apply_by(route, policy, change, operation).await,
            None => self.find_out(policy, change, operation).await,
        }
    }

    /// The last look of a process that is about to end, at every policy whose set it has written.
    ///
    /// A change is answered as soon as it is seen to be there, so that one writer alone never waits. Another writer
    /// that has read the set just before may still save what it has read, and neither of the two can know. This looks
    /// again when such a write should have arrived, a moment after our last one, and makes good what it has undone.
    /// It costs nothing in a process that has not written. There is nobody left to tell of a failure but the log.
    pub async fn last_look(&self, operation: &Operation) {
        let catalog = async {
            if let Some(catalog) = &self.catalog {
                catalog.writer.last_look(operation).await;
            }
        };
        tokio::join!(self.writer.last_look(operation), catalog);
    }

    async fn apply_by(
        &self,
        route: Route,
        policy: &PolicyId,
        change: Change,
        operation: &Operation,
    ) -> Result<Option<Assignment>, Failure> {
        match route {
            Route::Documented => Ok(self.documented.apply(policy, &change, operation).await?.assignment),
            Route::WholeSet => self.writer.apply(policy, change, operation).await,
        }
    }

    /// The first write of the process tries the documented route; the others wait for what it learns.
    async fn find_out(
        &self,
        policy: &PolicyId,
        change: Change,
        operation: &Operation,
    ) -> Result<Option<Assignment>, Failure> {
        let mut asking = operation.bound(self.routes.ask()).await.map_err(Failure::before_writing)?;
        if let Some(route) = *asking {
            drop(asking);
            return self.apply_by(route, policy, change, operation).await;
        }
        match self.documented.apply(policy, &change, operation).await {
            Err(failure) if failure.is_route_missing() => {
                self.routes.learn(&mut asking, Route::WholeSet);
                drop(asking);
                self.writer.apply(policy, change, operation).await
            }
            Ok(done) => {
                if done.sent {
                    self.routes.learn(&mut asking, Route::Documented);
                }
                Ok(done.assignment)
            }
            Err(failure) => Err(failure),
        }
    }
}

#[cfg(test)]
mod tests;
