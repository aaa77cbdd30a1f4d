//! A workspace asks for what others have: it is refused, and nothing changes.

use serde_json::Value;

use super::any_crew;
use crate::failure::Failure;
use crate::soak::aim::{Aim, Letters, Who};
use crate::soak::check::Violation;
use crate::soak::dice::Dice;
use crate::soak::estate::{Holding, name};
use crate::soak::world::{APPLY, World, complaint};

/// Creates what is there already, as the portal made it or as somebody else's workspace did.
pub(super) fn conflict(world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
    let crew = any_crew(world, dice);
    let ours: Vec<(usize, Who)> =
        world.crews[crew].estate.holdings.values().map(|holding| (holding.policy, holding.aim.who)).collect();
    let actual = world.tenant.actual()?;
    let theirs: Vec<(usize, Aim)> = actual
        .iter()
        .enumerate()
        .flat_map(|(policy, rows)| rows.iter().filter_map(move |row| Some((policy, Aim::of(row)?))))
        .filter(|(policy, aim)| !ours.contains(&(*policy, aim.who)))
        .collect();
    let Some((policy, mut aim)) = dice.pick(&theirs) else {
        world.note("others have nothing to conflict with");
        return world.check();
    };
    if dice.chance(30) && matches!(aim.who, Who::Group(_)) {
        aim.side = aim.side.turned();
    }
    if dice.chance(30) {
        aim.letters = Letters::Large;
    }
    let slot = world.crews[crew].estate.add(Holding { policy, aim });
    world.note(format!("workspace {crew} asks for what others have: {} {aim:?}", name(slot)));
    world.configure(crew)?;
    let finished = world.run(crew, APPLY)?;
    let mut violations = Vec::new();
    if finished.status.success() {
        violations.push(complaint(crew, "a refusal of what others have", &finished));
    }
    if world.tenant.actual()? != actual {
        let texts = |rows: &[Vec<Value>]| format!("{rows:?}");
        violations.push(Violation::Command {
            workspace: crew,
            expected: "no change by a refused apply",
            said: format!("{}\nbecame\n{}", texts(&actual), texts(&world.tenant.actual()?)),
        });
    }
    world.crews[crew].estate.holdings.remove(&slot);
    world.configure(crew)?;
    violations.extend(world.check()?);
    violations.extend(world.expect_settled(crew)?);
    Ok(violations)
}
