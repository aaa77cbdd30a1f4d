//! What a tenant has, to be found by id or by what people call it: policies of both kinds, filters and groups.
//!
//! Names are not unique and not checked by the service, so finding by name answers with candidates ([`choose`]). A
//! listing is asked for once for all who look something up (`shared`); what it lacks is asked for again, because it
//! may have been made since.

mod assigned;
mod choose;
mod pattern;
mod platform;
mod policy;
mod selection;
mod shared;

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream;

pub use assigned::{Assigned, Cursor};
pub use choose::{Choice, Named, choose};
pub use pattern::Pattern;
pub use platform::Platform;
pub use policy::Policy;
pub use selection::{Selection, TargetType};

use crate::assignments::Versions;
use crate::graph::compliance::catalog;
use crate::graph::compliance::policies::{self, Expand};
use crate::graph::filters::{self, AssignmentFilter};
use crate::graph::groups::{self, Group, batch};
use crate::graph::{ApiVersion, Client, Error, FilterId, GroupId, Operation, PolicyId};
use shared::Shared;

/// A tenant that can be asked. Clones share listings.
#[derive(Clone)]
pub struct Tenant {
    client: Client,
    versions: Versions,
    policies: Arc<Shared<Policy>>,
    filters: Arc<Shared<AssignmentFilter>>,
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

    /// These groups by their ids, as far as they exist. `progress` hears how many have been answered.
    ///
    /// # Errors
    /// When Graph cannot be asked, or may not be.
    pub async fn groups(
        &self,
        ids: impl IntoIterator<Item = GroupId>,
        progress: impl Fn(usize),
        operation: &Operation,
    ) -> Result<HashMap<GroupId, Option<Group>>, Error> {
        let ids: Vec<GroupId> = ids.into_iter().collect();
        let chunks = ids.chunks(batch::LARGEST).map(<[GroupId]>::to_vec);
        let mut answers =
            stream::iter(chunks).map(|ids| self.some_groups(ids, operation)).buffer_unordered(AT_ONCE);
        let mut all = HashMap::with_capacity(ids.len());
        while let Some(answer) = answers.next().await {
            all.extend(answer?);
            progress(all.len());
        }
        Ok(all)
    }

    async fn some_groups(
        &self,
        ids: Vec<GroupId>,
        operation: &Operation,
    ) -> Result<Vec<(GroupId, Option<Group>)>, Error> {
        if let [id] = ids.as_slice() {
            let found = self.group(id, operation).await?;
            return Ok(vec![(id.clone(), found)]);
        }
        let mut answers = self.client.send(&batch::get_all(self.documented(), &ids), operation).await?;
        let mut found = Vec::with_capacity(ids.len());
        for (place, id) in ids.into_iter().enumerate() {
            let group = match answers.take(place) {
                batch::Answer::Found(group) => Some(group),
                batch::Answer::Missing => None,
                batch::Answer::Unanswered => self.group(&id, operation).await?,
            };
            found.push((id, group));
        }
        Ok(found)
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
