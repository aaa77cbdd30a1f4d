//! What must be true after every step, as a comparison without I/O.

use std::fmt;

use serde_json::Value;

use super::tenant::policy_id;
use crate::terraform::Held;

/// Something that must never happen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Violation {
    /// A row of somebody else is gone.
    ForeignLost { policy: usize, row: Value },
    /// A row of somebody else is not, byte for byte, what it was.
    ForeignChanged { policy: usize, was: Value, is: Value },
    /// A row that is nobody's: in Graph, in no state, and not of the portal's making.
    Orphan { policy: usize, row: Value },
    /// An assignment in a state that is not in Graph.
    Ghost { workspace: usize, held: Held },
    /// A row of somebody else in a state, without an import.
    Seized { workspace: usize, held: Held },
    /// What is in Graph is not what the configuration says, although it was applied.
    Different { workspace: usize, policy: usize, name: String, wanted: String, found: Option<Value> },
    /// A command did not do what it must.
    Command { workspace: usize, expected: &'static str, said: String },
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForeignLost { policy, row } => {
                write!(formatter, "policy {policy}: a row of others is lost: {row}")
            }
            Self::ForeignChanged { policy, was, is } => {
                write!(formatter, "policy {policy}: a row of others is changed: was {was}, is {is}")
            }
            Self::Orphan { policy, row } => {
                write!(formatter, "policy {policy}: an orphan, in Graph and in no state: {row}")
            }
            Self::Ghost { workspace, held } => write!(
                formatter,
                "workspace {workspace}: a ghost, in the state and not in Graph: {} ({})",
                held.name, held.id
            ),
            Self::Seized { workspace, held } => write!(
                formatter,
                "workspace {workspace}: {} ({}) is in the state and belongs to others",
                held.name, held.id
            ),
            Self::Different { workspace, policy, name, wanted, found } => write!(
                formatter,
                "workspace {workspace}: {name} on policy {policy} should be {wanted} and is {}",
                found.as_ref().map_or("absent".to_owned(), Value::to_string)
            ),
            Self::Command { workspace, expected, said } => {
                write!(formatter, "workspace {workspace}: expected {expected}, got:\n{said}")
            }
        }
    }
}

/// Compares what is in Graph with what others own and with what is in the states, by the numbers of policies and
/// workspaces.
pub(super) fn compare(actual: &[Vec<Value>], foreign: &[Vec<Value>], held: &[Vec<Held>]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (policy, (rows, foreign)) in actual.iter().zip(foreign).enumerate() {
        compare_policy(policy, rows, foreign, held, &mut violations);
    }
    for (workspace, held) in held.iter().enumerate() {
        for held in held {
            let policy = number_of(&held.policy, actual.len());
            let is_it = |row: &&Value| is_direct(row) && has_id(row, &held.id);
            let row = policy.and_then(|policy| actual[policy].iter().find(is_it));
            match row {
                None => violations.push(Violation::Ghost { workspace, held: held.clone() }),
                Some(row) if policy.is_some_and(|policy| foreign[policy].contains(row)) => {
                    violations.push(Violation::Seized { workspace, held: held.clone() });
                }
                Some(_) => {}
            }
        }
    }
    violations
}

fn compare_policy(
    policy: usize,
    rows: &[Value],
    foreign: &[Value],
    held: &[Vec<Held>],
    violations: &mut Vec<Violation>,
) {
    let texts: Vec<String> = rows.iter().map(Value::to_string).collect();
    let mut accounted = vec![false; rows.len()];
    for was in foreign {
        // The order of properties counts, which a comparison of values would overlook.
        let text = was.to_string();
        if let Some(at) = texts.iter().position(|other| *other == text) {
            accounted[at] = true;
            continue;
        }
        let same = rows.iter().position(|row| row["id"] == was["id"] && row["source"] == was["source"]);
        violations.push(match same {
            Some(at) => {
                accounted[at] = true;
                Violation::ForeignChanged { policy, was: was.clone(), is: rows[at].clone() }
            }
            None => Violation::ForeignLost { policy, row: was.clone() },
        });
    }
    for (row, accounted) in rows.iter().zip(accounted) {
        let is_it = |held: &Held| {
            held.policy.eq_ignore_ascii_case(&policy_id(policy)) && is_direct(row) && has_id(row, &held.id)
        };
        if !accounted && !held.iter().flatten().any(is_it) {
            violations.push(Violation::Orphan { policy, row: row.clone() });
        }
    }
}

/// A policy's number.
pub(super) fn number_of(id: &str, policies: usize) -> Option<usize> {
    (0..policies).find(|policy| policy_id(*policy).eq_ignore_ascii_case(id))
}

fn is_direct(row: &Value) -> bool {
    row["source"] == "direct"
}

fn has_id(row: &Value, id: &str) -> bool {
    row["id"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(id: &str) -> Value {
        json!({"id": id, "source": "direct", "target": {"a": 1, "b": 2}})
    }

    fn held(id: &str) -> Held {
        Held { name: "x".to_owned(), policy: policy_id(0).to_ascii_uppercase(), id: id.to_owned() }
    }

    #[test]
    fn what_is_accounted_for_is_no_violation() {
        let actual = [vec![row("theirs"), row("ours")], vec![]];
        let foreign = [vec![row("theirs")], vec![]];
        assert_eq!(compare(&actual, &foreign, &[vec![held("OURS")], vec![]]), []);
    }

    #[test]
    fn rows_of_others_are_compared_byte_for_byte() {
        let swapped = json!({"id": "theirs", "source": "direct", "target": {"b": 2, "a": 1}});
        assert_eq!(row("theirs"), swapped, "the values alone are the same");
        let found = compare(&[vec![swapped]], &[vec![row("theirs")]], &[]);
        assert!(matches!(&found[..], [Violation::ForeignChanged { .. }]), "{found:?}");
        let found = compare(&[vec![]], &[vec![row("theirs")]], &[]);
        assert!(matches!(&found[..], [Violation::ForeignLost { .. }]), "{found:?}");
    }

    #[test]
    fn orphans_ghosts_and_seizures_are_seen() {
        let found = compare(&[vec![row("x")]], &[vec![]], &[vec![]]);
        assert!(matches!(&found[..], [Violation::Orphan { policy: 0, .. }]), "{found:?}");
        let found = compare(&[vec![]], &[vec![]], &[vec![], vec![held("x")]]);
        assert!(matches!(&found[..], [Violation::Ghost { workspace: 1, .. }]), "{found:?}");
        let found = compare(&[vec![row("x")]], &[vec![row("x")]], &[vec![held("x")]]);
        assert!(matches!(&found[..], [Violation::Seized { workspace: 0, .. }]), "{found:?}");
    }

    #[test]
    fn a_row_of_a_policy_set_does_not_stand_for_a_direct_one() {
        let theirs = json!({"id": "x", "source": "policySets", "target": {}});
        let found = compare(&[vec![theirs.clone()]], &[vec![theirs]], &[vec![held("x")]]);
        assert!(matches!(&found[..], [Violation::Ghost { .. }]), "{found:?}");
    }
}
