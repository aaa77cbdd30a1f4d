//! Others write the same set.

use serde_json::json;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::service::{Fate, Seen, Service, row};
use super::*;

/// Somebody's row of a type and with properties that nobody here knows, as the service shows it.
fn strange() -> serde_json::Value {
    json!({
        "id": format!("{POLICY}_microsoftgraphfutureTarget"), "source": "direct", "sourceId": POLICY,
        "target": {"zeta": [1, 2.5], "@odata.type": "#microsoft.graph.futureTarget"}, "priority": 7,
    })
}

#[tokio::test(start_paused = true)]
async fn rows_of_others_come_through_every_write_unchanged() {
    let mut of_a_set = row(&include(60));
    of_a_set["source"] = "policySets".into();
    of_a_set["sourceId"] = "the-set".into();
    let others = [strange(), row(&filtered(exclude(50))), of_a_set];
    let service = Service::new(others.to_vec());
    let assignments = assign(&service);
    for change in [create(include(1)), update(filtered(include(1))), delete(&include(1))] {
        assert!(one(&assignments, change).await.is_ok());
    }
    assert_eq!(service.counts().1, 3);
    assert_eq!(service.rows(), others);
    let sent = service.seen().into_iter().filter(Seen::is_write);
    assert!(sent.clone().all(|seen| seen.body.contains("zeta") && seen.body.contains("\"priority\":7")));
    assert!(!sent.into_iter().any(|seen| seen.body.contains(group(60).as_str())));
}

#[tokio::test(start_paused = true)]
async fn a_target_that_a_policy_set_has_is_refused() {
    let mut of_a_set = row(&include(60));
    of_a_set["source"] = "policySets".into();
    let service = Service::new(vec![of_a_set]);
    let answer = one(&assign(&service), adopt(include(60))).await;
    assert!(word(&answer).starts_with("the policy set"), "{}", word(&answer));
    assert_eq!(service.counts(), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_row_that_others_add_between_our_write_and_our_look_stays() {
    let service = Service::new(vec![]);
    let both = vec![row(&include(1)), row(&include(50))];
    service.next_write(Fate::Before(both.clone()));
    assert_eq!(word(&one(&assign(&service), create(include(1))).await), "there");
    assert_eq!(service.rows(), both);
    assert_eq!(service.counts().1, 1);
}

#[tokio::test(start_paused = true)]
async fn what_another_writer_overwrites_is_written_again_at_once() {
    let service = Service::new(vec![row(&include(9))]);
    // Whoever saves this has read before our write.
    service.next_write(Fate::Before(vec![row(&include(9)), row(&include(50))]));
    let start = Instant::now();
    let changes = [create(include(1)), create(include(2)), delete(&include(9))];
    let answers = all_at_once(&assign(&service), changes).await;
    assert_eq!(words(&answers), ["there", "there", "gone"]);
    assert_eq!(service.rows(), [row(&include(50)), row(&include(1)), row(&include(2))]);
    assert_eq!(service.counts().1, 2);
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn damage_that_comes_after_the_first_good_look_is_seen_when_another_writer_is_about() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    assert_eq!(word(&one(&assignments, create(include(1))).await), "there");
    a_while().await;
    service.set(vec![row(&include(1)), row(&include(50))]);
    let other = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        service.set(vec![row(&include(1)), row(&include(50)), row(&include(51))]);
    };
    let (answer, ()) = tokio::join!(one(&assignments, create(include(2))), other);
    assert_eq!(word(&answer), "there");
    for number in [1, 2, 50, 51] {
        assert!(service.has(&include(number)), "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn in_company_no_write_begins_with_what_was_read_for_the_last() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    assert_eq!(word(&one(&assignments, create(include(1))).await), "there");
    a_while().await;
    service.set(vec![row(&include(1)), row(&include(50))]);
    assert_eq!(word(&one(&assignments, create(include(2))).await), "there");
    // The other writer goes on at this very moment.
    service.set([include(1), include(2), include(50), include(51)].iter().map(row).collect());
    assert_eq!(word(&one(&assignments, create(include(3))).await), "there");
    for number in [1, 2, 3, 50, 51] {
        assert!(service.has(&include(number)), "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_writer_between_the_plan_and_the_first_write_is_noticed() {
    let service = Service::new(vec![]);
    let assignments = Assignments::new(service.client(), Versions::Auto, WriteMode::Auto);
    let planned = assignments.foresee(&policy(), &include(1), Existing::Refuse, &seconds(10)).await;
    assert!(planned.expect("an answer").is_none());
    service.set(vec![row(&include(50))]);
    let other = async {
        // It has read before our write, and saves after our first look.
        tokio::time::sleep(Duration::from_millis(300)).await;
        service.set(vec![row(&include(50)), row(&include(51))]);
    };
    let (answer, ()) = tokio::join!(one(&assignments, create(include(1))), other);
    assert_eq!(word(&answer), "there");
    for number in [1, 50, 51] {
        assert!(service.has(&include(number)), "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_lost_from_an_earlier_write_is_made_good_by_the_next() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    assert_eq!(word(&one(&assignments, create(include(1))).await), "there");
    a_while().await;
    service.set(vec![row(&include(50))]);
    assert_eq!(word(&one(&assignments, create(include(2))).await), "there");
    for number in [1, 2, 50] {
        assert!(service.has(&include(number)), "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn damage_that_nobody_could_see_is_made_good_by_the_last_look() {
    let service = Service::new(vec![row(&include(9))]);
    let assignments = assign(&service);
    let changes = [create(include(1)), update(exclude(9))];
    assert!(all_at_once(&assignments, changes).await.iter().all(Result::is_ok));
    let old = [row(&include(9)), row(&include(50))];
    let other = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        service.set(old.to_vec());
    };
    let operation = seconds(10);
    tokio::join!(assignments.last_look(&operation), other);
    assert_eq!(service.rows(), [row(&exclude(9)), row(&include(50)), row(&include(1))]);
}

#[tokio::test(start_paused = true)]
async fn the_last_look_is_short_and_costs_nothing_without_a_write() {
    let service = Service::new(vec![row(&include(1))]);
    let assignments = assign(&service);
    assert!(one(&assignments, adopt(include(1))).await.is_ok());
    let start = Instant::now();
    assignments.last_look(&seconds(10)).await;
    assert_eq!((start.elapsed(), service.counts()), (Duration::ZERO, (1, 0)));
    assert!(one(&assignments, create(include(2))).await.is_ok());
    assignments.last_look(&seconds(10)).await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(service.counts(), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn the_last_look_ends_with_its_limits() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    assert!(one(&assignments, create(include(1))).await.is_ok());
    service.when(usize::MAX, |_| true, Fate::Refused(503, "x"));
    let start = Instant::now();
    assignments.last_look(&seconds(3)).await;
    assert!(start.elapsed() <= Duration::from_secs(3), "{:?}", start.elapsed());
    service.set(vec![]);
    assignments.last_look(&seconds(0)).await;
    let stopped = seconds(100);
    stopped.stop().cancel();
    assignments.last_look(&stopped).await;
    assert!(start.elapsed() <= Duration::from_secs(3));
}

/// One process: it creates these as Terraform does, at most so many at a time, and ends.
async fn process(service: &Arc<Service>, numbers: std::ops::Range<u32>, at_once: usize) -> Vec<Answer> {
    let assignments = assign(service);
    let slots = Arc::new(Semaphore::new(at_once));
    let mut tasks = JoinSet::new();
    for number in numbers {
        let (assignments, slots) = (assignments.clone(), slots.clone());
        tasks.spawn(async move {
            let _slot = slots.acquire().await.expect("open");
            one(&assignments, create(include(number))).await
        });
    }
    let answers = tasks.join_all().await;
    assignments.last_look(&seconds(10)).await;
    answers
}

/// How many of the rows of two processes were lost.
pub(super) async fn race(seed: u64, at_once: usize) -> usize {
    let foreign = [strange(), row(&filtered(exclude(500)))];
    let service = Service::new(foreign.to_vec()).with_latency(10..151, seed);
    let first = process(&service, 0..30, at_once);
    let (first, second) = tokio::join!(first, process(&service, 100..130, at_once));
    assert!(first.iter().chain(&second).all(Result::is_ok), "seed {seed}: {:?}", words(&first));
    assert!(foreign.iter().all(|row| service.rows().contains(row)), "seed {seed}");
    (0..30).chain(100..130).filter(|number| !service.has(&include(*number))).count()
}

#[tokio::test(start_paused = true)]
async fn two_processes_with_thirty_assignments_each_lose_none() {
    for seed in 0..20 {
        assert_eq!(race(seed, 10).await, 0, "seed {seed}");
        assert_eq!(race(seed, 30).await, 0, "seed {seed}, all at once");
    }
}
