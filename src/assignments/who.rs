//! [`Who`] is the part of a target that names an assignment: a policy has at most one direct assignment for each.
//!
//! Including and excluding a group is the same `Who`: the service gives both the same id.

use std::mem::discriminant;

use crate::graph::{GroupId, ScopeTagTargetType, Target, TargetKind};

/// Whom an assignment is about, whether they are included or excluded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Every device.
    AllDevices,
    /// Every licensed user.
    AllLicensedUsers,
    /// A group, included or excluded.
    Group(GroupId),
    /// A Configuration Manager collection. Its id compares without case.
    Collection(String),
    /// A user or device behind a scope tag. Its id compares without case.
    ScopeTag(ScopeTagTargetType, String),
}

impl Who {
    /// `None` for targets of an unknown type: they are never ours.
    pub fn of(kind: &TargetKind) -> Option<Self> {
        Some(match kind {
            TargetKind::AllDevices => Self::AllDevices,
            TargetKind::AllLicensedUsers => Self::AllLicensedUsers,
            TargetKind::Group(group) | TargetKind::ExclusionGroup(group) => Self::Group(group.clone()),
            TargetKind::ConfigurationManagerCollection(id) => Self::Collection(id.to_ascii_lowercase()),
            TargetKind::ScopeTagGroup { target_type, entra_object_id } => {
                Self::ScopeTag(*target_type, entra_object_id.to_ascii_lowercase())
            }
            TargetKind::Unknown { .. } => return None,
        })
    }
}

/// Whether two targets mean the same. Ids compare without case, which a [`TargetKind`] alone does not for all of them.
pub(super) fn agree(one: &Target, other: &Target) -> bool {
    same_kind(&one.kind, &other.kind) && one.filter == other.filter
}

/// Whether two kinds are about the same, and both include or both exclude.
pub(super) fn same_kind(one: &TargetKind, other: &TargetKind) -> bool {
    match (Who::of(one), Who::of(other)) {
        (Some(who), Some(other_who)) => who == other_who && discriminant(one) == discriminant(other),
        _ => one == other,
    }
}
