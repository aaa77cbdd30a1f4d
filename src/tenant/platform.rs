//! A platform in the word that people use for it.
//!
//! Device policies carry their platform in their type's name, settings catalog policies in a property with other
//! words. What has no word here keeps the service's own.

use std::fmt;

/// The platform of a policy: one of [`Platform::WORDS`], or the service's own word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Platform(String);

/// Types of device policies, without `#microsoft.graph.`.
const TYPES: [(&str, &str); 8] = [
    ("windows10CompliancePolicy", "windows10"),
    ("iosCompliancePolicy", "ios"),
    ("macOSCompliancePolicy", "macos"),
    ("androidCompliancePolicy", "android"),
    ("androidWorkProfileCompliancePolicy", "android_work_profile"),
    // Its name before work profiles were called so.
    ("androidForWorkCompliancePolicy", "android_work_profile"),
    ("androidDeviceOwnerCompliancePolicy", "android_device_owner"),
    ("aospDeviceOwnerCompliancePolicy", "aosp"),
];

/// Words of the settings catalog that differ from ours.
const CATALOG: [(&str, &str); 2] = [("iOS", "ios"), ("macOS", "macos")];

impl Platform {
    /// The words that exist, besides the service's own for anything else.
    pub const WORDS: [&'static str; 8] = [
        "windows10",
        "ios",
        "macos",
        "android",
        "android_work_profile",
        "android_device_owner",
        "aosp",
        "linux",
    ];

    /// The platform of a device policy's type, such as `#microsoft.graph.macOSCompliancePolicy`.
    pub fn of_type(odata_type: &str) -> Self {
        let short = odata_type.trim_start_matches('#').trim_start_matches("microsoft.graph.");
        let word = TYPES.iter().find(|(name, _)| *name == short);
        Self(word.map_or(odata_type, |(_, word)| word).to_owned())
    }

    /// The platform that a settings catalog policy names, such as `linux`.
    pub fn of_catalog(platforms: &str) -> Self {
        let word = CATALOG.iter().find(|(name, _)| *name == platforms);
        Self(word.map_or(platforms, |(_, word)| word).to_owned())
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_types_have_words_and_unknown_ones_stay_as_they_are() {
        for (odata_type, word) in [
            ("#microsoft.graph.windows10CompliancePolicy", "windows10"),
            ("microsoft.graph.iosCompliancePolicy", "ios"),
            ("#microsoft.graph.macOSCompliancePolicy", "macos"),
            ("#microsoft.graph.androidCompliancePolicy", "android"),
            ("#microsoft.graph.androidWorkProfileCompliancePolicy", "android_work_profile"),
            ("#microsoft.graph.androidForWorkCompliancePolicy", "android_work_profile"),
            ("#microsoft.graph.androidDeviceOwnerCompliancePolicy", "android_device_owner"),
            ("#microsoft.graph.aospDeviceOwnerCompliancePolicy", "aosp"),
            ("#microsoft.graph.windows81CompliancePolicy", "#microsoft.graph.windows81CompliancePolicy"),
            ("#microsoft.graph.visionOSCompliancePolicy", "#microsoft.graph.visionOSCompliancePolicy"),
        ] {
            assert_eq!(Platform::of_type(odata_type).as_str(), word);
        }
    }

    #[test]
    fn the_settings_catalog_has_words_of_its_own() {
        for (platforms, word) in [
            ("linux", "linux"),
            ("macOS", "macos"),
            ("iOS", "ios"),
            ("windows10", "windows10"),
            ("windows10,macOS", "windows10,macOS"),
        ] {
            assert_eq!(Platform::of_catalog(platforms).as_str(), word);
        }
    }
}
