//! The set that is being made: places, found by id or by whom they are about.

use std::collections::{HashMap, HashSet};

use super::{Attempt, Slot, Verdict};
use crate::assignments::change::Existing;
use crate::assignments::error::Conflict;
use crate::assignments::ledger::{Deed, Ledger};
use crate::assignments::who::{Who, agree, same_kind};
use crate::graph::{Assignment, AssignmentId, Source, Target, TargetKind};

pub(super) struct Set<'a> {
    /// Rows of policy sets, which are not ours to write.
    foreign: HashMap<Who, &'a Assignment>,
    /// `None` where a row was removed.
    slots: Vec<Option<Slot<'a>>>,
    by_who: HashMap<Who, usize>,
    by_id: HashMap<&'a AssignmentId, usize>,
    /// What changes of this very merge want, so that no other wants something else.
    claimed: HashMap<Who, Target>,
    differs: bool,
    /// Who was left out, once it was said who all are.
    left_out: Option<Vec<Who>>,
}

/// What a row means that is there already, for the create that finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Present {
    /// Somebody's: it stands in the way.
    Refuse,
    /// Somebody's, to be taken over.
    Adopt,
    /// The effect of our own write, or what another resource gives up in the same write.
    Ours,
}

impl From<Existing> for Present {
    fn from(existing: Existing) -> Self {
        match existing {
            Existing::Refuse => Self::Refuse,
            Existing::Adopt => Self::Adopt,
        }
    }
}

impl<'a> Set<'a> {
    pub(super) fn of(current: &'a [Assignment]) -> Self {
        let (direct, foreign): (Vec<_>, Vec<_>) =
            current.iter().partition(|row| row.source == Source::Direct);
        let who = |row: &Assignment| Who::of(&row.target.kind);
        let places = || direct.iter().enumerate();
        Self {
            foreign: foreign.into_iter().filter_map(|row| Some((who(row)?, row))).collect(),
            by_who: places().filter_map(|(at, row)| Some((who(row)?, at))).collect(),
            by_id: places().map(|(at, row)| (&row.id, at)).collect(),
            slots: direct.iter().map(|row| Some(Slot::Kept(row))).collect(),
            claimed: HashMap::new(),
            differs: false,
            left_out: None,
        }
    }

    /// The places, whether they differ from what was there, and who was left out.
    pub(super) fn into_slots(self) -> (Vec<Slot<'a>>, bool, Vec<Who>) {
        (self.slots.into_iter().flatten().collect(), self.differs, self.left_out.unwrap_or_default())
    }

    fn at(&self, who: Option<&Who>) -> Option<(usize, &Slot<'a>)> {
        self.slot(*self.by_who.get(who?)?)
    }

    fn at_id(&self, id: &AssignmentId) -> Option<(usize, &Slot<'a>)> {
        self.slot(*self.by_id.get(id)?)
    }

    fn slot(&self, position: usize) -> Option<(usize, &Slot<'a>)> {
        Some((position, self.slots.get(position)?.as_ref()?))
    }

    fn put(&mut self, position: Option<usize>, target: &Target) -> Verdict {
        let position = position.unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        if let Some(who) = Who::of(&target.kind) {
            self.by_who.insert(who, position);
        }
        self.slots[position] = Some(Slot::Ours(target.clone()));
        self.differs = true;
        Verdict::Write
    }

    fn remove(&mut self, position: usize) -> Verdict {
        self.slots[position] = None;
        self.differs = true;
        Verdict::Write
    }

    /// Leaves the place as it is if it is as wanted.
    fn bring_about(&mut self, position: usize, target: &Target) -> Verdict {
        match &self.slots[position] {
            Some(Slot::Kept(row)) if agree(&row.target, target) => Verdict::Done(Some((*row).clone())),
            Some(Slot::Ours(there)) if agree(there, target) => Verdict::Write,
            _ => self.put(Some(position), target),
        }
    }

    /// Does again what this process did before and a read no longer shows, but for whom it has new wishes.
    pub(super) fn redo(&mut self, ledger: &Ledger, wanted: &HashSet<Who>) {
        for (who, entry) in ledger.iter().filter(|(who, _)| !wanted.contains(who)) {
            let there = self.at(Some(who)).map(|(position, slot)| (position, slot.target()));
            match (there, entry.target()) {
                (None, Some(target)) => drop(self.put(None, target)),
                (Some((position, there)), Some(target)) if entry.is_recent() && !agree(there, target) => {
                    drop(self.put(Some(position), target));
                }
                (Some((position, _)), None) if entry.is_recent() => drop(self.remove(position)),
                _ => {}
            }
        }
    }

    pub(super) fn delete(&mut self, id: &AssignmentId, kind: &TargetKind, ledger: &Ledger) -> Verdict {
        let who = Who::of(kind);
        let entry = who.as_ref().and_then(|who| ledger.get(who));
        if entry.is_some_and(|entry| matches!(entry.deed, Deed::TookOver(_))) {
            // Another resource has taken it over in this run, and keeps it.
            return Verdict::Done(None);
        }
        let found = self.at_id(id).or_else(|| self.at(who.as_ref()));
        match found.map(|(position, _)| position) {
            None => Verdict::Done(None),
            Some(position) => self.remove(position),
        }
    }

    pub(super) fn update(
        &mut self,
        id: &AssignmentId,
        target: &Target,
        attempt: Attempt,
        ledger: &Ledger,
    ) -> Verdict {
        let who = Who::of(&target.kind);
        let claim = who.as_ref().and_then(|who| self.claimed.get(who));
        if claim.is_some_and(|claim| !agree(claim, target)) {
            return taken(target);
        }
        let found = self.at_id(id).or_else(|| self.at(who.as_ref()));
        let entry = who.as_ref().and_then(|who| ledger.get(who));
        let verdict = match found.map(|(position, _)| position) {
            Some(position) => self.bring_about(position, target),
            // It was ours a moment ago: a read that lags, or another writer's old set.
            None if attempt == Attempt::Repeated || entry.is_some_and(|entry| entry.target().is_some()) => {
                self.put(None, target)
            }
            None => return Verdict::Refused(Conflict::Gone { id: id.clone() }),
        };
        self.claim(who, target);
        verdict
    }

    pub(super) fn create(
        &mut self,
        target: &Target,
        present: Present,
        attempt: Attempt,
        ledger: &Ledger,
    ) -> Verdict {
        let who = Who::of(&target.kind);
        let entry = who.as_ref().and_then(|who| ledger.get(who));
        let claim = who.as_ref().and_then(|who| self.claimed.get(who));
        if claim.is_some() || entry.is_some_and(|entry| entry.target().is_some()) {
            return taken(target);
        }
        let from_policy_set = who.as_ref().and_then(|who| self.foreign.get(who));
        if let (Attempt::First, Some(row)) = (attempt, from_policy_set) {
            let (policy_set, target) = (row.source_id.clone(), row.target.clone());
            return Verdict::Refused(Conflict::PolicySet { policy_set, target });
        }
        // Removed in this run: what a read still shows is what was before.
        let is_shadow = entry.is_some_and(|entry| entry.is_recent());
        let verdict = match self.at(who.as_ref()) {
            None => self.put(None, target),
            Some((position, Slot::Kept(row))) if present != Present::Ours && !is_shadow => {
                if !same_kind(&row.target.kind, &target.kind) {
                    let (id, there) = (row.id.clone(), row.target.clone());
                    return Verdict::Refused(Conflict::IncludeAndExclude { id, there });
                }
                if present == Present::Refuse {
                    return Verdict::Refused(Conflict::Exists(Box::new((*row).clone())));
                }
                self.bring_about(position, target)
            }
            Some((position, _)) => self.bring_about(position, target),
        };
        self.claim(who, target);
        verdict
    }

    /// All that is to be there, but for those who are spared and for what is not understood.
    pub(super) fn exactly(
        &mut self,
        targets: &[Target],
        spared: &HashSet<Who>,
        attempt: Attempt,
        ledger: &Ledger,
    ) -> Verdict {
        if self.left_out.is_some() || ledger.is_exact() {
            return Verdict::Refused(Conflict::AnotherSet);
        }
        let named: Vec<(Who, &Target)> =
            targets.iter().filter_map(|target| Some((Who::of(&target.kind)?, target))).collect();
        if let Some(conflict) = named.iter().find_map(|(who, target)| {
            let made = ledger.get(who).and_then(|entry| entry.target());
            if made.is_some_and(|made| !agree(made, target)) {
                return Some(Conflict::CreatedInThisRun { target: (*target).clone() });
            }
            let row = self.foreign.get(who)?;
            let is_new = attempt == Attempt::First && self.at(Some(who)).is_none();
            let (policy_set, target) = (row.source_id.clone(), row.target.clone());
            is_new.then_some(Conflict::PolicySet { policy_set, target })
        }) {
            return Verdict::Refused(conflict);
        }
        let left_out = self.leave_out(named.iter().map(|(who, _)| who), spared);
        let mut verdict = if left_out.is_empty() { Verdict::Done(None) } else { Verdict::Write };
        self.left_out = Some(left_out);
        for (who, target) in named {
            let brought = match self.by_who.get(&who).copied().filter(|at| self.slot(*at).is_some()) {
                Some(position) => self.bring_about(position, target),
                None => self.put(None, target),
            };
            if matches!(brought, Verdict::Write) {
                verdict = Verdict::Write;
            }
            self.claim(Some(who), target);
        }
        verdict
    }

    /// Removes everybody who is neither named nor spared.
    fn leave_out<'b>(&mut self, named: impl Iterator<Item = &'b Who>, spared: &'b HashSet<Who>) -> Vec<Who> {
        let staying: HashSet<&Who> = named.chain(spared).collect();
        let strange: Vec<(usize, Who)> = (0..self.slots.len())
            .filter_map(|position| Some((position, Who::of(&self.slot(position)?.1.target().kind)?)))
            .filter(|(_, who)| !staying.contains(who))
            .collect();
        strange
            .into_iter()
            .map(|(position, who)| {
                self.remove(position);
                who
            })
            .collect()
    }

    fn claim(&mut self, who: Option<Who>, target: &Target) {
        if let Some(who) = who {
            self.claimed.insert(who, target.clone());
        }
    }
}

fn taken(target: &Target) -> Verdict {
    let target = target.clone();
    Verdict::Refused(Conflict::CreatedInThisRun { target })
}
