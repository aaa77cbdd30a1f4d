//! What a tenant has, to be found by id or by what people call it: policies of both kinds, filters and groups.
//!
//! Names are not unique and not checked by the service, so finding by name answers with candidates ([`choose`]). A
//! listing is asked for once for all who look something up (`shared`); what it lacks is asked for again, because it
//! may have been made since.

mod choose;
mod pattern;
mod platform;
mod policy;
mod shared;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use futures_util::stream;

pub use choose::{Choice, Named, choose};
pub use pattern::Pattern;
pub use platform::Platform;
pub use policy::Policy;

use crate::assignments::Versions;
use crate::graph::compliance::policies::{self, Expand};
use crate::graph::compliance::{assignments, catalog};
use crate::graph::filters::{self, AssignmentFilter};
use crate::graph::groups::{self, Group};
use crate::graph::{
    ApiVersion, Assignment, Client, Error, FilterId, GroupId, Operation, PolicyId, PolicyKind,
};
use shared::Shared;

/// A tenant that can be asked. Clones share listings.
#[derive(Clone)]
pub struct Tenant {
    client: Client,
    versions: Versions,
    policies: Arc<Shared<Policy>>,
    filters: Arc<Shared<AssignmentFilter>>,
}

/// A policy with its assignments.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The policy.
    pub policy: Policy,
    /// Its assignments, by id.
    pub rows: Vec<Assignment>,
}

/// How many questions about single objects are prepared at once; the client has its own limit on top.
const AT_ONCE: usize = 32;

impl Tenant {
    /// Nothing is sent before the first question.
    pub fn new(client: Client, versions: Versions) -> Self {
        Self { client, versions, policies: Arc::default(), filters: Arc::default() }
    }

    /// Whether filters and settings catalog policies can be seen, which only beta has.
    pub fn sees_beta(&self) -> bool {
        self.versions.read() == ApiVersion::Beta
    }

    /// The policy with this id, of either kind; `None` when Graph says that there is none.
    ///
    /// # Errors
    /// When Graph cannot be asked, or answers anything else.
    pub async fn policy(&self, id: &PolicyId, operation: &Operation) -> Result<Option<Policy>, Error> {
        let device = self.client.send(&policies::get(self.versions.read(), id), operation).await;
        if let Some(policy) = unless_missing(device)? {
            return Ok(Some(policy.into()));
        }
        if !self.sees_beta() {
            return Ok(None);
        }
        let catalog = self.client.send(&catalog::get(id), operation).await;
        Ok(unless_missing(catalog)?.map(Policy::from))
    }

    /// All policies of both kinds, by name; a listing that was read before will do if `enough` says so.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn policies(
        &self,
        enough: impl Fn(&[Policy]) -> bool,
        operation: &Operation,
    ) -> Result<Arc<[Policy]>, Error> {
        let read = || async {
            let call = policies::list(self.versions.read(), Expand::Nothing);
            let device = self.client.collect(&call, operation).await?;
            let catalog = self.catalog_policies(operation).await?;
            let mut all: Vec<Policy> = device.into_iter().map(Policy::from).chain(catalog).collect();
            policy::sort(&mut all);
            Ok(all)
        };
        self.policies.get(enough, read).await
    }

    /// All settings catalog policies; none where the service does not have them.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn catalog_policies(&self, operation: &Operation) -> Result<Vec<Policy>, Error> {
        if !self.sees_beta() {
            return Ok(Vec::new());
        }
        match self.client.collect(&catalog::list(), operation).await {
            Ok(found) => Ok(found.into_iter().map(Policy::from).collect()),
            Err(error) if is_segment_missing(&error) => {
                tracing::warn!(%error, "this cloud has no settings catalog compliance policies");
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    /// The assignments of a settings catalog policy; `None` when there is no such policy.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn catalog_assignments(
        &self,
        id: &PolicyId,
        operation: &Operation,
    ) -> Result<Option<Vec<Assignment>>, Error> {
        unless_missing(self.client.collect(&catalog::assignments(id), operation).await)
    }

    /// All device compliance policies with their assignments, policies by name and assignments by id.
    ///
    /// One listing shows most of it. A policy that it shows without assignments is asked for them itself, because a
    /// listing is not the last word on what is missing. `progress` hears how many policies of how many have been read.
    ///
    /// # Errors
    /// When Graph cannot be asked; a part of a tenant is never handed out for the whole.
    pub async fn assigned(
        &self,
        progress: impl Fn(usize, usize),
        operation: &Operation,
    ) -> Result<Vec<Assigned>, Error> {
        let version = self.versions.read();
        let call = policies::list(version, Expand::Assignments);
        let found = self.client.collect(&call, operation).await?;
        progress(0, found.len());
        let (whole, read) = (found.len(), AtomicUsize::new(0));
        let (read, progress) = (&read, &progress);
        let confirmed = stream::iter(found).map(|mut policy| async move {
            let rows = match policy.assignments.take() {
                Some(rows) if !rows.is_empty() => Some(rows),
                _ => {
                    let call = assignments::list(PolicyKind::Device, version, &policy.id);
                    unless_missing(self.client.collect(&call, operation).await)?
                }
            };
            progress(read.fetch_add(1, Ordering::Relaxed) + 1, whole);
            Ok(rows.map(|mut rows| {
                rows.sort_by(|a, b| a.id.cmp(&b.id));
                Assigned { policy: policy.into(), rows }
            }))
        });
        let all: Vec<Result<Option<Assigned>, Error>> = confirmed.buffer_unordered(AT_ONCE).collect().await;
        let mut all = all.into_iter().filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?;
        all.sort_by(|a, b| policy::order(&a.policy, &b.policy));
        Ok(all)
    }

    /// The filter with this id; `None` when Graph says that there is none.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn filter(
        &self,
        id: &FilterId,
        operation: &Operation,
    ) -> Result<Option<AssignmentFilter>, Error> {
        unless_missing(self.client.send(&filters::get(id), operation).await)
    }

    /// All filters; a listing that was read before will do if `enough` says so.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn filters(
        &self,
        enough: impl Fn(&[AssignmentFilter]) -> bool,
        operation: &Operation,
    ) -> Result<Arc<[AssignmentFilter]>, Error> {
        let call = filters::list();
        let read = || self.client.collect(&call, operation);
        self.filters.get(enough, read).await
    }

    /// The group with this id; `None` when Graph says that there is none.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn group(&self, id: &GroupId, operation: &Operation) -> Result<Option<Group>, Error> {
        let call = groups::get(self.documented(), id);
        unless_missing(self.client.send(&call, operation).await)
    }

    /// The groups that have this name, or one that differs in case only.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn groups_named(&self, name: &str, operation: &Operation) -> Result<Vec<Group>, Error> {
        let call = groups::named(self.documented(), name);
        self.client.collect(&call, operation).await
    }

    /// The version for what `v1.0` has.
    fn documented(&self) -> ApiVersion {
        match self.versions {
            Versions::Auto => ApiVersion::V1_0,
            Versions::Only(version) => version,
        }
    }
}

/// Nothing instead of "there is no such object".
fn unless_missing<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether Graph does not know a part of the path at all. There is no code for it, so the words decide.
fn is_segment_missing(error: &Error) -> bool {
    error.message().is_some_and(|message| message.starts_with("Resource not found for the segment"))
}
