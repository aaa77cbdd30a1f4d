//! Where changes to one policy wait, and whose turn it is to write.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::turn::Turn;
use super::turnstile::Inside;
use crate::assignments::change::Change;
use crate::assignments::error::{Error, Failure};
use crate::assignments::merge::{Attempt, Wanted};
use crate::assignments::who::Who;
use crate::graph::{Assignment, Interrupted, Operation};

/// What a change came to: the assignment, or nothing after a removal.
pub(super) type Answer = Result<Option<Assignment>, Failure>;

/// One policy's queue.
#[derive(Default)]
pub(super) struct Desk {
    queue: Mutex<Queue>,
    turn: tokio::sync::Mutex<Turn>,
}

#[derive(Default)]
struct Queue {
    tickets: u64,
    waiting: Vec<Waiting>,
}

/// A change that waits.
pub(super) struct Waiting {
    ticket: u64,
    pub(super) change: Change,
    pub(super) attempt: Attempt,
    /// Who was left out of a set that was sent for it.
    pub(super) left_out: Vec<Who>,
    pub(super) operation: Operation,
    inside: Inside,
    answer: oneshot::Sender<Answer>,
}

impl Waiting {
    /// Gives the answer. Whoever waited may be gone.
    pub(super) fn answer(self, answer: Answer) {
        // Before anybody looks whether all are back.
        drop(self.inside);
        let _ = self.answer.send(answer);
    }

    /// Why it cannot wait any longer.
    pub(super) fn interrupted(&self) -> Interrupted {
        self.operation.check().err().unwrap_or(Interrupted::TimedOut)
    }

    pub(super) fn wanted(&self) -> Wanted<'_> {
        Wanted { change: &self.change, attempt: self.attempt }
    }
}

impl Desk {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a change into the queue.
    pub(super) fn hand_in(
        &self,
        change: Change,
        operation: Operation,
        inside: Inside,
    ) -> (u64, oneshot::Receiver<Answer>) {
        let (answer, receiver) = oneshot::channel();
        let mut queue = self.queue();
        queue.tickets += 1;
        let ticket = queue.tickets;
        let (attempt, left_out) = (Attempt::First, Vec::new());
        queue.waiting.push(Waiting { ticket, change, attempt, left_out, operation, inside, answer });
        (ticket, receiver)
    }

    /// Takes a change out of the queue; false when somebody has begun with it.
    pub(super) fn withdraw(&self, ticket: u64) -> bool {
        let mut queue = self.queue();
        let before = queue.waiting.len();
        queue.waiting.retain(|waiting| waiting.ticket != ticket);
        queue.waiting.len() < before
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.queue().waiting.len()
    }

    /// All that waits now.
    pub(super) fn take_all(&self) -> Vec<Waiting> {
        std::mem::take(&mut self.queue().waiting)
    }

    /// Waits for one's turn to write.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, Turn> {
        self.turn.lock().await
    }
}

/// The answer, from whoever wrote.
pub(super) fn received(answer: Result<Answer, oneshot::error::RecvError>) -> Answer {
    // Only a panic of the writer drops a change without an answer.
    answer.unwrap_or_else(|_| Err(Failure::in_doubt(Error::Abandoned)))
}
