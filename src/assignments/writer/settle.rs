//! From a group of changes to an answer for each: read, merge, write, read again, until all is there or time is up.

use std::time::Duration;

use tokio::time::Instant;

use super::Writer;
use super::group::{Doubt, Group, Look};
use super::rounds::{Company, Failed, Next, Rounds, State};
use super::trail::Sight;
use super::turn::Turn;
use crate::assignments::error::Error;
use crate::assignments::merge::{Merged, merge};
use crate::assignments::reader::Rows;
use crate::graph::compliance::assignments;
use crate::graph::{self, ApiVersion, Operation, PolicyId};

/// A group on its way.
struct Settling {
    group: Group,
    rounds: Rounds,
}

/// What a step led to.
enum Step {
    /// Something was sent, or time has passed: read again.
    Read,
    /// Nothing was sent: go on with what was read, for those who are left.
    Reuse,
    /// The set was refused; its halves are tried.
    Split(Box<(Settling, Settling)>),
}

impl Writer {
    /// Does again what this process has done and a read no longer shows, although nobody waits for it.
    pub(super) async fn repair(&self, policy: &PolicyId, operation: &Operation, turn: &mut Turn) {
        let settling = Settling { group: Group::of_nobody(operation.clone()), rounds: Rounds::default() };
        self.settle(policy, settling, None, turn).await;
    }

    /// Settles these changes on what was just read: in one write if the service lets it be, in ever smaller ones if
    /// it does not, so that one bad target fails alone.
    pub(super) async fn settle_all(&self, policy: &PolicyId, group: Group, rows: Rows, turn: &mut Turn) {
        let rounds = Rounds::default();
        let (mut waiting, mut rows) = (vec![Settling { group, rounds }], Some(rows));
        while let Some(settling) = waiting.pop() {
            if let Some((first, second)) = self.settle(policy, settling, rows.take(), turn).await {
                waiting.push(second);
                waiting.push(first);
            }
        }
    }

    async fn settle(
        &self,
        policy: &PolicyId,
        mut settling: Settling,
        mut known: Option<Rows>,
        turn: &mut Turn,
    ) -> Option<(Settling, Settling)> {
        loop {
            settling.group.dismiss(settling.rounds.problem());
            if settling.group.is_empty() {
                return None;
            }
            let rows = match known.take().or_else(|| turn.take_fresh()) {
                Some(rows) => rows,
                None => match self.read(policy, &mut settling).await {
                    Some(rows) => rows,
                    None => continue,
                },
            };
            match self.step(policy, &mut settling, &rows, turn).await {
                Step::Read => {}
                Step::Reuse => known = Some(rows),
                Step::Split(halves) => return Some(*halves),
            }
        }
    }

    /// Reads the set. When that fails, those whom it concerns are answered.
    async fn read(&self, policy: &PolicyId, settling: &mut Settling) -> Option<Rows> {
        let Settling { group, rounds } = settling;
        let (look, soonest) = (group.look(), group.soonest());
        let error = match self.reader.fetch(policy, look.operation()).await {
            Ok(rows) => return Some(rows),
            Err(error) => error,
        };
        if !error.is_stopped() && !error.is_timed_out() {
            group.unread(&error, rounds.problem());
            return None;
        }
        if let Some(soonest) = soonest {
            group.cut_off(&soonest);
        }
        if matches!(look, Look::Last(_)) {
            group.leave_in_doubt(&Error::Graph(rounds.problem().cloned().unwrap_or(error)));
        }
        None
    }

    /// Merges the group's changes into what was read, and does what follows from it.
    async fn step(&self, policy: &PolicyId, settling: &mut Settling, rows: &Rows, turn: &mut Turn) -> Step {
        let Settling { group, rounds } = settling;
        let sight = turn.read(rows);
        let mut merged = merge(rows, &group.wanted(), &turn.ledger);
        if sight == Sight::Old {
            // It tells nothing about what is there.
            group.leave_in_doubt(&rounds.error());
        } else {
            merged.verdicts = group.refuse(merged.verdicts);
            if group.conclude_over(&merged.verdicts, turn, &rounds.error()) {
                return Step::Reuse;
            }
        }
        let Some(operation) = group.soonest() else {
            return Step::Reuse;
        };
        let state = if merged.is_complete() { State::Complete } else { State::Open };
        let company = if turn.has_company() { Company::Others } else { Company::Alone };
        match rounds.next(state, sight, company) {
            Next::Finish => {
                turn.keep_fresh(rows.clone());
                group.conclude(merged.verdicts, turn, &rounds.error(), Doubt::AsSent);
                Step::Read
            }
            Next::GiveUp => {
                group.conclude(merged.verdicts, turn, &rounds.error(), Doubt::Dispelled);
                Step::Read
            }
            Next::Look(pause) => wait(group, turn, &operation, pause).await,
            Next::Write => self.write(policy, settling, &merged, turn, &operation).await,
        }
    }

    /// Sends the merged set.
    async fn write(
        &self,
        policy: &PolicyId,
        settling: &mut Settling,
        merged: &Merged<'_>,
        turn: &mut Turn,
        operation: &Operation,
    ) -> Step {
        let Settling { group, rounds } = settling;
        let verdicts = &merged.verdicts;
        let until = Instant::now() + rounds.window();
        let window = Operation::until(until.min(operation.deadline()), operation.stop().clone());
        match self.send(policy, merged, &window).await {
            Ok(()) => {
                turn.wrote(merged.fingerprint());
                rounds.wrote();
                group.mark_sent(merged);
                Step::Read
            }
            Err(Error::Graph(error)) if error.is_outcome_unknown() => {
                turn.perhaps_wrote(merged.fingerprint());
                let sent = group.mark_sent(merged);
                match rounds.failed(error.clone(), sent) {
                    Failed::LookBack(pause) => {
                        wait(group, turn, operation, pause).await;
                        Step::Read
                    }
                    Failed::Suspect => match group.halve(verdicts, turn, &Error::Graph(error)) {
                        Some(halves) => split(halves, Rounds::of_suspects),
                        None => Step::Read,
                    },
                }
            }
            Err(Error::Graph(error)) if error.may_pass() || error.is_stopped() || error.is_timed_out() => {
                let pause = rounds.held_back(&error);
                if operation.check().is_err() {
                    Step::Reuse
                } else if until >= operation.deadline() {
                    group.cut_off(operation);
                    Step::Reuse
                } else {
                    wait(group, turn, operation, pause.unwrap_or_default()).await;
                    Step::Read
                }
            }
            Err(Error::Graph(error)) if error.is_not_found() => {
                group.unread(&error, rounds.problem());
                Step::Read
            }
            Err(error) if is_about_the_rows(&error) => match group.halve(verdicts, turn, &error) {
                Some(halves) => split(halves, Rounds::default),
                None => {
                    group.fail(&error);
                    Step::Read
                }
            },
            Err(error) => {
                group.conclude(verdicts.clone(), turn, &error, Doubt::AsSent);
                Step::Read
            }
        }
    }

    async fn send(&self, policy: &PolicyId, merged: &Merged<'_>, operation: &Operation) -> Result<(), Error> {
        let call = assignments::assign(self.kind, ApiVersion::Beta, policy, merged.rows()?);
        self.reader.forget(policy);
        let sent = self.client.send(&call, operation).await;
        // A read that began meanwhile may show either.
        self.reader.forget(policy);
        Ok(sent?)
    }
}

/// Waits, unless that takes longer than those may who have the least time left. Other policies do not wait with it.
async fn wait(group: &mut Group, turn: &mut Turn, operation: &Operation, pause: Duration) -> Step {
    turn.let_others_pass();
    match operation.sleep(pause).await {
        Ok(()) => Step::Read,
        Err(_) => {
            group.cut_off(operation);
            Step::Reuse
        }
    }
}

fn split((first, second): (Group, Group), rounds: fn() -> Rounds) -> Step {
    let settling = |group| Settling { group, rounds: rounds() };
    Step::Split(Box::new((settling(first), settling(second))))
}

/// Whether a refusal may be about one of the rows, rather than about the policy or about us.
fn is_about_the_rows(error: &Error) -> bool {
    let is_refusal_of_a_body = |error: &graph::Error| {
        let status = error.status().map(|status| status.as_u16());
        matches!(status, Some(400 | 409 | 413 | 422)) && !error.is_route_missing()
    };
    match error {
        Error::Graph(error) => is_refusal_of_a_body(error),
        Error::Unwritable(_) => true,
        _ => false,
    }
}
