//! What is remembered of one policy.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Origin, Rows};
use crate::graph::Error;

/// The last answer about one policy, and who may use it.
#[derive(Default)]
pub(super) struct Entry {
    /// Held while a read is under way.
    last: tokio::sync::Mutex<Last>,
    marks: Mutex<Marks>,
}

/// Counts, to tell what an asker may share.
#[derive(Clone, Copy, Default)]
pub(super) struct Marks {
    /// Reads that have ended.
    reads: u64,
    /// The epoch of our last write to it, its beginning or its end; zero without one.
    pub(super) written: u64,
}

#[derive(Default)]
pub(super) struct Last {
    answer: Option<Result<(Rows, Origin), Error>>,
    /// Our last write when the answer was asked for.
    written: u64,
}

impl Entry {
    pub(super) fn marks(&self) -> Marks {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody else reads this policy.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, Last> {
        self.last.lock().await
    }

    /// The answer that somebody who asked at `asked` may use now.
    pub(super) fn answer(
        &self,
        last: &Last,
        asked: Marks,
        worst: Origin,
    ) -> Option<Result<(Rows, Origin), Error>> {
        let now = self.marks();
        if last.written != now.written {
            return None;
        }
        match last.answer.as_ref()? {
            Ok((_, origin)) if *origin == Origin::Listing && worst == Origin::Own => None,
            Ok(answer) => Some(Ok(answer.clone())),
            // Failed while we waited: our own question, answered.
            Err(error) => (now.reads > asked.reads).then(|| Err(error.clone())),
        }
    }

    /// The rows that were read last for askers, however old. Whoever reads at this moment knows better.
    pub(super) fn last_seen(&self) -> Option<Rows> {
        let last = self.last.try_lock().ok()?;
        let (rows, _) = last.answer.as_ref()?.as_ref().ok()?;
        Some(rows.clone())
    }

    /// Remembers an answer that was asked for at `as_of`.
    pub(super) fn keep(&self, last: &mut Last, as_of: Marks, answer: Result<(Rows, Origin), Error>) {
        self.lock().reads += 1;
        let only_the_askers = matches!(&answer, Err(error) if error.is_stopped() || error.is_timed_out());
        last.answer = (!only_the_askers).then_some(answer);
        last.written = as_of.written;
    }

    /// What was read before is old.
    pub(super) fn forget(&self, epoch: u64) {
        let mut marks = self.lock();
        marks.written = marks.written.max(epoch);
    }
}
