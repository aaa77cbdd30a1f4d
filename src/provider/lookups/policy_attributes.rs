//! A policy's attributes, which several data sources show.

use serde::{Deserialize, Serialize};

use crate::plugin::value::Value;
use crate::tenant::Policy;

/// What is documented of each attribute.
pub(super) const ID: &str = "The id of the policy: a GUID.";
pub(super) const DISPLAY_NAME: &str = "The name of the policy.";
pub(super) const DESCRIPTION: &str = "What somebody wrote about the policy.";
pub(super) const PLATFORM: &str = "What the policy is for: `windows10`, `ios`, `macos`, `android`, `android_work_profile`, \
     `android_device_owner`, `aosp` or `linux`; for anything else the service's own word, such as \
     `#microsoft.graph.windows81CompliancePolicy`.";
pub(super) const POLICY_KIND: &str = "Where the policy lives: `device` for device compliance policies, `settings_catalog` \
     for those made from the settings catalog, such as Linux policies. The latter are found through beta only.";

/// The attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PolicyAttributes {
    pub(super) id: Value<String>,
    pub(super) display_name: Value<String>,
    pub(super) description: Value<String>,
    pub(super) platform: Value<String>,
    pub(super) policy_kind: Value<String>,
}

impl From<&Policy> for PolicyAttributes {
    fn from(policy: &Policy) -> Self {
        let text = |text: &str| Value::Value(text.to_owned());
        Self {
            id: text(policy.id.as_str()),
            display_name: text(&policy.display_name),
            description: optional(policy.description.as_deref()),
            platform: policy.platform.as_ref().map_or(Value::Null, |platform| text(platform.as_str())),
            policy_kind: text(policy.kind.as_str()),
        }
    }
}

/// A text that may be missing.
pub(super) fn optional(text: Option<&str>) -> Value<String> {
    text.map_or(Value::Null, |text| Value::Value(text.to_owned()))
}

/// What tells policies of one name apart, for a list of candidates.
pub(super) fn candidate(policy: &Policy) -> String {
    let platform = match &policy.platform {
        Some(platform) => platform.to_string(),
        None => "platform not shown".to_owned(),
    };
    format!("{} {:?} ({platform}, {})", policy.id, policy.display_name, policy.kind)
}
