//! The request log: what tests assert on and what a reader of the demo looks at. Secrets and tokens never get in.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;

use crate::tokens::Authorization;

/// One request, from its arrival on.
#[derive(Clone, Debug, Serialize)]
pub struct RequestRecord {
    /// Counts from 1 in the order of arrival, over the simulator's whole life.
    pub sequence: u64,
    /// Arrival, in milliseconds since the start.
    pub at_ms: u64,
    /// From arrival to answer; `None` while the request is under way.
    pub duration_ms: Option<u64>,
    /// `GET`, `POST`, …
    pub method: String,
    /// As sent, without the query.
    pub path: String,
    /// As sent, without the question mark; empty when there was none.
    pub query: String,
    /// The answer's status; `None` while under way, and when the connection was dropped before the effect.
    pub status: Option<u16>,
    /// The answer's `Retry-After`.
    pub retry_after: Option<String>,
    /// The caller's `client-request-id`.
    pub client_request_id: Option<String>,
    /// The `request-id` we answered with.
    pub request_id: String,
    /// The caller's `User-Agent`.
    pub user_agent: Option<String>,
    /// What the bearer token turned out to be.
    pub authorization: Authorization,
    /// The body as sent, `None` when empty; secrets in token requests are blotted out.
    pub request_body: Option<Arc<str>>,
    /// The body as answered, `None` when empty; tokens are blotted out.
    pub response_body: Option<Arc<str>>,
    /// Whether the connection was closed instead of an answer.
    pub dropped: bool,
}

impl RequestRecord {
    /// The request body as JSON, when it is JSON.
    pub fn request_json(&self) -> Option<Value> {
        self.request_body.as_deref().and_then(|text| serde_json::from_str(text).ok())
    }

    /// The response body as JSON, when it is JSON.
    pub fn response_json(&self) -> Option<Value> {
        self.response_body.as_deref().and_then(|text| serde_json::from_str(text).ok())
    }

    /// Whether the request asked for a change; a batch does when one of its parts does.
    pub fn is_write(&self) -> bool {
        if self.path.ends_with("/$batch") {
            let body = self.request_json().unwrap_or_default();
            let parts = body["requests"].as_array().map_or(&[][..], Vec::as_slice);
            return parts.is_empty() || parts.iter().any(|part| part["method"] != "GET");
        }
        matches!(self.method.as_str(), "POST" | "PATCH" | "PUT" | "DELETE")
    }

    fn line(&self) -> String {
        let status = match (self.dropped, self.status) {
            (true, _) => "dropped".to_owned(),
            (false, Some(status)) => status.to_string(),
            (false, None) => "pending".to_owned(),
        };
        let took = self.duration_ms.map_or_else(String::new, |ms| format!(" {ms} ms"));
        let mut target = self.path.clone();
        if !self.query.is_empty() {
            let _ = write!(target, "?{}", self.query);
        }
        format!("{:>9.3}s {:<6} {target} -> {status}{took}", self.at_ms as f64 / 1000.0, self.method)
    }
}

/// The records, oldest first.
#[derive(Debug)]
pub(crate) struct RequestLog {
    records: VecDeque<RequestRecord>,
    started: Instant,
    next: u64,
    limit: usize,
}

impl RequestLog {
    pub(crate) fn new(limit: usize) -> Self {
        Self { records: VecDeque::new(), started: Instant::now(), next: 1, limit }
    }

    /// Notes an arrival; the sequence and the time are the log's to give.
    pub(crate) fn arrived(&mut self, mut record: RequestRecord) -> u64 {
        record.sequence = self.next;
        record.at_ms = millis(self.started);
        self.next += 1;
        self.records.push_back(record);
        while self.records.len() > self.limit {
            self.records.pop_front();
        }
        self.next - 1
    }

    /// Completes a record, unless it was cleared away meanwhile.
    pub(crate) fn update(&mut self, sequence: u64, complete: impl FnOnce(&mut RequestRecord)) {
        let now = millis(self.started);
        let first = self.records.front().map_or(sequence + 1, |record| record.sequence);
        let at = sequence.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        if let Some(record) = at.and_then(|at| self.records.get_mut(at)) {
            record.duration_ms = Some(now.saturating_sub(record.at_ms));
            complete(record);
        }
    }

    pub(crate) fn records(&mut self) -> &[RequestRecord] {
        self.records.make_contiguous()
    }

    pub(crate) fn clear(&mut self) {
        self.records.clear();
    }

    /// One line for each request.
    pub(crate) fn text(&self) -> String {
        self.records.iter().map(|record| record.line() + "\n").collect()
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> RequestRecord {
        RequestRecord {
            sequence: 0,
            at_ms: 0,
            duration_ms: None,
            method: "GET".to_owned(),
            path: "/beta/groups".to_owned(),
            query: "$top=1".to_owned(),
            status: None,
            retry_after: None,
            client_request_id: None,
            request_id: String::new(),
            user_agent: None,
            authorization: Authorization::Absent,
            request_body: None,
            response_body: None,
            dropped: false,
        }
    }

    #[test]
    fn a_record_that_was_cleared_away_is_not_completed_in_another_ones_place() {
        let mut log = RequestLog::new(10);
        let first = log.arrived(record());
        log.clear();
        let second = log.arrived(record());
        log.update(first, |record| record.status = Some(500));
        log.update(second, |record| record.status = Some(200));
        let statuses: Vec<Option<u16>> = log.records().iter().map(|record| record.status).collect();
        assert_eq!(statuses, [Some(200)]);
        assert!(log.text().contains("GET    /beta/groups?$top=1 -> 200"), "{}", log.text());
    }

    #[test]
    fn the_log_forgets_the_oldest_beyond_its_limit() {
        let mut log = RequestLog::new(2);
        (0..3).for_each(|_| {
            log.arrived(record());
        });
        let kept: Vec<u64> = log.records().iter().map(|record| record.sequence).collect();
        assert_eq!(kept, [2, 3]);
    }
}
