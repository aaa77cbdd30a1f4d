//! The handle on a running simulator.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::admin;
use crate::faults::Fault;
use crate::hooks::{Change, Hook};
use crate::log::RequestRecord;
use crate::options::{Mode, Options};
use crate::seed::{FilterSeed, GroupSeed, PolicySeed};
use crate::server::{self, Shared};
use crate::state::{StateError, World};

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It holds no real secrets and checks no certificates, so it is for this machine only.
    #[error("cannot listen on {0}: the simulator serves loopback addresses only, such as 127.0.0.1:8080")]
    NotLoopback(SocketAddr),
    /// The address cannot be had.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The seed contradicts itself.
    #[error("the seed cannot be used")]
    Seed(#[from] StateError),
    /// The system gave no thread or no event loop.
    #[error("cannot start a runtime")]
    Runtime(#[source] std::io::Error),
}

/// A running Graph and Entra service. It stops when dropped.
///
/// # Examples
/// ```
/// use graph_simulator::{Options, PolicySeed, Simulator, row};
///
/// let simulator = Simulator::start_blocking(Options::default())?;
/// let policy = simulator.add_policy(
///     PolicySeed::new("windows10CompliancePolicy", "Windows").with_assignment(row::all_devices()),
/// )?;
/// assert_eq!(simulator.assignments(&policy)?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Simulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    running: Running,
}

/// What keeps the simulator serving.
enum Running {
    Task(JoinHandle<()>),
    Thread { stop: Option<oneshot::Sender<()>>, thread: Option<thread::JoinHandle<()>> },
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Simulator").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Simulator {
    /// Starts on the current tokio runtime.
    ///
    /// # Errors
    /// When the address is not loopback or cannot be had, or the seed contradicts itself.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (listener, address, shared) = prepare(options)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(StartError::Runtime)?;
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move { match server::serve(listener, serving).await {} });
        Ok(Self { shared, address, running: Running::Task(task) })
    }

    /// Starts on a thread of its own, for tests and programs without a runtime.
    ///
    /// # Errors
    /// As [`Simulator::start`], and when there is no thread to be had.
    pub fn start_blocking(options: Options) -> Result<Self, StartError> {
        let (listener, address, shared) = prepare(options)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(StartError::Runtime)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("graph-simulator".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
                        return;
                    };
                    tokio::select! {
                        never = server::serve(listener, serving) => match never {},
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_background();
            })
            .map_err(StartError::Runtime)?;
        Ok(Self { shared, address, running: Running::Thread { stop: Some(stop), thread: Some(thread) } })
    }

    /// `http://127.0.0.1:PORT`: Graph's root and the login authority at once.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a policy and returns its id.
    ///
    /// # Errors
    /// When the id is taken or an assignment is not one.
    pub fn add_policy(&self, policy: PolicySeed) -> Result<String, StateError> {
        self.shared.world().add_policy(policy)
    }

    /// Every policy as beta shows it, with `assignments` and, besides, its `collection`.
    pub fn policies(&self) -> Vec<Value> {
        self.shared.world().policies.iter().map(admin::policy_state).collect()
    }

    /// What a policy's assignments really are, as beta shows them and whatever stale reads say.
    ///
    /// # Errors
    /// When there is no such policy.
    pub fn assignments(&self, policy: &str) -> Result<Vec<Value>, StateError> {
        Ok(self.shared.world().any_policy(policy)?.rows.iter().map(|row| row.beta()).collect())
    }

    /// Replaces a policy's assignments, as an administrator could in the portal.
    ///
    /// # Errors
    /// When there is no such policy, or a row is not an assignment.
    pub fn set_assignments(&self, policy: &str, rows: Vec<Value>) -> Result<(), StateError> {
        self.change(&Change::SetAssignments { policy: policy.to_owned(), assignments: rows })
    }

    /// Adds an assignment, or replaces the one of the same target.
    ///
    /// # Errors
    /// When there is no such policy, or the row is not an assignment.
    pub fn add_assignment(&self, policy: &str, row: Value) -> Result<(), StateError> {
        self.change(&Change::AddAssignment { policy: policy.to_owned(), assignment: row })
    }

    /// Takes an assignment away.
    ///
    /// # Errors
    /// When there is no such policy or no such assignment.
    pub fn remove_assignment(&self, policy: &str, id: &str) -> Result<(), StateError> {
        self.change(&Change::RemoveAssignment { policy: policy.to_owned(), id: id.to_owned() })
    }

    /// Deletes a policy.
    ///
    /// # Errors
    /// When there is no such policy.
    pub fn remove_policy(&self, policy: &str) -> Result<(), StateError> {
        self.change(&Change::RemovePolicy { policy: policy.to_owned() })
    }

    /// Makes a change now.
    ///
    /// # Errors
    /// When it names what is not there.
    pub fn change(&self, change: &Change) -> Result<(), StateError> {
        self.shared.world().apply(change)
    }

    /// Adds a group and returns its id.
    ///
    /// # Errors
    /// When the id is taken.
    pub fn add_group(&self, group: GroupSeed) -> Result<String, StateError> {
        self.shared.world().add_group(group)
    }

    /// Adds an assignment filter and returns its id.
    ///
    /// # Errors
    /// When the id is taken.
    pub fn add_filter(&self, filter: FilterSeed) -> Result<String, StateError> {
        self.shared.world().add_filter(filter)
    }

    /// From now on the service knows this target type, as `#microsoft.graph.X`.
    pub fn add_target_type(&self, name: &str) {
        self.shared.world().target_types.push(name.to_owned());
    }

    /// Lets a fault wait for its requests.
    pub fn fault(&self, fault: Fault) {
        self.shared.world().faults.push(fault);
    }

    /// Forgets all faults that are waiting.
    pub fn clear_faults(&self) {
        self.shared.world().faults.clear();
    }

    /// Lets a hook wait for its requests.
    pub fn on_request(&self, hook: Hook) {
        self.shared.world().hooks.push(hook);
    }

    /// Forgets all hooks that are waiting.
    pub fn clear_hooks(&self) {
        self.shared.world().hooks.clear();
    }

    /// Switches between the two worlds.
    pub fn set_mode(&self, mode: Mode) {
        self.shared.world().options.mode = mode;
    }

    /// A token of an identity provider (GitHub, a Kubernetes cluster, …), for ten minutes. This simulator signs for all
    /// of them.
    ///
    /// # Errors
    /// When signing fails.
    pub fn assertion(&self, issuer: &str, subject: &str, audience: &str) -> Result<String, StateError> {
        self.shared.world().issuer.assertion(issuer, subject, audience, SystemTime::now())
    }

    /// The same, from an hour ago: it has ended.
    ///
    /// # Errors
    /// When signing fails.
    pub fn expired_assertion(
        &self,
        issuer: &str,
        subject: &str,
        audience: &str,
    ) -> Result<String, StateError> {
        let then = SystemTime::now() - Duration::from_secs(3600);
        self.shared.world().issuer.assertion(issuer, subject, audience, then)
    }

    /// Ends every token that was issued so far.
    pub fn expire_tokens(&self) {
        self.shared.world().tokens.expire(World::now());
    }

    /// Every request so far, in the order of arrival, token requests included and admin requests not.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.world().log.records().to_vec()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.shared.world().log.clear();
    }

    /// Blocks until the log is as the condition wants it; false when that did not happen in time.
    /// On a single-threaded runtime use [`Simulator::wait_for`], which lets the others work.
    pub fn wait_until(&self, condition: impl Fn(&[RequestRecord]) -> bool, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let mut world = self.shared.world();
        loop {
            if condition(world.log.records()) {
                return true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            world = self.shared.wait(world, left);
        }
    }

    /// As [`Simulator::wait_until`], without blocking the runtime.
    pub async fn wait_for(&self, condition: impl Fn(&[RequestRecord]) -> bool, timeout: Duration) -> bool {
        let mut changes = self.shared.subscribe();
        let happened = async {
            loop {
                changes.borrow_and_update();
                if condition(self.shared.world().log.records()) || changes.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::time::timeout(timeout, happened).await.is_ok()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        match &mut self.running {
            Running::Task(task) => task.abort(),
            Running::Thread { stop, thread } => {
                if let Some(stop) = stop.take() {
                    let _ = stop.send(());
                }
                if let Some(thread) = thread.take() {
                    let _ = thread.join();
                }
            }
        }
    }
}

fn prepare(options: Options) -> Result<(TcpListener, SocketAddr, Arc<Shared>), StartError> {
    let address = options.listen;
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    let world = World::new(options)?;
    let listen = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).map_err(listen)?;
    listener.set_nonblocking(true).map_err(listen)?;
    let bound = listener.local_addr().map_err(listen)?;
    Ok((listener, bound, Arc::new(Shared::new(world))))
}
