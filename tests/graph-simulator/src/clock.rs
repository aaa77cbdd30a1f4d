//! Time as Graph writes it: one form in error bodies, another on objects, a third in token errors.

use std::time::SystemTime;

use time::OffsetDateTime;

/// `2026-02-24T14:44:02`, without a zone, as in `innerError.date`.
pub(crate) fn error_date() -> String {
    let now = OffsetDateTime::now_utc();
    format!("{}T{}", date(now), time_of_day(now))
}

/// `2026-01-08T08:35:03.7944197Z`, seven digits, as on policies.
pub(crate) fn timestamp() -> String {
    let now = OffsetDateTime::now_utc();
    format!("{}T{}.{:07}Z", date(now), time_of_day(now), now.nanosecond() / 100)
}

/// `2026-02-24 14:44:02Z`, as in Entra's token errors.
pub(crate) fn token_timestamp() -> String {
    let now = OffsetDateTime::now_utc();
    format!("{} {}Z", date(now), time_of_day(now))
}

/// An HTTP date so many seconds ahead.
pub(crate) fn http_date_in(seconds: u64) -> String {
    httpdate::fmt_http_date(SystemTime::now() + std::time::Duration::from_secs(seconds))
}

fn date(at: OffsetDateTime) -> String {
    format!("{:04}-{:02}-{:02}", at.year(), u8::from(at.month()), at.day())
}

fn time_of_day(at: OffsetDateTime) -> String {
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}
