//! Reads that lag behind writes.

use tokio::time::Instant;

use super::service::{Fate, Seen, Service, row};
use super::*;

#[tokio::test(start_paused = true)]
async fn a_first_read_that_agrees_costs_no_wait() {
    let service = Service::new(vec![]);
    let start = Instant::now();
    assert_eq!(word(&one(&assign(&service), create(include(1))).await), "there");
    assert!(start.elapsed() < Duration::from_millis(155), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_lagging_read_is_waited_out_and_nothing_is_written_twice() {
    for lag in [100, 1_000, 10_000] {
        let service = Service::new([include(8), include(9)].iter().map(row).collect());
        service.next_write(Fate::Stale(Duration::from_millis(lag)));
        let changes = [create(include(1)), update(exclude(8)), delete(&include(9))];
        let start = Instant::now();
        let answers = all_at_once(&assign(&service), changes).await;
        assert_eq!(words(&answers), ["there", "there", "gone"]);
        assert_eq!(service.counts().1, 1, "after {lag} ms");
        assert!(start.elapsed() < Duration::from_millis(2 * lag + 500), "{lag}: {:?}", start.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_set_older_than_the_last_is_never_merged_with() {
    // The copy that answers is two writes behind; a set merged with it would lose the portal's row.
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    assert_eq!(word(&one(&assignments, create(include(1))).await), "there");
    a_while().await;
    service.set([include(1), include(50)].iter().map(row).collect());
    assert_eq!(word(&one(&assignments, create(include(2))).await), "there");
    a_while().await;
    // What a lagging copy shows until it has caught up.
    let now = service.rows();
    service.set(vec![row(&include(1))]);
    let restore = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        service.set(now.clone());
    };
    let (answer, ()) = tokio::join!(one(&assignments, create(include(3))), restore);
    assert_eq!(word(&answer), "there");
    for number in [1, 2, 3, 50] {
        assert!(service.has(&include(number)), "{number} in {:?}", service.rows());
    }
}

#[tokio::test(start_paused = true)]
async fn a_set_older_than_the_last_refuses_nobody() {
    let service = Service::new(vec![row(&include(50))]);
    let assignments = assign(&service);
    assert_eq!(word(&one(&assignments, create(include(1))).await), "there");
    a_while().await;
    // The portal removes its row, and this process sees it.
    service.set(vec![row(&include(1))]);
    assert_eq!(word(&one(&assignments, create(include(2))).await), "there");
    a_while().await;
    let now = service.rows();
    service.set([include(50), include(1)].iter().map(row).collect());
    let restore = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        service.set(now.clone());
    };
    let (answer, ()) = tokio::join!(one(&assignments, create(include(50))), restore);
    assert_eq!(word(&answer), "there");
    assert!(service.has(&include(2)) && service.has(&include(50)), "{:?}", service.rows());
}

#[tokio::test(start_paused = true)]
async fn what_is_not_seen_for_long_is_written_again() {
    // An older set that stays is somebody's doing.
    let service = Service::new(vec![]);
    service.next_write(Fate::Before(vec![]));
    let start = Instant::now();
    assert_eq!(word(&one(&assign(&service), create(include(1))).await), "there");
    assert_eq!(service.counts().1, 2);
    assert!(start.elapsed() >= Duration::from_secs(15) && start.elapsed() < Duration::from_secs(25));
}

#[tokio::test(start_paused = true)]
async fn what_never_shows_is_in_doubt_when_time_is_over() {
    let service = Service::new(vec![]);
    service.when(usize::MAX, Seen::is_write, Fate::Stale(Duration::from_secs(1000)));
    let answer = assign(&service).apply(&policy(), create(include(1)), &seconds(10)).await;
    assert_eq!(word(&answer), "NotVisible, Unknown");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_keeps_another_set_than_it_was_sent_is_not_flooded() {
    let service = Service::new(vec![]);
    service.when(usize::MAX, Seen::is_write, Fate::Before(vec![row(&include(1))]));
    let answer = assign(&service).apply(&policy(), create(filtered(include(1))), &seconds(300)).await;
    assert_eq!(word(&answer), "NotVisible, Unknown");
    assert!(service.counts().1 < 25, "{} writes", service.counts().1);
}
