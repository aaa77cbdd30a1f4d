//! The kinds of steps. Each does something that people do, and answers with what should not have happened.

mod change;
mod conflict;
mod drift;
mod portal;
mod takeover;

use super::check::Violation;
use super::dice::Dice;
use super::world::World;
use crate::failure::Failure;

/// What happens in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// One workspace changes its configuration and applies it.
    Change,
    /// Two do so at the same time, on one policy.
    Together,
    /// A workspace imports what the portal made.
    TakeOver,
    /// A workspace asks for what others have, and is refused.
    Conflict,
    /// The portal changes what a workspace made, and the next apply repairs it.
    Drift,
    /// A workspace leaves an assignment to others (`state rm`).
    Forget,
    /// The portal changes rows of its own.
    Portal,
    /// A workspace removes everything.
    Destroy,
}

const WEIGHTS: &[(u32, Step)] = &[
    (10, Step::Change),
    (5, Step::Together),
    (4, Step::TakeOver),
    (2, Step::Conflict),
    (3, Step::Drift),
    (1, Step::Forget),
    (4, Step::Portal),
    (1, Step::Destroy),
];

impl Step {
    /// A random one.
    pub(super) fn random(dice: &mut Dice) -> Self {
        dice.weighted(WEIGHTS, Self::Change)
    }

    /// Takes the step.
    ///
    /// # Errors
    /// When something cannot be run or read at all, or does not end.
    pub(super) fn take(self, world: &mut World<'_>, dice: &mut Dice) -> Result<Vec<Violation>, Failure> {
        match self {
            Self::Change => change::change(world, dice),
            Self::Together => change::together(world, dice),
            Self::TakeOver => takeover::take_over(world, dice),
            Self::Conflict => conflict::conflict(world, dice),
            Self::Drift => drift::drift(world, dice),
            Self::Forget => takeover::forget(world, dice),
            Self::Portal => portal::portal(world, dice),
            Self::Destroy => change::destroy(world, dice),
        }
    }
}

/// One of the workspaces.
fn any_crew(world: &World<'_>, dice: &mut Dice) -> usize {
    let crews: Vec<usize> = (0..world.crews.len()).collect();
    dice.pick(&crews).unwrap_or_default()
}
