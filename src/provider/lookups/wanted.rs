//! What a lookup of one thing asks for: its id, or what it is called.

use std::fmt;

use crate::graph::Guid;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::Value;

/// The way in which the thing is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    Id(&'a str),
    Name(&'a str),
}

impl<'a> Wanted<'a> {
    /// From a block that was checked and is wholly known.
    pub(super) fn of(id: &'a Value<String>, display_name: &'a Value<String>) -> Self {
        match (id, display_name) {
            (Value::Value(id), _) => Self::Id(id),
            (_, Value::Value(name)) => Self::Name(name),
            _ => Self::Name(""),
        }
    }
}

/// For messages: `with the id …`, `with the display name "…"`.
impl fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "with the id {id}"),
            Self::Name(name) => write!(f, "with the display name {name:?}"),
        }
    }
}

/// Checks that exactly one of both is given, and that it can be one.
pub(super) fn check(id: &Value<String>, display_name: &Value<String>, diagnostics: &mut Diagnostics) {
    match (id, display_name) {
        (Value::Null, Value::Null) => diagnostics.add_error(diagnostic(
            "Nothing to look up",
            "Either id or display_name is needed, and neither is given.",
            AttributePath::root(),
        )),
        (Value::Value(_), Value::Value(_)) => diagnostics.add_error(diagnostic(
            "Contradictory lookup",
            "Both id and display_name are given; remove one of the two. An id is found whatever it is called.",
            AttributePath::new("display_name"),
        )),
        _ => {}
    }
    check_guid("id", id, diagnostics);
    if matches!(display_name, Value::Value(name) if name.is_empty()) {
        let detail = "display_name: expected a name, got an empty text.";
        let path = AttributePath::new("display_name");
        diagnostics.add_error(diagnostic("Invalid name", detail, path));
    }
}

/// Checks that a known value is an object's GUID.
pub(super) fn check_guid(attribute: &'static str, value: &Value<String>, diagnostics: &mut Diagnostics) {
    let Value::Value(text) = value else { return };
    let problem = match Guid::try_from(text.as_str()) {
        Err(problem) => problem.to_string(),
        Ok(guid) if guid.is_zero() => "expected an object's GUID, got the one of zeros".to_owned(),
        Ok(_) => return,
    };
    let path = AttributePath::new(attribute);
    diagnostics.add_error(diagnostic("Invalid id", format!("{attribute}: {problem}."), path));
}

/// Checks that a known value is one of the words.
pub(super) fn check_word(
    attribute: &'static str,
    value: &Value<String>,
    words: &[&str],
    diagnostics: &mut Diagnostics,
) {
    let Value::Value(text) = value else { return };
    if !words.contains(&text.as_str()) {
        let words: Vec<_> = words.iter().map(|word| format!("{word:?}")).collect();
        let detail = format!("{attribute}: expected {}, got {text:?}.", words.join(" or "));
        diagnostics.add_error(diagnostic("Invalid value", detail, AttributePath::new(attribute)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";

    fn text(text: &str) -> Value<String> {
        Value::Value(text.to_owned())
    }

    #[test]
    fn exactly_one_way_is_needed_and_unknown_ones_are_left_to_later() {
        for (id, name, problem) in [
            (text(ID), Value::Null, None),
            (Value::Null, text("Finance"), None),
            (Value::Unknown, Value::Null, None),
            (Value::Null, Value::Unknown, None),
            (Value::Unknown, text("Finance"), None),
            (Value::Null, Value::Null, Some("Either id or display_name is needed")),
            (text(ID), text("Finance"), Some("remove one of the two")),
            (text("finance"), Value::Null, Some("got \"finance\"")),
            (text("00000000-0000-0000-0000-000000000000"), Value::Null, Some("the one of zeros")),
            (Value::Null, text(""), Some("got an empty text")),
        ] {
            let mut diagnostics = Diagnostics::default();
            check(&id, &name, &mut diagnostics);
            let details: Vec<_> = diagnostics.errors.iter().map(|one| one.detail.as_ref()).collect();
            assert_eq!(details.len(), usize::from(problem.is_some()), "{details:?}");
            if let Some(problem) = problem {
                assert!(details[0].contains(problem), "{details:?}");
            }
        }
    }
}
