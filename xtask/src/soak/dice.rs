//! Chance that can be repeated: every step throws dice of its own, which follow from the seed and the step's number
//! alone, so that what one step draws does not depend on how long another took.

use std::ops::RangeInclusive;

/// The dice of one step.
#[derive(Debug)]
pub(super) struct Dice(fastrand::Rng);

impl Dice {
    /// The dice of step `step` in the run of this seed.
    pub(super) fn of(seed: u64, step: u64) -> Self {
        // An odd factor spreads neighbouring steps over all seeds (it is 2^64 divided by the golden ratio).
        let mixed = seed ^ step.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(fastrand::Rng::with_seed(mixed))
    }

    /// A number of the range.
    pub(super) fn number(&mut self, range: RangeInclusive<u32>) -> u32 {
        self.0.u32(range)
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.0.u32(0..100) < percent
    }

    /// One of these; none of none.
    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() {
            return None;
        }
        from.get(self.0.usize(0..from.len())).cloned()
    }

    /// One of these, each as often as its weight says; the first when there is no weight at all.
    pub(super) fn weighted<T: Copy>(&mut self, from: &[(u32, T)], otherwise: T) -> T {
        let total = from.iter().map(|(weight, _)| weight).sum();
        if total == 0 {
            return otherwise;
        }
        let mut left = self.0.u32(0..total);
        for (weight, choice) in from {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    fn throws(seed: u64, step: u64) -> Vec<u32> {
        let mut dice = Dice::of(seed, step);
        (0..20).map(|_| dice.number(0..=99)).collect()
    }

    #[test]
    fn the_same_seed_and_step_throw_the_same() {
        assert_eq!(throws(7, 3), throws(7, 3));
        assert_ne!(throws(7, 3), throws(7, 4));
        assert_ne!(throws(7, 3), throws(8, 3));
    }

    #[test]
    fn what_has_no_weight_is_never_chosen() {
        let mut dice = Dice::of(1, 1);
        let choices = [(0, 'a'), (3, 'b'), (1, 'c')];
        let chosen: Vec<char> = (0..200).map(|_| dice.weighted(&choices, 'x')).collect();
        assert!(
            chosen.contains(&'b')
                && chosen.contains(&'c')
                && !chosen.contains(&'a')
                && !chosen.contains(&'x')
        );
        assert_eq!(dice.weighted(&[], 'x'), 'x');
        assert_eq!(dice.pick::<u8>(&[]), None);
    }
}
