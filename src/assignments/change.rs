//! One change that somebody wants made to a policy's assignments.

use super::who::Who;
use crate::graph::{AssignmentId, Target, TargetKind};

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An assignment that should not be there yet.
    Create {
        /// Whom it is for.
        target: Target,
        /// What to do when it is there already.
        existing: Existing,
    },
    /// Another filter, or include instead of exclude, for an assignment that is there.
    Update {
        /// Its id.
        id: AssignmentId,
        /// What its target becomes.
        target: Target,
    },
    /// No assignment.
    Delete {
        /// Its id.
        id: AssignmentId,
        /// Whom it was for.
        kind: TargetKind,
    },
    /// All direct assignments, and no others. What nobody here understands stays, and so does what other resources
    /// make in the same run.
    Exactly {
        /// Whom they are for, nobody twice.
        targets: Vec<Target>,
    },
}

/// What to do when an assignment that is to be created is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Say so, and change nothing.
    Refuse,
    /// Take it over.
    Adopt,
}

impl Change {
    /// Whom the change names.
    pub(super) fn whos(&self) -> Vec<Who> {
        match self {
            Self::Create { target, .. } | Self::Update { target, .. } => {
                Who::of(&target.kind).into_iter().collect()
            }
            Self::Delete { kind, .. } => Who::of(kind).into_iter().collect(),
            Self::Exactly { targets } => targets.iter().filter_map(|target| Who::of(&target.kind)).collect(),
        }
    }

    /// When it is decided, among others that go into the same write.
    pub(super) fn rank(&self) -> Rank {
        match self {
            Self::Delete { .. } => Rank::Delete,
            Self::Exactly { .. } => Rank::Exactly,
            Self::Update { .. } => Rank::Update,
            Self::Create { .. } => Rank::Create,
        }
    }
}

/// The order of changes that go together: what one gives up another may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Delete,
    Exactly,
    Update,
    Create,
}
