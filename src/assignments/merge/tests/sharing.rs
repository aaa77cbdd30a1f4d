//! Several changes in one write, some of them about the same target.

use super::*;

/// Merges until nothing is left to write, as the writer does; how often it wrote.
fn settle(rows: &mut Vec<Assignment>, changes: &[Change], ledger: &Ledger) -> (Vec<&'static str>, usize) {
    let mut words_so_far = vec![None; changes.len()];
    let mut open: Vec<(usize, Attempt)> = (0..changes.len()).map(|index| (index, Attempt::First)).collect();
    for writes in 0..5 {
        let wanted: Vec<_> = open
            .iter()
            .map(|(index, attempt)| Wanted { change: &changes[*index], attempt: *attempt })
            .collect();
        let now = rows.clone();
        let merged = merge(&now, &wanted, ledger);
        let verdicts = words(&merged.verdicts);
        for ((index, attempt), word) in open.iter_mut().zip(&verdicts) {
            words_so_far[*index] = Some(*word);
            if *word == "write" {
                *attempt = Attempt::Repeated;
            }
        }
        let refused = |verdict: &Verdict| matches!(verdict, Verdict::Refused(_));
        let mut stays = merged.verdicts.iter().map(|verdict| !refused(verdict));
        open.retain(|_| stays.next().unwrap_or(true));
        if !merged.differs && !verdicts.contains(&"write") {
            return (words_so_far.into_iter().flatten().collect(), writes);
        }
        *rows = accepted(&now, &posted(&merged));
    }
    panic!("{changes:?} never come to an end, at {rows:?}");
}

#[test]
fn of_two_creates_for_one_target_the_second_is_refused() {
    for second in [create(include(1)), create(exclude(1)), adopt(include(1)), create(filtered(include(1)))] {
        let mut rows = vec![];
        let (words, writes) = settle(&mut rows, &[create(include(1)), second], &Ledger::default());
        assert_eq!((words, writes), (vec!["there", "created in this run"], 1));
        assert_eq!(rows[0].target, include(1));
    }
}

#[test]
fn a_refused_create_stands_in_nobodys_way() {
    let mut rows = vec![shown(&include(1))];
    let changes = [create(include(1)), adopt(include(1)), create(include(1))];
    let (words, writes) = settle(&mut rows, &changes, &Ledger::default());
    assert_eq!((words, writes), (vec!["exists", "there", "created in this run"], 0));
}

#[test]
fn what_one_resource_gives_up_another_may_take_in_the_same_write() {
    for (old, new) in [(include(1), include(1)), (include(1), exclude(1)), (include(1), filtered(include(1)))]
    {
        for changes in [[delete(&old), create(new.clone())], [create(new.clone()), delete(&old)]] {
            let mut rows = vec![shown(&include(2)), shown(&old)];
            let (words, writes) = settle(&mut rows, &changes, &Ledger::default());
            assert!(writes <= 1, "{writes} writes for {changes:?}");
            assert!(words.contains(&"there") && words.contains(&"gone"), "{words:?} for {changes:?}");
            assert!(rows.iter().any(|row| row.target == new), "{rows:?}");
            assert!(rows.iter().any(|row| row.target == include(2)), "{rows:?}");
        }
    }
}

#[test]
fn a_removal_beside_a_refused_create_still_removes() {
    let mut rows = vec![shown(&include(1)), from_policy_set(&include(1))];
    let changes = [delete(&include(1)), create(include(1))];
    let (words, writes) = settle(&mut rows, &changes, &Ledger::default());
    assert_eq!((words, writes), (vec!["gone", "policy set"], 1));
}

#[test]
fn two_resources_that_change_one_assignment_differently_do_not_take_turns() {
    let mut rows = vec![shown(&include(1))];
    let changes = [update(filtered(include(1))), update(exclude(1))];
    let (words, writes) = settle(&mut rows, &changes, &Ledger::default());
    assert_eq!((words, writes), (vec!["there", "created in this run"], 1));
    assert_eq!(rows[0].target, filtered(include(1)));
    for taking in [create(include(1)), adopt(include(1))] {
        let mut rows = vec![shown(&include(1))];
        let (words, writes) = settle(&mut rows, &[update(exclude(1)), taking], &Ledger::default());
        assert_eq!((words, writes), (vec!["there", "created in this run"], 1));
    }
}

#[test]
fn the_same_change_twice_is_made_once() {
    let mut rows = vec![shown(&include(1)), shown(&include(2))];
    let changes = [update(exclude(1)), update(exclude(1)), delete(&include(2)), delete(&include(2))];
    let (words, writes) = settle(&mut rows, &changes, &Ledger::default());
    assert_eq!((words, writes), (vec!["there", "there", "gone", "gone"], 1));
}

#[test]
fn every_kind_of_change_goes_into_one_write() {
    let mut rows = vec![shown(&include(1)), unknown(7), shown(&include(2))];
    let all_devices = Target::unfiltered(TargetKind::AllDevices);
    let changes = [create(all_devices.clone()), update(exclude(1)), delete(&include(2)), create(include(3))];
    let (words, writes) = settle(&mut rows, &changes, &Ledger::default());
    assert_eq!((words, writes), (vec!["there", "there", "gone", "there"], 1));
    let there: Vec<String> = rows.iter().map(|row| row.target.to_string()).collect();
    assert_eq!(
        there,
        [
            exclude(1).to_string(),
            unknown(7).target.to_string(),
            all_devices.to_string(),
            include(3).to_string()
        ]
    );
}
