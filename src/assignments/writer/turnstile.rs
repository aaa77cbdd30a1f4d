//! The [`Turnstile`] lets policies write one after the other, where that takes fewer writes for the same changes.
//!
//! Terraform has so many changes under way (its parallelism, ten when nobody asks for another) and begins a new one
//! only when one is answered. With ten changes on five policies, writing as soon as there is something to write means
//! writes of one or two changes each. The service takes a hundred writes in twenty seconds from all tools together, and
//! each write may undo what another writer has saved right before it. So a policy that has been written before waits
//! for its turn while another is written, and changes gather; whoever has gathered the most is next.
//!
//! That pays only while changes are many and policies are few: with `n` changes under way on `p` policies, a write
//! carries `2n / (p + 1)` in the long run. Below [`WORTH`], everybody writes at once. The first write of a policy never
//! waits, so small applies are as fast as they can be.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

use super::desk::Desk;

/// How many changes a write has to carry in the long run for a wait to be worth it.
const WORTH: usize = 3;
/// How long nobody may come for it to count as nobody coming: the changes that Terraform sends in exchange for answers
/// come one after the other, the more slowly the larger its state is.
const PAUSE: Duration = Duration::from_millis(15);
/// The longest wait for them all.
const GATHER: Duration = Duration::from_millis(100);
/// The longest that a policy waits for others, so that nobody's apply takes much longer for the sake of fewer writes.
const PATIENCE: Duration = Duration::from_millis(600);

/// The way to write for all policies of a process.
#[derive(Default)]
pub(super) struct Turnstile {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    /// Changes that are under way.
    inside: usize,
    /// The most that there were.
    most: usize,
    tickets: u64,
    /// Who passes.
    holder: Option<u64>,
    queue: Vec<(u64, Arc<Desk>)>,
}

/// A change that is under way, until it is answered.
pub(super) struct Inside(Arc<Turnstile>);

/// A place in the queue, and then the right to write before others; given up when dropped.
pub(super) struct Pass {
    turnstile: Arc<Turnstile>,
    ticket: u64,
}

impl Turnstile {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another change is under way.
    pub(super) fn enter(self: &Arc<Self>) -> Inside {
        let mut state = self.state();
        state.inside += 1;
        state.most = state.most.max(state.inside);
        drop(state);
        self.changed.notify_waiters();
        Inside(self.clone())
    }

    /// Waits for those whom Terraform sends in exchange for answers, if some are missing and as long as they come.
    pub(super) async fn gather(&self) {
        let all_are_back = async {
            loop {
                let mut changed = std::pin::pin!(self.changed.notified());
                changed.as_mut().enable();
                if self.state().is_full() || timeout(PAUSE, changed).await.is_err() {
                    return;
                }
            }
        };
        let _ = timeout(GATHER, all_are_back).await;
    }

    /// Whether waiting makes writes that carry more, with so many policies to write.
    pub(super) fn is_worth_waiting(&self, policies: usize) -> bool {
        policies > 1 && 2 * self.state().most >= WORTH * (policies + 1)
    }

    /// Waits until this policy is the next to write, or has waited long enough.
    pub(super) async fn pass(self: &Arc<Self>, desk: &Arc<Desk>) -> Pass {
        let pass = self.queue_up(desk);
        let chosen = async {
            loop {
                let mut changed = std::pin::pin!(self.changed.notified());
                changed.as_mut().enable();
                let holder = self.state().holder;
                match holder {
                    Some(ticket) if ticket == pass.ticket => return,
                    Some(_) => changed.await,
                    None => {
                        self.gather().await;
                        self.choose();
                    }
                }
            }
        };
        // Out of patience, it goes as well, and the others are not its concern.
        let _ = timeout(PATIENCE, chosen).await;
        pass
    }

    fn queue_up(self: &Arc<Self>, desk: &Arc<Desk>) -> Pass {
        let mut state = self.state();
        state.tickets += 1;
        let ticket = state.tickets;
        state.queue.push((ticket, desk.clone()));
        Pass { turnstile: self.clone(), ticket }
    }

    /// Who has gathered the most is next, of equals who has waited longest.
    fn choose(&self) {
        let mut state = self.state();
        if state.holder.is_some() {
            return;
        }
        let sizes = state.queue.iter().map(|(ticket, desk)| (desk.len(), std::cmp::Reverse(*ticket)));
        if let Some((_, std::cmp::Reverse(next))) = sizes.max() {
            state.queue.retain(|(ticket, _)| *ticket != next);
            state.holder = Some(next);
        }
        drop(state);
        self.changed.notify_waiters();
    }
}

impl State {
    fn is_full(&self) -> bool {
        self.inside >= self.most
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.state().inside -= 1;
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = self.turnstile.state();
        state.queue.retain(|(ticket, _)| *ticket != self.ticket);
        if state.holder == Some(self.ticket) {
            state.holder = None;
        }
        drop(state);
        self.turnstile.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
