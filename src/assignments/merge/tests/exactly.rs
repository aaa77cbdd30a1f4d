//! All that is to be there at once: what is not named goes, what is not ours to judge stays.

use super::*;

fn exactly(targets: &[Target]) -> Change {
    Change::Exactly { targets: targets.to_vec() }
}

/// One verdict in a word.
fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Done(_) => "done".to_owned(),
        Verdict::Write => "write".to_owned(),
        Verdict::Refused(conflict) => conflict.to_string(),
    }
}

fn words(merged: &Merged<'_>) -> Vec<String> {
    merged.verdicts.iter().map(word).collect()
}

/// The targets that the merged set has, unknown ones left out.
fn targets(merged: &Merged<'_>) -> Vec<Target> {
    let known = |slot: &&Slot<'_>| !matches!(slot.target().kind, TargetKind::Unknown { .. });
    merged.slots.iter().filter(known).map(|slot| slot.target().clone()).collect()
}

#[test]
fn what_is_not_named_goes_and_what_is_named_comes_in_one_write() {
    let rows = [shown(&include(1)), unknown(7), shown(&include(2)), from_policy_set(&include(9))];
    let changes = [exactly(&[filtered(include(2)), exclude(3)])];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!(words(&merged), ["write"]);
    assert_eq!(targets(&merged), [filtered(include(2)), exclude(3)]);
    // What nobody here understands goes back as it came; what a policy set assigns is not sent at all.
    let posted = posted(&merged);
    assert_eq!(posted.len(), 3);
    assert!(posted[0].contains("futureTarget"), "{posted:?}");
    let later = accepted(&rows, &posted);
    let again = merge(&later, &attempted(&changes, Attempt::Repeated), &Ledger::default());
    assert!(again.is_complete(), "{:?}", words(&again));
}

#[test]
fn what_is_as_it_should_be_is_not_written() {
    let rows = [shown(&include(1)), unknown(7), shown(&exclude(2)), from_policy_set(&include(1))];
    for named in [[include(1), exclude(2)], [exclude(2), include(1)]] {
        let merged = merge(&rows, &first(&[exactly(&named)]), &Ledger::default()).is_complete();
        assert!(merged);
    }
}

#[test]
fn nobody_at_all_clears_the_direct_assignments() {
    let rows = [shown(&include(1)), from_policy_set(&include(1)), unknown(3)];
    let changes = [exactly(&[])];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!((words(&merged), targets(&merged)), (vec!["write".to_owned()], vec![]));
    assert_eq!(posted(&merged).len(), 1, "the unknown one");
    assert!(merge(&[], &first(&changes), &Ledger::default()).is_complete());
}

#[test]
fn what_other_resources_of_the_run_want_is_spared() {
    let rows = [shown(&include(1)), shown(&include(2))];
    let changes = [exactly(&[include(1)]), create(include(3)), update(filtered(include(2)))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!(words(&merged), ["done", "write", "write"]);
    assert_eq!(targets(&merged), [include(1), filtered(include(2)), include(3)]);
    // And what they have made a moment ago.
    let mut ledger = Ledger::default();
    ledger.note(&create(include(2)), Some(&include(2)));
    let changes = [exactly(&[include(1)])];
    assert!(merge(&rows, &first(&changes), &ledger).is_complete());
}

#[test]
fn what_single_resources_give_up_is_taken_over_without_a_gap() {
    let rows = [shown(&include(1)), shown(&include(2))];
    let changes = [delete(&include(1)), delete(&include(2)), exactly(&[include(1), include(3)])];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!(words(&merged), ["write", "write", "write"]);
    assert_eq!(targets(&merged), [include(1), include(3)]);
    let later = accepted(&rows, &posted(&merged));
    assert!(merge(&later, &attempted(&changes, Attempt::Repeated), &Ledger::default()).is_complete());
    // Also when the removal comes later in the run.
    let mut ledger = Ledger::default();
    ledger.note(&changes[2], None);
    let late = merge(&later, &first(&changes[..1]), &ledger);
    assert_eq!((words(&late), late.differs), (vec!["done".to_owned()], false));
}

#[test]
fn a_second_set_and_what_contradicts_the_first_are_refused() {
    let rows = [shown(&include(1))];
    let changes = [exactly(&[include(2)]), exactly(&[include(2)]), create(include(2)), update(exclude(2))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    let said = words(&merged);
    assert_eq!(said[0], "write");
    assert!(said[1].contains("has set all assignments of the policy"), "{said:?}");
    assert!(said[2].contains("has created the assignment"), "{said:?}");
    assert!(said[3].contains("has created the assignment"), "{said:?}");
    assert_eq!(targets(&merged), [include(2)]);
    let mut ledger = Ledger::default();
    ledger.note(&changes[0], None);
    let late = merge(&rows, &first(&changes[1..2]), &ledger);
    assert!(words(&late)[0].contains("has set all assignments of the policy"));
    let mut made = Ledger::default();
    made.note(&create(include(2)), Some(&exclude(2)));
    assert!(words(&merge(&rows, &first(&changes[..1]), &made))[0].contains("has created the assignment"));
}

#[test]
fn a_target_of_a_policy_set_is_refused_unless_it_is_assigned_directly_already() {
    let set = from_policy_set(&include(1));
    let changes = [exactly(&[include(1)])];
    let rows = [set.clone(), shown(&include(2))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert!(words(&merged)[0].contains("the policy set the-set assigns the policy to"));
    assert!(!merged.differs, "nothing is removed by what is refused");
    let both = [shown(&include(1)), set];
    assert!(merge(&both, &first(&changes), &Ledger::default()).is_complete());
}

#[test]
fn what_was_left_out_stays_out_when_an_old_set_comes_back() {
    let rows = [shown(&include(1)), shown(&include(2))];
    let changes = [exactly(&[include(1)])];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    let mut ledger = Ledger::default();
    ledger.note_removed(merged.left_out.clone());
    ledger.note(&changes[0], None);
    let repaired = merge(&rows, &[], &ledger);
    assert_eq!((targets(&repaired), repaired.differs), (vec![include(1)], true));
}
