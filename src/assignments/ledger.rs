//! What this process has brought about on one policy.
//!
//! Reads may lag behind writes, and another writer may overwrite ours with a set that was read before. Both would
//! make a merge undo our own earlier work; the ledger makes it do it again instead.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

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
    /// What we wrote; `None` when we removed it.
    pub(super) target: Option<Target>,
    written: Instant,
}

impl Entry {
    /// Whether a read may still show what was before.
    pub(super) fn is_recent(&self) -> bool {
        self.written.elapsed() < LAG
    }
}

impl Ledger {
    /// Notes what is there for `who` since now, by our doing.
    pub(super) fn note(&mut self, who: Who, target: Option<Target>) {
        self.entries.insert(
            who,
            Entry {
                target,
                written: Instant::now(),
            },
        );
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
