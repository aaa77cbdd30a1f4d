//! What a look says: about an assignment of the state, and about one that is to be.

use serde_json::json;

use super::service::{Service, row};
use super::*;

#[tokio::test(start_paused = true)]
async fn a_policy_sets_row_is_not_the_assignment_that_was_ours() {
    let (mut taken, ours) = (row(&include(1)), row(&include(2)));
    taken["source"] = json!("policySets");
    taken["sourceId"] = json!("the-set");
    let assignments = assign(&Service::new(vec![taken, ours]));
    for (target, is_there) in [(include(1), false), (include(2), true), (include(3), false)] {
        let found = assignments.find(&policy(), &id_of(&target), &seconds(60)).await.expect("an answer");
        assert_eq!(found.is_some(), is_there, "{target}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_speaks_against_a_plan_is_foreseen_until_this_process_writes() {
    let service = Service::new(vec![row(&include(1))]);
    let assignments = assign(&service);
    let foresee = async |target: Target| {
        let foreseen = assignments.foresee(&policy(), &target, Existing::Refuse, &seconds(60)).await;
        foreseen.expect("an answer")
    };
    assert!(matches!(foresee(include(1)).await, Some(Conflict::Exists(_))));
    assert!(matches!(foresee(exclude(1)).await, Some(Conflict::IncludeAndExclude { .. })));
    assert!(foresee(include(2)).await.is_none());
    assert!(one(&assignments, create(include(2))).await.is_ok());
    // An apply plans again what it is about to do, and its own writes are no reason to warn.
    assert!(foresee(include(1)).await.is_none());
    assert!(foresee(include(2)).await.is_none());
}
