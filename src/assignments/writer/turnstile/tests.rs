//! Who may write when, with the clock paused.

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::assignments::change::{Change, Existing};
use crate::graph::{Operation, Target, TargetKind};

fn desk(changes: usize) -> Arc<Desk> {
    let desk = Arc::new(Desk::default());
    for _ in 0..changes {
        let target = Target::unfiltered(TargetKind::AllDevices);
        let change = Change::Create { target, existing: Existing::Refuse };
        let operation = Operation::new(PATIENCE, CancellationToken::new());
        drop(desk.hand_in(change, operation, Arc::new(Turnstile::default()).enter()));
    }
    desk
}

#[tokio::test(start_paused = true)]
async fn whoever_has_gathered_the_most_is_next_and_equals_go_in_order() {
    let turnstile = Arc::new(Turnstile::default());
    let first = turnstile.pass(&desk(1)).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let waiting: Vec<_> = [("two", 2), ("five", 5), ("another two", 2), ("three", 3)]
        .into_iter()
        .map(|(name, changes)| {
            let (turnstile, order) = (turnstile.clone(), order.clone());
            tokio::spawn(async move {
                let _pass = turnstile.pass(&desk(changes)).await;
                order.lock().expect("order").push(name);
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(order.lock().expect("order").is_empty());
    drop(first);
    for one in waiting {
        one.await.expect("task");
    }
    assert_eq!(*order.lock().expect("order"), ["five", "three", "two", "another two"]);
}

#[tokio::test(start_paused = true)]
async fn who_leaves_the_queue_or_is_chosen_and_leaves_holds_up_nobody() {
    let turnstile = Arc::new(Turnstile::default());
    let first = turnstile.pass(&desk(1)).await;
    let leaves = tokio::spawn({
        let turnstile = turnstile.clone();
        async move { drop(turnstile.pass(&desk(9)).await) }
    });
    tokio::task::yield_now().await;
    let chosen = turnstile.queue_up(&desk(8));
    let stays = tokio::spawn({
        let turnstile = turnstile.clone();
        async move { drop(turnstile.pass(&desk(1)).await) }
    });
    tokio::task::yield_now().await;
    leaves.abort();
    drop(first);
    turnstile.choose();
    drop(chosen);
    let start = Instant::now();
    stays.await.expect("task");
    assert!(start.elapsed() <= 2 * GATHER, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_long_for_a_policy_that_is_slow() {
    let turnstile = Arc::new(Turnstile::default());
    let slow = turnstile.pass(&desk(1)).await;
    let start = Instant::now();
    let impatient = turnstile.pass(&desk(1)).await;
    assert_eq!(start.elapsed(), PATIENCE);
    // Who has lost patience passes beside the others, and takes nothing away from them.
    let waiting = tokio::spawn({
        let turnstile = turnstile.clone();
        async move { drop(turnstile.pass(&desk(1)).await) }
    });
    tokio::task::yield_now().await;
    drop(impatient);
    tokio::time::sleep(PATIENCE / 2).await;
    assert!(!waiting.is_finished());
    drop(slow);
    tokio::time::sleep(2 * GATHER).await;
    assert!(waiting.is_finished());
}

#[tokio::test(start_paused = true)]
async fn gathering_ends_when_all_are_back_or_nobody_comes() {
    let turnstile = Arc::new(Turnstile::default());
    let mut inside: Vec<_> = (0..3).map(|_| turnstile.enter()).collect();
    let start = Instant::now();
    turnstile.gather().await;
    assert_eq!(start.elapsed(), Duration::ZERO, "all are there");
    inside.truncate(1);
    let back = async {
        // Longer than a pause, but they come one after the other.
        tokio::time::sleep(PAUSE * 2 / 3).await;
        let second = turnstile.enter();
        tokio::time::sleep(PAUSE * 2 / 3).await;
        (second, turnstile.enter())
    };
    let (back, ()) = tokio::join!(back, turnstile.gather());
    assert_eq!(start.elapsed(), PAUSE * 4 / 3);
    drop(back);
    let start = Instant::now();
    turnstile.gather().await;
    assert_eq!(start.elapsed(), PAUSE, "nobody comes");
    let start = Instant::now();
    let come_and_go = async {
        loop {
            tokio::time::sleep(PAUSE / 2).await;
            drop(turnstile.enter());
        }
    };
    tokio::select! {
        () = come_and_go => {}
        () = turnstile.gather() => {}
    }
    assert_eq!(start.elapsed(), GATHER, "never all");
}

#[test]
fn waiting_is_worth_it_for_many_changes_on_few_policies() {
    let turnstile = Arc::new(Turnstile::default());
    let _inside: Vec<_> = (0..10).map(|_| turnstile.enter()).collect();
    for (policies, worth) in [(1, false), (2, true), (5, true), (6, false), (50, false)] {
        assert_eq!(turnstile.is_worth_waiting(policies), worth, "{policies}");
    }
    let alone = Arc::new(Turnstile::default());
    let _one = alone.enter();
    assert!(!alone.is_worth_waiting(2));
}

#[test]
fn a_change_is_under_way_until_it_is_answered_whoever_has_received_that() {
    let turnstile = Arc::new(Turnstile::default());
    let desk = Desk::default();
    let change =
        Change::Create { target: Target::unfiltered(TargetKind::AllDevices), existing: Existing::Refuse };
    let operation = Operation::new(PATIENCE, CancellationToken::new());
    let (_, mut receiver) = desk.hand_in(change, operation, turnstile.enter());
    let waiting = desk.take_all();
    assert_eq!(turnstile.state().inside, 1);
    waiting.into_iter().for_each(|waiting| waiting.answer(Ok(None)));
    assert_eq!(turnstile.state().inside, 0);
    assert!(receiver.try_recv().is_ok_and(|answer| answer.is_ok()));
}
