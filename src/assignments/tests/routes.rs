//! Finding out which routes there are.

use tokio::time::Instant;

use super::service::{Fate, Seen, Service, row};
use super::*;

fn auto(service: &Arc<Service>) -> Assignments {
    Assignments::new(service.client(), Versions::Auto, WriteMode::Auto)
}

fn asked(service: &Service) -> usize {
    let documented = |seen: &&Seen| seen.is_write() && !seen.path.ends_with("/assign");
    service.seen().iter().filter(documented).count()
}

#[tokio::test(start_paused = true)]
async fn the_documented_route_is_asked_once_however_many_start_together() {
    let service = Service::new(vec![]);
    let answers = all_at_once(&auto(&service), (1..=20).map(|number| create(include(number)))).await;
    assert!(answers.iter().all(Result::is_ok), "{:?}", words(&answers));
    assert_eq!(asked(&service), 1);
    assert_eq!(service.rows().len(), 20);
}

#[tokio::test(start_paused = true)]
async fn an_update_or_a_removal_finds_out_as_well() {
    for change in [update(exclude(1)), delete(&include(1))] {
        let service = Service::new(vec![row(&include(1))]);
        let assignments = auto(&service);
        assert!(one(&assignments, change).await.is_ok());
        assert!(one(&assignments, create(include(2))).await.is_ok());
        assert_eq!(asked(&service), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_has_the_route_keeps_using_it() {
    let service = Service::new(vec![]).documented();
    let answers = all_at_once(&auto(&service), (1..=20).map(|number| create(include(number)))).await;
    assert!(answers.iter().all(Result::is_ok), "{:?}", words(&answers));
    assert_eq!((asked(&service), service.rows().len()), (20, 20));
}

#[tokio::test(start_paused = true)]
async fn once_the_route_is_known_nobody_waits_for_another() {
    let service = Service::new(vec![]).documented();
    let assignments = auto(&service);
    assert!(one(&assignments, create(include(1))).await.is_ok());
    let start = Instant::now();
    let answers = all_at_once(&assignments, (2..=9).map(|number| create(include(number)))).await;
    assert!(answers.iter().all(Result::is_ok), "{:?}", words(&answers));
    // One after the other, eight reads and eight writes of 50 ms each would take 800.
    assert!(start.elapsed() < Duration::from_millis(600), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn another_failure_or_no_request_teaches_nothing() {
    let service = Service::new(vec![row(&include(9))]);
    let assignments = auto(&service);
    service.when(1, Seen::is_write, Fate::Refused(403, "Forbidden"));
    assert_eq!(word(&one(&assignments, create(include(1))).await), "403, Unchanged");
    service.when(1, Seen::is_write, Fate::Refused(400, "BadRequest"));
    assert_eq!(word(&one(&assignments, create(include(1))).await), "400, Unchanged");
    assert_eq!(word(&one(&assignments, delete(&include(8))).await), "gone");
    assert_eq!(word(&one(&assignments, create(include(9))).await), "exists, Unchanged");
    assert_eq!(asked(&service), 2);
    assert_eq!(word(&one(&assignments, create(include(1))).await), "there");
    assert_eq!(asked(&service), 3);
    assert_eq!(word(&one(&assignments, create(include(2))).await), "there");
    assert_eq!(asked(&service), 3);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_the_answer_about_routes_leaves_in_time() {
    let service = Service::new(vec![]);
    let assignments = auto(&service);
    service.next_write(Fate::Slow(Duration::from_secs(60)));
    let changes = [(create(include(1)), seconds(300)), (create(include(2)), seconds(5))];
    let answers = with_operations(&assignments, changes).await;
    assert_eq!(words(&answers), ["there", "TimedOut, Unchanged"]);
}

#[tokio::test(start_paused = true)]
async fn a_fixed_way_of_writing_asks_nothing() {
    let service = Service::new(vec![]);
    assert!(one(&assign(&service), create(include(1))).await.is_ok());
    assert_eq!(asked(&service), 0);
    let documented = Assignments::new(service.client(), Versions::Auto, WriteMode::Assignment);
    let answer = one(&documented, create(include(2))).await;
    assert!(answer.expect_err("no route").is_route_missing());
}
