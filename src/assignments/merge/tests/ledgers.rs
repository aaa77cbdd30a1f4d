//! What this process did before, and reads or other writers that know nothing of it.

use std::time::Duration;

use super::*;

const BEFORE_LONG: Duration = Duration::from_secs(120);

fn made(targets: &[Target]) -> Ledger {
    let mut ledger = Ledger::default();
    for target in targets {
        ledger.note(&create(target.clone()), Some(target));
    }
    ledger
}

fn removed(target: &Target) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.note(&delete(target), None);
    ledger
}

#[tokio::test(start_paused = true)]
async fn what_we_made_and_miss_is_made_again_however_late() {
    let ledger = made(&[filtered(include(1))]);
    for wait in [Duration::ZERO, BEFORE_LONG] {
        tokio::time::sleep(wait).await;
        let merged = merge(&[], &[], &ledger);
        assert_eq!((targets(&merged), merged.differs), (vec![filtered(include(1)).to_string()], true));
    }
}

#[tokio::test(start_paused = true)]
async fn what_we_changed_or_removed_is_restored_for_a_while_and_then_left_to_others() {
    let rows = [shown(&include(1))];
    let changed = || made(&[exclude(1)]);
    let removed = || removed(&include(1));
    for (ledger, ours) in
        [(&changed as &dyn Fn() -> Ledger, vec![exclude(1).to_string()]), (&removed, vec![])]
    {
        let ledger = ledger();
        let merged = merge(&rows, &[], &ledger);
        assert_eq!((targets(&merged), merged.differs), (ours, true));
        tokio::time::sleep(BEFORE_LONG).await;
        let merged = merge(&rows, &[], &ledger);
        assert_eq!((targets(&merged), merged.differs), (vec![include(1).to_string()], false));
    }
}

#[tokio::test(start_paused = true)]
async fn what_one_resource_took_over_is_not_removed_with_the_other() {
    // A replacement that creates before it destroys, or a resource that was renamed without a `moved` block.
    let rows = [shown(&include(1))];
    let mut ledger = Ledger::default();
    ledger.note(&adopt(include(1)), Some(&include(1)));
    for _ in 0..2 {
        let changes = [delete(&include(1))];
        let merged = merge(&rows, &first(&changes), &ledger);
        assert_eq!((words(&merged.verdicts), merged.differs), (vec!["gone"], false));
        ledger.note(&changes[0], None);
    }
    let merged = merge(&[], &[], &ledger);
    assert_eq!(targets(&merged), [include(1).to_string()]);
}

#[tokio::test(start_paused = true)]
async fn a_new_wish_comes_before_what_was_done() {
    let (ledger, rows) = (made(&[include(1)]), [shown(&include(1))]);
    let changes = [delete(&include(1))];
    let merged = merge(&rows, &first(&changes), &ledger);
    assert_eq!((words(&merged.verdicts), targets(&merged)), (vec!["write"], vec![]));
    let changes = [update(exclude(1))];
    let merged = merge(&rows, &first(&changes), &ledger);
    assert_eq!(targets(&merged), [exclude(1).to_string()]);
}

#[tokio::test(start_paused = true)]
async fn what_another_resource_made_in_this_run_is_not_made_twice_even_if_a_read_lags() {
    let ledger = made(&[include(1)]);
    for rows in [vec![], vec![shown(&include(1))]] {
        for change in [create(include(1)), adopt(include(1)), create(exclude(1))] {
            let merged = merge(&rows, &first(std::slice::from_ref(&change)), &ledger);
            assert_eq!(words(&merged.verdicts), ["created in this run"], "{change:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_removal_in_this_run_makes_room_even_if_a_read_still_shows_the_row() {
    let ledger = removed(&include(1));
    let lagging = [shown(&include(1))];
    for (rows, target, word) in [
        (&[][..], include(1), "write"),
        (&lagging[..], filtered(include(1)), "write"),
        (&lagging[..], exclude(1), "write"),
    ] {
        let changes = [create(target.clone())];
        let merged = merge(rows, &first(&changes), &ledger);
        assert_eq!(words(&merged.verdicts), [word], "{target}");
        assert_eq!(targets(&merged), [target.to_string()]);
    }
    tokio::time::sleep(BEFORE_LONG).await;
    let changes = [create(include(1))];
    let merged = merge(&lagging, &first(&changes), &ledger);
    assert_eq!(words(&merged.verdicts), ["exists"]);
}

#[tokio::test(start_paused = true)]
async fn what_we_removed_cannot_be_updated_but_what_we_made_can() {
    let changes = [update(exclude(1))];
    let merged = merge(&[], &first(&changes), &removed(&include(1)));
    assert_eq!(words(&merged.verdicts), ["no longer there"]);
    let merged = merge(&[], &first(&changes), &made(&[include(1)]));
    assert_eq!((words(&merged.verdicts), targets(&merged)), (vec!["write"], vec![exclude(1).to_string()]));
}

#[tokio::test(start_paused = true)]
async fn a_policy_sets_row_does_not_stand_for_ours() {
    let merged_rows = [from_policy_set(&include(1))];
    let ledger = made(&[include(1)]);
    let merged = merge(&merged_rows, &[], &ledger);
    assert_eq!((targets(&merged), merged.differs), (vec![include(1).to_string()], true));
}
