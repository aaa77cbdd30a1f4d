//! Merging changes into a set of assignments: the decision, without I/O.
//!
//! The set is what Graph shows now. Rows that are not ours stay byte for byte what they are, rows that belong to a
//! policy set are left out of what is written (the service keeps them), and each change gets its own verdict. The
//! same function verifies: a change whose verdict on a later read is [`Verdict::Done`] is there.

use std::collections::HashSet;

use super::change::{Change, Existing};
use super::error::Conflict;
use super::ledger::Ledger;
use super::who::Who;
use crate::graph::{ApiVersion, Assignment, AssignmentId, RawRow, Source, Target, Unwritable};

/// One change, and whether it has been written once already.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) change: &'a Change,
    pub(super) attempt: Attempt,
}

/// Whether a change may have had its effect already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// Nothing was sent for it.
    First,
    /// It was part of a write; what is there may be its effect.
    Repeated,
}

/// What is to be done about a change.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It is there as wanted: the assignment, or nothing after a removal.
    Done(Option<Assignment>),
    /// It contradicts what is there.
    Refused(Conflict),
    /// It is part of the new set.
    Write,
}

/// The outcome of a merge.
pub(super) struct Merged<'a> {
    /// The places of the new set.
    pub(super) slots: Vec<Slot<'a>>,
    /// One for each change, in their order.
    pub(super) verdicts: Vec<Verdict>,
    /// Whether the new set differs from what is there.
    pub(super) differs: bool,
}

/// A place in the new set.
#[derive(Clone, Debug)]
pub(super) enum Slot<'a> {
    /// A row as it came.
    Kept(&'a Assignment),
    /// A row of ours, for the assignment of this id if it is known.
    Ours(Target),
}

impl Slot<'_> {
    fn target(&self) -> &Target {
        match self {
            Self::Kept(row) => &row.target,
            Self::Ours(target) => target,
        }
    }

    fn who(&self) -> Option<Who> {
        Who::of(&self.target().kind)
    }
}

/// Merges the changes into what is there.
pub(super) fn merge<'a>(current: &'a [Assignment], changes: &[Wanted<'_>], ledger: &Ledger) -> Merged<'a> {
    let direct = current.iter().filter(|row| row.source == Source::Direct);
    let mut set = Set {
        foreign: current
            .iter()
            .filter(|row| row.source != Source::Direct)
            .collect(),
        slots: direct.map(Slot::Kept).collect(),
        claimed: HashSet::new(),
        differs: false,
    };
    let wanted: HashSet<_> = changes
        .iter()
        .filter_map(|wanted| Who::of(wanted.change.kind()))
        .collect();
    set.redo(ledger, &wanted);
    // Removals first: what one resource gives up another may take in the same write.
    let rank = |index: &usize| match changes[*index].change {
        Change::Delete { .. } => 0,
        Change::Update { .. } => 1,
        Change::Create { .. } => 2,
    };
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_key(rank);
    let mut verdicts: Vec<_> = order
        .into_iter()
        .map(|index| (index, set.decide(&changes[index], ledger)))
        .collect();
    verdicts.sort_by_key(|(index, _)| *index);
    Merged {
        slots: set.slots,
        verdicts: verdicts.into_iter().map(|(_, verdict)| verdict).collect(),
        differs: set.differs,
    }
}

/// The verdict on one change by itself.
pub(super) fn verdict(current: &[Assignment], change: &Change, attempt: Attempt) -> Verdict {
    // One change, one verdict.
    merge(current, &[Wanted { change, attempt }], &Ledger::default())
        .verdicts
        .swap_remove(0)
}

struct Set<'a> {
    foreign: Vec<&'a Assignment>,
    slots: Vec<Slot<'a>>,
    /// Whom creates of this merge are about.
    claimed: HashSet<Who>,
    differs: bool,
}

impl<'a> Set<'a> {
    fn position(&self, who: Option<&Who>) -> Option<usize> {
        let who = who?;
        self.slots
            .iter()
            .position(|slot| slot.who().as_ref() == Some(who))
    }

    fn position_of(&self, id: &AssignmentId) -> Option<usize> {
        self.slots
            .iter()
            .position(|slot| matches!(slot, Slot::Kept(row) if row.id == *id))
    }

    fn put(&mut self, position: Option<usize>, target: &Target) -> Verdict {
        let slot = Slot::Ours(target.clone());
        match position {
            Some(position) => self.slots[position] = slot,
            None => self.slots.push(slot),
        }
        self.differs = true;
        Verdict::Write
    }

    /// Does again what this process did before and a read no longer shows, but for whom it has new wishes.
    fn redo(&mut self, ledger: &Ledger, wanted: &HashSet<Who>) {
        for (who, entry) in ledger.iter().filter(|(who, _)| !wanted.contains(who)) {
            match (self.position(Some(who)), &entry.target) {
                (None, Some(target)) => drop(self.put(None, target)),
                (Some(position), Some(target))
                    if entry.is_recent() && self.slots[position].target() != target =>
                {
                    drop(self.put(Some(position), target));
                }
                (Some(position), None) if entry.is_recent() => {
                    self.slots.remove(position);
                    self.differs = true;
                }
                _ => {}
            }
        }
    }

    fn decide(&mut self, wanted: &Wanted<'_>, ledger: &Ledger) -> Verdict {
        match wanted.change {
            Change::Create { target, existing } => self.create(target, *existing, wanted.attempt, ledger),
            Change::Update { id, target } => self.update(id, target, wanted.attempt, ledger),
            Change::Delete { id, kind } => {
                let by_who = || self.position(Who::of(kind).as_ref());
                match self.position_of(id).or_else(by_who) {
                    None => Verdict::Done(None),
                    Some(position) => {
                        self.slots.remove(position);
                        self.differs = true;
                        Verdict::Write
                    }
                }
            }
        }
    }

    fn create(&mut self, target: &Target, existing: Existing, attempt: Attempt, ledger: &Ledger) -> Verdict {
        let who = Who::of(&target.kind);
        let ours = who
            .as_ref()
            .and_then(|who| ledger.get(who))
            .is_some_and(|entry| entry.target.is_some());
        let claimed = who.as_ref().is_some_and(|who| !self.claimed.insert(who.clone()));
        if ours || claimed {
            return Verdict::Refused(Conflict::CreatedInThisRun {
                target: target.clone(),
            });
        }
        let position = self.position(who.as_ref());
        if attempt == Attempt::Repeated {
            return match position {
                Some(position) if self.slots[position].target() == target => self.done(position),
                position => self.put(position, target),
            };
        }
        if let Some(row) = self
            .foreign
            .iter()
            .find(|row| who.is_some() && Who::of(&row.target.kind) == who)
        {
            let (policy_set, target) = (row.source_id.clone(), row.target.clone());
            return Verdict::Refused(Conflict::PolicySet { policy_set, target });
        }
        let Some(position) = position else {
            return self.put(None, target);
        };
        // A removal earlier in this very merge may have been for another row; what is left here was there before.
        let Slot::Kept(row) = self.slots[position].clone() else {
            return self.put(Some(position), target);
        };
        match existing {
            _ if row.target.kind != target.kind => Verdict::Refused(Conflict::IncludeAndExclude {
                id: row.id.clone(),
                there: row.target.clone(),
            }),
            Existing::Refuse => Verdict::Refused(Conflict::Exists(Box::new(row.clone()))),
            Existing::Adopt if row.target == *target => self.done(position),
            Existing::Adopt => self.put(Some(position), target),
        }
    }

    fn update(&mut self, id: &AssignmentId, target: &Target, attempt: Attempt, ledger: &Ledger) -> Verdict {
        let who = Who::of(&target.kind);
        let position = self.position_of(id).or_else(|| self.position(who.as_ref()));
        match position {
            Some(position) if self.slots[position].target() == target => self.done(position),
            Some(position) => self.put(Some(position), target),
            // It was ours a moment ago: a read that lags, or another writer's old set.
            None if attempt == Attempt::Repeated || who.is_some_and(|who| ledger.get(&who).is_some()) => {
                self.put(None, target)
            }
            None => Verdict::Refused(Conflict::Gone { id: id.clone() }),
        }
    }

    fn done(&self, position: usize) -> Verdict {
        match &self.slots[position] {
            Slot::Kept(row) => Verdict::Done(Some((*row).clone())),
            Slot::Ours(_) => Verdict::Write,
        }
    }
}

impl Merged<'_> {
    /// The set to write.
    ///
    /// # Errors
    /// When one of our own targets cannot be expressed.
    pub(super) fn rows(&self) -> Result<Vec<RawRow>, Unwritable> {
        let row = |slot: &Slot<'_>| match slot {
            Slot::Kept(row) => Ok(row.repost()),
            Slot::Ours(target) => RawRow::new(target, ApiVersion::Beta).map(Some),
        };
        self.slots.iter().map(row).filter_map(Result::transpose).collect()
    }

    /// Whom the new set is about, to recognise it in later reads.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.slots.iter().map(Slot::target))
    }
}

/// A set of targets, for comparing what was written with what is read: order and ids aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(Vec<String>);

impl Fingerprint {
    /// The direct assignments of a read.
    pub(super) fn of_rows(rows: &[Assignment]) -> Self {
        Self::of(
            rows.iter()
                .filter(|row| row.source == Source::Direct)
                .map(|row| &row.target),
        )
    }

    fn of<'a>(targets: impl Iterator<Item = &'a Target>) -> Self {
        let mut texts: Vec<_> = targets
            .map(|target| target.to_string().to_ascii_lowercase())
            .collect();
        texts.sort();
        Self(texts)
    }
}

#[cfg(test)]
mod tests;
