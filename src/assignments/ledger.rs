//! What this process has brought about on one policy.
//!
//! Reads may lag behind writes, and another writer may overwrite ours with a set that was read before. Both would
//! make a merge undo our own earlier work; the ledger makes it do it again instead.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::change::{Change, Existing};
use super::who::Who;
use crate::graph::Target;

/// How long a read may show what was before our write. Later differences are taken for somebody's decision.
const LAG: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: HashMap<Who, Entry>,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) deed: Deed,
    done: Instant,
}

/// What was done for somebody.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// We made the assignment, or changed it.
    Made(Target),
    /// As [`Deed::Made`], for a resource that may have found it there. A resource that held it before and is
    /// destroyed in the same run must leave it alone.
    TookOver(Target),
    /// We removed it.
    Removed,
}

impl Entry {
    /// What should be there; `None` when we removed it.
    pub(super) fn target(&self) -> Option<&Target> {
        match &self.deed {
            Deed::Made(target) | Deed::TookOver(target) => Some(target),
            Deed::Removed => None,
        }
    }

    /// Whether a read may still show what was before.
    pub(super) fn is_recent(&self) -> bool {
        self.done.elapsed() < LAG
    }
}

impl Ledger {
    /// Notes that a change is done, as a read has shown: what is there now, or nothing after a removal.
    pub(super) fn note(&mut self, change: &Change, there: Option<&Target>) {
        let Some(who) = Who::of(change.kind()) else {
            return;
        };
        let deed = match (there, change) {
            (Some(target), Change::Create { existing: Existing::Adopt, .. }) => {
                Deed::TookOver(target.clone())
            }
            (Some(target), _) => Deed::Made(target.clone()),
            (None, _) if self.has_taken_over(&who) => return,
            (None, _) => Deed::Removed,
        };
        let done = Instant::now();
        self.entries.insert(who, Entry { deed, done });
    }

    fn has_taken_over(&self, who: &Who) -> bool {
        let entry = self.entries.get(who);
        entry.is_some_and(|entry| matches!(entry.deed, Deed::TookOver(_)))
    }

    /// What we did for `who`.
    pub(super) fn get(&self, who: &Who) -> Option<&Entry> {
        self.entries.get(who)
    }

    /// All that we did.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Who, &Entry)> {
        self.entries.iter()
    }
}
