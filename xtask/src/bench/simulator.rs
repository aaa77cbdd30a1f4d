//! The simulated service as a process of its own, and questions about what reached it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::case::Case;
use super::requests::Requests;
use crate::failure::Failure;

/// The simulator's program, and its package.
pub(super) const PROGRAM: &str = "graph-simulator";
/// How many assignments of others every policy has: they have to survive.
pub(super) const FOREIGN: u32 = 2;
/// How long an answer about itself may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running simulator. It ends when dropped.
#[derive(Debug)]
pub(super) struct Simulator {
    child: Child,
    address: String,
}

impl Simulator {
    /// Starts a tenant for a case.
    ///
    /// # Errors
    /// When it does not start, or does not say where it listens.
    pub(super) fn start(program: &Path, case: Case, latency_ms: u64) -> Result<Self, Failure> {
        let numbers =
            [u64::from(case.policies), u64::from(FOREIGN), latency_ms].map(|number| number.to_string());
        let [policies, foreign, latency] = &numbers;
        let mut child = Command::new(program)
            .args(["--listen", "127.0.0.1:0", "--policies", policies])
            .args(["--assignments-per-policy", foreign, "--latency", latency])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::io(format!("run {}", program.display())))?;
        let mut line = String::new();
        let stdout = child.stdout.take();
        // From here on, dropping ends the process.
        let mut simulator = Self { child, address: String::new() };
        if let Some(stdout) = stdout {
            BufReader::new(stdout)
                .read_line(&mut line)
                .map_err(Failure::io("read where the simulator listens"))?;
        }
        match line.trim().strip_prefix("http://") {
            Some(address) => simulator.address = address.to_owned(),
            None => {
                return Err(Failure::Answer {
                    from: PROGRAM.to_owned(),
                    expected: "the address where it listens",
                    got: line,
                });
            }
        }
        Ok(simulator)
    }

    /// Graph's root.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What reached Graph since the last time this was asked.
    ///
    /// # Errors
    /// When the simulator does not answer as it should.
    pub(super) fn take_requests(&self) -> Result<Requests, Failure> {
        let log = ask(&self.address, "GET", "/_simulator/requests.txt")?;
        ask(&self.address, "DELETE", "/_simulator/requests")?;
        Requests::count(&log).map_err(|got| Failure::Answer {
            from: PROGRAM.to_owned(),
            expected: "a line for each request",
            got,
        })
    }

    /// How many assignments there are, those of others among them.
    ///
    /// # Errors
    /// When the simulator does not answer as it should.
    pub(super) fn assignments(&self) -> Result<usize, Failure> {
        let text = ask(&self.address, "GET", "/_simulator/state")?;
        let count = serde_json::from_str::<Value>(&text).ok().and_then(|state| {
            let policies = state["policies"].as_array()?.iter();
            policies.map(|policy| Some(policy["assignments"].as_array()?.len())).sum()
        });
        count.ok_or(Failure::Answer {
            from: PROGRAM.to_owned(),
            expected: "policies with assignments",
            got: text,
        })
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended on its own; there is nothing left to do then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request over plain HTTP to an address on this machine; the body of a successful answer.
fn ask(address: &str, method: &str, path: &str) -> Result<String, Failure> {
    let failed = || Failure::io(format!("ask the simulator at {address} for {path}"));
    let mut stream = TcpStream::connect(address).map_err(failed())?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(failed())?;
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(failed())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(failed())?;
    let body = answer
        .strip_prefix("HTTP/1.1 2")
        .and_then(|rest| rest.split_once("\r\n\r\n"))
        .map(|(_, body)| body.to_owned());
    body.ok_or(Failure::Answer {
        from: format!("{method} {path}"),
        expected: "a successful answer",
        got: answer,
    })
}

#[cfg(test)]
mod tests {
    use super::ask;

    #[test]
    fn the_simulator_is_asked_over_http() {
        let options = graph_simulator::Options::demo();
        let simulator = graph_simulator::Simulator::start_blocking(options).expect("a simulator");
        let url = simulator.url();
        let address = url.strip_prefix("http://").expect("an address");
        let state = ask(address, "GET", "/_simulator/state").expect("the state");
        assert!(state.contains("iOS - baseline"), "{state}");
        assert_eq!(ask(address, "DELETE", "/_simulator/requests").expect("an answer"), "");
        let refused = ask(address, "GET", "/_simulator/nothing").expect_err("no such route");
        assert!(refused.to_string().contains("no such route"), "{refused}");
    }
}
