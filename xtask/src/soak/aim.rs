//! Whom an assignment is for, in the forms that HCL, Graph and an import have for it.

use serde_json::{Value, json};

/// Who is targeted; a policy has one direct assignment at most for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    AllDevices,
    AllLicensedUsers,
    Group(u32),
    Collection(u32),
}

/// Whether the target gets the policy, or a filter's matches do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Include,
    Exclude,
}

/// How GUIDs are written in the configuration; it must not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    Small,
    Large,
}

/// A target in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aim {
    pub(super) who: Who,
    /// Groups only; everybody else is included.
    pub(super) side: Side,
    pub(super) filter: Option<(u32, Side)>,
    pub(super) letters: Letters,
}

const TYPE: &str = "@odata.type";
const GROUP: &str = "#microsoft.graph.groupAssignmentTarget";
const EXCLUSION: &str = "#microsoft.graph.exclusionGroupAssignmentTarget";
const DEVICES: &str = "#microsoft.graph.allDevicesAssignmentTarget";
const USERS: &str = "#microsoft.graph.allLicensedUsersAssignmentTarget";
const COLLECTION: &str = "#microsoft.graph.configurationManagerCollectionAssignmentTarget";
const FILTER_ID: &str = "deviceAndAppManagementAssignmentFilterId";
const FILTER_TYPE: &str = "deviceAndAppManagementAssignmentFilterType";

/// How many groups, filters and collections there are.
pub(super) const GROUPS: u32 = 9;
pub(super) const FILTERS: u32 = 2;
const COLLECTIONS: u32 = 1;

/// A group's id.
pub(super) fn group_id(group: u32) -> String {
    format!("aabbccdd-0000-4000-a000-{group:012x}")
}

/// A filter's id.
pub(super) fn filter_id(filter: u32) -> String {
    format!("ffeeddcc-0000-4000-b000-{filter:012x}")
}

fn collection_id(collection: u32) -> String {
    format!("SMS{collection:05}")
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
        }
    }

    /// The other one.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Include => Self::Exclude,
            Self::Exclude => Self::Include,
        }
    }
}

impl Letters {
    fn write(self, guid: &str) -> String {
        match self {
            Self::Small => guid.to_owned(),
            Self::Large => guid.to_ascii_uppercase(),
        }
    }
}

impl Who {
    /// Everybody that there is.
    pub(super) fn all() -> Vec<Self> {
        let everybody = [Self::AllDevices, Self::AllLicensedUsers];
        let groups = (0..GROUPS).map(Self::Group);
        let collections = (0..COLLECTIONS).map(Self::Collection);
        everybody.into_iter().chain(groups).chain(collections).collect()
    }

    /// Who is targeted by a row of Graph's; nothing for types that the provider does not know.
    pub(super) fn of(row: &Value) -> Option<Self> {
        let target = &row["target"];
        let number = |property: &str, id: fn(u32) -> String, count: u32| {
            let text = target[property].as_str()?;
            (0..count).find(|number| id(*number).eq_ignore_ascii_case(text))
        };
        match target[TYPE].as_str()? {
            DEVICES => Some(Self::AllDevices),
            USERS => Some(Self::AllLicensedUsers),
            GROUP | EXCLUSION => number("groupId", group_id, GROUPS).map(Self::Group),
            COLLECTION => number("collectionId", collection_id, COLLECTIONS).map(Self::Collection),
            _ => None,
        }
    }

    /// The short import form (`policy/…`), where there is one.
    pub(super) fn import_word(self) -> Option<String> {
        match self {
            Self::AllDevices => Some("all_devices".to_owned()),
            Self::AllLicensedUsers => Some("all_licensed_users".to_owned()),
            Self::Group(group) => Some(format!("group:{}", group_id(group))),
            Self::Collection(_) => None,
        }
    }
}

impl Aim {
    /// The target of a row of Graph's, as a configuration would have to say it.
    pub(super) fn of(row: &Value) -> Option<Self> {
        let target = &row["target"];
        let side = |text: &str| match text {
            "include" => Some(Side::Include),
            "exclude" => Some(Side::Exclude),
            _ => None,
        };
        let filter = target[FILTER_ID].as_str().and_then(|id| {
            let number = (0..FILTERS).find(|number| filter_id(*number).eq_ignore_ascii_case(id))?;
            Some((number, side(target[FILTER_TYPE].as_str()?)?))
        });
        Some(Self {
            who: Who::of(row)?,
            side: if target[TYPE] == EXCLUSION { Side::Exclude } else { Side::Include },
            filter,
            letters: Letters::Small,
        })
    }

    /// Whether this is the same, however it is written.
    pub(super) fn means(&self, other: &Self) -> bool {
        (self.who, self.side, self.filter) == (other.who, other.side, other.filter)
    }

    fn odata_type(&self) -> &'static str {
        match (self.who, self.side) {
            (Who::AllDevices, _) => DEVICES,
            (Who::AllLicensedUsers, _) => USERS,
            (Who::Group(_), Side::Include) => GROUP,
            (Who::Group(_), Side::Exclude) => EXCLUSION,
            (Who::Collection(_), _) => COLLECTION,
        }
    }

    /// A row as the portal would make it.
    pub(super) fn row(&self) -> Value {
        let mut target = json!({ TYPE: self.odata_type() });
        if let Some((filter, side)) = self.filter {
            target[FILTER_ID] = filter_id(filter).into();
            target[FILTER_TYPE] = side.name().into();
        }
        match self.who {
            Who::Group(group) => target["groupId"] = group_id(group).into(),
            Who::Collection(collection) => target["collectionId"] = collection_id(collection).into(),
            Who::AllDevices | Who::AllLicensedUsers => {}
        }
        json!({ "target": target })
    }

    /// A resource block.
    pub(super) fn hcl(&self, name: &str, policy: &str) -> String {
        let write = |guid: String| self.letters.write(&guid);
        let mut lines = match (self.who, self.side) {
            (Who::AllDevices, _) => vec![("type", "all_devices".to_owned())],
            (Who::AllLicensedUsers, _) => vec![("type", "all_licensed_users".to_owned())],
            (Who::Group(group), Side::Include) => {
                vec![("type", "group".to_owned()), ("group_id", write(group_id(group)))]
            }
            (Who::Group(group), Side::Exclude) => {
                vec![("type", "exclusion_group".to_owned()), ("group_id", write(group_id(group)))]
            }
            (Who::Collection(collection), _) => vec![
                ("type", "configuration_manager_collection".to_owned()),
                ("collection_id", collection_id(collection)),
            ],
        };
        if let Some((filter, side)) = self.filter {
            lines.push(("filter_id", write(filter_id(filter))));
            lines.push(("filter_type", side.name().to_owned()));
        }
        let lines: String = lines.iter().map(|(name, value)| format!("    {name} = \"{value}\"\n")).collect();
        let policy = write(policy.to_owned());
        format!(
            "resource \"intune_compliance_assignment\" \"{name}\" {{\n  compliance_policy_id = \"{policy}\"\n  target = \
             {{\n{lines}  }}\n}}\n\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whom_it_is_for() {
        for who in Who::all() {
            for (side, filter) in [(Side::Include, None), (Side::Exclude, Some((1, Side::Exclude)))] {
                let aim = Aim {
                    who,
                    side: if matches!(who, Who::Group(_)) { side } else { Side::Include },
                    filter,
                    letters: Letters::Small,
                };
                assert_eq!(Aim::of(&aim.row()), Some(aim));
            }
        }
        assert_eq!(Aim::of(&json!({"target": {TYPE: "#microsoft.graph.newAssignmentTarget"}})), None);
    }

    #[test]
    fn large_letters_mean_the_same_and_are_written() {
        let small = Aim { who: Who::Group(1), side: Side::Include, filter: None, letters: Letters::Small };
        let large = Aim { letters: Letters::Large, ..small };
        assert!(small.means(&large));
        assert!(large.hcl("x", "abc").contains("\"AABBCCDD-0000-4000-A000-000000000001\""));
        assert!(large.hcl("x", "abc").contains("\"ABC\""));
    }
}
