//! Assignments change their owner: a workspace imports what the portal made, or leaves one to others.

use serde_json::Value;

use super::any_crew;
use crate::failure::Failure;
use crate::soak::aim::{Aim, Who};
use crate::soak::check::Violation;
use crate::soak::dice::Dice;
use crate::soak::estate::{Holding, address, filter, name};
use crate::soak::tenant::policy_id;
use crate::soak::unseen::signs_in_as;
use crate::soak::weather::{Company, Weather};
use crate::soak::world::{APPLY, World, complaint};

/// The file with the import block.
const IMPORTS: &str = "imports.tf";

/// Imports a row of others, by block or by command, with a configuration that matches it or has another filter.
pub(super) fn take_over(world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
    let crew = any_crew(world, dice);
    let theirs: Vec<(usize, Value, Aim)> = world
        .tenant
        .foreign
        .iter()
        .enumerate()
        .flat_map(|(policy, rows)| rows.iter().map(move |row| (policy, row)))
        .filter(|(_, row)| row["source"] == "direct")
        .filter_map(|(policy, row)| Some((policy, row.clone(), Aim::of(row)?)))
        .collect();
    let Some((policy, row, mut aim)) = dice.pick(&theirs) else {
        world.note("others have nothing to import");
        return world.check();
    };
    let matching = aim.filter;
    if dice.chance(30) {
        aim.filter = filter(dice);
    }
    let slot = world.crews[crew].estate.add(Holding { policy, aim });
    world.configure(crew)?;
    let id = import_id(dice, policy, &row);
    world.note(format!("workspace {crew} imports {id} as {}: {aim:?}", name(slot)));
    // From now on it is expected in the state and may change.
    world.tenant.foreign[policy].retain(|other| *other != row);

    let weather = Weather::random(dice, Company::Alone);
    let mut violations = Vec::new();
    if dice.chance(50) {
        let block = format!("import {{\n  to = {}\n  id = \"{id}\"\n}}\n", address(slot));
        world.crews[crew].workspace.write(IMPORTS, &block)?;
        violations.extend(world.apply(crew, APPLY, &weather)?);
        world.crews[crew].workspace.write(IMPORTS, "")?;
    } else {
        let command = ["import", &address(slot), &id];
        world.unleash(&weather);
        let finished = world.run(crew, &command)?;
        world.calm(&weather)?;
        if !finished.status.success() {
            if !weather.may_fail(signs_in_as(crew)) {
                violations.push(complaint(crew, "an import, because all that went wrong passes", &finished));
            }
            let again = world.run(crew, &command)?;
            if !again.status.success() {
                violations.push(complaint(crew, "an import in good weather", &again));
            }
        }
        if aim.filter == matching {
            violations.extend(world.check()?);
            violations.extend(world.expect_settled(crew)?);
        } else {
            violations.extend(world.apply(crew, APPLY, &Weather::default())?);
        }
    }
    Ok(violations)
}

/// Leaves an assignment where it is and forgets it.
pub(super) fn forget(world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
    let crew = any_crew(world, dice);
    let slots: Vec<u32> = world.crews[crew].estate.holdings.keys().copied().collect();
    let Some(slot) = dice.pick(&slots) else {
        world.note(format!("workspace {crew} has nothing to forget"));
        return world.check();
    };
    let finished = world.run(crew, &["state", "rm", &address(slot)])?;
    let mut violations = Vec::new();
    if !finished.status.success() {
        violations.push(complaint(crew, "an assignment that is forgotten", &finished));
    }
    if let Some(holding) = world.crews[crew].estate.holdings.remove(&slot) {
        let rows = world.tenant.simulator.assignments(&policy_id(holding.policy))?;
        let left =
            rows.into_iter().find(|row| row["source"] == "direct" && Who::of(row) == Some(holding.aim.who));
        world.tenant.foreign[holding.policy].extend(left);
    }
    world.configure(crew)?;
    violations.extend(world.check()?);
    violations.extend(world.expect_settled(crew)?);
    Ok(violations)
}

/// One of the forms in which an assignment can be named.
fn import_id(dice: &mut Dice, policy: usize, row: &Value) -> String {
    let id = row["id"].as_str().unwrap_or_default().to_owned();
    let policy = policy_id(policy);
    let word = Who::of(row).and_then(Who::import_word);
    let mut forms = vec![format!("{policy}/{id}")];
    forms.extend(word.map(|word| format!("{policy}/{word}")));
    // The id alone tells its policy when it is made of two GUIDs.
    if !matches!(Who::of(row), Some(Who::Collection(_))) {
        forms.push(id);
    }
    dice.pick(&forms).unwrap_or_default()
}
