//! The two generations of compliance policies, which live in collections of their own.

use std::fmt;

/// Where a compliance policy lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// `deviceCompliancePolicies`: most platforms.
    Device,
    /// `compliancePolicies`: made from the settings catalog, such as those for Linux. Only beta has them.
    SettingsCatalog,
}

impl PolicyKind {
    /// The word for users: `device` or `settings_catalog`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::SettingsCatalog => "settings_catalog",
        }
    }

    /// The path of its policies.
    pub(super) fn policies(self) -> [&'static str; 2] {
        match self {
            Self::Device => ["deviceManagement", "deviceCompliancePolicies"],
            Self::SettingsCatalog => ["deviceManagement", "compliancePolicies"],
        }
    }

    /// The type of its policies' assignments, as documented bodies name it.
    pub(super) fn assignment_type(self) -> &'static str {
        match self {
            Self::Device => "#microsoft.graph.deviceCompliancePolicyAssignment",
            Self::SettingsCatalog => "#microsoft.graph.deviceManagementConfigurationPolicyAssignment",
        }
    }

    /// The kind that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Device, Self::SettingsCatalog].into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for PolicyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
