//! The documented routes: one request for one assignment.
//!
//! No merging is needed here, but the same care: what exists already is found before anything is sent, and a request
//! whose outcome is unknown is read back before it is repeated.

mod exactly;

use std::sync::Arc;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Versions;
use exactly::Made;

use super::change::Change;
use super::error::{Error, Failure};
use super::lag::{self, LAG};
use super::merge::{Attempt, Verdict, verdict};
use super::reader::Reader;
use super::who::Who;
use super::writer::LAST_LOOK;
use crate::graph::compliance::assignments;
use crate::graph::{
    self, ApiVersion, Assignment, Client, Operation, PolicyId, PolicyKind, Source, Target, Unwritable,
};
use crate::net::backoff;

#[derive(Clone)]
pub(super) struct Documented {
    kind: PolicyKind,
    client: Client,
    versions: Versions,
    reader: Arc<Reader>,
    made: Arc<Made>,
}

/// What came of a change.
pub(super) struct Done {
    /// The assignment, or nothing after a removal.
    pub(super) assignment: Option<Assignment>,
    /// Whether the service was asked for it; what was in place already needs no request.
    pub(super) sent: bool,
}

impl Documented {
    pub(super) fn new(kind: PolicyKind, client: Client, versions: Versions, reader: Arc<Reader>) -> Self {
        Self { kind, client, versions, reader, made: Arc::default() }
    }

    /// Brings one change about.
    pub(super) async fn apply(
        &self,
        policy: &PolicyId,
        change: &Change,
        operation: &Operation,
    ) -> Result<Done, Failure> {
        if let Change::Exactly { targets } = change {
            return self.set(policy, targets, operation).await;
        }
        let _entered = self.made.enter(policy, operation).await?;
        let is_removal = matches!(change, Change::Delete { .. });
        if is_removal && self.made.has_taken_over(policy, change) {
            return Ok(Done { assignment: None, sent: false });
        }
        let rows = self.reader.rows(policy, operation).await;
        if let (Change::Delete { .. }, Err(error)) = (change, &rows)
            && error.is_not_found()
        {
            return Ok(Done { assignment: None, sent: false });
        }
        let rows = rows.map_err(Failure::before_writing)?;
        match verdict(&rows, change, Attempt::First) {
            Verdict::Done(assignment) => {
                return Ok(Done { assignment, sent: false });
            }
            Verdict::Refused(conflict) => return Err(Failure::before_writing(conflict)),
            Verdict::Write => {}
        }
        let change = in_place_of_existing(&rows, change);
        let assignment = self.make(policy, &change, operation).await?;
        self.made.note(policy, &change);
        Ok(Done { assignment, sent: true })
    }

    /// Sends the change until it is there.
    async fn make(
        &self,
        policy: &PolicyId,
        change: &Change,
        operation: &Operation,
    ) -> Result<Option<Assignment>, Failure> {
        let mut failures = 0;
        loop {
            self.reader.forget(policy);
            let sent = self.send(policy, change, operation).await;
            self.reader.forget(policy);
            let outcome = match sent {
                Ok(Some(assignment)) => return Ok(Some(assignment)),
                Ok(None) => Outcome::Accepted,
                Err(Error::Graph(error)) if error.is_outcome_unknown() => Outcome::Unknown(error),
                Err(Error::Graph(error))
                    if error.is_not_found() && matches!(change, Change::Delete { .. }) =>
                {
                    Outcome::Accepted
                }
                Err(error) if failures == 0 => return Err(Failure::before_writing(error)),
                // Refused for certain, but perhaps because an earlier try has had its effect.
                Err(error) => Outcome::Refused(error),
            };
            match self.look_back(policy, change, &outcome, operation).await? {
                Verdict::Done(assignment) => return Ok(assignment),
                Verdict::Refused(conflict) => return Err(Failure::before_writing(conflict)),
                Verdict::Write => {}
            }
            if let Outcome::Refused(error) = outcome {
                return Err(Failure::in_doubt(error));
            }
            let wait = backoff(failures, fastrand::f64());
            failures += 1;
            operation.sleep(wait).await.map_err(|_| Failure::in_doubt(outcome.error()))?;
        }
    }

    async fn send(
        &self,
        policy: &PolicyId,
        change: &Change,
        operation: &Operation,
    ) -> Result<Option<Assignment>, Error> {
        match change {
            Change::Create { target, .. } => {
                let call = assignments::create(self.kind, self.version_for(target), policy, target)?;
                Ok(Some(self.client.send(&call, operation).await?))
            }
            Change::Update { id, target } => {
                let call = assignments::update(self.kind, self.version_for(target), policy, id, target)?;
                self.client.send(&call, operation).await?;
                Ok(None)
            }
            Change::Delete { id, .. } => {
                let version = match self.versions {
                    Versions::Auto => ApiVersion::V1_0,
                    Versions::Only(version) => version,
                };
                self.client.send(&assignments::delete(self.kind, version, policy, id), operation).await?;
                Ok(None)
            }
            // Made of the others.
            Change::Exactly { .. } => Ok(None),
        }
    }

    /// v1.0 as documented; only beta can express a filter.
    fn version_for(&self, target: &Target) -> ApiVersion {
        match self.versions {
            Versions::Only(version) => version,
            Versions::Auto if target.filter.is_some() => ApiVersion::Beta,
            Versions::Auto => ApiVersion::V1_0,
        }
    }

    /// Whether the change is there now. What was accepted is looked for until reads have had the time to show it.
    /// Asked even when the operation has ended, since the answer decides what the state has to say; then with a short
    /// time of its own.
    async fn look_back(
        &self,
        policy: &PolicyId,
        change: &Change,
        outcome: &Outcome,
        operation: &Operation,
    ) -> Result<Verdict, Failure> {
        let (start, mut looks) = (Instant::now(), 0);
        loop {
            let verdict = match self.reader.fetch(policy, &last_look(operation)).await {
                Ok(rows) => verdict(&rows, change, Attempt::Repeated),
                Err(error) if error.is_not_found() && matches!(change, Change::Delete { .. }) => {
                    Verdict::Done(None)
                }
                Err(error) => {
                    let error = match outcome {
                        Outcome::Accepted => error.into(),
                        outcome => outcome.error(),
                    };
                    return Err(Failure::in_doubt(error));
                }
            };
            let may_lag = matches!(outcome, Outcome::Accepted) && start.elapsed() < LAG;
            if !(may_lag && matches!(verdict, Verdict::Write)) {
                return Ok(verdict);
            }
            operation.sleep(lag::pause(looks)).await.map_err(|_| Failure::in_doubt(outcome.error()))?;
            looks += 1;
        }
    }
}

/// A create that takes over what is there changes it: a second one for the same target would be refused.
fn in_place_of_existing(rows: &[Assignment], change: &Change) -> Change {
    if let Change::Create { target, .. } = change {
        let who = Who::of(&target.kind);
        let is_it = |row: &&Assignment| row.source == Source::Direct && Who::of(&row.target.kind) == who;
        if let Some(row) = rows.iter().find(is_it).filter(|_| who.is_some()) {
            return Change::Update { id: row.id.clone(), target: target.clone() };
        }
    }
    change.clone()
}

/// What became of a request.
enum Outcome {
    /// The service took it.
    Accepted,
    /// Nobody knows.
    Unknown(graph::Error),
    /// The service did not take it.
    Refused(Error),
}

impl Outcome {
    /// Why the change is not there.
    fn error(&self) -> Error {
        match self {
            Self::Accepted => Error::NotVisible,
            Self::Unknown(error) => Error::Graph(error.clone()),
            Self::Refused(error) => error.clone(),
        }
    }
}

/// The operation itself while it lasts; afterwards a short one that nothing stops, because somebody has to know.
fn last_look(operation: &Operation) -> Operation {
    if operation.check().is_ok() && operation.remaining() > LAST_LOOK {
        return operation.clone();
    }
    Operation::new(LAST_LOOK, CancellationToken::new())
}

impl From<Unwritable> for Failure {
    fn from(error: Unwritable) -> Self {
        Self::before_writing(error)
    }
}
