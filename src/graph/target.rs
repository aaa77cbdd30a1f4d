//! A [`Target`] says whom an assignment applies to: a kind, and perhaps a filter that narrows it.
//!
//! Reading is tolerant, because other people's targets pass through here: what is not understood becomes
//! [`TargetKind::Unknown`]. Writing is closed: only what is understood is ever written from this type.
//!
//! Source: <https://learn.microsoft.com/graph/api/resources/intune-shared-deviceandappmanagementassignmenttarget>.

mod read;
mod write;

use std::fmt;

pub(super) use read::read;
pub use write::Unwritable;

use super::ids::{FilterId, GroupId};

/// Whom an assignment applies to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// Who is meant.
    pub kind: TargetKind,
    /// Which of their devices; all without a filter.
    pub filter: Option<Filter>,
}

/// Who is meant by a target.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// Every enrolled device.
    AllDevices,
    /// Every user with a licence.
    AllLicensedUsers,
    /// The members of a group.
    Group(GroupId),
    /// The members of a group are left out.
    ExclusionGroup(GroupId),
    /// The devices of a Configuration Manager collection, by its id.
    ConfigurationManagerCollection(String),
    /// What a scope tag is assigned to, as Graph's documentation of assignments shows it.
    ScopeTagGroup {
        /// What the object is.
        target_type: ScopeTagTargetType,
        /// The Entra id of the user or device.
        entra_object_id: String,
    },
    /// A target that this version does not know or cannot read. It is kept and never written anew.
    Unknown {
        /// Its type, without the leading `#`; empty when the target names none.
        odata_type: String,
    },
}

/// What the object of a scope tag target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeTagTargetType {
    /// A user.
    User,
    /// A device.
    Device,
}

/// An assignment filter on a target.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The filter.
    pub id: FilterId,
    /// Whether the devices it matches are meant, or the others.
    pub mode: FilterMode,
}

/// What becomes of the devices that a filter matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilterMode {
    /// Only they are meant.
    Include,
    /// They are left out.
    Exclude,
}

impl Target {
    /// A target without a filter.
    pub fn unfiltered(kind: TargetKind) -> Self {
        Self { kind, filter: None }
    }
}

impl FilterMode {
    /// As Graph writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
        }
    }
}

impl ScopeTagTargetType {
    /// As Graph writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Device => "device",
        }
    }
}

/// For messages: `group 93d2…`, `all devices`.
impl fmt::Display for TargetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllDevices => f.write_str("all devices"),
            Self::AllLicensedUsers => f.write_str("all licensed users"),
            Self::Group(group) => write!(f, "group {group}"),
            Self::ExclusionGroup(group) => write!(f, "excluded group {group}"),
            Self::ConfigurationManagerCollection(collection) => {
                write!(f, "Configuration Manager collection {collection}")
            }
            Self::ScopeTagGroup { target_type, entra_object_id } => {
                write!(f, "scope tag {} {entra_object_id}", target_type.as_str())
            }
            Self::Unknown { odata_type } if odata_type.is_empty() => f.write_str("a target without a type"),
            Self::Unknown { odata_type } => write!(f, "a target of the unknown type {odata_type}"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.filter {
            None => self.kind.fmt(f),
            Some(Filter { id, mode }) => write!(f, "{} with {} filter {id}", self.kind, mode.as_str()),
        }
    }
}

/// The types' names, `#` aside.
mod names {
    pub(super) const ALL_DEVICES: &str = "microsoft.graph.allDevicesAssignmentTarget";
    pub(super) const ALL_LICENSED_USERS: &str = "microsoft.graph.allLicensedUsersAssignmentTarget";
    pub(super) const GROUP: &str = "microsoft.graph.groupAssignmentTarget";
    pub(super) const EXCLUSION_GROUP: &str = "microsoft.graph.exclusionGroupAssignmentTarget";
    pub(super) const COLLECTION: &str = "microsoft.graph.configurationManagerCollectionAssignmentTarget";
    pub(super) const SCOPE_TAG_GROUP: &str = "microsoft.graph.scopeTagGroupAssignmentTarget";
    pub(super) const FILTER_ID: &str = "deviceAndAppManagementAssignmentFilterId";
    pub(super) const FILTER_TYPE: &str = "deviceAndAppManagementAssignmentFilterType";
}

#[cfg(test)]
mod tests;
