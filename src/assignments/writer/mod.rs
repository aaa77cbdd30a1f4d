//! Whole-set writes: one at a time for each policy, with everything that waits put into the next one.
//!
//! The service has no ETag: whoever writes a set that was read before somebody else's write undoes it. So a set is
//! read right before it is written, merged, written, and read again; what is missing then is written again, as often
//! as the operation's timeout allows. When another writer shows itself, reading goes on for a while, long enough to
//! see the damage that a set read before ours can do.

mod desk;
mod rounds;
mod settle;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Versions;
use super::change::Change;
use super::error::{Error, Failure};
use super::reader::Reader;
use crate::graph::{ApiVersion, Assignment, Client, Operation, PolicyId};
use desk::Desk;

/// How long a look may take that decides what the state says, when the operation itself has ended.
const LAST_LOOK: Duration = Duration::from_secs(10);

pub(super) struct Writer {
    client: Client,
    versions: Versions,
    reader: Arc<Reader>,
    desks: Mutex<HashMap<PolicyId, Arc<Desk>>>,
}

impl Writer {
    pub(super) fn new(client: Client, versions: Versions, reader: Arc<Reader>) -> Self {
        Self {
            client,
            versions,
            reader,
            desks: Mutex::default(),
        }
    }

    /// Brings one change about, together with the others that wait for the same policy.
    pub(super) async fn apply(
        &self,
        policy: &PolicyId,
        change: Change,
        operation: &Operation,
    ) -> Result<Option<Assignment>, Failure> {
        if self.versions.read() == ApiVersion::V1_0 {
            return Err(Failure::before_writing(Error::MergeNeedsBeta));
        }
        let desk = {
            let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
            desks.entry(policy.clone()).or_default().clone()
        };
        let (ticket, mut answer) = desk.hand_in(change, operation.clone());
        let turn = tokio::select! {
            biased;
            answer = &mut answer => return desk::received(answer),
            turn = operation.bound(desk.turn()) => turn,
        };
        match turn {
            Ok(mut turn) => {
                let waiting = desk.take_all();
                if !waiting.is_empty() {
                    self.settle_all(policy, waiting, &mut turn).await;
                }
            }
            // Still in the queue: nothing was sent for it. Otherwise its write is on its way, and the answer counts.
            Err(interrupted) if desk.withdraw(ticket) => return Err(Failure::before_writing(interrupted)),
            Err(_) => {}
        }
        desk::received(answer.await)
    }
}

/// The operation itself while it lasts; afterwards a short one that nothing stops, because somebody has to know.
pub(super) fn last_look(operation: &Operation) -> Operation {
    if operation.check().is_ok() && operation.remaining() > LAST_LOOK {
        return operation.clone();
    }
    Operation::new(LAST_LOOK, CancellationToken::new())
}
