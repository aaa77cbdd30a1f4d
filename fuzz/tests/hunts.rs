//! A moment of every hunt, and that whatever a hunt can catch is caught, with the input that led to it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::process::{Command, Output};

fn fuzz(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fuzz"));
    command.args(arguments);
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_moment_of_every_target_catches_nothing() {
    let output = fuzz(&["--seconds", "7", "--seed", "4"]).output().unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    for target in ["values", "types", "numbers", "rpcs", "import-ids", "graph-bodies", "answers"] {
        // Every target gets past its right input, and hears more than one kind of answer.
        let line = said.lines().find(|line| line.starts_with(&format!("{target}: "))).unwrap();
        let counts: Vec<u32> = line.split([' ', ',']).filter_map(|word| word.parse().ok()).collect();
        assert!(counts[0] > 50 && counts[1] > 1, "{line}");
    }
}

#[test]
fn a_panic_an_abort_and_an_endless_loop_are_caught_with_their_input() {
    for (way, what) in
        [("panic", "ended with"), ("abort", "ended with"), ("hang", "more than 10 s for one input")]
    {
        let output = fuzz(&["--target", "broken", "--seconds", "1", "--seed", "4"])
            .env("FUZZ_BROKEN", way)
            .output()
            .unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        let hex: String = way.bytes().map(|byte| format!("{byte:02x}")).collect();
        for part in [what, "seed 4", way, &format!("--target broken --replay {hex}")] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

#[test]
fn an_unknown_target_is_named_with_those_there_are() {
    let output = fuzz(&["--target", "tea"]).output().unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("\"tea\"") && said.contains("graph-bodies"), "{said}");
}
