//! Policies with their assignments, page by page: a listing shows most of it, the rest is asked for.

use futures_util::stream::{self, StreamExt};

use super::{Policy, Tenant, is_segment_missing, policy, unless_missing};
use crate::graph::compliance::policies::{self, Expand};
use crate::graph::compliance::{assignments, catalog};
use crate::graph::{Assignment, Call, Error, Operation, Page, PolicyKind};

/// A policy with its assignments.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The policy.
    pub policy: Policy,
    /// Its assignments, by id.
    pub rows: Vec<Assignment>,
}

/// A place in the listing of all policies.
#[derive(Default)]
pub struct Cursor(Place);

#[derive(Default)]
enum Place {
    #[default]
    Beginning,
    Device(Call<Page<policies::Policy>>),
    Catalog(Call<Page<catalog::CatalogPolicy>>),
    End,
}

/// How many questions about single policies are prepared at once; the client has its own limit on top.
const AT_ONCE: usize = 16;

impl Tenant {
    /// The policies of the next page that fit, in the service's order; `None` after the last page. Policies of the
    /// settings catalog come last.
    ///
    /// A policy that the listing shows without assignments is asked for them itself, because a listing is not the last
    /// word on what is missing; those of the settings catalog are asked always.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn next_assigned(
        &self,
        cursor: &mut Cursor,
        fits: impl Fn(&Policy) -> bool,
        operation: &Operation,
    ) -> Result<Option<Vec<Assigned>>, Error> {
        let found = match std::mem::take(&mut cursor.0) {
            Place::Beginning => {
                let call = policies::list(self.versions.read(), Expand::Assignments);
                self.device_page(&call, cursor, operation).await?
            }
            Place::Device(call) => self.device_page(&call, cursor, operation).await?,
            Place::Catalog(call) => match self.client.page(&call, operation).await {
                Ok((found, next)) => {
                    cursor.0 = next.map_or(Place::End, Place::Catalog);
                    found.into_iter().map(|policy| (Policy::from(policy), None)).collect()
                }
                Err(error) if is_segment_missing(&error) => {
                    tracing::warn!(%error, "this cloud has no settings catalog compliance policies");
                    cursor.0 = Place::End;
                    return Ok(None);
                }
                Err(error) => return Err(error),
            },
            Place::End => {
                cursor.0 = Place::End;
                return Ok(None);
            }
        };
        let fitting = found.into_iter().filter(|(policy, _)| fits(policy));
        let whole = stream::iter(fitting).map(|(policy, shown)| self.whole(policy, shown, operation));
        let whole: Vec<Result<Option<Assigned>, Error>> = whole.buffered(AT_ONCE).collect().await;
        whole.into_iter().filter_map(Result::transpose).collect::<Result<_, _>>().map(Some)
    }

    async fn device_page(
        &self,
        call: &Call<Page<policies::Policy>>,
        cursor: &mut Cursor,
        operation: &Operation,
    ) -> Result<Vec<(Policy, Option<Vec<Assignment>>)>, Error> {
        let (found, next) = self.client.page(call, operation).await?;
        cursor.0 = match next {
            Some(next) => Place::Device(next),
            None if self.sees_beta() => Place::Catalog(catalog::list()),
            None => Place::End,
        };
        let parts = |mut policy: policies::Policy| {
            let rows = policy.assignments.take().filter(|rows| !rows.is_empty());
            (Policy::from(policy), rows)
        };
        Ok(found.into_iter().map(parts).collect())
    }

    /// The policy with all of its assignments; `None` when it has gone meanwhile.
    async fn whole(
        &self,
        policy: Policy,
        shown: Option<Vec<Assignment>>,
        operation: &Operation,
    ) -> Result<Option<Assigned>, Error> {
        let rows = match shown {
            Some(rows) => Some(rows),
            None => self.assignments_of(&policy, operation).await?,
        };
        Ok(rows.map(|mut rows| {
            rows.sort_by(|a, b| (&a.id, a.source.as_str()).cmp(&(&b.id, b.source.as_str())));
            Assigned { policy, rows }
        }))
    }

    /// A policy's assignments as they are now; `None` when there is no such policy.
    async fn assignments_of(
        &self,
        policy: &Policy,
        operation: &Operation,
    ) -> Result<Option<Vec<Assignment>>, Error> {
        let version = match policy.kind {
            PolicyKind::Device => self.versions.read(),
            PolicyKind::SettingsCatalog => crate::graph::ApiVersion::Beta,
        };
        let call = assignments::list(policy.kind, version, &policy.id);
        unless_missing(self.client.collect(&call, operation).await)
    }

    /// One policy with its assignments; `None` when there is no such policy.
    ///
    /// # Errors
    /// When Graph cannot be asked.
    pub async fn assigned_policy(
        &self,
        id: &crate::graph::PolicyId,
        operation: &Operation,
    ) -> Result<Option<Assigned>, Error> {
        match self.policy(id, operation).await? {
            Some(policy) => self.whole(policy, None, operation).await,
            None => Ok(None),
        }
    }

    /// All policies with their assignments, policies by name and assignments by id. `progress` hears how many policies
    /// have been read.
    ///
    /// # Errors
    /// When Graph cannot be asked; a part of a tenant is never handed out for the whole.
    pub async fn assigned(
        &self,
        progress: impl Fn(usize),
        operation: &Operation,
    ) -> Result<Vec<Assigned>, Error> {
        let (mut cursor, mut all) = (Cursor::default(), Vec::new());
        while let Some(page) = self.next_assigned(&mut cursor, |_| true, operation).await? {
            all.extend(page);
            progress(all.len());
        }
        all.sort_by(|a, b| policy::order(&a.policy, &b.policy));
        Ok(all)
    }
}
