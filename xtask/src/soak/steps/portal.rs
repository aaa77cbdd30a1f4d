//! The portal changes rows of its own, between two commands of Terraform.

use graph_simulator::row;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::soak::aim::Aim;
use crate::soak::check::Violation;
use crate::soak::dice::Dice;
use crate::soak::estate::{filter, take};
use crate::soak::tenant::{POLICIES, UNHEARD_OF};
use crate::soak::world::World;

/// A few changes.
pub(super) fn portal(world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
    for _ in 0..dice.number(1..=3) {
        change(world, dice)?;
    }
    world.check()
}

fn change(world: &mut World<'_>, dice: &mut Dice) -> Result<(), Failure> {
    let policy = dice.pick(&(0..POLICIES).collect::<Vec<_>>()).unwrap_or_default();
    let theirs = dice.pick(&world.tenant.foreign[policy]);
    match (dice.weighted(&[(5, 'a'), (2, 'u'), (2, 'r'), (2, 'c')], 'a'), theirs) {
        ('r', Some(row)) => {
            world.note(format!("the portal removes from policy {policy}: {row}"));
            world.tenant.portal_removes(policy, &row)
        }
        ('c', Some(old)) if old["source"] == "direct" && Aim::of(&old).is_some() => {
            let Some(mut aim) = Aim::of(&old) else {
                return Ok(());
            };
            aim.filter = filter(dice);
            add(world, dice, policy, aim.row())
        }
        ('u', _) => {
            let target = json!({
                "@odata.type": UNHEARD_OF,
                "ring": dice.number(1..=1000),
                "waves": [{"name": "frühe Welle", "share": null}, {"name": "b", "share": 18_446_744_073_709_551_615_u64}],
                "assignedBy": {"z": true, "a": "\u{2028}\"quoted\""},
            });
            add(world, dice, policy, json!({ "target": target }))
        }
        _ => {
            let mut free = world.tenant.free()?;
            match take(dice, &mut free) {
                Some(holding) => {
                    let mut row = holding.aim.row();
                    if dice.chance(20) {
                        row = row::from_policy_set(row, "0f0f0f0f-0000-4000-8000-000000000001");
                    }
                    add(world, dice, holding.policy, row)
                }
                None => Ok(()),
            }
        }
    }
}

/// Adds a row, sometimes with properties that nobody has heard of.
fn add(world: &mut World<'_>, dice: &mut Dice, policy: usize, mut row: Value) -> Result<(), Failure> {
    if dice.chance(25) {
        row["reviewedBy"] = json!({"z": [3, 1, 2], "a": null, "name": "Žaneta"});
    }
    world.note(format!("the portal adds to policy {policy}: {row}"));
    world.tenant.portal_adds(policy, row)
}
