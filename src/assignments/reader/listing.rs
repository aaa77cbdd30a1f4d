//! A listing of policies with their assignments, read page by page as it pays.
//!
//! Nobody knows how many policies a tenant has before its last page. So the listing may cost as many requests as
//! policies have been asked for, never more: at worst reading takes twice what single reads would have taken, at best
//! one page serves a hundred policies. A listing that fails is not tried again; the policies themselves can be asked.

use std::collections::HashMap;

use super::Rows;
use crate::graph::compliance::policies::{self, Expand, Policy};
use crate::graph::{ApiVersion, Call, Client, Operation, Page, PolicyId};

pub(super) struct Listing {
    client: Client,
    version: ApiVersion,
    state: tokio::sync::Mutex<State>,
}

/// Rows that a page showed.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) rows: Rows,
    /// The epoch in which the page was asked for.
    pub(super) epoch: u64,
}

#[derive(Default)]
struct State {
    shown: HashMap<PolicyId, Shown>,
    pages: usize,
    next: Next,
}

#[derive(Default)]
enum Next {
    #[default]
    First,
    Page(Call<Page<Policy>>),
    /// At its end, or given up.
    Nothing,
}

impl Listing {
    pub(super) fn new(client: Client, version: ApiVersion) -> Self {
        Self { client, version, state: tokio::sync::Mutex::default() }
    }

    /// Reads on until the policy shows up, or no page is left that `budget` pays for. Those who ask meanwhile wait,
    /// and find their policies shown.
    pub(super) async fn find(
        &self,
        policy: &PolicyId,
        budget: usize,
        epoch: impl Fn() -> u64,
        operation: &Operation,
    ) -> Option<Shown> {
        let mut state = operation.bound(self.state.lock()).await.ok()?;
        while !state.shown.contains_key(policy) && state.pages < budget {
            let epoch = epoch();
            let read = match &state.next {
                Next::Nothing => return None,
                Next::First => {
                    self.client.page(&policies::list(self.version, Expand::Assignments), operation).await
                }
                Next::Page(call) => self.client.page(call, operation).await,
            };
            state.pages += 1;
            state.next = match read {
                Ok((found, next)) => {
                    for Policy { id, assignments, .. } in found {
                        // A policy whose assignments did not come whole has to be asked itself.
                        if let Some(rows) = assignments {
                            state.shown.insert(id, Shown { rows: rows.into(), epoch });
                        }
                    }
                    next.map_or(Next::Nothing, Next::Page)
                }
                Err(error) => {
                    tracing::debug!(%error, "the listing of policies failed; their assignments are read one by one");
                    Next::Nothing
                }
            };
        }
        state.shown.get(policy).cloned()
    }
}
