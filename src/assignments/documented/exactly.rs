//! All direct assignments at once, where the service takes them one by one.
//!
//! What is to be there is made before anything is removed, so that nobody is without the policy for a moment who
//! should have it. A failure on the way leaves a part; whoever asked is told that it is not known which.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use super::{Documented, Done};
use crate::assignments::change::{Change, Existing};
use crate::assignments::error::{Conflict, Failure, Remains};
use crate::assignments::who::{Who, agree};
use crate::graph::{Assignment, Operation, PolicyId, Source, Target};

/// What this process has made on each policy, for whom a whole set must spare.
#[derive(Default)]
pub(super) struct Made(Mutex<HashMap<PolicyId, OnPolicy>>);

#[derive(Clone, Default)]
struct OnPolicy {
    targets: HashMap<Who, Target>,
    is_exact: bool,
    /// Shared by changes of single assignments, and held alone by a whole set.
    gate: Arc<RwLock<()>>,
}

impl Made {
    fn with<T>(&self, policy: &PolicyId, action: impl FnOnce(&mut OnPolicy) -> T) -> T {
        action(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(policy.clone()).or_default())
    }

    /// Waits until no whole set is on its way.
    pub(super) async fn enter(
        &self,
        policy: &PolicyId,
        operation: &Operation,
    ) -> Result<OwnedRwLockReadGuard<()>, Failure> {
        let gate = self.with(policy, |made| made.gate.clone());
        operation.bound(gate.read_owned()).await.map_err(Failure::before_writing)
    }

    /// Takes note of a change that was made.
    pub(super) fn note(&self, policy: &PolicyId, change: &Change) {
        self.with(policy, |made| match change {
            Change::Create { target, .. } | Change::Update { target, .. } => {
                made.targets.extend(Who::of(&target.kind).map(|who| (who, target.clone())));
            }
            Change::Delete { .. } => made.targets.retain(|who, _| !change.whos().contains(who)),
            Change::Exactly { .. } => made.is_exact = true,
        });
    }

    /// Whether a whole set holds this assignment, which was another resource's before.
    pub(super) fn has_taken_over(&self, policy: &PolicyId, change: &Change) -> bool {
        let whos = change.whos();
        self.with(policy, |made| made.is_exact && whos.iter().any(|who| made.targets.contains_key(who)))
    }
}

impl Documented {
    /// Makes these targets all that the policy is assigned to.
    pub(super) async fn set(
        &self,
        policy: &PolicyId,
        targets: &[Target],
        operation: &Operation,
    ) -> Result<Done, Failure> {
        let gate = self.made.with(policy, |made| made.gate.clone());
        let _alone = operation.bound(gate.write()).await.map_err(Failure::before_writing)?;
        let rows = self.reader.rows(policy, operation).await.map_err(Failure::before_writing)?;
        let made = self.made.with(policy, |made| made.clone());
        let steps = steps(&rows, targets, &made).map_err(Failure::before_writing)?;
        for (number, step) in steps.iter().enumerate() {
            if let Err(failure) = self.make(policy, step, operation).await {
                let remains = if number == 0 { failure.remains } else { Remains::Unknown };
                return Err(Failure { remains, ..failure });
            }
        }
        // Also those that were there already: nobody else may remove them in this run.
        for target in targets {
            let (target, existing) = (target.clone(), Existing::Adopt);
            self.made.note(policy, &Change::Create { target, existing });
        }
        self.made.note(policy, &Change::Exactly { targets: Vec::new() });
        Ok(Done { assignment: None, sent: !steps.is_empty() })
    }
}

/// What leads from these rows to these targets, one change after the other.
fn steps(rows: &[Assignment], targets: &[Target], made: &OnPolicy) -> Result<Vec<Change>, Conflict> {
    if made.is_exact {
        return Err(Conflict::AnotherSet);
    }
    let of = |who: &Who, direct: bool| {
        let fits = |row: &&Assignment| {
            (row.source == Source::Direct) == direct && Who::of(&row.target.kind).as_ref() == Some(who)
        };
        rows.iter().find(fits)
    };
    let named: Vec<(Who, &Target)> =
        targets.iter().filter_map(|target| Some((Who::of(&target.kind)?, target))).collect();
    let mut steps = Vec::new();
    for (who, target) in &named {
        if made.targets.get(who).is_some_and(|made| !agree(made, target)) {
            return Err(Conflict::CreatedInThisRun { target: (*target).clone() });
        }
        let target = (*target).clone();
        match (of(who, true), of(who, false)) {
            (Some(row), _) if agree(&row.target, &target) => {}
            (Some(row), _) => steps.push(Change::Update { id: row.id.clone(), target }),
            (None, Some(row)) => {
                let (policy_set, target) = (row.source_id.clone(), row.target.clone());
                return Err(Conflict::PolicySet { policy_set, target });
            }
            (None, None) => steps.push(Change::Create { target, existing: Existing::Adopt }),
        }
    }
    let staying: HashSet<&Who> = named.iter().map(|(who, _)| who).chain(made.targets.keys()).collect();
    let strange = rows.iter().filter(|row| {
        row.source == Source::Direct && Who::of(&row.target.kind).is_some_and(|who| !staying.contains(&who))
    });
    steps.extend(strange.map(|row| Change::Delete { id: row.id.clone(), kind: row.target.kind.clone() }));
    Ok(steps)
}
