//! What a workspace's configuration asks for.

use std::collections::{BTreeMap, BTreeSet};

use super::aim::{Aim, FILTERS, Letters, Side, Who};
use super::dice::Dice;
use super::tenant::policy_id;

/// One assignment of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holding {
    /// The policy's number.
    pub(super) policy: usize,
    pub(super) aim: Aim,
}

/// The assignments of a configuration, by the number in their resource's name. The number stays when the target
/// changes, so that a change can be an update or a replacement.
#[derive(Clone, Debug, Default)]
pub(super) struct Estate {
    pub(super) holdings: BTreeMap<u32, Holding>,
    next: u32,
}

/// Whom nobody has assigned a policy to yet, by the policy's number.
pub(super) type Free = BTreeSet<(usize, Who)>;

/// No configuration gets larger.
const MOST: usize = 10;

/// A resource's name.
pub(super) fn name(slot: u32) -> String {
    format!("slot_{slot}")
}

/// A resource's address.
pub(super) fn address(slot: u32) -> String {
    format!("intune_compliance_assignment.{}", name(slot))
}

impl Estate {
    /// Adds an assignment and returns the number of its resource.
    pub(super) fn add(&mut self, holding: Holding) -> u32 {
        self.next += 1;
        self.holdings.insert(self.next, holding);
        self.next
    }

    /// The configuration.
    pub(super) fn hcl(&self) -> String {
        let block =
            |(slot, holding): (&u32, &Holding)| holding.aim.hcl(&name(*slot), &policy_id(holding.policy));
        self.holdings.iter().map(block).collect()
    }

    /// The policies on which it asks for something else than another.
    pub(super) fn differs_on(&self, other: &Self) -> Vec<usize> {
        let missing = |from: &Self, slot: &u32, holding: &Holding| from.holdings.get(slot) != Some(holding);
        let mine = self.holdings.iter().filter(|(slot, holding)| missing(other, slot, holding));
        let theirs = other.holdings.iter().filter(|(slot, holding)| missing(self, slot, holding));
        let policies: BTreeSet<usize> = mine.chain(theirs).map(|(_, holding)| holding.policy).collect();
        policies.into_iter().collect()
    }

    /// Some random changes; whom they take is no longer free. Returns what was done, for the journal.
    ///
    /// Nobody who is given up here is taken again in the same change: whether that works depends on the order in
    /// which Terraform goes through the configuration.
    pub(super) fn change(&mut self, dice: &mut Dice, free: &mut Free) -> Vec<String> {
        (0..dice.number(1..=5)).filter_map(|_| self.edit(dice, free)).collect()
    }

    fn edit(&mut self, dice: &mut Dice, free: &mut Free) -> Option<String> {
        let slots: Vec<u32> = self.holdings.keys().copied().collect();
        let slot = dice.pick(&slots);
        let add = if self.holdings.len() < MOST { 5 } else { 0 };
        match (dice.weighted(&[(add, 0), (2, 1), (3, 2), (2, 3), (2, 4), (1, 5)], 0), slot) {
            (0, _) | (_, None) => {
                let holding = take(dice, free)?;
                let slot = self.add(holding);
                Some(format!("add {}: {holding:?}", name(slot)))
            }
            (1, Some(slot)) => {
                self.holdings.remove(&slot);
                Some(format!("remove {}", name(slot)))
            }
            (edit, Some(slot)) => {
                let new = match edit {
                    4 => Some(take(dice, free)?),
                    _ => None,
                };
                let holding = self.holdings.get_mut(&slot)?;
                match (edit, new) {
                    (_, Some(new)) => *holding = new,
                    (2, None) => holding.aim.filter = filter(dice),
                    (3, None) if matches!(holding.aim.who, Who::Group(_)) => {
                        holding.aim.side = holding.aim.side.turned();
                    }
                    _ => holding.aim.letters = letters(dice),
                }
                Some(format!("change {}: {holding:?}", name(slot)))
            }
        }
    }
}

/// Somebody who is free, and no longer is.
pub(super) fn take(dice: &mut Dice, free: &mut Free) -> Option<Holding> {
    let all: Vec<_> = free.iter().copied().collect();
    let (policy, who) = dice.pick(&all)?;
    free.remove(&(policy, who));
    let side = if matches!(who, Who::Group(_)) && dice.chance(30) { Side::Exclude } else { Side::Include };
    let aim = Aim { who, side, filter: filter(dice), letters: letters(dice) };
    Some(Holding { policy, aim })
}

/// A filter, in half of all cases.
pub(super) fn filter(dice: &mut Dice) -> Option<(u32, Side)> {
    let side = if dice.chance(50) { Side::Include } else { Side::Exclude };
    dice.chance(50).then(|| (dice.number(0..=FILTERS - 1), side))
}

fn letters(dice: &mut Dice) -> Letters {
    if dice.chance(20) { Letters::Large } else { Letters::Small }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_assignments_are_for_the_same_and_nobody_is_taken_again() {
        let mut estate = Estate::default();
        let mut free: Free = Who::all().into_iter().map(|who| (0, who)).collect();
        let all = free.len();
        for step in 0..50 {
            let mut dice = Dice::of(11, step);
            estate.change(&mut dice, &mut free);
            let taken: BTreeSet<_> =
                estate.holdings.values().map(|holding| (holding.policy, holding.aim.who)).collect();
            assert_eq!(taken.len(), estate.holdings.len(), "{estate:?}");
            assert!(taken.is_disjoint(&free), "{estate:?}");
        }
        assert!(free.len() < all);
    }

    #[test]
    fn a_change_is_seen_on_the_policies_that_it_leaves_and_enters() {
        let mut free: Free = Who::all().into_iter().map(|who| (0, who)).collect();
        let mut dice = Dice::of(2, 2);
        let mut before = Estate::default();
        for _ in 0..2 {
            before.add(take(&mut dice, &mut free).expect("somebody"));
        }
        let mut after = before.clone();
        assert_eq!(after.differs_on(&before), Vec::<usize>::new());
        after.holdings.get_mut(&1).expect("the first").policy = 2;
        assert_eq!(after.differs_on(&before), [0, 2]);
        assert_eq!(before.differs_on(&Estate::default()), [0]);
    }

    #[test]
    fn the_configuration_has_a_block_for_each() {
        let mut estate = Estate::default();
        let mut free: Free = Who::all().into_iter().map(|who| (1, who)).collect();
        let holding = take(&mut Dice::of(1, 1), &mut free).expect("somebody");
        let slot = estate.add(holding);
        let hcl = estate.hcl();
        assert!(hcl.contains("\"slot_1\""), "{hcl}");
        assert!(hcl.to_ascii_lowercase().contains(&policy_id(1)), "{hcl}");
        assert_eq!(address(slot), "intune_compliance_assignment.slot_1");
    }
}
