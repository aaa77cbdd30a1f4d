//! One gate that all requests pass: few at a time, and none while Graph asks for quiet.
//!
//! Graph throttles the application, not the request, and counts requests made in the meantime against it.
//! So one 429 closes the gate for the whole process, not only for the request that met it.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::net::{Interrupted, Operation};

/// The gate. Waiters go through in the order in which they came.
pub(super) struct Throttle {
    slots: Semaphore,
    closed_until: Mutex<Option<Instant>>,
}

impl Throttle {
    pub(super) fn new(slots: NonZeroUsize) -> Self {
        let slots = Semaphore::new(slots.get().min(Semaphore::MAX_PERMITS));
        Self { slots, closed_until: Mutex::new(None) }
    }

    /// Waits for a slot and for the gate to be open; the slot is given back when the permit is dropped.
    pub(super) async fn enter(&self, operation: &Operation) -> Result<SemaphorePermit<'_>, Interrupted> {
        operation.check()?;
        loop {
            self.wait_until_open(operation).await?;
            // The semaphore is never closed, so the inner error cannot be.
            let permit = operation.bound(self.slots.acquire()).await?.map_err(|_| Interrupted::Stopped)?;
            // It may have closed while this one queued; a waiter must not keep a slot.
            if self.closed_until().is_none() {
                return Ok(permit);
            }
        }
    }

    /// Keeps the gate closed for this long at least.
    pub(super) fn close_for(&self, wait: Duration) {
        // A wait beyond the clock is as good as one of a year: every operation ends before.
        let now = Instant::now();
        let until = now.checked_add(wait).unwrap_or(now + YEAR);
        let mut closed_until = self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        *closed_until = (*closed_until).max(Some(until));
    }

    async fn wait_until_open(&self, operation: &Operation) -> Result<(), Interrupted> {
        while let Some(until) = self.closed_until() {
            operation.sleep_until(until).await?;
        }
        Ok(())
    }

    fn closed_until(&self) -> Option<Instant> {
        let closed_until = *self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        closed_until.filter(|until| Instant::now() < *until)
    }
}

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio_util::sync::CancellationToken;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn gate(slots: usize) -> Arc<Throttle> {
        Arc::new(Throttle::new(NonZeroUsize::new(slots).expect("slots")))
    }

    fn operation(seconds: u32) -> Operation {
        Operation::new(seconds * SECOND, CancellationToken::new())
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_the_slots_are_inside() {
        let gate = gate(2);
        let operation = operation(5);
        let first = gate.enter(&operation).await.expect("slot");
        let _second = gate.enter(&operation).await.expect("slot");
        assert_eq!(gate.enter(&operation).await.err(), Some(Interrupted::TimedOut));
        drop(first);
        let operation = self::operation(5);
        assert!(gate.enter(&operation).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_closed_gate_holds_everybody_until_the_latest_moment() {
        let gate = gate(1);
        gate.close_for(5 * SECOND);
        gate.close_for(20 * SECOND);
        gate.close_for(10 * SECOND);
        let start = Instant::now();
        let waiting: Vec<_> = (0..3)
            .map(|_| {
                let gate = Arc::clone(&gate);
                tokio::spawn(async move { gate.enter(&operation(60)).await.map(drop) })
            })
            .collect();
        for one in waiting {
            assert_eq!(one.await.expect("task"), Ok(()));
        }
        assert_eq!(start.elapsed().as_secs(), 20);
    }

    #[tokio::test(start_paused = true)]
    async fn closing_while_somebody_queues_holds_that_one_too() {
        let gate = gate(1);
        let start = Instant::now();
        let queued = {
            let inside = gate.enter(&operation(60)).await.expect("slot");
            let queued = tokio::spawn({
                let gate = Arc::clone(&gate);
                async move { gate.enter(&operation(60)).await.map(drop) }
            });
            tokio::time::sleep(SECOND).await;
            gate.close_for(7 * SECOND);
            drop(inside);
            queued
        };
        assert_eq!(queued.await.expect("task"), Ok(()));
        assert_eq!(start.elapsed().as_secs(), 8);
    }

    #[tokio::test(start_paused = true)]
    async fn a_gate_closed_beyond_the_operation_ends_it_at_once() {
        let gate = gate(1);
        gate.close_for(Duration::MAX);
        let start = Instant::now();
        assert_eq!(gate.enter(&operation(60)).await.err(), Some(Interrupted::TimedOut));
        assert_eq!(start.elapsed(), Duration::ZERO);
        let operation = operation(60);
        operation.stop().cancel();
        assert_eq!(gate.enter(&operation).await.err(), Some(Interrupted::Stopped));
    }
}
