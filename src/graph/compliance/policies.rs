//! The compliance policies themselves, as far as assignments need them.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::PolicyKind;
use crate::graph::api_version::ApiVersion;
use crate::graph::assignment::Assignment;
use crate::graph::call::{Call, Page};
use crate::graph::ids::PolicyId;
use crate::graph::raw_object::RawObject;

/// The properties that are asked for; the type comes unasked.
const SELECT: &str = "id,displayName,description";

/// A device compliance policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// Its name.
    pub display_name: Option<String>,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// What platform it is for, such as `#microsoft.graph.macOSCompliancePolicy`. `v1.0` leaves it out for
    /// platforms it does not know.
    pub odata_type: Option<String>,
    /// Its assignments, when they were asked for and came whole; otherwise ask
    /// [`super::assignments::list`], whose error, if any, is this policy's alone.
    pub assignments: Option<Vec<Assignment>>,
}

/// What a listing of policies brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expand {
    /// Ids, names and types.
    Nothing,
    /// The policies with their assignments.
    Assignments,
}

/// Reads one policy.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicy-get>
pub fn get(version: ApiVersion, id: &PolicyId) -> Call<Policy> {
    let path = [&PolicyKind::Device.policies()[..], &[id.as_str()]].concat();
    Call::get("read the compliance policy", version, &path).with_query("$select", SELECT)
}

/// Lists all policies.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicy-list>
pub fn list(version: ApiVersion, expand: Expand) -> Call<Page<Policy>> {
    let call = Call::get("list the compliance policies", version, &PolicyKind::Device.policies());
    match expand {
        Expand::Nothing => call.with_query("$select", SELECT),
        // No $select here: whether the service honours both together is not known.
        Expand::Assignments => call.with_query("$expand", "assignments"),
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Known {
            id: PolicyId,
            #[serde(rename = "displayName")]
            display_name: Option<String>,
            description: Option<String>,
        }
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let known: Known = serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
        let row: RawObject = serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
        let is_whole = !row.has("assignments@odata.nextLink");
        let assignments = row.get("assignments").filter(|_| is_whole);
        Ok(Self {
            id: known.id,
            display_name: known.display_name,
            description: known.description,
            odata_type: row.text("@odata.type"),
            assignments: assignments.and_then(|list| serde_json::from_str(list.get()).ok()),
        })
    }
}

#[cfg(test)]
mod tests;
