//! An [`AssignmentId`] names one assignment, in the form `{policy}_{target}`.
//!
//! The service makes it from the policy and whom the assignment targets, so it can be foretold, and it stays
//! the same when a filter changes or an include becomes an exclude. It compares without case, as its parts
//! do.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::ids::{Guid, PolicyId};
use super::target::TargetKind;

/// What stands for "all licensed users" in an assignment's id.
pub const ALL_LICENSED_USERS: &str = "acacacac-9df4-4c7d-9d50-4ef0226f57a9";
/// What stands for "all devices" in an assignment's id.
pub const ALL_DEVICES: &str = "adadadad-808e-44e2-905a-0b7873a8a531";

/// The id of an assignment, as Graph writes it.
#[derive(Clone)]
pub struct AssignmentId(String);

/// A text that cannot be an assignment's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an assignment id such as \"{{policyId}}_{{groupId}}\", got \"{got}\"")]
pub struct AssignmentIdError {
    /// The text that was given, or its beginning.
    pub got: String,
}

impl AssignmentId {
    /// The id that the service gives an assignment of this policy to this target, in the service's spelling;
    /// `None` for kinds whose ids nobody has seen.
    pub fn of(policy: &PolicyId, kind: &TargetKind) -> Option<Self> {
        let target = match kind {
            TargetKind::AllDevices => ALL_DEVICES,
            TargetKind::AllLicensedUsers => ALL_LICENSED_USERS,
            TargetKind::Group(group) | TargetKind::ExclusionGroup(group) => group.as_str(),
            TargetKind::ConfigurationManagerCollection(_)
            | TargetKind::ScopeTagGroup { .. }
            | TargetKind::Unknown { .. } => return None,
        };
        Some(Self(format!("{policy}_{target}").to_ascii_lowercase()))
    }

    /// The spelling it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The policy and the target part, when the id has the usual form of two GUIDs.
    pub fn parts(&self) -> Option<(PolicyId, Guid)> {
        let (policy, target) = self.0.split_once('_')?;
        Some((PolicyId::try_from(policy).ok()?, Guid::try_from(target).ok()?))
    }
}

/// Anything but what would lead elsewhere in a URL path is accepted: the form is the service's business.
impl TryFrom<&str> for AssignmentId {
    type Error = AssignmentIdError;

    fn try_from(text: &str) -> Result<Self, AssignmentIdError> {
        let is_strange = |character: char| {
            character.is_whitespace() || character.is_control() || "/\\?#".contains(character)
        };
        if text.is_empty() || text.len() > 500 || text.chars().all(|c| c == '.') || text.contains(is_strange)
        {
            return Err(AssignmentIdError { got: text.chars().take(100).collect() });
        }
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for AssignmentId {
    type Err = AssignmentIdError;

    fn from_str(text: &str) -> Result<Self, AssignmentIdError> {
        Self::try_from(text)
    }
}

impl AssignmentId {
    fn folded(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for AssignmentId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for AssignmentId {}

impl PartialOrd for AssignmentId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AssignmentId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl Hash for AssignmentId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().for_each(|byte| state.write_u8(byte));
    }
}

impl fmt::Display for AssignmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AssignmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::graph::{GroupId, ScopeTagTargetType};

    const POLICY: &str = "6A2AC7E4-0d58-4ea5-8f39-bd11b3bcd51a";
    const GROUP: &str = "93D20A3F-d668-450f-b5e1-9a84b84e0c08";

    fn of(kind: &TargetKind) -> Option<String> {
        AssignmentId::of(&PolicyId::try_from(POLICY).expect("id"), kind).map(|id| id.to_string())
    }

    #[test]
    fn ids_are_foretold_as_the_service_spells_them() {
        let group = GroupId::try_from(GROUP).expect("id");
        let policy = POLICY.to_lowercase();
        let with_group = Some(format!("{policy}_{}", GROUP.to_lowercase()));
        assert_eq!(of(&TargetKind::Group(group.clone())), with_group);
        assert_eq!(of(&TargetKind::ExclusionGroup(group)), with_group);
        assert_eq!(
            of(&TargetKind::AllDevices),
            Some(format!("{policy}_adadadad-808e-44e2-905a-0b7873a8a531"))
        );
        assert_eq!(
            of(&TargetKind::AllLicensedUsers),
            Some(format!("{policy}_acacacac-9df4-4c7d-9d50-4ef0226f57a9"))
        );
        assert_eq!(of(&TargetKind::ConfigurationManagerCollection("SMS00001".to_owned())), None);
        let scope = TargetKind::ScopeTagGroup {
            target_type: ScopeTagTargetType::User,
            entra_object_id: String::new(),
        };
        assert_eq!(of(&scope), None);
    }

    #[test]
    fn ids_compare_without_case() {
        let id = |text: &str| AssignmentId::try_from(text).expect(text);
        let text = format!("{POLICY}_{GROUP}");
        let (given, lower) = (id(&text), id(&text.to_lowercase()));
        assert_eq!(given, lower);
        assert_eq!(given.cmp(&lower), Ordering::Equal);
        assert_eq!(HashSet::from([given.clone(), lower]).len(), 1);
        assert_eq!(given.as_str(), text);
        let (policy, target) = given.parts().expect("parts");
        assert_eq!((policy.as_str(), target.as_str()), (POLICY, GROUP));
        assert_eq!(id("something").parts(), None);
    }

    #[test]
    fn what_would_lead_elsewhere_in_a_url_is_no_id() {
        for text in ["", ".", "..", "a/b", "a?b", "a#b", "a b", "a\nb", &"x".repeat(501)] {
            assert!(AssignmentId::try_from(text).is_err(), "{text}");
        }
    }
}
