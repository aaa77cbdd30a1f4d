//! Whole-set writes: one at a time for each policy, with everything that waits put into the next one.
//!
//! The service has no ETag: whoever writes a set that was read before somebody else's write undoes it. So a set is
//! read right before it is written, merged, written, and read again; what is missing then is written again, as often
//! as the operation's timeout allows. When another writer shows itself, reading goes on for a while, long enough to
//! see the damage that a set read before ours can do.

mod desk;
mod group;
mod rounds;
mod settle;
mod trail;
mod turn;
mod turnstile;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Versions;
use super::change::Change;
use super::error::{Error, Failure};
use super::reader::Reader;
use crate::graph::{ApiVersion, Assignment, Client, Operation, PolicyId, PolicyKind};
use desk::Desk;
use group::Group;
use turn::Turn;
use turnstile::Turnstile;

/// How long a look may take that decides what the state says, when the operation itself has ended.
pub(super) const LAST_LOOK: Duration = Duration::from_secs(10);

pub(super) struct Writer {
    kind: PolicyKind,
    client: Client,
    versions: Versions,
    reader: Arc<Reader>,
    desks: Mutex<HashMap<PolicyId, Arc<Desk>>>,
    turnstile: Arc<Turnstile>,
}

impl Writer {
    pub(super) fn new(kind: PolicyKind, client: Client, versions: Versions, reader: Arc<Reader>) -> Self {
        Self { kind, client, versions, reader, desks: Mutex::default(), turnstile: Arc::default() }
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
        let (ticket, mut answer) = desk.hand_in(change, operation.clone(), self.turnstile.enter());
        let turn = tokio::select! {
            biased;
            answer = &mut answer => return desk::received(answer),
            turn = operation.bound(desk.turn()) => turn,
        };
        let ended = match turn {
            Ok(mut turn) => {
                let led = self.lead(policy, &desk, &mut turn, operation).await;
                turn.let_others_pass();
                led.err()
            }
            Err(interrupted) => Some(interrupted.into()),
        };
        if let Some(error) = ended
            && desk.withdraw(ticket)
        {
            // Still in the queue: nothing was sent for it.
            return Err(Failure::before_writing(error));
        }
        // Its write is on its way, and the answer counts.
        desk::received(answer.await)
    }

    /// Reads, and settles everything that waits by then: those who come during the read go into the same write.
    ///
    /// # Errors
    /// When whoever leads has to leave; then another may lead.
    async fn lead(
        &self,
        policy: &PolicyId,
        desk: &Arc<Desk>,
        turn: &mut Turn,
        operation: &Operation,
    ) -> Result<(), Error> {
        let policies = self.desks.lock().unwrap_or_else(PoisonError::into_inner).len();
        if turn.written().is_some() && self.turnstile.is_worth_waiting(policies) {
            turn.hold(operation.bound(self.turnstile.pass(desk)).await?);
        }
        if let Some(earlier) = self.reader.last_seen(policy) {
            turn.begin_with(&earlier);
        }
        if turn.has_fresh() {
            // Where the set is read first, there is time enough for that.
            operation.bound(self.turnstile.gather()).await?;
        }
        let read = match turn.take_fresh() {
            Some(rows) => Ok(rows),
            None => self.reader.fetch(policy, operation).await,
        };
        match read {
            Ok(rows) => {
                let group = Group::new(desk.take_all());
                self.settle_all(policy, group, rows, turn).await;
            }
            Err(error) if error.is_stopped() || error.is_timed_out() => return Err(error.into()),
            Err(error) => Group::new(desk.take_all()).unread(&error, None),
        }
        Ok(())
    }

    /// Looks once more at every policy that was written, when a set that another writer had read before our last
    /// write has had the time to arrive, and makes good what it has undone.
    pub(super) async fn last_look(&self, operation: &Operation) {
        let desks: Vec<_> = {
            let desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
            desks.iter().map(|(policy, desk)| (policy.clone(), desk.clone())).collect()
        };
        let looks = desks.iter().map(|(policy, desk)| self.look_again(policy, desk, operation));
        futures_util::future::join_all(looks).await;
    }

    async fn look_again(&self, policy: &PolicyId, desk: &Desk, operation: &Operation) {
        let Ok(mut turn) = operation.bound(desk.turn()).await else {
            return;
        };
        if let Some(written) = turn.written()
            && operation.sleep_until(written + rounds::WATCH).await.is_ok()
        {
            self.repair(policy, operation, &mut turn).await;
        }
    }
}
