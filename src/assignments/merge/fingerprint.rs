//! A [`Fingerprint`] recognises a set of assignments, whoever made it and in whatever order it is shown.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::discriminant;

use crate::assignments::who::Who;
use crate::graph::{Assignment, Source, Target, TargetKind};

/// What tells one set of targets from another: order, ids and the spelling of GUIDs aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::assignments) struct Fingerprint {
    targets: usize,
    /// The sum of the targets' hashes, which does not depend on their order.
    sum: u64,
}

impl Fingerprint {
    /// The direct assignments of a read.
    pub(in crate::assignments) fn of_rows(rows: &[Assignment]) -> Self {
        let direct = rows.iter().filter(|row| row.source == Source::Direct);
        Self::of(direct.map(|row| &row.target))
    }

    pub(super) fn of<'a>(targets: impl Iterator<Item = &'a Target>) -> Self {
        let none = Self { targets: 0, sum: 0 };
        targets.fold(none, |so_far, target| Self {
            targets: so_far.targets + 1,
            sum: so_far.sum.wrapping_add(hash(target)),
        })
    }
}

fn hash(target: &Target) -> u64 {
    let mut hasher = DefaultHasher::new();
    match &target.kind {
        TargetKind::Unknown { odata_type } => odata_type.hash(&mut hasher),
        // `Who` compares without case, which the kind alone does not.
        kind => (discriminant(kind), Who::of(kind)).hash(&mut hasher),
    }
    target.filter.hash(&mut hasher);
    hasher.finish()
}
