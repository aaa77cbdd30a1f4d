//! What to do after a read: the decision, from what was written and seen so far.

use std::time::Duration;

use super::trail::Sight;
use crate::assignments::error::Error;
use crate::assignments::lag;
use crate::graph::{self, error::Kind};
use crate::net::backoff;

/// The pause before looking again while there is another writer: longer than a set that was read before our write
/// should take to arrive after it.
pub(super) const WATCH: Duration = Duration::from_millis(600);
/// How many looks in a row must find everything there while there is another writer.
const QUIET_LOOKS: u32 = 2;
/// How many accepted writes may follow each other without a pause. Two writers that meet need two or three; more
/// means that somebody insists on another set, or that the service keeps something else than it was sent.
const EAGER_WRITES: u32 = 4;
/// How often the service may fail on a write without effect before its parts are tried alone.
const PATIENCE: u32 = 3;
/// How long after a read a set may be sent. It grows when all slots for requests are taken for longer.
const WINDOW: Duration = Duration::from_secs(1);

/// What a read says about the group, with its changes merged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Everything is there as wanted.
    Complete,
    /// Something is left to write.
    Open,
}

/// Who else writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Company {
    /// Nobody that we have noticed.
    Alone,
    /// Another writer was seen lately.
    Others,
}

/// The next step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Everything is there.
    Finish,
    /// Look again after a pause.
    Look(Duration),
    /// Write the merged set.
    Write,
    /// The service does not digest it.
    GiveUp,
}

/// What a failed write asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// Read back after this pause, and go on.
    LookBack(Duration),
    /// It fails again and again: look for the part that is not digested.
    Suspect,
}

/// The rounds of one group.
#[derive(Default)]
pub(super) struct Rounds {
    /// Writes that were accepted.
    writes: u32,
    /// Whether the pause before the next write was made.
    rested: bool,
    /// Looks that lagged since the last write.
    lagging: u32,
    /// Looks in a row that found everything there.
    quiet: u32,
    /// Writes of unknown outcome since the last that was accepted.
    failures: u32,
    /// Writes that could not be sent in time, one after the other.
    held_back: u32,
    /// How often that was for want of a slot.
    crowded: u32,
    /// Whether to look once more and give up.
    exhausted: bool,
    /// Whether failing once is enough to suspect the group: it is part of one that failed before.
    suspected: bool,
    /// The last failure of a write.
    problem: Option<graph::Error>,
}

impl Rounds {
    /// The rounds of a part of a group that the service did not digest.
    pub(super) fn of_suspects() -> Self {
        Self { suspected: true, ..Self::default() }
    }

    /// The last failure of a write, if none was accepted since.
    pub(super) fn problem(&self) -> Option<&graph::Error> {
        self.problem.as_ref()
    }

    /// Why what is left is not there.
    pub(super) fn error(&self) -> Error {
        self.problem.clone().map_or(Error::NotVisible, Error::Graph)
    }

    /// The next step.
    pub(super) fn next(&mut self, state: State, sight: Sight, company: Company) -> Next {
        if sight == Sight::Old {
            let pause = lag::pause(self.lagging);
            self.lagging += 1;
            return Next::Look(pause);
        }
        if state == State::Complete {
            if company == Company::Others && self.has_written() && self.quiet < QUIET_LOOKS {
                self.quiet += 1;
                return Next::Look(WATCH.mul_f64(0.75 + fastrand::f64() / 2.0));
            }
            return Next::Finish;
        }
        self.quiet = 0;
        if self.exhausted {
            return Next::GiveUp;
        }
        if let Some(too_many) = self.writes.checked_sub(EAGER_WRITES)
            && !self.rested
        {
            self.rested = true;
            return Next::Look(backoff(too_many, fastrand::f64()));
        }
        Next::Write
    }

    fn has_written(&self) -> bool {
        self.writes > 0 || self.failures > 0
    }

    /// How long the next write may wait to be sent.
    pub(super) fn window(&self) -> Duration {
        WINDOW.saturating_mul(2_u32.saturating_pow(self.crowded))
    }

    /// A write was accepted.
    pub(super) fn wrote(&mut self) {
        self.writes += 1;
        self.rested = false;
        self.lagging = 0;
        self.failures = 0;
        self.held_back = 0;
        self.problem = None;
    }

    /// The outcome of a write of so many changes is unknown. A service that fails on it again and again may not
    /// digest one of them; one that is merely overloaded is waited for.
    pub(super) fn failed(&mut self, error: graph::Error, changes: usize) -> Failed {
        let indigestible = error.status().is_some_and(|status| status.as_u16() == 500);
        let pause = backoff(self.failures, fastrand::f64());
        self.failures += 1;
        self.problem = Some(error);
        let patience = if self.suspected && changes > 1 { 1 } else { PATIENCE };
        if indigestible && self.failures >= patience {
            self.exhausted = changes <= 1;
            return Failed::Suspect;
        }
        Failed::LookBack(pause)
    }

    /// A write was not sent, because the service asks for quiet or all slots were taken: what was read is too old by
    /// now. The pause before the next read, where the service names none.
    pub(super) fn held_back(&mut self, error: &graph::Error) -> Option<Duration> {
        let last = match error.kind() {
            Kind::Interrupted { last: None, .. } => {
                self.crowded = self.crowded.saturating_add(1).min(16);
                return None;
            }
            Kind::Interrupted { last: Some(last), .. } => last,
            _ => error,
        };
        // The first time after a refusal the client keeps everybody waiting anyway.
        let is_waited_for = last.retry_after().is_some() || (self.held_back == 0 && last.status().is_some());
        let pause = (!is_waited_for).then(|| backoff(self.held_back, fastrand::f64()));
        self.held_back += 1;
        self.problem = Some(last.clone());
        pause
    }
}

#[cfg(test)]
mod tests;
