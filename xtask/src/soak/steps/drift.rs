//! The portal changes what a workspace made; the next plan shows it, and the next apply repairs it.

use super::any_crew;
use crate::failure::Failure;
use crate::soak::aim::Who;
use crate::soak::check::Violation;
use crate::soak::dice::Dice;
use crate::soak::tenant::policy_id;
use crate::soak::weather::{Company, Weather};
use crate::soak::world::{APPLY, PLAN, World, complaint};

/// One assignment is removed, or gets another filter.
pub(super) fn drift(world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
    let crew = any_crew(world, dice);
    let holdings: Vec<_> = world.crews[crew].estate.holdings.values().copied().collect();
    let Some(holding) = dice.pick(&holdings) else {
        world.note(format!("workspace {crew} has nothing that could drift"));
        return world.check();
    };
    let policy = policy_id(holding.policy);
    let mut rows = world.tenant.simulator.assignments(&policy)?;
    rows.retain(|row| row["source"] != "direct" || Who::of(row) != Some(holding.aim.who));
    if dice.chance(50) {
        let mut aim = holding.aim;
        aim.filter = match aim.filter {
            None => Some((0, crate::soak::aim::Side::Include)),
            Some((filter, side)) => Some((filter, side.turned())),
        };
        rows.push(aim.row());
        world.note(format!("the portal gives another filter to {holding:?}"));
    } else {
        world.note(format!("the portal removes {holding:?}"));
    }
    world.tenant.simulator.set_assignments(&policy, rows)?;

    let plan = world.run(crew, PLAN)?;
    let mut violations = Vec::new();
    if plan.status.code() != Some(2) {
        violations.push(complaint(crew, "a plan that shows the drift", &plan));
    }
    let weather = Weather::random(dice, Company::Alone);
    violations.extend(world.apply(crew, APPLY, &weather)?);
    Ok(violations)
}
