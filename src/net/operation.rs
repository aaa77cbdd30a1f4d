//! An [`Operation`] is one thing Terraform asked for, with the moment until which it may take.
//!
//! It travels with every call, so that every wait (for a slot, a token, a retry, another writer) ends at the
//! operation's timeout, and at once when Terraform asks the provider to stop. The clock is tokio's, so that
//! tests pause it.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// How long something may take, and the signal that ends it before that.
#[derive(Debug, Clone)]
pub struct Operation {
    deadline: Instant,
    stop: CancellationToken,
}

/// Why waiting ended without what was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Interrupted {
    /// The operation's timeout passed, or would have passed before the wait is over.
    #[error("no time is left in the operation's timeout")]
    TimedOut,
    /// Terraform asked the provider to stop.
    #[error("stopped on request")]
    Stopped,
}

impl Operation {
    /// An operation that may take this long from now.
    pub fn new(timeout: Duration, stop: CancellationToken) -> Self {
        let now = Instant::now();
        // A timeout beyond what the clock can count is as good as one of a century.
        let deadline = now.checked_add(timeout).unwrap_or_else(|| now + CENTURY);
        Self { deadline, stop }
    }

    /// An operation that may last until this moment.
    pub fn until(deadline: Instant, stop: CancellationToken) -> Self {
        Self { deadline, stop }
    }

    /// The moment the operation must have ended.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// What is left of the operation's time.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The signal that ends every wait of this operation.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Whether the operation may still start something.
    ///
    /// # Errors
    /// When it was stopped or its time is over.
    pub fn check(&self) -> Result<(), Interrupted> {
        if self.stop.is_cancelled() {
            Err(Interrupted::Stopped)
        } else if Instant::now() >= self.deadline {
            Err(Interrupted::TimedOut)
        } else {
            Ok(())
        }
    }

    /// Waits this long.
    ///
    /// # Errors
    /// When the operation is stopped while waiting. A wait that cannot end before the deadline fails at
    /// once: nothing could follow it.
    pub async fn sleep(&self, duration: Duration) -> Result<(), Interrupted> {
        match Instant::now().checked_add(duration) {
            Some(end) => self.sleep_until(end).await,
            None => self.check().and(Err(Interrupted::TimedOut)),
        }
    }

    /// Waits until this moment; see [`Operation::sleep`].
    ///
    /// # Errors
    /// As [`Operation::sleep`].
    pub async fn sleep_until(&self, end: Instant) -> Result<(), Interrupted> {
        self.check()?;
        if end >= self.deadline {
            return Err(Interrupted::TimedOut);
        }
        self.bound(sleep_until(end)).await
    }

    /// Awaits something that may be dropped: a queue, a lock, a read. Never a write that is on the wire.
    ///
    /// # Errors
    /// When the operation is stopped or its time is over first.
    pub async fn bound<F: Future>(&self, future: F) -> Result<F::Output, Interrupted> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Interrupted::Stopped),
            output = future => Ok(output),
            () = sleep_until(self.deadline) => Err(Interrupted::TimedOut),
        }
    }
}

const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn a_wait_lasts_as_long_as_asked() {
        let operation = Operation::new(10 * SECOND, CancellationToken::new());
        let start = Instant::now();
        assert_eq!(operation.sleep(4 * SECOND).await, Ok(()));
        assert_eq!(start.elapsed().as_secs(), 4);
        assert!(operation.remaining() <= 6 * SECOND, "{:?}", operation.remaining());
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_the_deadline_fails_at_once() {
        let operation = Operation::new(10 * SECOND, CancellationToken::new());
        let start = Instant::now();
        for wait in [10 * SECOND, 11 * SECOND, Duration::MAX] {
            assert_eq!(operation.sleep(wait).await, Err(Interrupted::TimedOut));
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn every_wait_ends_at_once_on_stop() {
        let stop = CancellationToken::new();
        let operation = Operation::new(3600 * SECOND, stop.clone());
        let start = Instant::now();
        let waiting = tokio::spawn({
            let operation = operation.clone();
            async move { (operation.sleep(600 * SECOND).await, operation.bound(pending::<()>()).await) }
        });
        tokio::time::sleep(SECOND).await;
        stop.cancel();
        let ended = waiting.await.expect("task");
        assert_eq!(ended, (Err(Interrupted::Stopped), Err(Interrupted::Stopped)));
        assert_eq!(start.elapsed().as_secs(), 1);
        assert_eq!(operation.check(), Err(Interrupted::Stopped));
        assert_eq!(operation.sleep(Duration::MAX).await, Err(Interrupted::Stopped));
    }

    #[tokio::test(start_paused = true)]
    async fn awaiting_ends_at_the_deadline() {
        let operation = Operation::new(5 * SECOND, CancellationToken::new());
        let start = Instant::now();
        assert_eq!(operation.bound(pending::<()>()).await, Err(Interrupted::TimedOut));
        assert_eq!(start.elapsed().as_secs(), 5);
        assert_eq!(operation.check(), Err(Interrupted::TimedOut));
        assert_eq!(operation.remaining(), Duration::ZERO);
    }

    #[tokio::test]
    async fn an_endless_timeout_is_accepted() {
        let operation = Operation::new(Duration::MAX, CancellationToken::new());
        assert_eq!(operation.check(), Ok(()));
        assert_eq!(operation.bound(std::future::ready(7)).await, Ok(7));
    }
}
