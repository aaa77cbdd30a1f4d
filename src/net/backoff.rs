//! How long to wait before trying again when the service does not say.
//!
//! Exponential, so that a service in trouble is left alone; with jitter, so that the many requests one
//! failure stops do not all return in the same instant; never under a second, because Intune counts the
//! requests made while it throttles; never over a minute, because nobody should watch an idle terminal.

use std::time::Duration;

const FLOOR: Duration = Duration::from_secs(1);
const CAP: Duration = Duration::from_secs(60);

/// The wait after failure number `failures` (the first is 0). `jitter` is in `0.0..1.0`, usually
/// [`fastrand::f64`]; the wait lies in the upper half of 2 s, 4 s, 8 s … 60 s, 60 s.
pub fn backoff(failures: u32, jitter: f64) -> Duration {
    let whole = FLOOR.saturating_mul(2_u32.saturating_pow(failures.saturating_add(1))).min(CAP);
    let half = whole / 2;
    (half + half.mul_f64(jitter.clamp(0.0, 1.0))).clamp(FLOOR, CAP)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_double_up_to_a_minute() {
        let longest: Vec<u64> = (0..8).map(|failures| backoff(failures, 1.0).as_secs()).collect();
        assert_eq!(longest, [2, 4, 8, 16, 32, 60, 60, 60]);
        let shortest: Vec<u64> = (0..8).map(|failures| backoff(failures, 0.0).as_secs()).collect();
        assert_eq!(shortest, [1, 2, 4, 8, 16, 30, 30, 30]);
    }

    proptest! {
        #[test]
        fn a_wait_is_never_under_a_second_nor_over_a_minute(failures: u32, jitter in 0.0..1.0_f64) {
            let wait = backoff(failures, jitter);
            prop_assert!(wait >= FLOOR && wait <= CAP);
        }

        #[test]
        fn another_failure_never_waits_less(failures in 0..100_u32, jitter in 0.0..1.0_f64) {
            prop_assert!(backoff(failures + 1, jitter) >= backoff(failures, jitter));
        }
    }
}
