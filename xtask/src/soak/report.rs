//! A step in which something happened that must not: what was done, what went wrong, and every request of it.

use std::fmt::Write;

use graph_simulator::RequestRecord;

use super::steps::Step;

/// The whole step as text.
pub(super) fn step(
    seed: u64,
    number: u64,
    step: Step,
    journal: &[String],
    violations: &[String],
    requests: &[RequestRecord],
) -> String {
    let mut text = format!("\n=== seed {seed}, step {number}: {step:?} ===\n--- what happened ---\n");
    let mut section = |lines: &[String]| {
        for line in lines {
            // Writing into a text cannot fail.
            let _ = writeln!(text, "{line}");
        }
    };
    section(journal);
    section(&["--- violations ---".to_owned()]);
    section(violations);
    section(&["--- requests ---".to_owned()]);
    section(&requests.iter().map(request).collect::<Vec<_>>());
    section(&["=== end of the step ===".to_owned()]);
    text
}

/// One line for the request, with the bodies that tell what it changed, read, or why it was refused.
fn request(record: &RequestRecord) -> String {
    let outcome = match (record.dropped, record.status) {
        (true, Some(status)) => format!("dropped after {status}"),
        (true, None) => "dropped before".to_owned(),
        (false, Some(status)) => status.to_string(),
        (false, None) => "under way".to_owned(),
    };
    let query = if record.query.is_empty() { String::new() } else { format!("?{}", record.query) };
    let mut line = format!(
        "{:>9.3}s {:<6} {}{query} -> {outcome} ({} ms)",
        record.at_ms as f64 / 1000.0,
        record.method,
        record.path,
        record.duration_ms.unwrap_or_default(),
    );
    if record.path.contains("/oauth2/") {
        return line;
    }
    for (name, body) in [("sent", &record.request_body), ("got", &record.response_body)] {
        if let Some(body) = body {
            let _ = write!(line, "\n            {name}: {body}");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use graph_simulator::{Options, Simulator};

    #[test]
    fn a_step_is_told_whole() {
        let simulator = Simulator::start_blocking(Options::default()).expect("a simulator");
        let address = simulator.url().replace("http://", "");
        let mut stream = std::net::TcpStream::connect(&address).expect("a connection");
        let request =
            format!("GET /beta/groups?$top=1 HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        std::io::Write::write_all(&mut stream, request.as_bytes()).expect("a request");
        std::io::Read::read_to_end(&mut stream, &mut Vec::new()).expect("an answer");
        let journal = ["workspace 1: add slot_3".to_owned()];
        let text = step(7, 3, Step::Change, &journal, &["a ghost".to_owned()], &simulator.requests());
        for part in
            ["seed 7, step 3: Change", "add slot_3", "a ghost", "GET    /beta/groups?$top=1 -> 401", "got: {"]
        {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
