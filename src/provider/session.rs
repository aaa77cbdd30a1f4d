//! What a configured provider works with, shared by all of its resources.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::assignments::{Assignments, Existing, Versions};
use crate::graph::{AssignmentId, PolicyId};
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::tenant::Tenant;

/// A provider configuration that can be worked with.
pub(super) struct Session {
    /// The tenant's assignments.
    pub(super) assignments: Assignments,
    /// What else the tenant has, to be looked up.
    pub(super) tenant: Tenant,
    /// What to do when an assignment that is to be created is there already.
    pub(super) existing: Existing,
    /// The API versions in use.
    pub(super) versions: Versions,
    /// What planning has learned in this process.
    pub(super) foresight: Foresight,
}

/// What planning has learned: which assignments are in a state, and whether Graph can be asked at all.
#[derive(Default)]
pub(super) struct Foresight {
    managed: Mutex<HashSet<AssignmentId>>,
    blind: AtomicBool,
    planned: Mutex<Planned>,
}

/// The policies whose assignments are planned, one by one or as a whole.
#[derive(Default)]
struct Planned {
    single: HashSet<PolicyId>,
    whole: HashSet<PolicyId>,
}

impl Foresight {
    /// An assignment that a resource in the state manages.
    pub(super) fn is_managed(&self, id: AssignmentId) {
        self.managed.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }

    /// Whether a resource in the state manages it: replacing it is no conflict.
    pub(super) fn manages(&self, id: &AssignmentId) -> bool {
        self.managed.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    /// A single assignment of the policy is planned. True when its whole set is planned as well, by another resource.
    pub(super) fn plans_single(&self, policy: &PolicyId) -> bool {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.single.insert(policy.clone());
        planned.whole.contains(policy)
    }

    /// The whole set of the policy is planned. True when single assignments are planned as well, by others.
    pub(super) fn plans_whole(&self, policy: &PolicyId) -> bool {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.whole.insert(policy.clone());
        planned.single.contains(policy)
    }

    /// Graph could not be asked, or this process has begun to write: planning goes on without it.
    pub(super) fn give_up(&self) {
        self.blind.store(true, Ordering::Relaxed);
    }

    /// Whether Graph may be asked while planning.
    pub(super) fn may_ask(&self) -> bool {
        !self.blind.load(Ordering::Relaxed)
    }
}

/// The session of the last configuration; replaced when Terraform configures again.
#[derive(Clone, Default)]
pub(super) struct Sessions(Arc<RwLock<State>>);

#[derive(Clone, Default)]
pub(super) enum State {
    /// Terraform has not configured the provider in this process.
    #[default]
    Unconfigured,
    /// A setting is known only after apply.
    Unknown(&'static str),
    /// Ready to work.
    Ready(Arc<Session>),
}

impl Sessions {
    pub(super) fn replace(&self, state: State) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// From the first write on this process applies, and what a plan would warn about is met for real.
    pub(super) fn begin_writing(&self) {
        if let Ok(session) = self.current() {
            session.foresight.give_up();
        }
    }

    /// The session, if everything that it needs is known.
    ///
    /// # Errors
    /// A diagnostic that says what is missing.
    pub(super) fn current(&self) -> Result<Arc<Session>, Diagnostics> {
        match self.0.read().unwrap_or_else(PoisonError::into_inner).clone() {
            State::Ready(session) => Ok(session),
            State::Unknown(setting) => Err(error(
                "Provider configuration is not known yet",
                format!(
                    "The provider setting {setting} has a value that is known only after apply, and something has to \
                     be read from Microsoft Graph before that. Apply what it depends on first (terraform apply \
                     -target=…), or give it as an environment variable."
                ),
            )),
            State::Unconfigured => Err(error(
                "Provider is not configured",
                "Terraform asked for work that needs Microsoft Graph before it configured the provider. Please report \
                 this with the output of TF_LOG=DEBUG.",
            )),
        }
    }
}

#[cfg(test)]
impl Sessions {
    /// A configured provider of these versions, which must not ask anything of Graph.
    pub(super) fn of_versions(versions: Versions) -> Self {
        use crate::graph::{Client, Settings};

        let settings = Settings {
            root: crate::net::Endpoint::try_new("http://127.0.0.1:1").expect("an endpoint"),
            user_agent: "test".to_owned(),
            max_concurrent_requests: std::num::NonZeroUsize::MIN,
        };
        let tokens = crate::auth::StaticToken::try_new("token".into()).expect("a token");
        let transport = crate::net::scripted::Scripted::new([]);
        let client = Client::try_new(settings, transport, Arc::new(tokens)).expect("a client");
        let sessions = Self::default();
        sessions.replace(State::Ready(Arc::new(Session {
            tenant: Tenant::new(client.clone(), versions),
            assignments: Assignments::new(client, versions, crate::assignments::WriteMode::Auto),
            existing: Existing::Refuse,
            versions,
            foresight: Foresight::default(),
        })));
        sessions
    }
}
