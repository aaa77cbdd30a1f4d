//! What holds for every set and every batch of changes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;
use crate::graph::ScopeTagTargetType;

fn a_kind() -> impl Strategy<Value = TargetKind> {
    prop_oneof![
        Just(TargetKind::AllDevices),
        Just(TargetKind::AllLicensedUsers),
        (1..5_u32).prop_map(|number| TargetKind::Group(group(number))),
        (1..5_u32).prop_map(|number| TargetKind::ExclusionGroup(group(number))),
        Just(TargetKind::ConfigurationManagerCollection("SMS00001".to_owned())),
        Just(TargetKind::ScopeTagGroup {
            target_type: ScopeTagTargetType::User,
            entra_object_id: "an-object".to_owned(),
        }),
    ]
}

fn a_target() -> impl Strategy<Value = Target> {
    (a_kind(), any::<bool>()).prop_map(|(kind, with_filter)| {
        let target = Target::unfiltered(kind);
        if with_filter { filtered(target) } else { target }
    })
}

fn a_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        a_target().prop_map(create),
        a_target().prop_map(adopt),
        a_target().prop_map(update),
        a_target().prop_map(|target| delete(&target)),
    ]
}

/// A set that the service can hold: one direct row for each target, others of unknown types, and policy sets' rows.
fn a_set() -> impl Strategy<Value = Vec<Assignment>> {
    let unknown_rows = subsequence(vec![1, 2, 3], 0..=3);
    (vec(a_target(), 0..6), unknown_rows, vec(a_target(), 0..3)).prop_map(|(direct, strange, sets)| {
        let mut seen = HashSet::new();
        let direct = direct
            .into_iter()
            .filter(|target| seen.insert(Who::of(&target.kind)))
            .map(|target| shown(&target));
        let mut rows: Vec<_> = strange.into_iter().map(unknown).collect();
        for (at, row) in direct.enumerate() {
            rows.insert((2 * at).min(rows.len()), row);
        }
        rows.extend(sets.iter().map(from_policy_set));
        rows
    })
}

fn a_ledger() -> impl Strategy<Value = Vec<(Target, bool)>> {
    vec((a_target(), any::<bool>()), 0..4)
}

fn ledger_of(entries: &[(Target, bool)]) -> Ledger {
    let mut ledger = Ledger::default();
    for (target, made) in entries {
        let change = if *made { update(target.clone()) } else { delete(target) };
        ledger.note(&change, made.then_some(target));
    }
    ledger
}

fn whos(changes: &[Change]) -> HashSet<Option<Who>> {
    changes.iter().map(|change| change.whos().pop()).collect()
}

/// Once a refused change has left the group, what was done before for the same target is done again; that is right,
/// and another write.
fn no_refusal_concerns_the_past(changes: &[Change], merged: &Merged<'_>, ledger: &Ledger) -> bool {
    changes.iter().zip(&merged.verdicts).all(|(change, verdict)| {
        let known = change.whos().pop().is_some_and(|who| ledger.get(&who).is_some());
        !(known && matches!(verdict, Verdict::Refused(_)))
    })
}

proptest! {
    #[test]
    fn rows_of_others_go_back_byte_for_byte_and_in_order(rows in a_set(), changes in vec(a_change(), 0..6)) {
        let merged = merge(&rows, &first(&changes), &Ledger::default());
        let posted = posted(&merged);
        let touched = whos(&changes);
        let others: Vec<String> = rows
            .iter()
            .filter(|row| row.source == Source::Direct && !touched.contains(&Who::of(&row.target.kind)))
            .map(|row| row.repost().expect("direct").as_str().to_owned())
            .collect();
        let kept: Vec<String> = posted.iter().filter(|text| others.contains(text)).cloned().collect();
        prop_assert_eq!(kept, others);
    }

    #[test]
    fn unknown_rows_are_always_kept_and_policy_sets_rows_never_sent(
        rows in a_set(),
        changes in vec(a_change(), 0..6),
        entries in a_ledger(),
    ) {
        let merged = merge(&rows, &first(&changes), &ledger_of(&entries));
        let strange = |rows: &[Assignment]| rows.iter().filter(|row| Who::of(&row.target.kind).is_none()).count();
        let after = accepted(&[], &posted(&merged));
        prop_assert_eq!(strange(&after), strange(&rows));
        let from_sets = rows.iter().filter(|row| row.source != Source::Direct);
        for row in from_sets {
            let sent = merged.slots.iter().any(|slot| matches!(slot, Slot::Kept(kept) if kept.source != Source::Direct));
            prop_assert!(!sent, "{:?} was sent", row);
        }
    }

    #[test]
    fn nobody_is_targeted_twice(rows in a_set(), changes in vec(a_change(), 0..8), entries in a_ledger()) {
        let merged = merge(&rows, &first(&changes), &ledger_of(&entries));
        let whos: Vec<Who> = merged.slots.iter().filter_map(|slot| Who::of(&slot.target().kind)).collect();
        let distinct: HashSet<_> = whos.iter().collect();
        prop_assert_eq!(distinct.len(), whos.len(), "{:?}", targets(&merged));
    }

    #[test]
    fn one_write_brings_everything_about(
        rows in a_set(),
        changes in vec(a_change(), 0..8),
        entries in a_ledger(),
    ) {
        let ledger = ledger_of(&entries);
        let merged = merge(&rows, &first(&changes), &ledger);
        prop_assume!(no_refusal_concerns_the_past(&changes, &merged, &ledger));
        let after = accepted(&rows, &posted(&merged));
        let again: Vec<_> = changes
            .iter()
            .zip(&merged.verdicts)
            .filter(|(_, verdict)| !matches!(verdict, Verdict::Refused(_)))
            .map(|(change, verdict)| Wanted {
                change,
                attempt: if matches!(verdict, Verdict::Write) { Attempt::Repeated } else { Attempt::First },
            })
            .collect();
        let second = merge(&after, &again, &ledger);
        let done = second.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Done(_)));
        prop_assert!(done, "{:?} of {again:?} on {after:?}", second.verdicts);
        prop_assert!(!second.differs, "{:?}", targets(&second));
    }

    #[test]
    fn what_is_said_to_be_done_is_so(rows in a_set(), changes in vec(a_change(), 0..8), entries in a_ledger()) {
        let merged = merge(&rows, &first(&changes), &ledger_of(&entries));
        for (change, verdict) in changes.iter().zip(&merged.verdicts) {
            let who = change.whos().pop();
            let there = rows.iter().find(|row| row.source == Source::Direct && Who::of(&row.target.kind) == who);
            match (change, verdict) {
                (Change::Create { target, .. } | Change::Update { target, .. }, Verdict::Done(row)) => {
                    prop_assert_eq!(row.as_ref().map(|row| &row.target), Some(target));
                    prop_assert_eq!(there.map(|row| &row.target), Some(target));
                }
                (Change::Delete { .. }, Verdict::Done(row)) => prop_assert!(row.is_none()),
                _ => {}
            }
        }
    }

    #[test]
    fn a_refused_change_leaves_no_trace(rows in a_set(), changes in vec(a_change(), 0..8), entries in a_ledger()) {
        let ledger = ledger_of(&entries);
        let merged = merge(&rows, &first(&changes), &ledger);
        let accepted: Vec<_> = changes
            .iter()
            .zip(&merged.verdicts)
            .filter(|(_, verdict)| !matches!(verdict, Verdict::Refused(_)))
            .map(|(change, _)| Wanted { change, attempt: Attempt::First })
            .collect();
        prop_assume!(no_refusal_concerns_the_past(&changes, &merged, &ledger));
        let without = merge(&rows, &accepted, &ledger);
        prop_assert_eq!(words(&without.verdicts), words(&merged.verdicts).into_iter().filter(|word| ["there", "gone", "write"].contains(word)).collect::<Vec<_>>());
        prop_assert_eq!((targets(&without), without.differs), (targets(&merged), merged.differs));
    }

    #[test]
    fn nothing_to_do_means_that_nothing_is_written(rows in a_set()) {
        let merged = merge(&rows, &[], &Ledger::default());
        prop_assert!(!merged.differs);
        prop_assert_eq!(merged.fingerprint(), Fingerprint::of_rows(&rows));
    }

    #[test]
    fn one_write_leaves_exactly_the_set_that_was_asked_for(rows in a_set(), named in vec(a_target(), 0..6)) {
        let mut seen = HashSet::new();
        let named: Vec<_> = named.into_iter().filter(|target| seen.insert(Who::of(&target.kind))).collect();
        let changes = [Change::Exactly { targets: named.clone() }];
        let merged = merge(&rows, &first(&changes), &Ledger::default());
        if matches!(merged.verdicts[..], [Verdict::Refused(_)]) {
            let speaks_against = |row: &&Assignment| {
                row.source != Source::Direct && seen.contains(&Who::of(&row.target.kind))
            };
            prop_assert!(rows.iter().any(|row| speaks_against(&row)), "{:?}", merged.verdicts);
            return Ok(());
        }
        let after = accepted(&rows, &posted(&merged));
        let known = |row: &&Assignment| row.source == Source::Direct && Who::of(&row.target.kind).is_some();
        let there: HashSet<String> = after.iter().filter(known).map(|row| format!("{:?}", row.target)).collect();
        let wanted: HashSet<String> = named.iter().map(|target| format!("{target:?}")).collect();
        prop_assert_eq!(there, wanted);
        let strange = |row: &&Assignment| Who::of(&row.target.kind).is_none();
        let sent = posted(&merged);
        for row in rows.iter().filter(strange) {
            prop_assert!(sent.contains(&row.repost().expect("direct").as_str().to_owned()), "{:?} was lost", row);
        }
        prop_assert!(merge(&after, &attempted(&changes, Attempt::Repeated), &Ledger::default()).is_complete());
    }
}
