//! Compliance policies made from the settings catalog (`compliancePolicies`), which only beta has.
//!
//! A single policy's `$expand=assignments` comes back empty on this family of objects, so assignments are always
//! asked for on their own route.

use serde::Deserialize;

use super::{PolicyKind, assignments};
use crate::graph::api_version::ApiVersion;
use crate::graph::assignment::Assignment;
use crate::graph::call::{Call, Page};
use crate::graph::ids::PolicyId;

const SELECT: &str = "id,name,description,platforms";

/// A compliance policy made from the settings catalog.
#[derive(Debug, Clone, Deserialize)]
pub struct CatalogPolicy {
    /// Its id.
    pub id: PolicyId,
    /// Its name.
    pub name: Option<String>,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// What platform it is for, such as `linux`.
    pub platforms: Option<String>,
}

/// Reads one policy.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfigv2-devicemanagementcompliancepolicy-get>
pub fn get(id: &PolicyId) -> Call<CatalogPolicy> {
    let path = [&PolicyKind::SettingsCatalog.policies()[..], &[id.as_str()]].concat();
    Call::get("read the settings catalog compliance policy", ApiVersion::Beta, &path)
        .with_query("$select", SELECT)
}

/// Lists all policies.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfigv2-devicemanagementcompliancepolicy-list>
pub fn list() -> Call<Page<CatalogPolicy>> {
    Call::get(
        "list the settings catalog compliance policies",
        ApiVersion::Beta,
        &PolicyKind::SettingsCatalog.policies(),
    )
    .with_query("$select", SELECT)
}

/// Lists a policy's assignments.
pub fn assignments(id: &PolicyId) -> Call<Page<Assignment>> {
    assignments::list(PolicyKind::SettingsCatalog, ApiVersion::Beta, id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Endpoint;

    const POLICY: &str = "1adf69b9-39d5-4ca4-828a-021948731e04";

    fn url<T>(call: &Call<T>) -> String {
        call.url(&Endpoint::try_new("https://graph.example").expect("root")).into()
    }

    #[test]
    fn they_are_asked_for_on_their_own_routes_of_beta() {
        let base = "https://graph.example/beta/deviceManagement/compliancePolicies";
        let id = PolicyId::try_from(POLICY).expect("id");
        assert_eq!(url(&get(&id)), format!("{base}/{POLICY}?$select=id,name,description,platforms"));
        assert_eq!(url(&list()), format!("{base}?$select=id,name,description,platforms"));
        assert_eq!(url(&assignments(&id)), format!("{base}/{POLICY}/assignments"));
    }

    #[test]
    fn a_policy_needs_an_id_and_nothing_else() {
        let read = |text: &str| serde_json::from_str::<CatalogPolicy>(text);
        let policy =
            read(&format!(r#"{{"id":"{POLICY}","name":"Linux","platforms":"linux"}}"#)).expect("a policy");
        assert_eq!((policy.name.as_deref(), policy.platforms.as_deref()), (Some("Linux"), Some("linux")));
        assert!(read(&format!(r#"{{"id":"{POLICY}","name":null}}"#)).is_ok());
        assert!(read(r#"{"name":"Linux"}"#).is_err());
    }
}
