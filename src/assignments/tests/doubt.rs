//! Writes of unknown outcome: what happened is read, and only what did not happen is sent again.

use super::service::{Fate, Seen, Service, row};
use super::*;

#[tokio::test(start_paused = true)]
async fn a_write_that_had_its_effect_is_not_repeated() {
    for fate in [Fate::LostAfter, Fate::FailedAfter(500), Fate::FailedAfter(503), Fate::FailedAfter(504)] {
        let service = Service::new([include(8), include(9)].iter().map(row).collect());
        service.next_write(fate);
        let changes = [create(include(1)), update(exclude(8)), delete(&include(9))];
        let answers = all_at_once(&assign(&service), changes).await;
        assert_eq!(words(&answers), ["there", "there", "gone"]);
        assert_eq!(service.counts(), (2, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_without_effect_is_read_back_and_repeated() {
    for fate in [Fate::LostBefore, Fate::Refused(503, "x"), Fate::Refused(504, "x"), Fate::Refused(408, "x")]
    {
        let service = Service::new(vec![row(&include(9))]);
        service.next_write(fate);
        let answers = all_at_once(&assign(&service), [create(include(1)), delete(&include(9))]).await;
        assert_eq!(words(&answers), ["there", "gone"]);
        let order: Vec<_> = service.seen().iter().map(|seen| seen.method.to_string()).collect();
        assert_eq!(order, ["GET", "POST", "GET", "POST", "GET"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_repeated_write_carries_what_others_added_meanwhile() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    service.next_write(Fate::LostBefore);
    let portal = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        service.set(vec![row(&include(50))]);
    };
    let (answer, ()) = tokio::join!(one(&assignments, create(include(1))), portal);
    assert_eq!(word(&answer), "there");
    assert!(service.has(&include(50)) && service.has(&include(1)));
}

#[tokio::test(start_paused = true)]
async fn a_throttled_write_is_not_sent_again_without_a_new_read() {
    for (wait, least) in [(Some(30), 30), (None, 1)] {
        let service = Service::new(vec![]);
        let assignments = assign(&service);
        service.next_write(Fate::Throttled(wait));
        let portal = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            service.set(vec![row(&include(50))]);
        };
        let start = tokio::time::Instant::now();
        let (answer, ()) = tokio::join!(one(&assignments, create(include(1))), portal);
        assert_eq!(word(&answer), "there");
        assert!(service.has(&include(50)) && service.has(&include(1)));
        assert!(start.elapsed() >= Duration::from_secs(least), "{:?}", start.elapsed());
        assert_eq!(service.counts().1, 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_found_no_slot_before_is_not_sent_again_without_a_new_read_either() {
    let service = Service::new(vec![]);
    let assignments = Assignments::new(service.client_with(1), Versions::Auto, WriteMode::Assign);
    service.when(
        usize::MAX,
        |seen| seen.path.contains("000000000000"),
        Fate::Slow(Duration::from_millis(2500)),
    );
    service.next_write(Fate::Throttled(Some(1)));
    let other = PolicyId::try_from("00000000-0000-0000-0000-000000000000").expect("id");
    let operation = seconds(300);
    let busy = async {
        for _ in 0..6 {
            // Right behind our read, so that our write waits longer than it may.
            tokio::time::sleep(Duration::from_millis(10)).await;
            let _ = assignments.reader.fetch(&other, &operation).await;
        }
    };
    let (answer, ()) = tokio::join!(one(&assignments, create(include(1))), busy);
    assert_eq!(word(&answer), "there");
    let seen = service.seen();
    let of_ours: Vec<_> = seen.iter().filter(|seen| seen.path.contains(POLICY)).collect();
    let order: Vec<_> = of_ours.iter().map(|seen| seen.method.as_str()).collect();
    assert!(order.windows(2).all(|pair| pair != ["POST", "POST"]), "{order:?}");
    assert_eq!(order.iter().filter(|method| **method == "POST").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_throttles_without_saying_how_long_is_asked_ever_more_seldom() {
    let service = Service::new(vec![]);
    service.when(6, Seen::is_write, Fate::Throttled(None));
    let start = tokio::time::Instant::now();
    assert_eq!(word(&one(&assign(&service), create(include(1))).await), "there");
    assert_eq!(service.counts().1, 7);
    assert!(start.elapsed() > Duration::from_secs(30), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_write_that_finds_no_slot_for_long_is_sent_in_the_end() {
    let service = Service::new(vec![]);
    let client = service.client_with(1);
    let assignments = Assignments::new(client, Versions::Auto, WriteMode::Assign);
    service.when(usize::MAX, |seen| seen.path.contains("000000000000"), Fate::Slow(Duration::from_secs(4)));
    let busy = async {
        // Others keep the only slot: each of these takes four seconds, and they queue.
        let mut tasks = JoinSet::new();
        for number in 0..10 {
            let assignments = assignments.clone();
            let other =
                PolicyId::try_from(format!("{number:08}-0000-0000-0000-000000000000").as_str()).expect("id");
            tasks.spawn(async move { assignments.all(&other, &seconds(300)).await.map(drop) });
        }
        tasks.join_all().await
    };
    let (answer, _) = tokio::join!(one(&assignments, create(include(1))), busy);
    assert_eq!(word(&answer), "there");
    assert!(service.has(&include(1)));
}

#[tokio::test(start_paused = true)]
async fn the_last_real_error_is_told_when_time_runs_out() {
    for (fate, wanted) in [
        (Fate::Refused(503, "CancelledOnServiceTimeout"), "503, Unknown"),
        (Fate::LostBefore, "graph, Unknown"),
        (Fate::Throttled(Some(3)), "429, Unchanged"),
        (Fate::Throttled(Some(600)), "429, Unchanged"),
    ] {
        let service = Service::new(vec![]);
        service.when(usize::MAX, Seen::is_write, fate);
        let start = tokio::time::Instant::now();
        let answer = assign(&service).apply(&policy(), create(include(1)), &seconds(60)).await;
        assert_eq!(word(&answer), wanted);
        assert!(start.elapsed() <= Duration::from_secs(70), "{:?}", start.elapsed());
        // Never in a hurry, not even at the end.
        assert!(service.seen().len() < 60, "{} requests", service.seen().len());
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_end_nobody_saw_is_looked_for_after_the_time_is_over() {
    let service = Service::new(vec![]);
    service.next_write(Fate::Slow(Duration::from_secs(20)));
    let answer = assign(&service).apply(&policy(), create(include(1)), &seconds(10)).await;
    assert_eq!(word(&answer), "there");
    let service = Service::new(vec![]);
    service.next_write(Fate::LostAfter);
    let answer = assign(&service).apply(&policy(), create(include(1)), &seconds(1)).await;
    assert_eq!(word(&answer), "there");
}

#[tokio::test(start_paused = true)]
async fn a_set_that_cannot_be_read_back_is_in_doubt() {
    let service = Service::new(vec![]);
    service.next_write(Fate::LostAfter);
    service.when(1, |seen| !seen.is_write(), Fate::Slow(Duration::ZERO));
    service.when(usize::MAX, |seen| !seen.is_write(), Fate::Refused(403, "Forbidden"));
    let answers = all_at_once(&assign(&service), [create(include(1)), create(include(2))]).await;
    // The write is what failed; why it could not be looked at comes second.
    assert_eq!(words(&answers), ["graph, Unknown", "graph, Unknown"]);
}
