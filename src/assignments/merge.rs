//! Merging changes into a set of assignments: the decision, without I/O.
//!
//! The set is what Graph shows now. Rows that are not ours stay byte for byte what they are, rows that belong to a
//! policy set are left out of what is written (the service keeps them), and each change gets its own verdict. The
//! same function verifies: a change whose verdict on a later read is [`Verdict::Done`] is there.

mod fingerprint;
mod set;

use std::collections::{HashMap, HashSet};

pub(super) use fingerprint::Fingerprint;

use super::change::{Change, Rank};
use super::error::Conflict;
use super::ledger::Ledger;
use super::who::Who;
use crate::graph::{ApiVersion, Assignment, RawRow, Target, Unwritable};
use set::{Present, Set};

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
#[derive(Clone, Debug)]
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
    /// Who is left out because all that is to be there was given, and they were not.
    pub(super) left_out: Vec<Who>,
}

/// A place in the new set.
#[derive(Clone, Debug)]
pub(super) enum Slot<'a> {
    /// A row as it came.
    Kept(&'a Assignment),
    /// A row of ours.
    Ours(Target),
}

impl Slot<'_> {
    fn target(&self) -> &Target {
        match self {
            Self::Kept(row) => &row.target,
            Self::Ours(target) => target,
        }
    }
}

/// Merges the changes into what is there.
pub(super) fn merge<'a>(current: &'a [Assignment], changes: &[Wanted<'_>], ledger: &Ledger) -> Merged<'a> {
    let mut set = Set::of(current);
    let whos: Vec<_> = changes.iter().map(|wanted| wanted.change.whos()).collect();
    set.redo(ledger, &wished_anew(changes, &whos, ledger));
    let mut verdicts: Vec<Option<Verdict>> = vec![None; changes.len()];
    // Removals first: what one resource gives up another may take in the same write.
    let handed_over = handed_over(changes, &whos);
    for index in by_rank(changes) {
        let Wanted { change, attempt } = &changes[index];
        let is_handed_over = whos[index].iter().any(|who| handed_over.contains(who));
        verdicts[index] = match change {
            Change::Delete { .. } if is_handed_over => None,
            Change::Delete { id, kind } => Some(set.delete(id, kind, ledger)),
            Change::Exactly { targets } => {
                Some(set.exactly(targets, &spared(changes, &whos, ledger), *attempt, ledger))
            }
            Change::Update { id, target } => Some(set.update(id, target, *attempt, ledger)),
            Change::Create { target, existing } => {
                let over = is_handed_over || *attempt == Attempt::Repeated;
                let existing = if over { Present::Ours } else { (*existing).into() };
                Some(set.create(target, existing, *attempt, ledger))
            }
        };
    }
    let takers = takers(changes, &verdicts, &whos);
    let verdicts = changes.iter().zip(&whos).zip(verdicts).map(|((wanted, whos), verdict)| {
        verdict.unwrap_or_else(|| match (whos.first().and_then(|who| takers.get(who)), wanted.change) {
            // It has become the other's, and that is all there is to its removal.
            (Some(Verdict::Done(_)), _) => Verdict::Done(None),
            (Some(_), _) => Verdict::Write,
            (None, Change::Delete { id, kind }) => set.delete(id, kind, ledger),
            (None, _) => Verdict::Write,
        })
    });
    let verdicts = verdicts.collect();
    let (slots, differs, left_out) = set.into_slots();
    Merged { slots, verdicts, differs, left_out }
}

/// The verdict on one change by itself.
pub(super) fn verdict(current: &[Assignment], change: &Change, attempt: Attempt) -> Verdict {
    // One change, one verdict.
    merge(current, &[Wanted { change, attempt }], &Ledger::default()).verdicts.swap_remove(0)
}

/// About whom there are wishes that come before what was done; a create of what we have made is refused instead.
fn wished_anew(changes: &[Wanted<'_>], whos: &[Vec<Who>], ledger: &Ledger) -> HashSet<Who> {
    let is_made = |who: &Who| ledger.get(who).is_some_and(|entry| entry.target().is_some());
    changes
        .iter()
        .zip(whos)
        .flat_map(|(wanted, whos)| whos.iter().map(move |who| (wanted, who)))
        .filter(|(wanted, who)| wanted.change.rank() != Rank::Create || !is_made(who))
        .map(|(_, who)| who.clone())
        .collect()
}

/// Who is not left out of all that is to be there, although not named: whom other resources of this run want.
fn spared(changes: &[Wanted<'_>], whos: &[Vec<Who>], ledger: &Ledger) -> HashSet<Who> {
    let is_wish = |wanted: &Wanted<'_>| matches!(wanted.change.rank(), Rank::Update | Rank::Create);
    let wished = changes.iter().zip(whos).filter(|(wanted, _)| is_wish(wanted));
    let made = ledger.iter().filter(|(_, entry)| entry.target().is_some()).map(|(who, _)| who);
    wished.flat_map(|(_, whos)| whos).chain(made).cloned().collect()
}

/// The changes' places in the order in which they are decided: removals, whole sets, updates, creates.
fn by_rank(changes: &[Wanted<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_key(|index| changes[*index].change.rank());
    order
}

/// Whom one change removes and another wants: the same assignment changes hands.
fn handed_over(changes: &[Wanted<'_>], whos: &[Vec<Who>]) -> HashSet<Who> {
    let is_removal = |wanted: &Wanted<'_>| wanted.change.rank() == Rank::Delete;
    let (removals, wishes): (Vec<_>, Vec<_>) = changes
        .iter()
        .zip(whos)
        .flat_map(|(wanted, whos)| whos.iter().map(move |who| (wanted, who.clone())))
        .partition(|(wanted, _)| is_removal(wanted));
    let wishes: HashSet<_> = wishes.into_iter().map(|(_, who)| who).collect();
    removals.into_iter().map(|(_, who)| who).filter(|who| wishes.contains(who)).collect()
}

/// The verdicts of those wishes that were not refused, by whom they are about.
fn takers(changes: &[Wanted<'_>], verdicts: &[Option<Verdict>], whos: &[Vec<Who>]) -> HashMap<Who, Verdict> {
    let mut takers = HashMap::new();
    for ((wanted, verdict), whos) in changes.iter().zip(verdicts).zip(whos) {
        if wanted.change.rank() != Rank::Delete
            && let Some(verdict @ (Verdict::Done(_) | Verdict::Write)) = verdict
        {
            takers.extend(whos.iter().map(|who| (who.clone(), verdict.clone())));
        }
    }
    takers
}

impl Merged<'_> {
    /// The set to write.
    ///
    /// # Errors
    /// When one of our targets cannot be expressed.
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

    /// Whether everything is there as wanted.
    pub(super) fn is_complete(&self) -> bool {
        let open = |verdict: &Verdict| matches!(verdict, Verdict::Write);
        !self.differs && !self.verdicts.iter().any(open)
    }
}

#[cfg(test)]
mod tests;
