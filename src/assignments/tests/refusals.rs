//! What the service refuses, and whom it concerns.

use super::service::{Fate, Seen, Service, row};
use super::*;

fn mentions(number: u32) -> impl Fn(&Seen) -> bool + Send + 'static {
    let text = group(number).to_string();
    move |seen| seen.is_write() && seen.body.contains(&text)
}

#[tokio::test(start_paused = true)]
async fn a_bad_target_fails_alone() {
    for status in [400, 409, 422] {
        let service = Service::new(vec![row(&include(99))]);
        service.when(usize::MAX, mentions(7), Fate::Refused(status, "ModelValidationFailure"));
        let answers = all_at_once(&assign(&service), (1..=16).map(|number| create(include(number)))).await;
        for (number, answer) in (1..).zip(&answers) {
            let wanted = if number == 7 { format!("{status}, Unchanged") } else { "there".to_owned() };
            assert_eq!(word(answer), wanted, "number {number}");
            assert_eq!(service.has(&include(number)), number != 7);
        }
        // One write of all, and two for each halving.
        assert_eq!(service.counts().1, 9);
    }
}

#[tokio::test(start_paused = true)]
async fn bad_targets_among_all_kinds_of_changes_fail_alone() {
    let service = Service::new([include(1), include(2), include(3)].iter().map(row).collect());
    for bad in [5, 6] {
        service.when(usize::MAX, mentions(bad), Fate::Refused(400, "BadRequest"));
    }
    let changes = [
        create(include(5)),
        delete(&include(1)),
        update(exclude(2)),
        create(include(4)),
        create(include(6)),
        delete(&include(3)),
    ];
    let answers = all_at_once(&assign(&service), changes).await;
    assert_eq!(words(&answers), ["400, Unchanged", "gone", "there", "there", "400, Unchanged", "gone"]);
    assert_eq!(service.rows(), [row(&exclude(2)), row(&include(4))]);
}

#[tokio::test(start_paused = true)]
async fn an_assignment_that_changes_hands_beside_a_bad_target_is_removed_before_it_is_made() {
    let service = Service::new(vec![row(&include(1))]);
    service.when(usize::MAX, mentions(7), Fate::Refused(400, "BadRequest"));
    let changes = [create(exclude(1)), create(include(7)), create(include(2)), delete(&include(1))];
    let answers = all_at_once(&assign(&service), changes).await;
    assert_eq!(words(&answers), ["there", "400, Unchanged", "there", "gone"]);
    assert_eq!(service.rows().len(), 2);
    assert!(service.has(&exclude(1)) && service.has(&include(2)));
}

#[tokio::test(start_paused = true)]
async fn a_target_that_the_service_never_digests_fails_alone_and_is_not_there() {
    let service = Service::new(vec![]);
    service.when(usize::MAX, mentions(3), Fate::Refused(500, "InternalError"));
    let start = tokio::time::Instant::now();
    let answers = all_at_once(&assign(&service), (1..=8).map(|number| create(include(number)))).await;
    for (number, answer) in (1..).zip(&answers) {
        let wanted = if number == 3 { "500, Unchanged" } else { "there" };
        assert_eq!(word(answer), wanted, "number {number}");
        assert_eq!(service.has(&include(number)), number != 3);
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_service_that_fails_for_a_moment_is_waited_for_and_nothing_is_split() {
    for status in [500, 502, 503, 504] {
        let service = Service::new(vec![]);
        service.when(2, Seen::is_write, Fate::Refused(status, "InternalError"));
        let answers = all_at_once(&assign(&service), (1..=8).map(|number| create(include(number)))).await;
        assert!(answers.iter().all(Result::is_ok), "{:?}", words(&answers));
        assert_eq!(service.counts(), (4, 3));
    }
}

#[tokio::test(start_paused = true)]
async fn what_concerns_all_is_told_to_all_and_not_split() {
    for (status, code) in [(401, "InvalidAuthenticationToken"), (403, "Forbidden"), (405, "x"), (501, "x")] {
        let service = Service::new(vec![]);
        service.when(usize::MAX, Seen::is_write, Fate::Refused(status, code));
        let answers = all_at_once(&assign(&service), (1..=4).map(|number| create(include(number)))).await;
        assert_eq!(words(&answers), vec![format!("{status}, Unchanged"); 4]);
        assert_eq!(service.counts().1, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_that_is_refused_is_told_to_all_who_wait_and_nothing_is_sent() {
    for (status, code) in [(400, "BadRequest"), (403, "Forbidden"), (500, "InternalError")] {
        let service = Service::new(vec![]);
        service.when(1, |_| true, Fate::Refused(status, code));
        let changes = [create(include(1)), delete(&include(2)), update(exclude(3))];
        let answers = all_at_once(&assign(&service), changes).await;
        assert_eq!(words(&answers), vec![format!("{status}, Unchanged"); 3]);
        assert_eq!(service.counts(), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_policy_is_gone_so_are_its_assignments() {
    for which in [|_: &Seen| true, Seen::is_write as fn(&Seen) -> bool] {
        let service = Service::new([include(2), include(3)].iter().map(row).collect());
        service.when(usize::MAX, which, Fate::Refused(404, "ResourceNotFound"));
        let changes = [create(include(1)), delete(&include(2)), update(exclude(3))];
        let answers = all_at_once(&assign(&service), changes).await;
        assert_eq!(words(&answers), ["404, Unchanged", "gone", "404, Unchanged"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_404_that_does_not_say_what_is_missing_removes_nothing() {
    let service = Service::new(vec![row(&include(2))]);
    service.when(usize::MAX, Seen::is_write, Fate::Refused(404, "SomethingElse"));
    let answers = all_at_once(&assign(&service), [create(include(1)), delete(&include(2))]).await;
    assert_eq!(words(&answers), ["404, Unchanged", "404, Unchanged"]);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_cannot_be_written_fails_alone_before_anything_is_sent_for_it() {
    let service = Service::new(vec![]);
    let odata_type = "microsoft.graph.futureTarget".to_owned();
    let unknown = Target::unfiltered(TargetKind::Unknown { odata_type });
    let answers = all_at_once(&assign(&service), [create(unknown), create(include(1))]).await;
    assert!(word(&answers[0]).starts_with("Unwritable"), "{}", word(&answers[0]));
    assert_eq!(word(&answers[1]), "there");
    assert_eq!(service.counts().1, 1);
}
