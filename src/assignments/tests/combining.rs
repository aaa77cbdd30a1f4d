//! Changes that wait for the same policy go together, and each has its own answer.

use super::figures::cost;
use super::service::{Service, row};
use super::*;

#[tokio::test(start_paused = true)]
async fn any_number_of_changes_at_once_costs_one_read_one_write_and_one_look() {
    for count in [1, 10, 100, 1000] {
        let service = Service::new(vec![]);
        let answers = all_at_once(&assign(&service), (1..=count).map(|number| create(include(number)))).await;
        assert!(answers.iter().all(Result::is_ok), "{:?}", words(&answers));
        assert_eq!(service.counts(), (2, 1), "for {count}");
        assert!((1..=count).all(|number| service.has(&include(number))));
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_while_a_write_is_under_way_goes_into_the_next() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    let late = async {
        tokio::time::sleep(Duration::from_millis(70)).await;
        all_at_once(&assignments, (11..=20).map(|number| create(include(number)))).await
    };
    let (early, late) = tokio::join!(all_at_once(&assignments, (1..=10).map(|n| create(include(n)))), late);
    assert!(early.iter().chain(&late).all(Result::is_ok));
    // The look at the first write serves the second as its read.
    assert_eq!(service.counts(), (3, 2));
    assert_eq!(service.rows().len(), 20);
}

#[tokio::test(start_paused = true)]
async fn creates_updates_and_deletes_go_together_and_each_gets_its_own_answer() {
    let service = Service::new([include(1), include(2), include(3)].iter().map(row).collect());
    let changes = [
        create(include(4)),
        update(filtered(include(1))),
        delete(&include(2)),
        create(include(3)),
        update(exclude(9)),
        delete(&include(8)),
    ];
    let answers = all_at_once(&assign(&service), changes).await;
    assert_eq!(
        words(&answers),
        [
            "there",
            "there",
            "gone",
            "exists, Unchanged",
            &format!("the assignment {} is no longer there, Unchanged", id_of(&include(9))),
            "gone"
        ]
    );
    let row_of = |answer: &Answer| answer.as_ref().ok().cloned().flatten().map(|row| row.target);
    assert_eq!(row_of(&answers[0]), Some(include(4)));
    assert_eq!(row_of(&answers[1]), Some(filtered(include(1))));
    assert_eq!(service.counts(), (2, 1));
    assert_eq!(
        service.rows(),
        [filtered(include(1)), include(3), include(4)].iter().map(row).collect::<Vec<_>>()
    );
}

#[tokio::test(start_paused = true)]
async fn policies_do_not_wait_for_each_other() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    let start = tokio::time::Instant::now();
    let other = PolicyId::try_from("6a2ac7e4-0d58-4ea5-8f39-000000000000").expect("id");
    let operation = seconds(300);
    let (first, second) = tokio::join!(
        one(&assignments, create(include(1))),
        assignments.apply(&other, create(include(2)), &operation),
    );
    assert!(first.is_ok() && second.is_ok());
    assert!(start.elapsed() < Duration::from_millis(200), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn many_changes_on_few_policies_gather_while_another_policy_is_written() {
    let mut numbers: Vec<u32> = (0..100).collect();
    for seed in 1..=5 {
        fastrand::Rng::with_seed(seed).shuffle(&mut numbers);
        let (reads, writes, took) = cost(&numbers, 20, 50).await;
        assert!(writes <= 36 && reads <= 2 * writes + 1, "seed {seed}: {reads} reads, {writes} writes");
        assert!(took < Duration::from_secs(5), "seed {seed}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_few_changes_on_few_policies_are_written_all_at_once() {
    let numbers: Vec<u32> = (0..10).collect();
    let (reads, writes, took) = cost(&numbers, 2, 50).await;
    assert_eq!((reads, writes, took), (10, 5, Duration::from_millis(150)));
}

#[tokio::test(start_paused = true)]
async fn what_is_there_already_costs_one_read_and_no_write() {
    let service = Service::new([include(1), filtered(include(2))].iter().map(row).collect());
    let changes = [adopt(include(1)), update(filtered(include(2))), delete(&include(3))];
    let answers = all_at_once(&assign(&service), changes).await;
    assert_eq!(words(&answers), ["there", "there", "gone"]);
    assert_eq!(service.counts(), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_costs_no_write_and_does_not_hold_up_the_others() {
    let service = Service::new(vec![row(&include(1))]);
    let answers =
        all_at_once(&assign(&service), [create(include(1)), create(exclude(1)), create(include(2))]).await;
    assert_eq!(word(&answers[0]), "exists, Unchanged");
    assert!(word(&answers[1]).contains("included and excluded"), "{}", word(&answers[1]));
    assert_eq!(word(&answers[2]), "there");
    assert_eq!(service.counts(), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn of_two_resources_for_one_target_the_second_is_refused_in_one_write_and_in_the_next() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    let answers = all_at_once(&assignments, [create(include(1)), create(include(1))]).await;
    assert_eq!(words(&answers), ["there", "created in this run, Unchanged"]);
    let answer = one(&assignments, adopt(include(1))).await;
    assert_eq!(word(&answer), "created in this run, Unchanged");
    assert!(service.has(&include(1)));
}

#[tokio::test(start_paused = true)]
async fn an_assignment_changes_hands_in_one_write_or_in_two() {
    for new in [include(1), exclude(1), filtered(include(1))] {
        let service = Service::new([include(1), include(2)].iter().map(row).collect());
        let assignments = assign(&service);
        let answers = all_at_once(&assignments, [create(new.clone()), delete(&include(1))]).await;
        assert_eq!(words(&answers), ["there", "gone"], "{new}");
        assert!(service.counts().1 <= 1);
        // Nor does a later write take it for removed.
        assert_eq!(word(&one(&assignments, create(include(3))).await), "there");
        assert!(service.has(&new) && service.has(&include(2)), "{:?}", service.rows());

        let service = Service::new(vec![row(&include(1))]);
        let assignments = assign(&service);
        assert_eq!(word(&one(&assignments, delete(&include(1))).await), "gone");
        assert_eq!(word(&one(&assignments, create(new.clone())).await), "there");
        assert_eq!(word(&one(&assignments, create(include(3))).await), "there");
        assert!(service.has(&new));
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_over_stays_when_its_former_resource_goes() {
    let service = Service::new(vec![row(&include(1))]);
    let assignments = assign(&service);
    assert_eq!(word(&one(&assignments, adopt(include(1))).await), "there");
    assert_eq!(word(&one(&assignments, delete(&include(1))).await), "gone");
    assert_eq!(word(&one(&assignments, create(include(2))).await), "there");
    assert!(service.has(&include(1)));
}

#[tokio::test(start_paused = true)]
async fn an_update_follows_a_create_in_the_same_run() {
    let service = Service::new(vec![]);
    let assignments = assign(&service);
    for change in [create(include(1)), update(filtered(include(1))), update(exclude(1)), create(include(2))] {
        assert_eq!(word(&one(&assignments, change).await), "there");
    }
    assert_eq!(service.rows(), [row(&exclude(1)), row(&include(2))]);
}
