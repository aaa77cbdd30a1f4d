//! Bodies of Graph's successful answers.

use terraform_provider_intune::graph::compliance::{assignments, policies};
use terraform_provider_intune::graph::{ApiVersion, Assignment, Call, Page, PolicyId, PolicyKind};

use super::{Target, said};

/// A page of assignments with one of every kind, filters, a policy set's row and a type of the future.
const ASSIGNMENTS: &str = r##"{"@odata.context":"c","value":[
    {"id":"a_1","source":"direct","sourceId":"a","target":{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a11","deviceAndAppManagementAssignmentFilterId":"6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a12","deviceAndAppManagementAssignmentFilterType":"include"}},
    {"id":"a_2","target":{"@odata.type":"#microsoft.graph.exclusionGroupAssignmentTarget","groupId":"6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a11"}},
    {"id":"a_3","source":"policySets","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}},
    {"id":"a_4","target":{"@odata.type":"#microsoft.graph.allLicensedUsersAssignmentTarget","deviceAndAppManagementAssignmentFilterType":"none","deviceAndAppManagementAssignmentFilterId":null}},
    {"id":"a_5","target":{"@odata.type":"#microsoft.graph.configurationManagerCollectionAssignmentTarget","collectionId":"SMS00001"}},
    {"id":"a_6","target":{"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"user","entraObjectId":"6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a11"}},
    {"id":"a_7","new":1.00,"target":{"@odata.type":"#microsoft.graph.futureTarget","x":{"y":[1, 2]}}}
],"@odata.nextLink":"https://graph.microsoft.com/beta/next"}"##;
const POLICIES: &str = r##"{"value":[{"@odata.type":"#microsoft.graph.macOSCompliancePolicy","id":"6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a11",
    "displayName":"n","description":null,"assignments":[{"id":"a_1","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}],
    "assignments@odata.nextLink":"x"}]}"##;

/// Reads a body as everything that it may be; rows that would be written back lose nothing.
pub(crate) struct GraphBodies {
    assignments: Call<Page<Assignment>>,
    policies: Call<Page<policies::Policy>>,
}

impl GraphBodies {
    pub(crate) fn new() -> Result<Self, String> {
        let id =
            PolicyId::try_from("6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a11").map_err(|error| error.to_string())?;
        let policies = policies::list(ApiVersion::Beta, policies::Expand::Assignments);
        Ok(Self { assignments: assignments::list(PolicyKind::Device, ApiVersion::Beta, &id), policies })
    }
}

/// What is written back of a row is a row again, of the same target, and writing that one back changes nothing more.
fn survives(row: &Assignment) {
    let Some(posted) = row.repost() else {
        return;
    };
    let text = format!("{{\"id\":{},{}", serde_json::json!(row.id.as_str()), &posted.as_str()[1..]);
    let again: Assignment = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(again.target, row.target, "{text}");
    assert_eq!(again.repost().as_ref().map(|row| row.as_str()), Some(posted.as_str()));
}

impl Target for GraphBodies {
    fn name(&self) -> &'static str {
        "graph-bodies"
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        vec![ASSIGNMENTS.into(), POLICIES.into()]
    }

    fn run(&self, input: &[u8]) -> String {
        let rows = self.assignments.read(input);
        if let Ok(page) = &rows {
            page.items.iter().for_each(survives);
        }
        let policies = self.policies.read(input);
        if let Ok(page) = &policies {
            page.items.iter().flat_map(|policy| policy.assignments.iter().flatten()).for_each(survives);
        }
        format!("{} and {}", said(rows), said(policies))
    }
}
