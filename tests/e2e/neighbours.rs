//! Assignments that are not ours are left as they are, to the last property, whatever happens to ours.

use graph_simulator::{Simulator, row};
use serde_json::{Value, json};

use crate::support::tenant::{BREAK_GLASS, FILTER, FINANCE, PILOT, WINDOWS, effective_writes, rows};
use crate::support::{World, assignment, excluded, filtered, in_every_world, kind};

const FUTURE: &str = "#microsoft.graph.futureAssignmentTarget";

in_every_world!(others_stay_as_they_are_through_create_change_and_destroy);

/// Rows of every sort that somebody else may have made.
fn neighbours() -> Vec<Value> {
    let mut odd = row::exclusion_group(BREAK_GLASS);
    odd["zeta"] = json!({"b": 1, "a": [1.50, null]});
    odd["target"]["alpha"] = json!("kept");
    vec![
        row::with_filter(row::group(PILOT), FILTER, "exclude"),
        row::with_filter(row::all_licensed_users(), FILTER, "include"),
        odd,
        json!({"target": {"@odata.type": FUTURE, "somebody": {"z": 1, "a": "b"}}}),
        row::from_policy_set(row::all_devices(), "policy-set-1"),
        // A policy set may share a group with a direct assignment.
        json!({
            "id": "from-a-policy-set", "source": "policySets", "sourceId": "policy-set-2",
            "target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": PILOT},
        }),
    ]
}

/// The rows as text, ours left out, in the order of their ids.
fn others(simulator: &Simulator) -> Vec<String> {
    let mut rows = rows(simulator, WINDOWS);
    let ours = format!("{WINDOWS}_{FINANCE}");
    rows.retain(|row| row["id"] != *ours);
    rows.sort_by_key(|row| row["id"].to_string());
    rows.iter().map(Value::to_string).collect()
}

fn others_stay_as_they_are_through_create_change_and_destroy(world: World) {
    let (simulator, workspace) = world.start();
    simulator.add_target_type(FUTURE);
    simulator.set_assignments(WINDOWS, neighbours()).expect("the neighbours");
    let before = others(&simulator);
    assert_eq!(before.len(), neighbours().len());

    for target in [filtered(FINANCE, FILTER, "include"), excluded(FINANCE)] {
        workspace.write("main.tf", &assignment("x", WINDOWS, &target));
        workspace.apply();
        assert_eq!(others(&simulator), before);
        assert_eq!(rows(&simulator, WINDOWS).len(), before.len() + 1);
    }
    workspace.expect_clean();
    workspace.destroy();
    assert_eq!(others(&simulator), before);
    assert_eq!(rows(&simulator, WINDOWS).len(), before.len());
    assert_eq!(effective_writes(&simulator).len(), 3, "create, change, destroy");
}

#[test]
fn the_last_assignment_is_removed_too() {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &kind("all_devices")));
    workspace.apply();
    workspace.destroy();
    assert_eq!(rows(&simulator, WINDOWS), Vec::<Value>::new());
    let last = effective_writes(&simulator).pop().expect("a write");
    assert_eq!(last.request_json(), Some(json!({"assignments": []})));
}
