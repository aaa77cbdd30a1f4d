//! From a group of changes to an answer for each: read, merge, write, read again, until all is there or time is up.

use super::desk::{Turn, Waiting};
use super::rounds::{Next, Rounds};
use super::{Writer, last_look};
use crate::assignments::change::Change;
use crate::assignments::error::{Error, Failure};
use crate::assignments::merge::{Attempt, Merged, Verdict, merge};
use crate::graph::compliance::assignments;
use crate::graph::{self, Operation, PolicyId};
use crate::net::backoff;

/// Two parts of a group whose write was refused as a whole.
type Halves = (Vec<Waiting>, Vec<Waiting>);

impl Writer {
    /// Settles these changes: in one write if the service lets it be, in ever smaller ones if it does not, so that
    /// one bad target fails alone.
    pub(super) async fn settle_all(&self, policy: &PolicyId, waiting: Vec<Waiting>, turn: &mut Turn) {
        let mut groups = vec![waiting];
        while let Some(group) = groups.pop() {
            if let Some((first, second)) = self.settle(policy, group, turn).await {
                groups.push(second);
                groups.push(first);
            }
        }
    }

    async fn settle(&self, policy: &PolicyId, mut group: Vec<Waiting>, turn: &mut Turn) -> Option<Halves> {
        let operation = longest(&group)?;
        let mut rounds = Rounds::default();
        loop {
            let rows = match turn.take_fresh() {
                Some(rows) => rows,
                None => match self.reader.fetch(policy, &last_look(&operation)).await {
                    Ok(rows) => rows,
                    Err(error) => {
                        answer_unread(group, &error, rounds.doubt);
                        return None;
                    }
                },
            };
            rounds.notice_others(&rows, turn);
            let wanted: Vec<_> = group.iter().map(Waiting::wanted).collect();
            let Merged {
                slots,
                verdicts,
                differs,
            } = merge(&rows, &wanted, &turn.ledger);
            let verdicts = refuse(&mut group, verdicts);
            let merged = Merged {
                slots,
                verdicts,
                differs,
            };
            match rounds.next(&merged, &rows, turn) {
                Next::Finish => {
                    turn.keep_fresh(rows.clone());
                    conclude(group, merged.verdicts, turn, &Error::NotVisible);
                    return None;
                }
                Next::Look(pause) => {
                    if operation.sleep(pause).await.is_err() {
                        let error = rounds.doubt.map_or(Error::NotVisible, Error::Graph);
                        conclude(group, merged.verdicts, turn, &error);
                        return None;
                    }
                }
                Next::Write => match self.write(policy, &merged, &operation).await {
                    Ok(()) => {
                        rounds.wrote(&rows, &merged);
                        mark_attempted(&mut group, &merged.verdicts);
                    }
                    Err(Error::Graph(error)) if error.is_outcome_unknown() => {
                        mark_attempted(&mut group, &merged.verdicts);
                        if rounds.failed(error.clone()) {
                            return refused_together(group, merged.verdicts, turn, Error::Graph(error));
                        }
                        // The next read tells what became of it, also when there is no time left.
                        let _ = operation
                            .sleep(backoff(rounds.failures - 1, fastrand::f64()))
                            .await;
                    }
                    Err(error) if is_about_the_rows(&error) => {
                        return refused_together(group, merged.verdicts, turn, error);
                    }
                    Err(error) => {
                        conclude(group, merged.verdicts, turn, &error);
                        return None;
                    }
                },
            }
        }
    }

    async fn write(
        &self,
        policy: &PolicyId,
        merged: &Merged<'_>,
        operation: &Operation,
    ) -> Result<(), Error> {
        let call = assignments::assign(crate::graph::ApiVersion::Beta, policy, merged.rows()?);
        self.reader.forget(policy);
        let written = self.client.send(&call, operation).await;
        // A read that began meanwhile may show either.
        self.reader.forget(policy);
        Ok(written?)
    }
}

/// The limits of a group: those of its most patient member.
fn longest(group: &[Waiting]) -> Option<Operation> {
    group
        .iter()
        .map(|waiting| &waiting.operation)
        .max_by_key(|operation| operation.deadline())
        .cloned()
}

/// Answers those that contradict what is there; the others stay, with their verdicts.
fn refuse(group: &mut Vec<Waiting>, verdicts: Vec<Verdict>) -> Vec<Verdict> {
    let mut open = Vec::with_capacity(verdicts.len());
    for (waiting, verdict) in std::mem::take(group).into_iter().zip(verdicts) {
        match verdict {
            Verdict::Refused(conflict) => waiting.answer(Err(Failure::before_writing(conflict))),
            verdict => {
                group.push(waiting);
                open.push(verdict);
            }
        }
    }
    open
}

/// Those whose change is part of the set have been tried from now on.
fn mark_attempted(group: &mut [Waiting], verdicts: &[Verdict]) {
    for (waiting, verdict) in group.iter_mut().zip(verdicts) {
        if matches!(verdict, Verdict::Write) {
            waiting.attempt = Attempt::Repeated;
        }
    }
}

/// The last word: what is there is there, the rest fails with this error.
fn conclude(group: Vec<Waiting>, verdicts: Vec<Verdict>, turn: &mut Turn, error: &Error) {
    for (waiting, verdict) in group.into_iter().zip(verdicts) {
        let answer = match verdict {
            Verdict::Done(assignment) => {
                turn.ledger
                    .note(&waiting.change, assignment.as_ref().map(|row| &row.target));
                Ok(assignment)
            }
            Verdict::Refused(conflict) => Err(Failure::before_writing(conflict)),
            Verdict::Write if waiting.attempt == Attempt::Repeated => Err(Failure::in_doubt(error.clone())),
            Verdict::Write => Err(Failure::before_writing(error.clone())),
        };
        waiting.answer(answer);
    }
}

/// The set was refused. If one change alone is to blame it fails; several are tried in halves.
fn refused_together(
    group: Vec<Waiting>,
    verdicts: Vec<Verdict>,
    turn: &mut Turn,
    error: Error,
) -> Option<Halves> {
    let (mut blamed, mut done) = (Vec::new(), (Vec::new(), Vec::new()));
    for (waiting, verdict) in group.into_iter().zip(verdicts) {
        if matches!(verdict, Verdict::Write) {
            blamed.push(waiting);
        } else {
            done.0.push(waiting);
            done.1.push(verdict);
        }
    }
    conclude(done.0, done.1, turn, &error);
    if blamed.len() > 1 {
        tracing::warn!(changes = blamed.len(), %error, "the combined write was refused; trying its parts");
        let second = blamed.split_off(blamed.len() / 2);
        return Some((blamed, second));
    }
    let verdicts = blamed.iter().map(|_| Verdict::Write).collect();
    conclude(blamed, verdicts, turn, &error);
    None
}

/// Whether a refusal may be about one of the rows, rather than about the policy or about us.
fn is_about_the_rows(error: &Error) -> bool {
    match error {
        Error::Graph(error) => error
            .status()
            .is_some_and(|status| matches!(status.as_u16(), 400 | 409 | 413 | 422)),
        Error::Unwritable(_) => true,
        _ => false,
    }
}

/// The set could not be read. Where the policy is gone, so are its assignments.
fn answer_unread(group: Vec<Waiting>, error: &graph::Error, doubt: Option<graph::Error>) {
    for waiting in group {
        let answer = match (&waiting.change, waiting.attempt) {
            (Change::Delete { .. }, _) if error.is_not_found() => Ok(None),
            (_, Attempt::First) => Err(Failure::before_writing(error.clone())),
            (_, Attempt::Repeated) if error.is_not_found() => Err(Failure::before_writing(error.clone())),
            (_, Attempt::Repeated) => Err(Failure::in_doubt(doubt.clone().unwrap_or_else(|| error.clone()))),
        };
        waiting.answer(answer);
    }
}
