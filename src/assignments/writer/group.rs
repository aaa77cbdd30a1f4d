//! A [`Group`] is the changes that go into one write, each with its own limits and its own answer.

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::LAST_LOOK;
use super::desk::Waiting;
use super::turn::Turn;
use crate::assignments::change::Change;
use crate::assignments::error::{Error, Failure};
use crate::assignments::merge::{Attempt, Merged, Verdict, Wanted};
use crate::graph::{self, Interrupted, Operation};

pub(super) struct Group {
    members: Vec<Waiting>,
    /// Members whose time is up at this moment, or that cannot wait as long as is needed.
    over: Option<Instant>,
    /// The limits of a group without members, which makes good what was done before.
    alone: Option<Operation>,
}

/// With what limits a group looks at what is there.
pub(super) enum Look {
    /// Those of the member with the least time left.
    While(Operation),
    /// Its own short ones: somebody has to know what became of a write, although the operation has ended.
    Last(Operation),
}

impl Look {
    pub(super) fn operation(&self) -> &Operation {
        match self {
            Self::While(operation) | Self::Last(operation) => operation,
        }
    }
}

/// What is left for those whose change is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing, if they were never sent; of the others nobody knows.
    AsSent,
    /// Nothing: the service failed on it, and a later look does not show it.
    Dispelled,
}

impl Group {
    pub(super) fn new(members: Vec<Waiting>) -> Self {
        Self { members, over: None, alone: None }
    }

    pub(super) fn of_nobody(operation: Operation) -> Self {
        Self { alone: Some(operation), ..Self::new(Vec::new()) }
    }

    /// Whether there is nothing left to do for anybody.
    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.soonest().is_none()
    }

    pub(super) fn wanted(&self) -> Vec<Wanted<'_>> {
        self.members.iter().map(Waiting::wanted).collect()
    }

    /// Members can have different timeouts; nobody waits longer than their own.
    fn is_over(&self, member: &Waiting) -> bool {
        self.is_past(&member.operation)
    }

    fn is_past(&self, operation: &Operation) -> bool {
        operation.check().is_err() || self.over.is_some_and(|over| operation.deadline() <= over)
    }

    /// The limits of the member with the least time left, of those that have some.
    pub(super) fn soonest(&self) -> Option<Operation> {
        let operations = self.members.iter().map(|member| &member.operation);
        let operations = operations.chain(&self.alone).filter(|operation| !self.is_past(operation));
        operations.min_by_key(|operation| operation.deadline()).cloned()
    }

    /// With what limits to look at what is there.
    pub(super) fn look(&self) -> Look {
        let sent = |member: &Waiting| member.attempt == Attempt::Repeated;
        match self.soonest() {
            Some(operation) if !self.members.iter().any(sent) || operation.remaining() > LAST_LOOK => {
                Look::While(operation)
            }
            _ => Look::Last(Operation::new(LAST_LOOK, CancellationToken::new())),
        }
    }

    /// What is to be waited for takes longer than members with these limits may wait.
    pub(super) fn cut_off(&mut self, operation: &Operation) {
        // Whoever is stopped is over anyway, and the others may have time.
        if operation.check() != Err(Interrupted::Stopped) {
            self.over = self.over.max(Some(operation.deadline()));
        }
    }

    /// Answers those whose time is over and for whom nothing was sent.
    pub(super) fn dismiss(&mut self, problem: Option<&graph::Error>) {
        let is_idle =
            |group: &Self, member: &Waiting| group.is_over(member) && member.attempt == Attempt::First;
        for member in self.take(is_idle) {
            let why = member.interrupted();
            let error = problem.map_or(Error::Interrupted(why), |problem| problem.interrupted(why).into());
            member.answer(Err(Failure::before_writing(error)));
        }
    }

    /// Answers those whose time is over and whose last look told nothing.
    pub(super) fn leave_in_doubt(&mut self, error: &Error) {
        for member in self.take(|group, member| group.is_over(member) && member.attempt == Attempt::Repeated)
        {
            member.answer(Err(Failure::in_doubt(error.clone())));
        }
    }

    /// Everybody, after whom nothing is left to do.
    fn take_members(&mut self) -> Vec<Waiting> {
        self.alone = None;
        std::mem::take(&mut self.members)
    }

    fn take(&mut self, which: impl Fn(&Self, &Waiting) -> bool) -> Vec<Waiting> {
        let taken: Vec<bool> = self.members.iter().map(|member| which(self, member)).collect();
        let mut taken = taken.into_iter();
        self.members.extract_if(.., |_| taken.next().unwrap_or(false)).collect()
    }

    /// Answers those that contradict what is there; the others stay, with their verdicts.
    pub(super) fn refuse(&mut self, verdicts: Vec<Verdict>) -> Vec<Verdict> {
        let mut open = Vec::with_capacity(verdicts.len());
        for (member, verdict) in std::mem::take(&mut self.members).into_iter().zip(verdicts) {
            match verdict {
                Verdict::Refused(conflict) => member.answer(Err(Failure::before_writing(conflict))),
                verdict => {
                    self.members.push(member);
                    open.push(verdict);
                }
            }
        }
        open
    }

    /// Those whose change is part of the set have been sent from now on; how many there are.
    pub(super) fn mark_sent(&mut self, merged: &Merged<'_>) -> usize {
        let to_write = |(_, verdict): &(&mut Waiting, &Verdict)| matches!(verdict, Verdict::Write);
        let sent = self.members.iter_mut().zip(&merged.verdicts).filter(to_write);
        sent.map(|(member, _)| {
            member.attempt = Attempt::Repeated;
            if matches!(member.change, Change::Exactly { .. }) {
                member.left_out.extend_from_slice(&merged.left_out);
            }
        })
        .count()
    }

    /// The last word to those whose time is over; whether there were any. With an assignment that changes hands,
    /// whoever gave it up is answered together with whoever has it now.
    pub(super) fn conclude_over(&mut self, verdicts: &[Verdict], turn: &mut Turn, error: &Error) -> bool {
        let over: Vec<bool> = self.members.iter().map(|member| self.is_over(member)).collect();
        if !over.contains(&true) {
            return false;
        }
        let (mut ended, mut left) = (Vec::new(), Vec::new());
        for ((member, verdict), over) in self.take_members().into_iter().zip(verdicts).zip(over) {
            let is_sent = member.attempt == Attempt::Repeated;
            if over && is_sent || matches!(verdict, Verdict::Done(_)) {
                ended.push((member, verdict.clone()));
            } else {
                left.push(member);
            }
        }
        self.members = left;
        conclude(ended, turn, error, Doubt::AsSent);
        true
    }

    /// The last word to all: what is there is there, the rest fails with this error.
    pub(super) fn conclude(&mut self, verdicts: Vec<Verdict>, turn: &mut Turn, error: &Error, doubt: Doubt) {
        let members = self.take_members();
        conclude(members.into_iter().zip(verdicts).collect(), turn, error, doubt);
    }

    /// The service has refused what is left of the group.
    pub(super) fn fail(&mut self, error: &Error) {
        for member in self.take_members() {
            let failed = match member.attempt {
                Attempt::First => Failure::before_writing,
                Attempt::Repeated => Failure::in_doubt,
            };
            member.answer(Err(failed(error.clone())));
        }
    }

    /// The set could not be read. Where the policy is gone, so are its assignments.
    pub(super) fn unread(&mut self, error: &graph::Error, problem: Option<&graph::Error>) {
        for member in self.take_members() {
            let is_gone = error.is_not_found();
            let answer = match (&member.change, member.attempt) {
                (Change::Delete { .. }, _) if is_gone => Ok(None),
                (_, Attempt::Repeated) if !is_gone => {
                    Err(Failure::in_doubt(problem.unwrap_or(error).clone()))
                }
                _ => Err(Failure::before_writing(error.clone())),
            };
            member.answer(answer);
        }
    }

    /// Two halves of those whose change was part of the refused set, removals first, as they would be decided
    /// together; `None` when it was one alone. The rest is answered.
    pub(super) fn halve(
        &mut self,
        verdicts: &[Verdict],
        turn: &mut Turn,
        error: &Error,
    ) -> Option<(Self, Self)> {
        let members = self.take_members().into_iter().zip(verdicts.iter().cloned());
        let (mut blamed, done): (Vec<_>, Vec<_>) =
            members.partition(|(_, verdict)| matches!(verdict, Verdict::Write));
        conclude(done, turn, error, Doubt::AsSent);
        blamed.sort_by_key(|(member, _)| member.change.rank());
        let mut blamed: Vec<_> = blamed.into_iter().map(|(member, _)| member).collect();
        if blamed.len() < 2 {
            self.members = blamed;
            return None;
        }
        tracing::warn!(changes = blamed.len(), %error, "the combined write was refused; trying its parts");
        let second = blamed.split_off(blamed.len() / 2);
        Some((Self::new(blamed), Self::new(second)))
    }
}

fn conclude(mut members: Vec<(Waiting, Verdict)>, turn: &mut Turn, error: &Error, doubt: Doubt) {
    // So that the ledger ends with what is there, when one change removes what another makes.
    members.sort_by_key(|(member, _)| member.change.rank());
    for (mut member, verdict) in members {
        let answer = match verdict {
            Verdict::Done(assignment) => {
                turn.ledger.note_removed(std::mem::take(&mut member.left_out));
                let there = assignment.as_ref().map(|row| &row.target);
                turn.ledger.note(&member.change, there);
                Ok(assignment)
            }
            Verdict::Refused(conflict) => Err(Failure::before_writing(conflict)),
            Verdict::Write if member.attempt == Attempt::Repeated && doubt == Doubt::AsSent => {
                Err(Failure::in_doubt(error.clone()))
            }
            Verdict::Write => Err(Failure::before_writing(error.clone())),
        };
        member.answer(answer);
    }
}
