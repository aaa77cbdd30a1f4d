//! Other writers on demand: a change that happens right before a request takes effect, or right after, so that a
//! test can put the portal's save between a client's read and its write.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::Call;
use crate::faults::once;
use crate::matcher::{Matcher, Turns};

/// A change that no request asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// Adds an assignment, or replaces the one of the same target.
    AddAssignment {
        /// The policy's id.
        policy: String,
        /// As in a seed: `{"target": {…}}` is enough.
        assignment: Value,
    },
    /// Takes one away.
    RemoveAssignment {
        /// The policy's id.
        policy: String,
        /// The assignment's id.
        id: String,
    },
    /// Replaces the whole set.
    SetAssignments {
        /// The policy's id.
        policy: String,
        /// As in a seed.
        assignments: Vec<Value>,
    },
    /// Deletes the policy.
    RemovePolicy {
        /// The policy's id.
        policy: String,
    },
}

/// When a hook's change happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Right before the request takes effect.
    Before,
    /// Right after it did, before its answer is sent.
    After,
}

/// A change, and the request it goes with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// The requests.
    pub when: Matcher,
    /// Before or after them.
    pub moment: Moment,
    /// How many of them pass first.
    #[serde(default)]
    pub skip: u32,
    /// How many then trigger the change; `null` for all.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// What changes. A change that cannot be made, because what it names has gone, is left out.
    pub change: Change,
}

impl Hook {
    /// Changes this right before the next matching request takes effect.
    pub fn before(when: Matcher, change: Change) -> Self {
        Self { when, moment: Moment::Before, skip: 0, times: once(), change }
    }

    /// Changes this right after the next matching request took effect.
    pub fn after(when: Matcher, change: Change) -> Self {
        Self { moment: Moment::After, ..Self::before(when, change) }
    }

    /// For so many matching requests.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets so many matching requests pass first.
    pub fn skip(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }
}

/// The hooks that are waiting.
#[derive(Debug, Default)]
pub(crate) struct HookQueue(Vec<(Hook, Turns)>);

impl HookQueue {
    pub(crate) fn push(&mut self, hook: Hook) {
        let turns = Turns::new(hook.skip, hook.times);
        self.0.push((hook, turns));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn waiting(&self) -> Vec<Hook> {
        self.0.iter().map(|(hook, _)| hook.clone()).collect()
    }

    /// The changes that this request triggers at this moment, in the order they were asked for.
    pub(crate) fn take(&mut self, call: &Call, moment: Moment) -> Vec<Change> {
        let mut changes = Vec::new();
        for (hook, turns) in &mut self.0 {
            if hook.moment == moment && hook.when.matches(call) && turns.is_due() {
                turns.take();
                changes.push(hook.change.clone());
            }
        }
        self.0.retain(|(_, turns)| !turns.is_over());
        changes
    }
}
