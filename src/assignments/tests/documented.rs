//! One request for one assignment.

use super::service::{Fate, Seen, Service, row};
use super::*;

fn documented(service: &Arc<Service>) -> Assignments {
    Assignments::new(service.client(), Versions::Auto, WriteMode::Assignment)
}

fn writes(service: &Service) -> Vec<String> {
    let written = service.seen().into_iter().filter(Seen::is_write);
    written.map(|seen| format!("{} {}", seen.method, &seen.path[1..5])).collect()
}

#[tokio::test(start_paused = true)]
async fn each_change_is_one_request_in_the_documented_version() {
    let service = Service::new([include(8), include(9)].iter().map(row).collect()).documented();
    let assignments = documented(&service);
    for (change, wanted) in [
        (create(include(1)), "there"),
        (create(filtered(include(2))), "there"),
        (update(exclude(8)), "there"),
        (delete(&include(9)), "gone"),
    ] {
        assert_eq!(word(&one(&assignments, change).await), wanted);
    }
    assert_eq!(writes(&service), ["POST v1.0", "POST beta", "PATCH v1.0", "DELETE v1.0"]);
    assert_eq!(service.rows().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_taken_over_with_another_filter_is_changed_in_place() {
    let service = Service::new(vec![row(&include(8))]).documented();
    assert_eq!(word(&one(&documented(&service), adopt(filtered(exclude(9)))).await), "there");
    assert_eq!(word(&one(&documented(&service), adopt(filtered(include(8)))).await), "there");
    assert_eq!(writes(&service), ["POST beta", "PATCH beta"]);
    assert!(service.has(&filtered(include(8))));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_had_its_effect_is_not_repeated() {
    for fate in [Fate::LostAfter, Fate::FailedAfter(504), Fate::FailedAfter(500)] {
        for (change, wanted) in
            [(create(include(1)), "there"), (update(exclude(8)), "there"), (delete(&include(8)), "gone")]
        {
            let service = Service::new(vec![row(&include(8))]).documented();
            service.next_write(fate.clone());
            assert_eq!(word(&one(&documented(&service), change).await), wanted);
            assert_eq!(service.counts().1, 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_without_effect_is_read_back_and_repeated() {
    for (change, wanted) in
        [(create(include(1)), "there"), (update(exclude(8)), "there"), (delete(&include(8)), "gone")]
    {
        let service = Service::new(vec![row(&include(8))]).documented();
        service.next_write(Fate::LostBefore);
        assert_eq!(word(&one(&documented(&service), change).await), wanted);
        let order: Vec<_> = service.seen().iter().map(Seen::is_write).collect();
        assert_eq!(&order[..4], [false, true, false, true]);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_already_is_removed_without_complaint() {
    let service = Service::new(vec![row(&include(1))]).documented();
    service.next_write(Fate::After(vec![]));
    assert_eq!(word(&one(&documented(&service), delete(&include(1))).await), "gone");
}

#[tokio::test(start_paused = true)]
async fn a_lagging_read_after_a_change_is_waited_out() {
    for (change, wanted) in [(update(exclude(8)), "there"), (delete(&include(8)), "gone")] {
        let service = Service::new(vec![row(&include(8))]).documented();
        service.next_write(Fate::Stale(Duration::from_secs(5)));
        assert_eq!(word(&one(&documented(&service), change).await), wanted);
        assert_eq!(service.counts().1, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn when_time_is_over_the_state_is_told_as_far_as_it_is_known() {
    for (fate, wanted) in [
        (Fate::LostBefore, "graph, Unknown"),
        (Fate::Throttled(Some(600)), "429, Unchanged"),
        (Fate::Refused(403, "Forbidden"), "403, Unchanged"),
    ] {
        let service = Service::new(vec![]).documented();
        service.when(usize::MAX, Seen::is_write, fate);
        let answer = documented(&service).apply(&policy(), create(include(1)), &seconds(20)).await;
        assert_eq!(word(&answer), wanted);
    }
}
