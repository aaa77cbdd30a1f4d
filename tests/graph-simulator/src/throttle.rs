//! Intune's limits: so many requests in a sliding window. A refused request counts, too, so a client that keeps
//! knocking stays outside.

use std::collections::VecDeque;
use std::time::Instant;

use crate::errors::{GraphError, MessageForm};
use crate::options::{Limit, Throttling};

/// The requests of the last windows.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    writes: VecDeque<Instant>,
    any: VecDeque<Instant>,
}

impl Throttle {
    /// Counts a request.
    ///
    /// # Errors
    /// 429 when it is one too many.
    pub(crate) fn admit(
        &mut self,
        rules: &Throttling,
        is_write: bool,
        now: Instant,
    ) -> Result<(), GraphError> {
        let over_any = rules.any.is_some_and(|limit| is_over(&mut self.any, limit, now));
        let over_writes = is_write && rules.writes.is_some_and(|limit| is_over(&mut self.writes, limit, now));
        if !over_any && !over_writes {
            return Ok(());
        }
        let text =
            if rules.form == MessageForm::Plain { "Too many requests." } else { "An error has occurred" };
        Err(GraphError {
            form: rules.form,
            retry_after: rules.retry_after,
            ..GraphError::plain(429, "TooManyRequests", text)
        })
    }
}

fn is_over(seen: &mut VecDeque<Instant>, limit: Limit, now: Instant) -> bool {
    while seen.front().is_some_and(|at| now.saturating_duration_since(*at) >= limit.window) {
        seen.pop_front();
    }
    let over = seen.len() >= limit.count;
    seen.push_back(now);
    over
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn fact_21_a_refused_request_counts_and_an_old_one_does_not() {
        let window = Duration::from_secs(20);
        let rules = Throttling { writes: Some(Limit { count: 2, window }), ..Throttling::default() };
        let (mut throttle, start) = (Throttle::default(), Instant::now());
        let mut admit = |second: u64, is_write: bool| {
            throttle.admit(&rules, is_write, start + Duration::from_secs(second)).is_ok()
        };
        assert!(admit(0, true));
        assert!(admit(10, true));
        assert!(!admit(19, true), "two in the window already");
        assert!(admit(19, false), "a read is no write");
        assert!(!admit(21, true), "the refused one counts");
        assert!(admit(40, true), "one write is left in the window");
    }
}
