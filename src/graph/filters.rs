//! Assignment filters, which narrow a target to some of its devices. Only beta has them.

use serde::Deserialize;

use super::api_version::ApiVersion;
use super::call::{Call, Page};
use super::ids::FilterId;

const FILTERS: [&str; 2] = ["deviceManagement", "assignmentFilters"];

/// An assignment filter.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentFilter {
    /// Its id.
    pub id: FilterId,
    /// Its name.
    pub display_name: Option<String>,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// The platform of the devices that it looks at, in the service's word, such as `windows10AndLater`.
    pub platform: Option<String>,
    /// The rule, such as `(device.deviceOwnership -eq "Corporate")`.
    pub rule: Option<String>,
}

/// Reads one filter.
///
/// <https://learn.microsoft.com/graph/api/intune-policyset-deviceandappmanagementassignmentfilter-get>
pub fn get(id: &FilterId) -> Call<AssignmentFilter> {
    let path = [&FILTERS[..], &[id.as_str()]].concat();
    Call::get("read the assignment filter", ApiVersion::Beta, &path)
}

/// Lists all filters. The service is not known to take a `$filter` by name here, so names are compared by us.
///
/// <https://learn.microsoft.com/graph/api/intune-policyset-deviceandappmanagementassignmentfilter-list>
pub fn list() -> Call<Page<AssignmentFilter>> {
    Call::get("list the assignment filters", ApiVersion::Beta, &FILTERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Endpoint;

    const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

    #[test]
    fn filters_are_asked_for_on_beta() {
        let root = Endpoint::try_new("https://graph.example").expect("root");
        let base = "https://graph.example/beta/deviceManagement/assignmentFilters";
        let id = FilterId::try_from(FILTER).expect("id");
        assert_eq!(get(&id).url(&root).as_str(), format!("{base}/{FILTER}"));
        assert_eq!(list().url(&root).as_str(), base);
    }

    #[test]
    fn a_filter_is_read_as_the_service_writes_it() {
        let text = format!(
            r#"{{"id":"{FILTER}","displayName":"Corporate","platform":"windows10AndLater","rule":"(x)","payloads":[]}}"#
        );
        let filter: AssignmentFilter = serde_json::from_str(&text).expect("a filter");
        assert_eq!(filter.display_name.as_deref(), Some("Corporate"));
        assert_eq!(filter.platform.as_deref(), Some("windows10AndLater"));
        assert_eq!(filter.description, None);
    }
}
