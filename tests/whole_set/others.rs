//! The portal, policy sets and other processes write the same set.

use std::time::Duration;

use graph_simulator::{Change as Portal, Hook, Latency, Matcher, Options, row};
use serde_json::{Value, json};
use terraform_provider_intune::assignments::WriteMode;
use terraform_provider_intune::net::Operation;
use tokio_util::sync::CancellationToken;

use crate::setting::{Setting, create, creates, exclude, group, include, shown, shown_all};

/// A target of a type that only the service knows, with properties that nobody here knows.
fn strange() -> Value {
    json!({
        "target": {"@odata.type": "#microsoft.graph.futureTarget", "zeta": {"b": [1, 2.5], "a": null}},
        "priority": 7, "note": "kept",
    })
}

fn with_future_targets() -> Options {
    Options { target_types: vec!["futureTarget".to_owned()], ..Options::default() }
}

#[tokio::test]
async fn rows_of_others_are_the_same_after_every_kind_of_write() {
    let others = vec![
        strange(),
        row::with_filter(row::group(group(50).as_str()), "f2822663-9d84-45ed-bd6d-207002142e0a", "exclude"),
        row::from_policy_set(row::group(group(60).as_str()), "the-set"),
        row::all_devices(),
    ];
    let setting = Setting::with(with_future_targets(), others).await;
    let before = setting.rows();
    for change in [create(include(1)), setting.update(exclude(1)), setting.delete(&exclude(1))] {
        let answers = setting.change([change]).await;
        assert!(answers[0].is_ok(), "{answers:?}");
        let now = setting.rows();
        assert!(before.iter().all(|row| now.contains(row)), "{now:?}");
    }
    // The service keeps the policy set's row by itself, at the end.
    let sorted = |mut rows: Vec<Value>| {
        rows.sort_by_key(|row| row["id"].to_string());
        rows
    };
    assert_eq!(sorted(setting.rows()), sorted(before));
    assert_eq!(setting.counts().1, 3);
}

#[tokio::test]
async fn a_target_of_a_policy_set_is_refused_before_anything_is_written() {
    let setting = Setting::new(vec![row::from_policy_set(row::group(group(60).as_str()), "the-set")]).await;
    let answers = setting.change([create(include(60))]).await;
    let failure = answers[0].as_ref().expect_err("a conflict");
    assert!(failure.error.to_string().contains("the-set"), "{failure:?}");
    assert_eq!(setting.counts(), (1, 0));
}

fn portal(setting: &Setting, rows: Vec<Value>) -> Portal {
    let policy = setting.policy.as_str().to_owned();
    Portal::SetAssignments { policy, assignments: rows }
}

#[tokio::test]
async fn what_the_portal_adds_between_a_failed_write_and_the_next_is_kept() {
    let setting = Setting::new(vec![]).await;
    setting.next_write(crate::setting::answer(503));
    let add = portal(&setting, shown_all(&[include(50)]));
    let first_write = Matcher::on("POST", "*/assign");
    setting.simulator.on_request(Hook::after(first_write, add));
    assert!(setting.change([create(include(1))]).await[0].is_ok());
    assert!(setting.has(&include(1)) && setting.has(&include(50)), "{:?}", setting.rows());
}

#[tokio::test]
async fn what_the_portal_adds_between_our_write_and_our_look_stays() {
    let setting = Setting::new(vec![]).await;
    let policy = setting.policy.as_str().to_owned();
    let add = Portal::AddAssignment { policy, assignment: shown(&include(50)) };
    setting.simulator.on_request(Hook::after(Matcher::on("POST", "*/assign"), add));
    assert!(setting.change([create(include(1))]).await[0].is_ok());
    assert!(setting.has(&include(1)) && setting.has(&include(50)));
    assert_eq!(setting.counts().1, 1);
}

#[tokio::test]
async fn what_another_writer_overwrites_is_repaired() {
    let setting = Setting::new(shown_all(&[include(8), include(9)])).await;
    // It has read before our write, and saves after it.
    let save = portal(&setting, shown_all(&[include(8), include(9), include(50)]));
    setting.simulator.on_request(Hook::after(Matcher::on("POST", "*/assign"), save));
    let changes = [create(include(1)), setting.update(exclude(8)), setting.delete(&include(9))];
    let answers = setting.change(changes).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(setting.rows().len(), 3);
    assert!(setting.has(&include(1)) && setting.has(&exclude(8)) && setting.has(&include(50)));
}

/// One process applies, and ends.
async fn process(setting: &Setting, numbers: std::ops::Range<u32>) {
    let (process, stop) = (setting.process(WriteMode::Auto), CancellationToken::new());
    let answers = setting.change_with(&process, creates(numbers), &stop).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    process.last_look(&Operation::new(Duration::from_secs(10), stop)).await;
}

#[tokio::test]
async fn two_processes_with_thirty_assignments_each_lose_none_in_ten_rounds() {
    for seed in 0..10 {
        let latency = Latency { min: Duration::from_millis(10), max: Duration::from_millis(150), seed };
        let options = Options { latency, ..with_future_targets() };
        let setting = Setting::with(options, vec![strange(), shown(&exclude(500))]).await;
        let before = setting.rows();
        tokio::join!(process(&setting, 0..30), process(&setting, 100..130));
        let lost: Vec<u32> =
            (0..30).chain(100..130).filter(|number| !setting.has(&include(*number))).collect();
        assert!(lost.is_empty(), "round {seed} lost {lost:?}");
        assert!(before.iter().all(|row| setting.rows().contains(row)), "round {seed} changed others' rows");
    }
}
