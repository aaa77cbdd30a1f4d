//! Entra groups, as far as an assignment names them.

pub mod batch;

use serde::Deserialize;

use super::api_version::ApiVersion;
use super::call::{Call, Page};
use super::ids::GroupId;

const SELECT: &str = "id,displayName,description";

/// A group of users or devices.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Its object id.
    pub id: GroupId,
    /// Its name; several groups may share one.
    pub display_name: Option<String>,
    /// What somebody wrote about it.
    pub description: Option<String>,
}

/// Reads one group.
///
/// <https://learn.microsoft.com/graph/api/group-get>
pub fn get(version: ApiVersion, id: &GroupId) -> Call<Group> {
    Call::get("read the group", version, &["groups", id.as_str()]).with_query("$select", SELECT)
}

/// Lists the groups of this name, which the directory compares without case.
///
/// <https://learn.microsoft.com/graph/api/group-list>
pub fn named(version: ApiVersion, display_name: &str) -> Call<Page<Group>> {
    Call::get("list the groups of that name", version, &["groups"])
        .with_query("$filter", &format!("displayName eq {}", literal(display_name)))
        .with_query("$select", SELECT)
}

/// A text in an OData expression: quotes are doubled.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Endpoint;

    #[test]
    fn names_cannot_break_out_of_the_expression() {
        let root = Endpoint::try_new("https://graph.example").expect("root");
        for (name, wanted) in [
            ("Finance", "%27Finance%27"),
            ("O'Brien's", "%27O%27%27Brien%27%27s%27"),
            ("' or 'a' eq 'a", "%27%27%27%20or%20%27%27a%27%27%20eq%20%27%27a%27"),
            ("R&D + #1 100%", "%27R%26D%20%2B%20%231%20100%25%27"),
            ("Größe 東京", "%27Gr%C3%B6%C3%9Fe%20%E6%9D%B1%E4%BA%AC%27"),
        ] {
            assert_eq!(
                named(ApiVersion::V1_0, name).url(&root).as_str(),
                format!(
                    "https://graph.example/v1.0/groups?$filter=displayName%20eq%20{wanted}&$select=id,displayName,description"
                )
            );
        }
    }

    #[test]
    fn a_group_is_asked_for_by_id() {
        let root = Endpoint::try_new("https://graph.example").expect("root");
        let id = GroupId::try_from("9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01").expect("id");
        assert_eq!(
            get(ApiVersion::V1_0, &id).url(&root).as_str(),
            format!("https://graph.example/v1.0/groups/{id}?$select=id,displayName,description")
        );
    }
}
