//! The documented routes: one request for one assignment.
//!
//! No merging is needed here, but the same care: what exists already is found before anything is sent, and a request
//! whose outcome is unknown is read back before it is repeated.

use std::sync::Arc;

use super::Versions;
use super::change::Change;
use super::error::{Error, Failure};
use super::merge::{Attempt, Verdict, verdict};
use super::reader::Reader;
use crate::graph::compliance::assignments;
use crate::graph::{self, ApiVersion, Assignment, Client, Operation, PolicyId, Target, Unwritable};
use crate::net::backoff;

#[derive(Clone)]
pub(super) struct Documented {
    client: Client,
    versions: Versions,
    reader: Arc<Reader>,
}

/// What came of a change.
pub(super) struct Done {
    /// The assignment, or nothing after a removal.
    pub(super) assignment: Option<Assignment>,
    /// Whether the service was asked for it; what was in place already needs no request.
    pub(super) sent: bool,
}

impl Documented {
    pub(super) fn new(client: Client, versions: Versions, reader: Arc<Reader>) -> Self {
        Self {
            client,
            versions,
            reader,
        }
    }

    /// Brings one change about.
    pub(super) async fn apply(
        &self,
        policy: &PolicyId,
        change: &Change,
        operation: &Operation,
    ) -> Result<Done, Failure> {
        let rows = self.reader.rows(policy, operation).await;
        if let (Change::Delete { .. }, Err(error)) = (change, &rows)
            && error.is_not_found()
        {
            return Ok(Done {
                assignment: None,
                sent: false,
            });
        }
        let rows = rows.map_err(Failure::before_writing)?;
        match verdict(&rows, change, Attempt::First) {
            Verdict::Done(assignment) => {
                return Ok(Done {
                    assignment,
                    sent: false,
                });
            }
            Verdict::Refused(conflict) => return Err(Failure::before_writing(conflict)),
            Verdict::Write => {}
        }
        let mut failures = 0;
        loop {
            self.reader.forget(policy);
            let sent = self.send(policy, change, operation).await;
            self.reader.forget(policy);
            let doubt = match sent {
                Ok(Some(assignment)) => {
                    return Ok(Done {
                        assignment: Some(assignment),
                        sent: true,
                    });
                }
                Ok(None) => None,
                Err(Error::Graph(error)) if error.is_outcome_unknown() => Some(error),
                Err(Error::Graph(error))
                    if error.is_not_found() && matches!(change, Change::Delete { .. }) =>
                {
                    None
                }
                Err(error) => {
                    // Refused for certain, but an earlier try may have had its effect.
                    let failed = if failures == 0 {
                        Failure::before_writing
                    } else {
                        Failure::in_doubt
                    };
                    return Err(failed(error));
                }
            };
            match self.look_back(policy, change, doubt.as_ref(), operation).await? {
                Verdict::Done(assignment) => {
                    return Ok(Done {
                        assignment,
                        sent: true,
                    });
                }
                Verdict::Refused(conflict) => return Err(Failure::before_writing(conflict)),
                Verdict::Write => {}
            }
            let wait = backoff(failures, fastrand::f64());
            failures += 1;
            operation.sleep(wait).await.map_err(|interrupted| match &doubt {
                Some(error) => Failure::in_doubt(error.clone()),
                None => Failure::in_doubt(interrupted),
            })?;
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
                let call = assignments::create(self.version_for(target), policy, target)?;
                Ok(Some(self.client.send(&call, operation).await?))
            }
            Change::Update { id, target } => {
                let call = assignments::update(self.version_for(target), policy, id, target)?;
                self.client.send(&call, operation).await?;
                Ok(None)
            }
            Change::Delete { id, .. } => {
                let version = match self.versions {
                    Versions::Auto => ApiVersion::V1_0,
                    Versions::Only(version) => version,
                };
                self.client
                    .send(&assignments::delete(version, policy, id), operation)
                    .await?;
                Ok(None)
            }
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

    /// Whether the change is there now. Asked even when the operation has ended, since the answer decides what the
    /// state has to say; then with a short time of its own.
    async fn look_back(
        &self,
        policy: &PolicyId,
        change: &Change,
        doubt: Option<&graph::Error>,
        operation: &Operation,
    ) -> Result<Verdict, Failure> {
        match self
            .reader
            .fetch(policy, &super::writer::last_look(operation))
            .await
        {
            Ok(rows) => Ok(verdict(&rows, change, Attempt::Repeated)),
            Err(error) if error.is_not_found() && matches!(change, Change::Delete { .. }) => {
                Ok(Verdict::Done(None))
            }
            Err(error) => Err(Failure::in_doubt(doubt.cloned().unwrap_or(error))),
        }
    }
}

impl From<Unwritable> for Failure {
    fn from(error: Unwritable) -> Self {
        Self::before_writing(error)
    }
}
