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
    /// Whether all assignments were set at once.
    is_exact: bool,
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
        if let Change::Exactly { targets } = change {
            self.is_exact = true;
            return targets.iter().for_each(|target| self.take_over(target));
        }
        let Some(who) = change.whos().pop() else {
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

    fn take_over(&mut self, target: &Target) {
        if let Some(who) = Who::of(&target.kind) {
            self.entries.insert(who, Entry { deed: Deed::TookOver(target.clone()), done: Instant::now() });
        }
    }

    /// Notes whose assignments were removed because they did not belong to all that were to be there.
    pub(super) fn note_removed(&mut self, whos: Vec<Who>) {
        let done = Instant::now();
        self.entries.extend(whos.into_iter().map(|who| (who, Entry { deed: Deed::Removed, done })));
    }

    /// Whether all assignments were set at once, which only one resource can do.
    pub(super) fn is_exact(&self) -> bool {
        self.is_exact
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
