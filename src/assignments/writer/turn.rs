//! A [`Turn`] is the right to write a policy's set, and what whoever has it must know.

use std::time::Duration;

use tokio::time::Instant;

use super::trail::{Sight, Trail};
use super::turnstile::Pass;
use crate::assignments::ledger::Ledger;
use crate::assignments::merge::Fingerprint;
use crate::assignments::reader::Rows;

/// How long a verified read is as good as a new one for the next write: less than a request takes.
const FRESH: Duration = Duration::from_millis(60);
/// How long another writer is expected to go on after it was noticed.
const COMPANY: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct Turn {
    /// What we have done.
    pub(super) ledger: Ledger,
    /// What the set has been.
    trail: Trail,
    /// When we last sent a set that may have been taken.
    written: Option<Instant>,
    /// When another writer was last noticed.
    others_seen: Option<Instant>,
    fresh: Option<(Instant, Rows)>,
    /// The right to write before other policies.
    pass: Option<Pass>,
}

impl Turn {
    /// What this process has read before it first wrote.
    pub(super) fn begin_with(&mut self, rows: &Rows) {
        self.trail.begin_with(Fingerprint::of_rows(rows));
    }

    /// Takes note of a read.
    pub(super) fn read(&mut self, rows: &Rows) -> Sight {
        let sight = self.trail.read(Fingerprint::of_rows(rows));
        if sight == Sight::New {
            tracing::debug!("somebody else writes this policy's assignments as well");
            self.others_seen = Some(Instant::now());
        }
        sight
    }

    /// The service has accepted this set.
    pub(super) fn wrote(&mut self, posted: Fingerprint) {
        self.trail.wrote(posted);
        self.written = Some(Instant::now());
    }

    /// This set was sent, and nobody knows whether it was accepted.
    pub(super) fn perhaps_wrote(&mut self, posted: Fingerprint) {
        self.trail.perhaps_wrote(posted);
        self.written = Some(Instant::now());
    }

    /// When we last wrote, if we did.
    pub(super) fn written(&self) -> Option<Instant> {
        self.written
    }

    /// Whether another writer is about.
    pub(super) fn has_company(&self) -> bool {
        self.others_seen.is_some_and(|seen| seen.elapsed() < COMPANY)
    }

    /// Holds the right to write before other policies.
    pub(super) fn hold(&mut self, pass: Pass) {
        self.pass = Some(pass);
    }

    /// Gives that right up: the write is done, or has to wait for something else.
    pub(super) fn let_others_pass(&mut self) {
        self.pass = None;
    }

    /// Keeps what was just read for whoever is next.
    pub(super) fn keep_fresh(&mut self, rows: Rows) {
        self.fresh = Some((Instant::now(), rows));
    }

    /// Whether something was read a moment ago that the next write can begin with. Never while somebody else writes as
    /// well.
    pub(super) fn has_fresh(&self) -> bool {
        self.fresh.as_ref().is_some_and(|(read, _)| read.elapsed() < FRESH) && !self.has_company()
    }

    /// That read, once.
    pub(super) fn take_fresh(&mut self) -> Option<Rows> {
        let is_fresh = self.has_fresh();
        let (_, rows) = self.fresh.take()?;
        is_fresh.then_some(rows)
    }
}
