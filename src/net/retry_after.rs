//! The `Retry-After` header: the service's own word on when to come back.
//!
//! RFC 9110 section 10.2.3 allows seconds or a date. Intune often sends `0` or nothing while it means
//! "not now", so those are no word at all and the caller falls back to its own backoff.

use std::time::{Duration, SystemTime};

/// How long the service asks to wait, or `None` when it does not say or says something of no use: zero, a
/// date that has passed, anything unreadable.
pub fn retry_after(value: Option<&str>, now: SystemTime) -> Option<Duration> {
    let value = value?.trim();
    let wait = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(value).ok()?.duration_since(now).ok()?,
    };
    (!wait.is_zero()).then_some(wait)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn seconds_and_dates_are_understood_and_the_rest_is_no_word() {
        // 784_111_777 is "Sun, 06 Nov 1994 08:49:37 GMT", the example of RFC 9110.
        let now = at(784_111_777 - 30);
        for (value, wanted) in [
            (None, None),
            (Some("0"), None),
            (Some(""), None),
            (Some("soon"), None),
            (Some("-5"), None),
            (Some("1.5"), None),
            (Some("7"), Some(7)),
            (Some(" 7 "), Some(7)),
            (Some("86400"), Some(86_400)),
            (Some("18446744073709551615"), Some(u64::MAX)),
            (Some("18446744073709551616"), None),
            (Some("Sun, 06 Nov 1994 08:49:37 GMT"), Some(30)),
            (Some("Sunday, 06-Nov-94 08:49:37 GMT"), Some(30)),
            (Some("Sun, 06 Nov 1994 08:49:07 GMT"), None),
            (Some("Sun, 06 Nov 1994 08:00:00 GMT"), None),
        ] {
            assert_eq!(retry_after(value, now), wanted.map(Duration::from_secs), "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_never_as_zero(text: String, now in 0..4_000_000_000_u64) {
            prop_assert_ne!(retry_after(Some(&text), at(now)), Some(Duration::ZERO));
        }

        #[test]
        fn every_date_ahead_is_honoured(now in 0..4_000_000_000_u64, ahead in 1..1_000_000_u64) {
            let date = httpdate::fmt_http_date(at(now + ahead));
            prop_assert_eq!(retry_after(Some(&date), at(now)), Some(Duration::from_secs(ahead)));
        }
    }
}
