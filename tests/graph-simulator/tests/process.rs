//! The binary and its own routes, as a script uses them.

#![cfg(unix)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use graph_simulator::{Options, Simulator, StartError};
use serde_json::{Value, json};
use support::{Client, POLICY};

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_graph-simulator"))
}

fn run(arguments: &[&str]) -> Output {
    binary().args(arguments).output().expect("the binary runs")
}

/// A running binary that ends with the test.
struct Running(Child, String);

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = binary()
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("a line with the URL");
        Self(child, line.trim().to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_binary_prints_its_url_and_writes_it_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("url");
    let running = Running::start(&[
        "--url-file",
        file.to_str().expect("a path"),
        "--policies",
        "3",
        "--assignments-per-policy",
        "2",
    ]);
    let start = std::time::Instant::now();
    while !file.exists() {
        assert!(start.elapsed() < support::SOON, "no URL file");
        std::thread::yield_now();
    }
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), running.1);
    let client = Client::new(Options::default());
    let listed = client
        .get(&format!("{}/beta/deviceManagement/deviceCompliancePolicies?$expand=assignments", running.1))
        .rows();
    let counts: Vec<Option<usize>> =
        listed.iter().map(|policy| policy["assignments"].as_array().map(Vec::len)).collect();
    assert_eq!(counts, [Some(2), Some(2), Some(2)]);
}

#[test]
fn the_binary_ends_cleanly_when_asked_to() {
    let mut running = Running::start(&[]);
    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
    assert!(running.0.wait().expect("an end").success());
}

#[test]
fn wrong_arguments_are_explained() {
    let missing = run(&["--seed", "no-such-file.json"]);
    assert_eq!(missing.status.code(), Some(1));
    let text = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(text.contains("cannot read the seed file no-such-file.json: No such file"), "{text}");

    let elsewhere = run(&["--listen", "0.0.0.0:0"]);
    let text = String::from_utf8_lossy(&elsewhere.stderr).into_owned();
    assert!(!elsewhere.status.success() && text.contains("loopback addresses only"), "{text}");

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seed.json");
    std::fs::write(&file, r#"{"polices": []}"#).expect("a file");
    let typo = run(&["--seed", file.to_str().expect("a path")]);
    let text = String::from_utf8_lossy(&typo.stderr).into_owned();
    assert!(text.contains("is not a seed: unknown field `polices`"), "{text}");
}

#[test]
fn help_tells_a_stranger_how_to_begin() {
    let help = String::from_utf8_lossy(&run(&["--help"]).stdout).into_owned();
    for part in [
        "simulator-token",
        "simulator-secret",
        "11111111-2222-4333-8444-555555555555",
        "curl",
        "/_simulator/requests.txt",
        "--write-limit",
    ] {
        assert!(help.contains(part), "{part} is missing in\n{help}");
    }
}

#[test]
fn a_recorded_state_is_a_seed() {
    let client = Client::demo();
    let state = client.get("/_simulator/state").json();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seed.json");
    let seed = json!({"policies": state["policies"], "groups": state["groups"], "filters": state["filters"]});
    std::fs::write(&file, seed.to_string()).expect("a file");
    let running = Running::start(&["--seed", file.to_str().expect("a path"), "--mode", "documented"]);
    let again = client.get(&format!("{}/_simulator/state", running.1)).json();
    assert_eq!((&again["policies"], &again["mode"]), (&state["policies"], &json!("documented")));
}

#[test]
fn a_script_can_do_what_a_test_in_the_process_can() {
    let client = Client::demo();
    let admin = |method: &str, path: &str, body: Value| {
        client.send(method, &format!("/_simulator/{path}"), Some(body))
    };
    let rows = format!("policies/{POLICY}/assignments");
    let group = |id: &str| json!({"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": id}});
    let (one, two) = ("9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01", "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02");
    assert_eq!(admin("PUT", &rows, json!({"assignments": [group(one)]})).status, 204);
    assert_eq!(admin("POST", &rows, group(two)).status, 204);
    assert_eq!(client.send("DELETE", &format!("/_simulator/{rows}/{POLICY}_{one}"), None).status, 204);
    let left = client.get(&format!("/_simulator/{rows}")).json();
    assert_eq!(left["assignments"][0]["id"], format!("{POLICY}_{two}"));
    assert_eq!(left["assignments"].as_array().map(Vec::len), Some(1));

    let added = admin(
        "POST",
        "policies",
        json!({"@odata.type": "#microsoft.graph.iosCompliancePolicy", "displayName": "New"}),
    );
    let id = added.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(client.send("DELETE", &format!("/_simulator/policies/{id}"), None).status, 204);
    assert_eq!(client.send("DELETE", &format!("/_simulator/policies/{id}"), None).status, 404);

    assert_eq!(admin("PUT", "mode", json!({"mode": "documented"})).status, 204);
    assert_eq!(admin("POST", "target-types", json!({"type": "#microsoft.graph.futureTarget"})).status, 204);
    let future = json!({"target": {"@odata.type": "#microsoft.graph.futureTarget"}});
    let list = format!("/beta/deviceManagement/deviceCompliancePolicies/{POLICY}/assignments");
    assert_eq!(client.post(&list, future).status, 201);

    let fault = json!({"when": {"method": "GET", "path": "*/assignments"}, "times": 1,
        "actions": [{"answer": {"status": 503, "form": "nested", "retry_after": {"seconds": 3}}}]});
    assert_eq!(admin("POST", "faults", fault).status, 204);
    assert_eq!(client.get("/_simulator/faults").json().as_array().map(Vec::len), Some(1));
    assert_eq!((client.get(&list).status, client.get(&list).status), (503, 200));

    let hook = json!({"when": {"path": "/assign"}, "moment": "before", "change": {"remove_policy": {"policy": POLICY}}});
    assert_eq!(admin("POST", "hooks", hook).status, 204);
    assert_eq!(client.post(&list.replace("assignments", "assign"), json!({"assignments": []})).status, 404);

    let records = client.get("/_simulator/requests").json();
    assert_eq!(records[0]["request_body"]["target"]["@odata.type"], "#microsoft.graph.futureTarget");
    let text = client.get("/_simulator/requests.txt").text;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[1].contains(&format!("GET    {list} -> 503 ")), "{text}");
    assert_eq!(client.send("DELETE", "/_simulator/requests", None).status, 204);
    assert_eq!(client.get("/_simulator/requests").text, "[]");

    for (path, body, status, part) in [
        ("faults", json!({"when": {}, "actions": ["explode"]}), 400, "unknown variant `explode`"),
        ("policies/nobody/assignments", json!({}), 404, "no policy with id nobody"),
        ("nothing", json!({}), 404, "GET /_simulator lists them"),
        ("groups", json!({"id": one, "displayName": "again"}), 400, "already"),
    ] {
        let answer = admin("POST", path, body);
        let text = answer.json()["error"].as_str().expect("an error").to_owned();
        assert_eq!(answer.status, status, "{text}");
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_simulator_is_for_this_machine_only_and_stops_when_dropped() {
    let options = Options { listen: "0.0.0.0:0".parse().expect("an address"), ..Options::default() };
    assert!(matches!(Simulator::start_blocking(options), Err(StartError::NotLoopback(_))));

    let client = Client::new(Options::default());
    let url = client.block_on(async {
        let simulator = Simulator::start(Options::demo()).await.expect("a simulator");
        let list = format!("{}/_simulator/state", simulator.url());
        assert_eq!(client.request("GET", &list).send().await.expect("an answer").status().as_u16(), 200);
        simulator.url()
    });
    let refused = client.block_on(client.request("GET", &url).send()).expect_err("nobody listens");
    assert!(refused.is_connect() || refused.is_request(), "{refused:?}");
}
