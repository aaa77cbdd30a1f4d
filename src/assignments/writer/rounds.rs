//! What to do after a read: the decision, from what was written and seen so far.

use std::time::Duration;

use tokio::time::Instant;

use super::desk::Turn;
use crate::assignments::merge::{Fingerprint, Merged, Verdict};
use crate::graph::{self, Assignment};

/// How long reads may lag behind an accepted write before it is taken for undone, and repeated.
const LAG: Duration = Duration::from_secs(15);
/// The first pause for a read that lags; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// How long another writer is expected to go on after it was noticed.
const COMPANY: Duration = Duration::from_secs(30);
/// The pause before looking again while there is another writer: longer than a set that was read before our write
/// should take to arrive after it.
const WATCH: Duration = Duration::from_millis(600);
/// How many looks in a row must find everything there while there is another writer.
const QUIET_LOOKS: u32 = 2;
/// How often the service may fail on a write without effect before its parts are tried alone.
const PATIENCE: u32 = 3;

/// The next step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Everything is there.
    Finish,
    /// Look again after a pause.
    Look(Duration),
    /// Write the merged set.
    Write,
}

/// The rounds of one group.
#[derive(Default)]
pub(super) struct Rounds {
    written: Option<Written>,
    /// Looks that lagged since the last write.
    lagging: u32,
    /// Looks in a row that found everything there.
    quiet: u32,
    /// Writes of unknown outcome.
    pub(super) failures: u32,
    /// The last of them.
    pub(super) doubt: Option<graph::Error>,
}

struct Written {
    at: Instant,
    before: Fingerprint,
    posted: Fingerprint,
}

impl Rounds {
    /// Notes in the turn when what is read is neither what we left nor what we wrote.
    pub(super) fn notice_others(&self, rows: &[Assignment], turn: &mut Turn) {
        let now = Fingerprint::of_rows(rows);
        let expected = match &self.written {
            Some(written) => now == written.posted || now == written.before,
            None => turn.last_seen.as_ref().is_none_or(|seen| *seen == now),
        };
        if !expected {
            tracing::debug!("somebody else writes this policy's assignments as well");
            turn.others_seen = Some(Instant::now());
        }
        turn.last_seen = Some(now);
    }

    /// The next step.
    pub(super) fn next(&mut self, merged: &Merged<'_>, rows: &[Assignment], turn: &Turn) -> Next {
        let complete = !merged.differs
            && !merged
                .verdicts
                .iter()
                .any(|verdict| matches!(verdict, Verdict::Write));
        if complete {
            let company = turn.others_seen.is_some_and(|seen| seen.elapsed() < COMPANY);
            if company && self.written.is_some() && self.quiet < QUIET_LOOKS {
                self.quiet += 1;
                return Next::Look(WATCH.mul_f64(0.75 + fastrand::f64() / 2.0));
            }
            return Next::Finish;
        }
        self.quiet = 0;
        match &self.written {
            Some(written) if written.at.elapsed() < LAG && written.before == Fingerprint::of_rows(rows) => {
                let pause = FIRST_PAUSE
                    .saturating_mul(2_u32.saturating_pow(self.lagging))
                    .min(LONGEST_PAUSE);
                self.lagging += 1;
                Next::Look(pause)
            }
            _ => Next::Write,
        }
    }

    /// A write was accepted.
    pub(super) fn wrote(&mut self, rows: &[Assignment], merged: &Merged<'_>) {
        self.written = Some(Written {
            at: Instant::now(),
            before: Fingerprint::of_rows(rows),
            posted: merged.fingerprint(),
        });
        self.lagging = 0;
        self.failures = 0;
        self.doubt = None;
    }

    /// The outcome of a write is unknown. True when the service fails on it again and again, so that it is time to
    /// look for the part that it cannot digest; a service that is merely overloaded is waited for.
    pub(super) fn failed(&mut self, error: graph::Error) -> bool {
        let indigestible = error.status().is_some_and(|status| status.as_u16() == 500);
        self.failures += 1;
        self.doubt = Some(error);
        indigestible && self.failures >= PATIENCE
    }
}
