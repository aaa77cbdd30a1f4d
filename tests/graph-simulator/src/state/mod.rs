//! The tenant and everything that acts on it, behind one lock: a request sees and changes it whole.

mod policy;

pub(crate) use policy::{Policy, knows_type};

use std::collections::HashSet;
use std::time::Instant;

use serde_json::{Map, Value};

use crate::faults::FaultQueue;
use crate::hooks::{Change, HookQueue};
use crate::identity::Issuer;
use crate::log::RequestLog;
use crate::options::{Mode, Options};
use crate::paths::Collection;
use crate::row::Row;
use crate::seed::{FilterSeed, GroupSeed, PolicySeed, Seed};
use crate::target::{KnownTypes, SCOPE_TAG_GROUP};
use crate::throttle::Throttle;
use crate::tokens::Tokens;

/// All that a simulator knows.
pub(crate) struct World {
    pub(crate) options: Options,
    pub(crate) policies: Vec<Policy>,
    pub(crate) groups: Vec<Map<String, Value>>,
    pub(crate) filters: Vec<Map<String, Value>>,
    pub(crate) target_types: Vec<String>,
    pub(crate) tokens: Tokens,
    pub(crate) faults: FaultQueue,
    pub(crate) hooks: HookQueue,
    pub(crate) throttle: Throttle,
    pub(crate) log: RequestLog,
    pub(crate) latency: fastrand::Rng,
    pub(crate) issuer: Issuer,
    /// The `jti` of every assertion that was accepted.
    pub(crate) assertions: HashSet<String>,
}

/// A change from outside the API that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// No policy has this id.
    #[error("no policy with id {0} in the simulator")]
    UnknownPolicy(String),
    /// The policy has no assignment with this id.
    #[error("policy {policy} has no assignment with id {id}")]
    UnknownAssignment {
        /// The policy that was searched.
        policy: String,
        /// The assignment that was looked for.
        id: String,
    },
    /// An object with this id is there already.
    #[error("the simulator holds an object with id {0} already")]
    Taken(String),
    /// A seed that is not what its kind needs.
    #[error("{0}")]
    Invalid(String),
}

impl World {
    /// The tenant as its options describe it.
    ///
    /// # Errors
    /// When the seed contradicts itself.
    pub(crate) fn new(mut options: Options) -> Result<Self, StateError> {
        let seed = std::mem::take(&mut options.seed);
        let mut world = Self {
            policies: Vec::new(),
            groups: Vec::new(),
            filters: Vec::new(),
            target_types: options.target_types.clone(),
            tokens: Tokens::new(options.static_tokens.clone()),
            faults: FaultQueue::default(),
            hooks: HookQueue::default(),
            throttle: Throttle::default(),
            log: RequestLog::new(options.log_limit),
            latency: fastrand::Rng::with_seed(options.latency.seed),
            issuer: Issuer::try_new()?,
            assertions: HashSet::new(),
            options,
        };
        world.sow(seed)?;
        Ok(world)
    }

    fn sow(&mut self, seed: Seed) -> Result<(), StateError> {
        for policy in seed.policies {
            self.add_policy(policy)?;
        }
        for group in seed.groups {
            self.add_group(group)?;
        }
        for filter in seed.filters {
            self.add_filter(filter)?;
        }
        self.options.clients.extend(seed.clients);
        self.target_types.extend(seed.target_types);
        seed.faults.into_iter().for_each(|fault| self.faults.push(fault));
        seed.hooks.into_iter().for_each(|hook| self.hooks.push(hook));
        Ok(())
    }

    pub(crate) fn add_policy(&mut self, seed: PolicySeed) -> Result<String, StateError> {
        let policy = Policy::from_seed(seed)?;
        let id = policy.id.clone();
        if self.policies.iter().any(|known| known.is(&id)) {
            return Err(StateError::Taken(id));
        }
        self.policies.push(policy);
        Ok(id)
    }

    pub(crate) fn add_group(&mut self, seed: GroupSeed) -> Result<String, StateError> {
        let group = seed.into_object();
        insert(&mut self.groups, group)
    }

    pub(crate) fn add_filter(&mut self, seed: FilterSeed) -> Result<String, StateError> {
        let filter = seed.into_object();
        insert(&mut self.filters, filter)
    }

    /// A policy of one collection.
    pub(crate) fn policy(&mut self, collection: Collection, id: &str) -> Option<&mut Policy> {
        self.policies.iter_mut().find(|policy| policy.collection == collection && policy.is(id))
    }

    /// A policy of either collection.
    pub(crate) fn any_policy(&mut self, id: &str) -> Result<&mut Policy, StateError> {
        let found = self.policies.iter_mut().find(|policy| policy.is(id));
        found.ok_or_else(|| StateError::UnknownPolicy(id.to_owned()))
    }

    /// The target types that a request body may use now.
    pub(crate) fn known_types(&self) -> KnownTypes {
        let mut known = self.target_types.clone();
        if self.options.mode == Mode::Documented {
            known.push(format!("#microsoft.graph.{SCOPE_TAG_GROUP}"));
        }
        KnownTypes(known)
    }

    /// Makes a change that no request asked for, such as an administrator's in the portal.
    ///
    /// # Errors
    /// When it names what is not there.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<(), StateError> {
        match change {
            Change::AddAssignment { policy, assignment } => {
                let policy = self.any_policy(policy)?;
                let row = Row::seeded(&policy.id, assignment).map_err(StateError::Invalid)?;
                policy.rows.retain(|known| known.id() != row.id() || known.is_direct() != row.is_direct());
                policy.rows.push(row);
            }
            Change::RemoveAssignment { policy, id } => {
                let policy = self.any_policy(policy)?;
                let before = policy.rows.len();
                policy.rows.retain(|row| !row.id().eq_ignore_ascii_case(id));
                if policy.rows.len() == before {
                    return Err(StateError::UnknownAssignment { policy: policy.id.clone(), id: id.clone() });
                }
            }
            Change::SetAssignments { policy, assignments } => {
                let policy = self.any_policy(policy)?;
                policy.rows = policy.seeded_rows(assignments)?;
                policy.forget_staleness();
            }
            Change::RemovePolicy { policy } => {
                let id = self.any_policy(policy)?.id.clone();
                self.policies.retain(|policy| policy.id != id);
            }
        }
        Ok(())
    }

    /// Whether a group exists; only `/groups` cares, Intune does not.
    pub(crate) fn find<'a>(objects: &'a [Map<String, Value>], id: &str) -> Option<&'a Map<String, Value>> {
        objects.iter().find(|object| {
            object.get("id").and_then(Value::as_str).is_some_and(|known| known.eq_ignore_ascii_case(id))
        })
    }

    pub(crate) fn now() -> Instant {
        Instant::now()
    }
}

fn insert(objects: &mut Vec<Map<String, Value>>, object: Map<String, Value>) -> Result<String, StateError> {
    let id = object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    if World::find(objects, &id).is_some() {
        return Err(StateError::Taken(id));
    }
    objects.push(object);
    Ok(id)
}
