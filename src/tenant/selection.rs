//! A [`Selection`] says which assignments of a tenant are meant, for an export or a query.

use super::{Pattern, Policy};
use crate::graph::{Assignment, GroupId, PolicyId, Source, TargetKind};

/// What must fit; a list that is empty fits everything.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Policies by their ids.
    pub policies: Vec<PolicyId>,
    /// Policies by what they are called.
    pub names: Vec<Pattern>,
    /// Policies by their platform's word.
    pub platforms: Vec<String>,
    /// Assignments by their kind of target.
    pub target_types: Vec<TargetType>,
    /// Assignments to these groups, included or excluded.
    pub groups: Vec<GroupId>,
    /// Whether assignments of policy sets are meant as well.
    pub include_policy_sets: bool,
}

/// The kinds of target that can be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetType {
    /// Every enrolled device.
    AllDevices,
    /// Every user with a licence.
    AllLicensedUsers,
    /// The members of a group.
    Group,
    /// A group that is left out.
    ExclusionGroup,
    /// A Configuration Manager collection.
    Collection,
    /// What a scope tag is assigned to.
    ScopeTagGroup,
}

impl TargetType {
    /// Their words.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("all_devices", Self::AllDevices),
        ("all_licensed_users", Self::AllLicensedUsers),
        ("group", Self::Group),
        ("exclusion_group", Self::ExclusionGroup),
        ("configuration_manager_collection", Self::Collection),
        ("scope_tag_group", Self::ScopeTagGroup),
    ];

    fn of(kind: &TargetKind) -> Option<Self> {
        Some(match kind {
            TargetKind::AllDevices => Self::AllDevices,
            TargetKind::AllLicensedUsers => Self::AllLicensedUsers,
            TargetKind::Group(_) => Self::Group,
            TargetKind::ExclusionGroup(_) => Self::ExclusionGroup,
            TargetKind::ConfigurationManagerCollection(_) => Self::Collection,
            TargetKind::ScopeTagGroup { .. } => Self::ScopeTagGroup,
            TargetKind::Unknown { .. } => return None,
        })
    }
}

impl Selection {
    /// Whether anything of the policy may be meant.
    pub fn has_policy(&self, policy: &Policy) -> bool {
        let platform = policy.platform.as_ref().map(|platform| platform.as_str());
        (self.policies.is_empty() || self.policies.contains(&policy.id))
            && (self.names.is_empty() || self.names.iter().any(|name| name.fits(&policy.display_name)))
            && (self.platforms.is_empty()
                || self.platforms.iter().any(|word| platform == Some(word.as_str())))
    }

    /// Whether an assignment of a policy that is meant is meant itself.
    pub fn has_row(&self, row: &Assignment) -> bool {
        let (kind, is_direct) = (TargetType::of(&row.target.kind), row.source == Source::Direct);
        let group = match &row.target.kind {
            TargetKind::Group(group) | TargetKind::ExclusionGroup(group) => Some(group),
            _ => None,
        };
        (is_direct || self.include_policy_sets)
            && (self.target_types.is_empty() || kind.is_some_and(|kind| self.target_types.contains(&kind)))
            && (self.groups.is_empty() || group.is_some_and(|group| self.groups.contains(group)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::PolicyKind;
    use crate::tenant::Platform;

    const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";

    fn row(source: &str, target: &str) -> Assignment {
        let text = format!(
            r##"{{"id":"a_b","source":"{source}","target":{{"@odata.type":"#microsoft.graph.{target}AssignmentTarget","groupId":"{GROUP}"}}}}"##
        );
        serde_json::from_str(&text).expect("a row")
    }

    #[test]
    fn policies_are_selected_by_all_that_is_given() {
        let policy = Policy {
            id: PolicyId::try_from("6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a").expect("id"),
            kind: PolicyKind::Device,
            display_name: "iOS - baseline".to_owned(),
            description: None,
            platform: Some(Platform::of_type("#microsoft.graph.iosCompliancePolicy")),
        };
        let other = PolicyId::try_from("6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51b").expect("id");
        let with = |change: &dyn Fn(&mut Selection)| {
            let mut selection = Selection::default();
            change(&mut selection);
            selection.has_policy(&policy)
        };
        assert!(with(&|_| {}));
        assert!(with(&|all| all.policies = vec![other.clone(), policy.id.clone()]));
        assert!(!with(&|all| all.policies = vec![other.clone()]));
        assert!(with(&|all| all.names = vec![Pattern::new("mac*"), Pattern::new("ios*")]));
        assert!(with(&|all| all.platforms = vec!["ios".to_owned()]));
        assert!(!with(&|all| {
            all.names = vec![Pattern::new("ios*")];
            all.platforms = vec!["macos".to_owned()];
        }));
    }

    #[test]
    fn rows_are_selected_by_target_and_source() {
        let group = GroupId::try_from(GROUP).expect("id");
        let other = GroupId::try_from("9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02").expect("id");
        let all = Selection::default();
        assert!(all.has_row(&row("direct", "group")) && all.has_row(&row("direct", "somethingNew")));
        assert!(!all.has_row(&row("policySets", "group")));
        let sets = Selection { include_policy_sets: true, ..Selection::default() };
        assert!(sets.has_row(&row("policySets", "group")));
        let groups = Selection { groups: vec![group], ..Selection::default() };
        assert!(groups.has_row(&row("direct", "group")) && groups.has_row(&row("direct", "exclusionGroup")));
        assert!(!groups.has_row(&row("direct", "allDevices")));
        let others = Selection { groups: vec![other], ..Selection::default() };
        assert!(!others.has_row(&row("direct", "group")));
        let excluded = Selection { target_types: vec![TargetType::ExclusionGroup], ..Selection::default() };
        assert!(
            excluded.has_row(&row("direct", "exclusionGroup")) && !excluded.has_row(&row("direct", "group"))
        );
        assert!(!excluded.has_row(&row("direct", "somethingNew")));
    }
}
