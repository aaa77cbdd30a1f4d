//! The decision, one situation at a time; what holds for all of them is in [`properties`].

use serde_json::{Value, json};

use super::*;
use crate::assignments::change::Existing;
use crate::graph::{AssignmentId, Filter, FilterId, FilterMode, GroupId, PolicyId, Source, TargetKind};

mod conflicts;
mod exactly;
mod ledgers;
mod properties;
mod sharing;

const POLICY: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

fn group(number: u32) -> GroupId {
    GroupId::try_from(format!("00000000-0000-4000-9000-{number:012}").as_str()).expect("id")
}

fn include(number: u32) -> Target {
    Target::unfiltered(TargetKind::Group(group(number)))
}

fn exclude(number: u32) -> Target {
    Target::unfiltered(TargetKind::ExclusionGroup(group(number)))
}

fn filtered(target: Target) -> Target {
    let id = FilterId::try_from(FILTER).expect("id");
    let mode = FilterMode::Include;
    Target { filter: Some(Filter { id, mode }), ..target }
}

fn id_of(kind: &TargetKind) -> AssignmentId {
    let policy = PolicyId::try_from(POLICY).expect("id");
    let unusual =
        || AssignmentId::try_from(format!("{POLICY}_{:?}", Who::of(kind)).replace(['"', ' '], "").as_str());
    AssignmentId::of(&policy, kind).unwrap_or_else(|| unusual().expect("id"))
}

/// A row as the service would show it.
fn shown(target: &Target) -> Assignment {
    row(json!({
        "id": id_of(&target.kind).as_str(), "source": "direct", "sourceId": POLICY,
        "target": target.to_json(ApiVersion::Beta).expect("writable"),
    }))
}

fn from_policy_set(target: &Target) -> Assignment {
    row(json!({
        "id": id_of(&target.kind).as_str(), "source": "policySets", "sourceId": "the-set",
        "target": target.to_json(ApiVersion::Beta).expect("writable"),
    }))
}

/// Somebody's row of a type and with properties that nobody here knows.
fn unknown(number: u32) -> Assignment {
    let text = format!(
        r##"{{"id":"{POLICY}_unknown-{number}","source":"direct","priority":{number},
            "target":{{"zeta":[1, 2.50],"@odata.type":"#microsoft.graph.futureTarget","number":{number}}}}}"##
    );
    serde_json::from_str(&text).expect("row")
}

fn row(value: Value) -> Assignment {
    serde_json::from_value(value).expect("row")
}

fn create(target: Target) -> Change {
    let existing = Existing::Refuse;
    Change::Create { target, existing }
}

fn adopt(target: Target) -> Change {
    let existing = Existing::Adopt;
    Change::Create { target, existing }
}

fn update(target: Target) -> Change {
    let id = id_of(&target.kind);
    Change::Update { id, target }
}

fn delete(target: &Target) -> Change {
    let (id, kind) = (id_of(&target.kind), target.kind.clone());
    Change::Delete { id, kind }
}

fn first(changes: &[Change]) -> Vec<Wanted<'_>> {
    attempted(changes, Attempt::First)
}

fn attempted(changes: &[Change], attempt: Attempt) -> Vec<Wanted<'_>> {
    let wanted = |change| Wanted { change, attempt };
    changes.iter().map(wanted).collect()
}

/// What the merged set says, row by row, as it goes over the wire.
fn posted(merged: &Merged<'_>) -> Vec<String> {
    let rows = merged.rows().expect("writable");
    rows.iter().map(|row| row.as_str().to_owned()).collect()
}

/// What the service shows after it took these rows: ids and sources are its own, rows of policy sets stay.
fn accepted(before: &[Assignment], posted: &[String]) -> Vec<Assignment> {
    let direct = posted.iter().map(|text| {
        let mut value: Value = serde_json::from_str(text).expect("json");
        value["id"] = "placeholder".into();
        let target = row(value.clone()).target;
        value["id"] = match target.kind {
            TargetKind::Unknown { .. } => format!("{POLICY}_unknown-{}", value["target"]["number"]).into(),
            kind => id_of(&kind).as_str().into(),
        };
        row(value)
    });
    let kept = before.iter().filter(|row| row.source != Source::Direct).cloned();
    direct.chain(kept).collect()
}

/// The targets of what is wanted in the end, for short assertions.
fn targets(merged: &Merged<'_>) -> Vec<String> {
    merged.slots.iter().map(|slot| slot.target().to_string()).collect()
}

fn words(verdicts: &[Verdict]) -> Vec<&'static str> {
    let word = |verdict: &Verdict| match verdict {
        Verdict::Done(Some(_)) => "there",
        Verdict::Done(None) => "gone",
        Verdict::Write => "write",
        Verdict::Refused(Conflict::Exists(_)) => "exists",
        Verdict::Refused(Conflict::IncludeAndExclude { .. }) => "include and exclude",
        Verdict::Refused(Conflict::PolicySet { .. }) => "policy set",
        Verdict::Refused(Conflict::CreatedInThisRun { .. }) => "created in this run",
        Verdict::Refused(Conflict::Gone { .. }) => "no longer there",
        Verdict::Refused(Conflict::AnotherSet) => "another set",
    };
    verdicts.iter().map(word).collect()
}

#[test]
fn others_go_back_as_they_came_and_new_rows_come_last() {
    let rows = [unknown(1), shown(&filtered(exclude(2))), shown(&include(3))];
    let changes = [create(include(4)), update(filtered(include(3)))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!(words(&merged.verdicts), ["write", "write"]);
    let posted = posted(&merged);
    assert_eq!(
        posted[0],
        r##"{"priority":1,"target":{"zeta":[1, 2.50],"@odata.type":"#microsoft.graph.futureTarget","number":1}}"##
    );
    assert_eq!(posted[1], rows[1].repost().expect("direct").as_str());
    assert!(posted[2].contains(FILTER) && posted[2].contains("000003"), "{}", posted[2]);
    assert!(posted[3].contains("000004"), "{}", posted[3]);
    assert_eq!(posted.len(), 4);
}

#[test]
fn what_is_there_as_wanted_needs_no_write() {
    let rows = [shown(&include(1)), shown(&filtered(include(2)))];
    let changes = [adopt(include(1)), update(filtered(include(2))), delete(&include(3))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!(words(&merged.verdicts), ["there", "there", "gone"]);
    assert!(!merged.differs);
}

#[test]
fn taking_over_changes_what_differs() {
    let rows = [shown(&include(1))];
    let changes = [adopt(filtered(include(1)))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!(words(&merged.verdicts), ["write"]);
    assert_eq!(targets(&merged), [filtered(include(1)).to_string()]);
}

#[test]
fn an_include_becomes_an_exclude_in_its_place() {
    let rows = [shown(&include(1)), shown(&include(2))];
    let changes = [update(exclude(1))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!(targets(&merged), [exclude(1).to_string(), include(2).to_string()]);
}

#[test]
fn a_removal_finds_its_row_by_id_or_by_whom_it_is_for() {
    let rows = [shown(&include(1)), shown(&include(2))];
    let kind = TargetKind::Group(group(2));
    let of_old_form = AssignmentId::try_from("an-id-of-another-form").expect("id");
    for change in [delete(&include(2)), Change::Delete { id: of_old_form, kind }, delete(&exclude(2))] {
        let merged = merge(&rows, &first(std::slice::from_ref(&change)), &Ledger::default());
        assert_eq!((words(&merged.verdicts), merged.differs), (vec!["write"], true), "{change:?}");
        assert_eq!(targets(&merged), [include(1).to_string()]);
    }
}

#[test]
fn the_last_removal_clears_the_set() {
    let rows = [shown(&include(1)), from_policy_set(&include(2))];
    let merged_changes = [delete(&include(1))];
    let merged = merge(&rows, &first(&merged_changes), &Ledger::default());
    assert!(merged.differs && posted(&merged).is_empty());
}

#[test]
fn a_write_that_had_its_effect_is_done_and_one_that_had_not_is_written_again() {
    let changes = [create(include(1)), update(filtered(include(2))), delete(&include(3))];
    let before = [shown(&include(2)), shown(&include(3))];
    let after = [shown(&include(1)), shown(&filtered(include(2)))];
    let repeated = attempted(&changes, Attempt::Repeated);
    let merged = merge(&after, &repeated, &Ledger::default());
    assert_eq!(words(&merged.verdicts), ["there", "there", "gone"]);
    assert!(!merged.differs);
    let merged = merge(&before, &repeated, &Ledger::default());
    assert_eq!(words(&merged.verdicts), ["write", "write", "write"]);
    // The row to be updated was there when it was written, so its loss is somebody's doing and is made good.
    let merged = merge(&[], &repeated, &Ledger::default());
    assert_eq!(words(&merged.verdicts), ["write", "write", "gone"]);
}

#[test]
fn ids_and_collections_compare_without_case() {
    let collection = |id: &str| Target::unfiltered(TargetKind::ConfigurationManagerCollection(id.to_owned()));
    let rows = [shown(&collection("SMS0001A")), shown(&include(1))];
    let upper = GroupId::try_from(group(1).as_str().to_uppercase().as_str()).expect("id");
    let changes = [adopt(collection("sms0001a")), adopt(Target::unfiltered(TargetKind::Group(upper)))];
    let merged = merge(&rows, &first(&changes), &Ledger::default());
    assert_eq!((words(&merged.verdicts), merged.differs), (vec!["there", "there"], false));
}

#[test]
fn fingerprints_know_the_same_set_in_any_order_and_spelling() {
    let rows = [shown(&include(1)), shown(&filtered(exclude(2))), unknown(3)];
    let turned: Vec<_> = rows.iter().rev().cloned().collect();
    let with_a_set = [&rows[..], &[from_policy_set(&include(9))]].concat();
    let of = Fingerprint::of_rows;
    assert_eq!(of(&rows), of(&turned));
    assert_eq!(of(&rows), of(&with_a_set));
    let merged = merge(&rows, &[], &Ledger::default());
    assert_eq!(merged.fingerprint(), of(&rows));
    for other in [
        vec![rows[0].clone(), rows[1].clone()],
        vec![rows[0].clone(), rows[1].clone(), unknown(3), unknown(4)],
        vec![shown(&exclude(1)), rows[1].clone(), unknown(3)],
        vec![rows[0].clone(), shown(&exclude(2)), unknown(3)],
    ] {
        assert_ne!(of(&rows), of(&other));
    }
}
