//! Workspaces change what they ask for: alone, two at once, or down to nothing.

use super::any_crew;
use crate::failure::Failure;
use crate::soak::check::{Violation, number_of};
use crate::soak::dice::Dice;
use crate::soak::estate::{Estate, Free, take};
use crate::soak::tenant::{POLICIES, policy_id};
use crate::soak::unseen::{overwritten_unseen, signs_in_as};
use crate::soak::weather::{Company, Deed, Visit, Weather};
use crate::soak::world::{APPLY, DESTROY, NOTHING_TO_DO, World};
use crate::terraform::{Finished, Held};

/// One workspace changes its configuration and applies it.
pub(super) fn change(world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
    let crew = any_crew(world, dice);
    let before = world.crews[crew].estate.clone();
    let mut free = world.tenant.free()?;
    edit(world, dice, crew, &mut free)?;
    let written = world.crews[crew].estate.differs_on(&before);
    let visit = visit(world, dice, &written, free)?;
    let weather = Weather::random(dice, Company::Alone).with(visit, dice);
    world.apply(crew, APPLY, &weather)
}

/// A workspace removes everything that it has.
pub(super) fn destroy(world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
    let crew = any_crew(world, dice);
    let written = world.crews[crew].estate.differs_on(&Estate::default());
    let visit = visit(world, dice, &written, world.tenant.free()?)?;
    let weather = Weather::random(dice, Company::Alone).with(visit, dice);
    world.unleash(&weather);
    let finished = world.run(crew, DESTROY)?;
    world.crews[crew].estate.holdings.clear();
    world.configure(crew)?;
    let violations = world.judge(&[(crew, finished)], DESTROY, &weather)?;
    let left = world.crews[crew].workspace.held()?;
    let left = left.into_iter().map(|held| Violation::Command {
        workspace: crew,
        expected: "an empty state",
        said: held.id,
    });
    Ok(violations.into_iter().chain(left).collect())
}

/// Two workspaces change assignments of one policy at the same time.
pub(super) fn together(world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
    // Neighbours sign in differently, which tells their requests apart.
    let first = dice.number(0..=world.last_crew() - 1) as usize;
    let second = first + 1;
    let policy = dice.pick(&(0..POLICIES).collect::<Vec<_>>()).unwrap_or_default();
    let mut free: Free = world.tenant.free()?.into_iter().filter(|(of, _)| *of == policy).collect();
    for crew in [first, second] {
        edit(world, dice, crew, &mut free)?;
    }
    let (before, held) = (world.tenant.actual()?, world.held()?);
    let weather = Weather::random(dice, Company::Together);
    world.unleash(&weather);
    let run = |crew: usize| world.crews[crew].workspace.run(APPLY);
    let (one, two) = std::thread::scope(|scope| {
        let other = scope.spawn(|| run(second));
        (run(first), other.join())
    });
    let two =
        two.unwrap_or_else(|_| Err(Failure::io("wait for a thread")(std::io::Error::other("it panicked"))));
    let runs: Vec<(usize, Finished)> = vec![(first, one?), (second, two?)];
    for (crew, finished) in &runs {
        world.note_run(*crew, finished);
    }
    let requests = world.requests();
    let violations = world.judge(&runs, APPLY, &weather)?;

    let unseen = |crew: usize, policy: usize| {
        overwritten_unseen(&requests, policy, &before[policy], signs_in_as(crew))
    };
    let excused = |violation: &Violation| match violation {
        Violation::Ghost { workspace, held } => {
            number_of(&held.policy, POLICIES).is_some_and(|policy| unseen(*workspace, policy))
        }
        Violation::Different { workspace, policy, .. } => unseen(*workspace, *policy),
        // Follows from one of the others, or would be a violation of its own after the repair.
        Violation::Command { workspace, expected, .. } => {
            *expected == NOTHING_TO_DO && (0..POLICIES).any(|policy| unseen(*workspace, policy))
        }
        // A removal that was undone: the row was in one of the two states.
        Violation::Orphan { row, policy } => [first, second].into_iter().any(|crew| {
            let is_it = |held: &Held| row["id"].as_str().is_some_and(|id| id.eq_ignore_ascii_case(&held.id));
            held[crew].iter().any(is_it) && unseen(crew, *policy)
        }),
        _ => false,
    };
    let (forgiven, mut violations): (Vec<_>, Vec<_>) = violations.into_iter().partition(excused);
    if !forgiven.is_empty() {
        world.unseen += 1;
        world.note("somebody was overwritten unseen; it has to be repaired by the next apply");
        for violation in &forgiven {
            if let Violation::Orphan { policy, row } = violation {
                world.tenant.foreign[*policy].push(row.clone());
            }
        }
        for crew in [first, second] {
            let again = world.apply(crew, APPLY, &Weather::default())?;
            // The other one's turn may be yet to come.
            violations.extend(again.into_iter().filter(|it| crew == second || !forgiven.contains(it)));
        }
    }
    Ok(violations)
}

fn edit(world: &mut World<'_>, dice: &mut Dice, crew: usize, free: &mut Free) -> Result<(), Failure> {
    let edits = world.crews[crew].estate.change(dice, free);
    for line in edits {
        world.note(format!("workspace {crew}: {line}"));
    }
    world.configure(crew)
}

/// In some steps the portal writes in between, to one of the policies that are written.
fn visit(
    world: &World<'_>,
    dice: &mut Dice,
    written: &[usize],
    mut free: Free,
) -> Result<Option<Visit>, Failure> {
    let Some(policy) = dice.pick(written).filter(|_| dice.chance(50)) else {
        return Ok(None);
    };
    let after_writes = dice.weighted(&[(3, 0), (1, 1)], 0);
    if dice.chance(25) {
        let deed = Deed::Restore(world.tenant.simulator.assignments(&policy_id(policy))?);
        return Ok(Some(Visit { policy, after_writes, deed }));
    }
    free.retain(|(of, _)| *of == policy);
    let Some(holding) = take(dice, &mut free) else {
        return Ok(None);
    };
    let row = world.tenant.foretell(policy, holding.aim.row())?;
    Ok(row.map(|row| Visit { policy, after_writes, deed: Deed::Add(row) }))
}
