//! Time, stop, and bugs.

use tokio::time::Instant;

use super::service::{Fate, Seen, Service, row};
use super::*;

fn stoppable() -> (Operation, CancellationToken) {
    let stop = CancellationToken::new();
    (Operation::new(Duration::from_secs(300), stop.clone()), stop)
}

#[tokio::test(start_paused = true)]
async fn who_waits_in_the_queue_leaves_at_once_and_unchanged() {
    for stopped in [true, false] {
        let service = Service::new(vec![]);
        let assignments = assign(&service);
        service.next_write(Fate::Slow(Duration::from_secs(100)));
        let (operation, stop) = if stopped { stoppable() } else { (seconds(2), CancellationToken::new()) };
        let start = Instant::now();
        let waiting = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let of = policy();
            let waiting = assignments.apply(&of, create(include(2)), &operation);
            let stopping = async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                stop.cancel();
            };
            let (answer, ()) = tokio::join!(waiting, stopping);
            (answer, start.elapsed())
        };
        let (first, (second, took)) = tokio::join!(one(&assignments, create(include(1))), waiting);
        assert_eq!(word(&first), "there");
        assert_eq!(word(&second), if stopped { "Stopped, Unchanged" } else { "TimedOut, Unchanged" });
        assert!(took <= Duration::from_millis(2100), "{took:?}");
        assert!(!service.has(&include(2)));
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_their_own_timeout_allows() {
    let service = Service::new(vec![]);
    service.when(
        usize::MAX,
        |seen| seen.is_write() && seen.at.elapsed() < Duration::MAX,
        Fate::Throttled(Some(40)),
    );
    let changes = [(create(include(1)), seconds(300)), (create(include(2)), seconds(30))];
    let assignments = assign(&service);
    let start = Instant::now();
    let mut answers = JoinSet::new();
    for (change, operation) in changes {
        let assignments = assignments.clone();
        answers
            .spawn(async move { (assignments.apply(&policy(), change, &operation).await, start.elapsed()) });
    }
    let (first, took) = answers.join_next().await.expect("task").expect("no panic");
    assert_eq!(word(&first), "429, Unchanged");
    assert!(took <= Duration::from_secs(30), "{took:?}");
    let (second, took) = answers.join_next().await.expect("task").expect("no panic");
    assert_eq!(word(&second), "429, Unchanged");
    assert!(took > Duration::from_secs(200) && took <= Duration::from_secs(300), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn who_has_no_time_left_is_told_and_the_others_go_on() {
    let service = Service::new(vec![]);
    service.when(3, Seen::is_write, Fate::Refused(503, "x"));
    let changes = [(create(include(1)), seconds(3)), (create(include(2)), seconds(300))];
    let answers = with_operations(&assign(&service), changes).await;
    assert_eq!(words(&answers), ["503, Unknown", "there"]);
    assert!(service.has(&include(2)));
}

#[tokio::test(start_paused = true)]
async fn the_write_goes_on_without_the_one_who_began_it() {
    // The first to come leads, and is stopped at any moment from the first read to the end.
    for moment in (0..300).step_by(10) {
        let service = Service::new(vec![]);
        let assignments = assign(&service);
        let (operation, stop) = stoppable();
        let of = policy();
        let leading = assignments.apply(&of, create(include(1)), &operation);
        let others = async {
            tokio::task::yield_now().await;
            all_at_once(&assignments, (2..=5).map(|number| create(include(number)))).await
        };
        let stopping = async {
            tokio::time::sleep(Duration::from_millis(moment)).await;
            stop.cancel();
        };
        let (first, others, ()) = tokio::join!(leading, others, stopping);
        assert!(others.iter().all(Result::is_ok), "at {moment} ms: {:?}", words(&others));
        match &first {
            Ok(_) => assert!(service.has(&include(1)), "at {moment} ms"),
            Err(failure) => {
                assert_eq!(failure.remains, Remains::Unchanged, "at {moment} ms: {failure:?}");
                assert!(!service.has(&include(1)), "at {moment} ms");
            }
        }
    }
}

/// Every fate that a write can meet, with and without effect.
fn fates() -> Vec<Option<Fate>> {
    vec![
        None,
        Some(Fate::LostBefore),
        Some(Fate::LostAfter),
        Some(Fate::FailedAfter(504)),
        Some(Fate::Refused(503, "x")),
        Some(Fate::Refused(400, "BadRequest")),
        Some(Fate::Throttled(Some(2))),
        Some(Fate::Throttled(None)),
        Some(Fate::Stale(Duration::from_millis(700))),
        Some(Fate::Slow(Duration::from_millis(400))),
        Some(Fate::Before(vec![row(&include(9)), row(&include(50))])),
    ]
}

#[tokio::test(start_paused = true)]
async fn after_a_stop_at_any_moment_the_answers_say_what_is_there() {
    for fate in fates() {
        for moment in (0..4000).step_by(45) {
            let service = Service::new([include(8), include(9)].iter().map(row).collect());
            let assignments = assign(&service);
            if let Some(fate) = &fate {
                service.next_write(fate.clone());
            }
            let stop = CancellationToken::new();
            let changes = (1..=4)
                .map(|number| create(include(number)))
                .chain([update(exclude(8)), delete(&include(9))])
                .map(|change| (change, Operation::new(Duration::from_secs(300), stop.clone())));
            let stopping = async {
                tokio::time::sleep(Duration::from_millis(moment)).await;
                stop.cancel();
            };
            let start = Instant::now();
            let (answers, ()) = tokio::join!(with_operations(&assignments, changes), stopping);
            let targets = [include(1), include(2), include(3), include(4), exclude(8)];
            let overwritten = matches!(fate, Some(Fate::Before(_)));
            for (answer, target) in answers.iter().zip(&targets) {
                match answer {
                    Ok(row) => assert!(row.is_some() && service.has(target), "{moment}: {target}"),
                    Err(failure) if failure.remains == Remains::Unchanged => {
                        assert!(!service.has(target), "{moment}: {target}, {failure:?}");
                    }
                    Err(_) => assert!(fate.is_some(), "{moment}: {target} is in doubt without a reason"),
                }
            }
            match &answers[5] {
                Ok(row) => assert!(row.is_none() && !service.has(&include(9)), "{moment}"),
                Err(failure) if failure.remains == Remains::Unchanged => {
                    assert!(service.has(&include(9)) || overwritten)
                }
                Err(_) => assert!(fate.is_some()),
            }
            assert!(
                start.elapsed() < Duration::from_millis(moment + 2000),
                "{moment}: {:?}",
                start.elapsed()
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_bug_in_one_write_leaves_the_others_in_doubt_and_the_queue_open() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    service.next_write(Fate::Panic);
    let leading = tokio::spawn({
        let assignments = assignments.clone();
        async move { one(&assignments, create(include(1))).await }
    });
    tokio::task::yield_now().await;
    let following = all_at_once(&assignments, [create(include(2))]).await;
    assert!(leading.await.expect_err("the bug").is_panic());
    assert_eq!(words(&following), ["Abandoned, Unknown"]);
    assert_eq!(word(&one(&assignments, create(include(3))).await), "there");
}

#[tokio::test(start_paused = true)]
async fn a_merge_needs_beta() {
    let service = Service::new(vec![]);
    let versions = Versions::Only(ApiVersion::V1_0);
    for mode in [WriteMode::Assign, WriteMode::Auto] {
        let assignments = Assignments::new(service.client(), versions, mode);
        assert_eq!(word(&one(&assignments, create(include(1))).await), "MergeNeedsBeta, Unchanged");
    }
    assert!(!service.seen().iter().any(|seen| seen.path.ends_with("/assign")));
}
