//! Reads that are shared: a policy's assignments are asked for once, however many resources want one of them.
//!
//! What was read stays good for the process, which lives for one plan or one apply, until this process writes to the
//! policy: nothing older than our own last write is ever handed out. Those who ask while a read is under way share
//! it, and its failure as well, unless the failure was only that the first asker ran out of time.
//!
//! When several policies are asked for, a [`listing`] of policies with their assignments serves many at once. What it
//! shows is believed; what it lacks is asked for again on the policy itself.
//!
//! A set that comes in several pages is read until it is certain that no row was lost between them ([`whole`]).

mod entry;
mod listing;
mod whole;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use entry::Entry;
use listing::Listing;

use crate::graph::compliance::assignments;
use crate::graph::{ApiVersion, Assignment, Client, Error, Operation, PolicyId, PolicyKind};

/// A policy's rows.
pub(super) type Rows = Arc<[Assignment]>;

/// Where rows were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// On the policy's own `…/assignments`.
    Own,
    /// In a listing of policies, which is not the last word on what is missing.
    Listing,
}

pub(super) struct Reader {
    kind: PolicyKind,
    client: Client,
    version: ApiVersion,
    policies: Mutex<HashMap<PolicyId, Arc<Entry>>>,
    /// Only where a listing shows assignments that can be relied on.
    listing: Option<Listing>,
    /// Counts the beginnings and ends of this process's writes.
    epoch: AtomicU64,
}

impl Reader {
    pub(super) fn new(kind: PolicyKind, client: Client, version: ApiVersion) -> Self {
        let listing = (kind == PolicyKind::Device).then(|| Listing::new(client.clone(), version));
        Self { kind, client, version, policies: Mutex::default(), listing, epoch: AtomicU64::new(0) }
    }

    fn entry(&self, policy: &PolicyId) -> Arc<Entry> {
        self.policies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(policy.clone())
            .or_default()
            .clone()
    }

    /// How many policies have been asked for.
    fn asked_for(&self) -> usize {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The policy's assignments, read on the policy itself, now or since this process last wrote to it.
    pub(super) async fn rows(&self, policy: &PolicyId, operation: &Operation) -> Result<Rows, Error> {
        Ok(self.shared(policy, Origin::Own, operation).await?.0)
    }

    /// The policy's assignments from wherever they are cheapest to have, and where that was.
    pub(super) async fn glance(
        &self,
        policy: &PolicyId,
        operation: &Operation,
    ) -> Result<(Rows, Origin), Error> {
        self.shared(policy, Origin::Listing, operation).await
    }

    async fn shared(
        &self,
        policy: &PolicyId,
        worst: Origin,
        operation: &Operation,
    ) -> Result<(Rows, Origin), Error> {
        let entry = self.entry(policy);
        let asked = entry.marks();
        let Ok(mut last) = operation.bound(entry.turn()).await else {
            // The client makes the proper error of an operation that has ended.
            return Ok((self.fetch(policy, operation).await?, Origin::Own));
        };
        if let Some(answer) = entry.answer(&last, asked, worst) {
            return answer;
        }
        let budget = self.asked_for();
        if let (Origin::Listing, Some(listing)) = (worst, &self.listing)
            && budget > 1
        {
            let epoch = || self.epoch.load(Ordering::SeqCst);
            if let Some(shown) = listing.find(policy, budget, epoch, operation).await {
                let as_of = entry.marks();
                if shown.epoch >= as_of.written {
                    let answer = (shown.rows, Origin::Listing);
                    entry.keep(&mut last, as_of, Ok(answer.clone()));
                    return Ok(answer);
                }
            }
        }
        let as_of = entry.marks();
        let answer = self.fetch(policy, operation).await.map(|rows| (rows, Origin::Own));
        entry.keep(&mut last, as_of, answer.clone());
        answer
    }

    /// The policy's assignments as they are now, for whoever is about to write or has just written.
    pub(super) async fn fetch(&self, policy: &PolicyId, operation: &Operation) -> Result<Rows, Error> {
        whole::read(&self.client, &assignments::list(self.kind, self.version, policy), operation).await
    }

    /// What askers were shown of a policy last, however old: to tell whether somebody has written since.
    pub(super) fn last_seen(&self, policy: &PolicyId) -> Option<Rows> {
        self.entry(policy).last_seen()
    }

    /// Whether this process has written to the policy.
    pub(super) fn has_written(&self, policy: &PolicyId) -> bool {
        self.entry(policy).marks().written > 0
    }

    /// A write begins or has ended: what was read before is old.
    pub(super) fn forget(&self, policy: &PolicyId) {
        let epoch = self.epoch.fetch_add(1, Ordering::SeqCst) + 1;
        self.entry(policy).forget(epoch);
    }
}

#[cfg(test)]
mod tests;
