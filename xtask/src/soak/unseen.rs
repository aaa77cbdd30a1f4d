//! Damage that nobody could have seen.
//!
//! The service has no ETag. When two apply at once, one may read the set, the other write, look and be done, and only
//! then the first one's write arrive and undo it. A provider that had noticed the other writer would have gone on
//! looking; one that was never shown a trace of it has no reason to. Such losses are counted apart: the next plan
//! shows them and the next apply repairs them, which is checked.

use std::collections::BTreeSet;

use graph_simulator::{Authorization, RequestRecord};
use serde_json::Value;

use super::tenant::policy_id;

/// How a workspace signs in, which tells its requests from another's.
pub(super) fn signs_in_as(workspace: usize) -> Authorization {
    if workspace.is_multiple_of(2) { Authorization::Issued } else { Authorization::Static }
}

/// Whether what `who` wrote to a policy was overwritten after it had last looked, by somebody of whom no look had
/// shown anything. `before` is what was there when both began.
pub(super) fn overwritten_unseen(
    requests: &[RequestRecord],
    policy: usize,
    before: &[Value],
    who: Authorization,
) -> bool {
    let end = format!("/{}/assign", policy_id(policy));
    let about = |request: &&RequestRecord| {
        request.path.to_ascii_lowercase().contains(&end) && request.status.is_some()
    };
    let requests: Vec<&RequestRecord> = requests.iter().filter(about).collect();
    let ours = |request: &&&RequestRecord| request.authorization == who;
    let write = |request: &&&RequestRecord| {
        request.method == "POST" && request.path.to_ascii_lowercase().ends_with(&end) && has_effect(request)
    };
    let look = |request: &&&RequestRecord| request.method == "GET" && request.status == Some(200);

    let last_look = requests.iter().filter(ours).filter(look).map(|it| ended(it)).max();
    let last_of_others =
        requests.iter().filter(|request| !ours(request)).filter(write).map(|it| ended(it)).max();
    if last_of_others.is_none() || last_of_others < last_look {
        return false;
    }
    // What was there before, what the looks before the first write showed, and what is in our own writes tells nothing
    // about anybody else.
    let mut known: BTreeSet<String> = targets(before);
    let mut has_begun = false;
    for request in requests.iter().filter(ours) {
        let body = request.request_json().unwrap_or_default();
        let sent = body["assignments"].as_array();
        known.extend(targets(sent.map_or(&[][..], Vec::as_slice)));
        has_begun |= request.method != "GET";
        if look(&request) {
            let answer = request.response_json().unwrap_or_default();
            let shown = targets(answer["value"].as_array().map_or(&[][..], Vec::as_slice));
            if has_begun && !shown.is_subset(&known) {
                return false;
            }
            known.extend(shown);
        }
    }
    true
}

fn ended(request: &RequestRecord) -> u64 {
    request.at_ms + request.duration_ms.unwrap_or_default()
}

fn has_effect(request: &RequestRecord) -> bool {
    request.status.is_some_and(|status| (200..300).contains(&status))
}

/// The targets of rows, in one spelling.
fn targets(rows: &[Value]) -> BTreeSet<String> {
    let text = |row: &Value| {
        let properties = row["target"].as_object()?;
        let mut properties: Vec<String> = properties
            .iter()
            .filter(|(_, value)| !value.is_null() && *value != "none")
            .map(|(name, value)| format!("{name}={value}").to_ascii_lowercase())
            .collect();
        properties.sort();
        Some(properties.join(","))
    };
    rows.iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(who: Authorization, method: &str, at_ms: u64, rows: &[&str]) -> RequestRecord {
        let rows: Vec<Value> = rows.iter().map(|group| json!({"target": {"groupId": group}})).collect();
        let (path, sent, got) = match method {
            "POST" => ("assign", Some(json!({"assignments": rows})), None),
            _ => ("assignments", None, Some(json!({"value": rows}))),
        };
        let text = |body: Option<Value>| body.map(|body| std::sync::Arc::from(body.to_string()));
        RequestRecord {
            sequence: 0,
            at_ms,
            duration_ms: Some(5),
            method: method.to_owned(),
            path: format!("/beta/deviceManagement/deviceCompliancePolicies/{}/{path}", policy_id(1)),
            query: String::new(),
            status: Some(200),
            retry_after: None,
            client_request_id: None,
            request_id: String::new(),
            user_agent: None,
            authorization: who,
            request_body: text(sent),
            response_body: text(got),
            dropped: false,
        }
    }

    use Authorization::{Issued as Other, Static as Ours};

    #[test]
    fn a_write_that_arrives_after_the_last_look_is_unseen() {
        let mut log = vec![
            record(Ours, "GET", 0, &[]),
            record(Other, "GET", 1, &[]),
            record(Ours, "POST", 10, &["ours"]),
            record(Ours, "GET", 20, &["OURS"]),
            record(Other, "POST", 30, &["other"]),
        ];
        assert!(overwritten_unseen(&log, 1, &[], Ours));
        assert!(!overwritten_unseen(&log, 0, &[], Ours), "another policy");
        assert!(!overwritten_unseen(&log[..4], 1, &[], Ours), "nobody overwrote it");
        log.push(record(Ours, "GET", 40, &["other"]));
        assert!(!overwritten_unseen(&log, 1, &[], Ours), "it looked again");
    }

    #[test]
    fn who_has_seen_a_trace_of_the_other_must_go_on_looking() {
        let mut log = [
            record(Ours, "GET", 0, &[]),
            record(Ours, "POST", 10, &["ours"]),
            record(Ours, "GET", 20, &["trace", "ours"]),
            record(Other, "POST", 30, &["trace", "other"]),
        ];
        assert!(!overwritten_unseen(&log, 1, &[], Ours));
        let before = [json!({"target": {"groupId": "trace"}})];
        assert!(overwritten_unseen(&log, 1, &before, Ours), "it was there before");
        log[0] = record(Ours, "GET", 0, &["trace"]);
        assert!(overwritten_unseen(&log, 1, &[], Ours), "it was there when it began");
    }
}
