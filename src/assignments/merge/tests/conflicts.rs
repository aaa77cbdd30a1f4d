//! What speaks against a change, before anything is written.

use super::*;

#[test]
fn a_create_is_refused_by_what_is_there() {
    let rows = [
        shown(&include(1)),
        shown(&filtered(include(2))),
        shown(&exclude(3)),
        from_policy_set(&include(4)),
        from_policy_set(&include(5)),
        shown(&include(5)),
    ];
    let ledger = Ledger::default();
    for (change, wanted) in [
        (create(include(1)), "exists"),
        (create(filtered(include(1))), "exists"),
        (create(include(2)), "exists"),
        (create(exclude(1)), "include and exclude"),
        (create(include(3)), "include and exclude"),
        (adopt(include(3)), "include and exclude"),
        (create(include(4)), "policy set"),
        (create(exclude(4)), "policy set"),
        (adopt(include(4)), "policy set"),
        (create(include(5)), "policy set"),
    ] {
        let merged = merge(&rows, &first(std::slice::from_ref(&change)), &ledger);
        assert_eq!((words(&merged.verdicts), merged.differs), (vec![wanted], false), "{change:?}");
    }
}

#[test]
fn an_update_of_what_is_gone_is_refused() {
    let changes = [update(filtered(include(1)))];
    let rows = [shown(&include(2))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!((words(&merged.verdicts), merged.differs), (vec!["no longer there"], false));
}

#[test]
fn a_refusal_names_what_is_there() {
    let rows = [shown(&include(1)), from_policy_set(&include(2))];
    let changes = [create(include(1)), create(include(2)), create(exclude(1))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    let texts: Vec<String> = merged
        .verdicts
        .iter()
        .map(|verdict| match verdict {
            Verdict::Refused(conflict) => conflict.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(texts[0].contains(id_of(&include(1).kind).as_str()), "{}", texts[0]);
    assert!(texts[1].contains("the-set"), "{}", texts[1]);
    assert!(texts[2].contains(&include(1).to_string()), "{}", texts[2]);
}
