//! A listing that is read once for all who want something from it.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::graph::Error;

/// The last answer of a listing. Failures are not kept.
pub(super) struct Shared<T>(Mutex<Option<Kept<T>>>);

struct Kept<T> {
    rows: Arc<[T]>,
    /// When it was asked for.
    asked: Instant,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Shared<T> {
    /// The rows: those that were read before if `enough` says that they will do, those that somebody else asked for
    /// after this call began, or new ones.
    pub(super) async fn get<F>(
        &self,
        enough: impl Fn(&[T]) -> bool,
        read: impl FnOnce() -> F,
    ) -> Result<Arc<[T]>, Error>
    where
        F: Future<Output = Result<Vec<T>, Error>>,
    {
        let began = Instant::now();
        // Who holds the lock is reading, which ends with that one's own operation.
        let mut kept = self.0.lock().await;
        if let Some(kept) = &*kept
            && (kept.asked >= began || enough(&kept.rows))
        {
            return Ok(kept.rows.clone());
        }
        let asked = Instant::now();
        let rows: Arc<[T]> = read().await?.into();
        *kept = Some(Kept { rows: rows.clone(), asked });
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    async fn read(count: &AtomicUsize) -> Result<Vec<usize>, Error> {
        let number = count.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(vec![number])
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_ask_together_share_one_reading() {
        let (shared, count) = (Shared::default(), AtomicUsize::new(0));
        let ask = || shared.get(|_| false, || read(&count));
        let (a, b, c) = tokio::join!(ask(), ask(), ask());
        assert_eq!(count.load(Ordering::SeqCst), 1);
        for rows in [a, b, c] {
            assert_eq!(&*rows.expect("rows"), [0]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_enough_is_read_again() {
        let (shared, count) = (Shared::default(), AtomicUsize::new(0));
        for (wanted, reads) in [(0, 1), (0, 1), (1, 2), (1, 2)] {
            tokio::time::advance(Duration::from_secs(1)).await;
            let rows = shared.get(|rows| rows.contains(&wanted), || read(&count)).await;
            assert!(rows.expect("rows").contains(&wanted));
            assert_eq!(count.load(Ordering::SeqCst), reads);
        }
    }
}
