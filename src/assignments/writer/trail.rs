//! The [`Trail`] is what the set has been, as far as this process knows, so that a read can be told apart: does it
//! show what is there, what was there before our last write, or another writer's work?
//!
//! The service promises nothing about reads after writes, and different reads may be answered by different copies.
//! A set that is known to be an older one is not merged with and not judged by: it is looked at again.

use tokio::time::Instant;

use crate::assignments::lag::LAG;
use crate::assignments::merge::Fingerprint;

#[derive(Debug, Default)]
pub(super) struct Trail {
    /// What the set should be now: the last that was read, or the last that the service accepted.
    now: Option<Fingerprint>,
    /// What it may be, if a write of unknown outcome had its effect.
    perhaps: Option<Fingerprint>,
    /// What it was before, and until when.
    before: Vec<(Fingerprint, Instant)>,
}

/// What a read shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// What is known, or nothing was known before.
    Expected,
    /// What was there before our last writes.
    Old,
    /// What nobody here has written: there is another writer.
    New,
}

impl Trail {
    /// What this process has read before it began to write: a first read that shows something else shows that
    /// somebody writes at the same time.
    pub(super) fn begin_with(&mut self, shown: Fingerprint) {
        self.now.get_or_insert(shown);
    }

    /// Takes note of a read.
    pub(super) fn read(&mut self, shown: Fingerprint) -> Sight {
        self.before.retain(|(_, until)| until.elapsed() < LAG);
        if self.now.is_none_or(|now| now == shown) {
            self.now = Some(shown);
            return Sight::Expected;
        }
        if self.perhaps == Some(shown) {
            self.perhaps = None;
            self.advance(shown);
            return Sight::Expected;
        }
        if self.before.iter().any(|(old, _)| *old == shown) {
            return Sight::Old;
        }
        self.advance(shown);
        Sight::New
    }

    /// The service has accepted this set.
    pub(super) fn wrote(&mut self, posted: Fingerprint) {
        self.give_up_perhaps();
        self.advance(posted);
    }

    /// This set was sent, and nobody knows whether it was accepted.
    pub(super) fn perhaps_wrote(&mut self, posted: Fingerprint) {
        self.give_up_perhaps();
        self.perhaps = (self.now != Some(posted)).then_some(posted);
    }

    /// A write of unknown outcome that comes late is no other writer's.
    fn give_up_perhaps(&mut self) {
        if let Some(perhaps) = self.perhaps.take() {
            self.before.push((perhaps, Instant::now()));
        }
    }

    fn advance(&mut self, shown: Fingerprint) {
        self.before.retain(|(old, _)| *old != shown);
        if let Some(old) = self.now.replace(shown).filter(|old| *old != shown) {
            self.before.push((old, Instant::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignments::change::{Change, Existing};
    use crate::assignments::ledger::Ledger;
    use crate::assignments::merge::{Attempt, Wanted};
    use crate::assignments::merge::{Fingerprint, merge};
    use crate::graph::{GroupId, Target, TargetKind};

    /// Sets that differ, by a number.
    fn set(number: u32) -> Fingerprint {
        let group = format!("00000000-0000-4000-9000-{number:012}");
        let kind = TargetKind::Group(GroupId::try_from(group.as_str()).expect("id"));
        let (target, existing) = (Target::unfiltered(kind), Existing::Refuse);
        let (change, attempt) = (&Change::Create { target, existing }, Attempt::First);
        merge(&[], &[Wanted { change, attempt }], &Ledger::default()).fingerprint()
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_read_and_what_we_wrote_are_expected() {
        let mut trail = Trail::default();
        assert_eq!(trail.read(set(1)), Sight::Expected);
        trail.wrote(set(2));
        assert_eq!(trail.read(set(2)), Sight::Expected);
        assert_eq!(trail.read(set(2)), Sight::Expected);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_read_before_the_first_turn_tells_another_writer_and_counts_for_nothing_later() {
        let mut trail = Trail::default();
        trail.begin_with(set(1));
        assert_eq!(trail.read(set(2)), Sight::New);
        trail.begin_with(set(1));
        assert_eq!(trail.read(set(2)), Sight::Expected);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_there_before_is_old_for_a_while_and_new_afterwards() {
        let mut trail = Trail::default();
        trail.read(set(1));
        trail.wrote(set(2));
        trail.wrote(set(3));
        for old in [set(1), set(2), set(1)] {
            assert_eq!(trail.read(old), Sight::Old);
        }
        assert_eq!(trail.read(set(3)), Sight::Expected);
        tokio::time::sleep(LAG).await;
        assert_eq!(trail.read(set(2)), Sight::New);
        assert_eq!(trail.read(set(2)), Sight::Expected);
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_here_wrote_is_anothers_work_and_known_from_then_on() {
        let mut trail = Trail::default();
        trail.read(set(1));
        trail.wrote(set(2));
        assert_eq!(trail.read(set(9)), Sight::New);
        assert_eq!(trail.read(set(9)), Sight::Expected);
        assert_eq!(trail.read(set(2)), Sight::Old);
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_of_unknown_outcome_is_expected_with_and_without_effect_and_late() {
        let mut trail = Trail::default();
        trail.read(set(1));
        trail.perhaps_wrote(set(2));
        assert_eq!(trail.read(set(1)), Sight::Expected);
        assert_eq!(trail.read(set(2)), Sight::Expected);
        assert_eq!(trail.read(set(1)), Sight::Old);
        trail.perhaps_wrote(set(3));
        trail.wrote(set(4));
        assert_eq!(trail.read(set(3)), Sight::Old);
        assert_eq!(trail.read(set(4)), Sight::Expected);
    }

    #[tokio::test(start_paused = true)]
    async fn a_set_that_comes_back_by_our_doing_is_not_old() {
        let mut trail = Trail::default();
        trail.read(set(1));
        trail.wrote(set(2));
        trail.wrote(set(1));
        assert_eq!(trail.read(set(1)), Sight::Expected);
        assert_eq!(trail.read(set(2)), Sight::Old);
    }
}
