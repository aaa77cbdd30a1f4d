//! Reads that are shared: a policy's assignments are asked for once, however many resources want one of them.
//!
//! What was read stays good for the process, which lives for one plan or one apply, until this process writes to the
//! policy: nothing older than our own last write is ever handed out. Those who ask while a read is under way share
//! it, and its failure as well, unless the failure was only that the first asker ran out of time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::graph::compliance::assignments;
use crate::graph::{ApiVersion, Assignment, Client, Error, Operation, PolicyId};

/// A policy's rows.
pub(super) type Rows = Arc<[Assignment]>;

pub(super) struct Reader {
    client: Client,
    version: ApiVersion,
    policies: Mutex<HashMap<PolicyId, Arc<Entry>>>,
}

#[derive(Default)]
struct Entry {
    /// Held while a read is under way.
    last: tokio::sync::Mutex<Last>,
    /// Counts reads and writes, to tell what an asker may share.
    marks: Mutex<Marks>,
}

#[derive(Clone, Copy, Default)]
struct Marks {
    /// Reads that have ended.
    reads: u64,
    /// Writes that have begun.
    writes: u64,
}

#[derive(Default)]
struct Last {
    answer: Option<Result<Rows, Error>>,
    /// The writes that had begun when the answer was asked for.
    as_of: u64,
}

impl Entry {
    fn marks(&self) -> std::sync::MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    pub(super) fn new(client: Client, version: ApiVersion) -> Self {
        Self {
            client,
            version,
            policies: Mutex::default(),
        }
    }

    fn entry(&self, policy: &PolicyId) -> Arc<Entry> {
        self.policies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(policy.clone())
            .or_default()
            .clone()
    }

    /// The policy's assignments, read now or since this process last wrote to it.
    pub(super) async fn rows(&self, policy: &PolicyId, operation: &Operation) -> Result<Rows, Error> {
        let entry = self.entry(policy);
        let asked = *entry.marks();
        let Ok(mut last) = operation.bound(entry.last.lock()).await else {
            // The client makes the proper error of an operation that has ended.
            return self.fetch(policy, operation).await;
        };
        let marks = *entry.marks();
        if last.as_of == marks.writes {
            match &last.answer {
                Some(Ok(rows)) => return Ok(rows.clone()),
                // Failed while we waited: our own question, answered.
                Some(Err(error)) if marks.reads > asked.reads => return Err(error.clone()),
                _ => {}
            }
        }
        last.as_of = marks.writes;
        let answer = self.fetch(policy, operation).await;
        entry.marks().reads += 1;
        let only_ours = matches!(&answer, Err(error) if error.is_stopped() || error.is_timed_out());
        last.answer = (!only_ours).then(|| answer.clone());
        answer
    }

    /// The policy's assignments as they are now, for whoever is about to write or has just written.
    pub(super) async fn fetch(&self, policy: &PolicyId, operation: &Operation) -> Result<Rows, Error> {
        let rows = self
            .client
            .collect(&assignments::list(self.version, policy), operation)
            .await?;
        Ok(rows.into())
    }

    /// A write begins: what was read before is old.
    pub(super) fn forget(&self, policy: &PolicyId) {
        self.entry(policy).marks().writes += 1;
    }
}
