//! Why a change was not made, and what is left.

use crate::graph::{self, Assignment, AssignmentId, Interrupted, Target, Unwritable};

/// A change that was not made, or not for certain.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Why.
    pub error: Error,
    /// What is there now.
    pub remains: Remains,
}

/// What is there after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remains {
    /// What was there before.
    Unchanged,
    /// Unknown: something was sent, and no later look could tell what became of it.
    Unknown,
}

/// Why a change was not made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Graph refused it, or could not be asked.
    #[error(transparent)]
    Graph(#[from] graph::Error),
    /// It contradicts what is there.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// The target cannot be expressed.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    /// A merge with v1.0 would strip the filters of others, which it does not show.
    #[error("the whole set of assignments can only be written with the beta API, which shows filters")]
    MergeNeedsBeta,
    /// The operation ended before anything was sent.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// The write was accepted, and later reads do not show it.
    #[error("the write was accepted, but reading the assignments back did not show it in time")]
    NotVisible,
    /// Whoever wrote for several changes fell over.
    #[error("the write that this change was part of was abandoned")]
    Abandoned,
}

/// What is there speaks against a change.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Conflict {
    /// The assignment exists already.
    #[error("the assignment {} exists already, for {}", .0.id, .0.target)]
    Exists(Box<Assignment>),
    /// The group is included and was to be excluded, or the other way round.
    #[error("the assignment {id} is for {there}; a group cannot be included and excluded at once")]
    IncludeAndExclude {
        /// The id of what is there.
        id: AssignmentId,
        /// What is there.
        there: Target,
    },
    /// A policy set assigns the policy to the same target.
    #[error("the policy set {} assigns the policy to {} already", policy_set.as_deref().unwrap_or("(unknown)"), target)]
    PolicySet {
        /// The policy set's id.
        policy_set: Option<String>,
        /// Whom it assigns the policy to.
        target: Target,
    },
    /// Another resource of the same run has created it.
    #[error("another resource of this configuration has created the assignment for {target} in this run")]
    CreatedInThisRun {
        /// Whom it is for.
        target: Target,
    },
    /// Another resource of the same run has set all assignments of the policy.
    #[error("another resource of this configuration has set all assignments of the policy in this run")]
    AnotherSet,
    /// The assignment that was to be changed is gone.
    #[error("the assignment {id} is no longer there")]
    Gone {
        /// Its id.
        id: AssignmentId,
    },
}

impl Failure {
    /// Nothing was sent.
    pub(super) fn before_writing(error: impl Into<Error>) -> Self {
        Self { error: error.into(), remains: Remains::Unchanged }
    }

    /// Something was sent and may have had its effect.
    pub(super) fn in_doubt(error: impl Into<Error>) -> Self {
        Self { error: error.into(), remains: Remains::Unknown }
    }

    /// Whether the service says that it has no such route, which means that nothing happened.
    pub(super) fn is_route_missing(&self) -> bool {
        matches!(&self.error, Error::Graph(error) if error.is_route_missing())
    }
}
