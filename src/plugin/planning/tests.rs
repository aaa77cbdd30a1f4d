//! Each kind of collection, changed, grown, shrunk and unknown, as a table.

use std::collections::HashMap;

use super::*;
use crate::plugin::schema::{Attribute, AttributeConstraint, AttributeType, Block};
use crate::plugin::value::{object, set, string};

fn optional(attr_type: AttributeType) -> Attribute {
    Attribute { attr_type, constraint: AttributeConstraint::Optional, ..Default::default() }
}

fn rules() -> PlanRules {
    let inner = || {
        HashMap::from([
            ("id".to_owned(), optional(AttributeType::String)),
            ("note".to_owned(), optional(AttributeType::String)),
        ])
    };
    let attributes = HashMap::from([
        ("id".to_owned(), Attribute::default()),
        ("object".to_owned(), optional(AttributeType::AttributeSingle(inner()))),
        ("list".to_owned(), optional(AttributeType::AttributeList(inner()))),
        ("map".to_owned(), optional(AttributeType::AttributeMap(inner()))),
        ("set".to_owned(), optional(AttributeType::AttributeSet(inner()))),
    ]);
    let block = Block { attributes, ..Default::default() };
    PlanRules::new(&Schema { version: 0, block })
        .keep(&["id"])
        .replace(&["id"])
        .replace(&["object", "id"])
        .replace(&["list", "id"])
        .replace(&["map", "id"])
        .replace(&["set", "id"])
}

fn whole(name: &str, value: Dynamic) -> Dynamic {
    let mut whole = object(["id", "object", "list", "map", "set"].map(|name| (name, Value::Null)));
    if let Value::Value(Known::Map(entries)) = &mut whole {
        entries.insert(name.to_owned(), value);
    }
    whole
}

fn element(id: &str, note: &str) -> Dynamic {
    object([("id", string(id)), ("note", string(note))])
}

fn list<const N: usize>(elements: [Dynamic; N]) -> Dynamic {
    Value::Value(Known::List(elements.into()))
}

/// The replacements that a change of one attribute needs, as text.
fn replaced(name: &str, prior: Dynamic, planned: Dynamic) -> Vec<String> {
    let planned = whole(name, planned);
    let plan = Plan {
        prior: whole(name, prior),
        config: planned.clone(),
        planned,
        private: Default::default(),
        identity: None,
    };
    let planned = rules().plan(plan);
    planned
        .requires_replace
        .iter()
        .map(|path| {
            let steps: Vec<_> = path.steps.iter().map(ToString::to_string).collect();
            steps.join(".")
        })
        .collect()
}

#[test]
fn a_replacement_is_reported_where_the_change_is() {
    let (a, b, c) = (element("a", "1"), element("b", "1"), element("c", "1"));
    let cases: Vec<(&str, Dynamic, Dynamic, &[&str])> = vec![
        ("object", a.clone(), b.clone(), &["object.id"]),
        ("object", a.clone(), element("a", "2"), &[]),
        ("object", Value::Null, a.clone(), &["object.id"]),
        ("object", a.clone(), Value::Null, &[]),
        ("object", a.clone(), Value::Unknown, &["object"]),
        ("list", list([a.clone(), b.clone()]), list([a.clone(), c.clone()]), &["list.[1].id"]),
        ("list", list([a.clone()]), list([a.clone(), b.clone()]), &["list.[1].id"]),
        ("list", list([a.clone(), b.clone()]), list([a.clone()]), &[]),
        ("list", list([a.clone()]), list([element("a", "2")]), &[]),
        ("list", list([a.clone()]), list([]), &[]),
        ("list", list([a.clone()]), Value::Unknown, &["list"]),
        ("map", object([("k", a.clone())]), object([("k", b.clone())]), &["map.[\"k\"].id"]),
        ("map", object([("k", a.clone())]), object([("l", a.clone())]), &["map.[\"l\"].id"]),
        ("set", set([a.clone(), b.clone()]), set([a.clone(), c.clone()]), &["set"]),
        ("set", set([a.clone(), b.clone()]), set([element("a", "2"), b.clone()]), &[]),
        ("set", set([a.clone(), b.clone()]), set([b.clone()]), &[]),
        ("set", set([a.clone()]), set([a.clone(), b, c]), &["set"]),
    ];
    for (name, prior, planned, expected) in cases {
        assert_eq!(
            replaced(name, prior.clone(), planned.clone()),
            expected,
            "{name}: {prior:?} to {planned:?}"
        );
    }
}

#[test]
fn what_is_kept_is_known_on_update_and_unknown_on_create() {
    let plan = |prior: Dynamic| Plan {
        prior,
        planned: whole("id", Value::Unknown),
        config: whole("id", Value::Null),
        private: Default::default(),
        identity: None,
    };
    let updated = rules().plan(plan(whole("id", string("kept"))));
    assert_eq!(updated.state.get("id"), &string("kept"));
    assert!(updated.requires_replace.is_empty());
    let created = rules().plan(plan(Value::Null));
    assert_eq!(created.state.get("id"), &Value::Unknown);
    assert!(created.requires_replace.is_empty());
}

#[test]
fn an_id_that_is_not_known_yet_replaces() {
    let plan = Plan {
        prior: whole("id", string("a")),
        planned: whole("id", Value::Unknown),
        config: whole("id", Value::Unknown),
        private: Default::default(),
        identity: None,
    };
    assert_eq!(rules().plan(plan).requires_replace, vec![AttributePath::new("id")]);
}
