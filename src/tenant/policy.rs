//! A compliance policy of either kind, as people know it.

use std::cmp::Ordering;

use super::Named;
use super::platform::Platform;
use crate::graph::compliance::catalog::CatalogPolicy;
use crate::graph::compliance::policies;
use crate::graph::filters::AssignmentFilter;
use crate::graph::groups::Group;
use crate::graph::{PolicyId, PolicyKind};

/// A compliance policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// Where it lives.
    pub kind: PolicyKind,
    /// Its name; empty when the service shows none.
    pub display_name: String,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// What it is for. `v1.0` does not say it for platforms that it does not know.
    pub platform: Option<Platform>,
}

impl From<policies::Policy> for Policy {
    fn from(policy: policies::Policy) -> Self {
        Self {
            id: policy.id,
            kind: PolicyKind::Device,
            display_name: policy.display_name.unwrap_or_default(),
            description: policy.description,
            platform: policy.odata_type.as_deref().map(Platform::of_type),
        }
    }
}

impl From<CatalogPolicy> for Policy {
    fn from(policy: CatalogPolicy) -> Self {
        Self {
            id: policy.id,
            kind: PolicyKind::SettingsCatalog,
            display_name: policy.name.unwrap_or_default(),
            description: policy.description,
            platform: policy.platforms.as_deref().map(Platform::of_catalog),
        }
    }
}

impl Named for Policy {
    fn name(&self) -> &str {
        &self.display_name
    }
}

impl Named for AssignmentFilter {
    fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or_default()
    }
}

impl Named for Group {
    fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or_default()
    }
}

/// By name, and by id where names are the same: the order does not depend on the service.
pub(super) fn order(left: &Policy, right: &Policy) -> Ordering {
    let key = |policy: &Policy| (policy.display_name.to_lowercase(), policy.display_name.clone());
    key(left).cmp(&key(right)).then_with(|| left.id.cmp(&right.id))
}

pub(super) fn sort(policies: &mut [Policy]) {
    policies.sort_by(order);
}
