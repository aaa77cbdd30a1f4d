//! What a tenant holds before anyone calls: objects written as Graph's beta would show them, so that a recorded
//! response can be pasted into a seed file.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::faults::Fault;
use crate::hooks::Hook;
use crate::options::Client;
use crate::paths::Collection;
use crate::row;
use crate::state::StateError;

/// The contents of a `--seed` file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// Compliance policies of both generations.
    pub policies: Vec<PolicySeed>,
    /// Entra groups.
    pub groups: Vec<GroupSeed>,
    /// Assignment filters.
    pub filters: Vec<FilterSeed>,
    /// Applications that can sign in, besides those of the options.
    pub clients: Vec<Client>,
    /// Target types this service knows besides the published ones, as `#microsoft.graph.X`.
    pub target_types: Vec<String>,
    /// Faults that are waiting from the start.
    pub faults: Vec<Fault>,
    /// Hooks that are waiting from the start.
    pub hooks: Vec<Hook>,
}

/// A policy as beta shows it, `assignments` expanded. An assignment may be as short as `{"target": {…}}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicySeed {
    /// Its rows, kept word for word; missing ids and sources are filled in.
    #[serde(default)]
    pub assignments: Vec<Value>,
    /// `compliancePolicies` for a settings catalog policy; classic when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// Everything else, `id`, `@odata.type` and `displayName` (or `name`) among it.
    #[serde(flatten)]
    pub properties: Map<String, Value>,
}

impl PolicySeed {
    /// A classic policy; `kind` is the type's short name, such as `windows10CompliancePolicy`.
    pub fn new(kind: &str, display_name: &str) -> Self {
        let mut seed = Self::default();
        seed.properties.insert("@odata.type".to_owned(), Value::from(format!("#microsoft.graph.{kind}")));
        seed.properties.insert("displayName".to_owned(), Value::from(display_name));
        seed
    }

    /// A settings catalog policy (`compliancePolicies`, beta only).
    pub fn catalog(name: &str) -> Self {
        let properties = json!({
            "name": name, "platforms": "linux", "technologies": "linuxMdm",
            "settingCount": 1, "isAssigned": false, "creationSource": null,
        });
        let properties = properties.as_object().cloned().unwrap_or_default();
        Self {
            collection: Some(Collection::Catalog.segment().to_owned()),
            properties,
            assignments: Vec::new(),
        }
    }

    /// With this id instead of a random one.
    pub fn with_id(mut self, id: &str) -> Self {
        self.properties.insert("id".to_owned(), Value::from(id));
        self
    }

    /// With one more assignment.
    pub fn with_assignment(mut self, row: Value) -> Self {
        self.assignments.push(row);
        self
    }

    /// With a property set.
    pub fn with_property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }

    /// # Errors
    /// When `collection` names neither generation.
    pub(crate) fn collection(&self) -> Result<Collection, StateError> {
        let Some(name) = self.collection.as_deref() else {
            return Ok(Collection::Classic);
        };
        let known = [Collection::Classic, Collection::Catalog];
        known.into_iter().find(|collection| collection.segment() == name).ok_or_else(|| {
            let [classic, catalog] = known.map(Collection::segment);
            StateError::Invalid(format!("a policy's collection is {classic} or {catalog}, got {name}"))
        })
    }

    pub(crate) fn id(&self) -> String {
        let given = self.properties.get("id").and_then(Value::as_str);
        given.map_or_else(|| Uuid::new_v4().to_string(), str::to_owned)
    }
}

/// A group as Graph shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupSeed {
    /// Its object id.
    pub id: String,
    /// Its name; several groups may share one.
    pub display_name: String,
    /// Anything else Graph shows of it.
    #[serde(flatten)]
    pub properties: Map<String, Value>,
}

impl GroupSeed {
    /// A security group.
    pub fn new(id: &str, display_name: &str) -> Self {
        Self { id: id.to_owned(), display_name: display_name.to_owned(), properties: Map::new() }
    }

    pub(crate) fn into_object(self) -> Map<String, Value> {
        let base = json!({
            "id": self.id, "displayName": self.display_name, "description": null,
            "groupTypes": [], "mailEnabled": false, "securityEnabled": true,
        });
        let mut object = base.as_object().cloned().unwrap_or_default();
        object.extend(self.properties);
        object
    }
}

/// An assignment filter as beta shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterSeed {
    /// Its id.
    pub id: String,
    /// Its name.
    pub display_name: String,
    /// Such as `windows10AndLater`.
    pub platform: String,
    /// Anything else beta shows of it, the `rule` among it.
    #[serde(flatten)]
    pub properties: Map<String, Value>,
}

impl FilterSeed {
    /// A filter without a rule.
    pub fn new(id: &str, display_name: &str, platform: &str) -> Self {
        Self {
            id: id.to_owned(),
            display_name: display_name.to_owned(),
            platform: platform.to_owned(),
            properties: Map::new(),
        }
    }

    pub(crate) fn into_object(self) -> Map<String, Value> {
        let base = json!({
            "id": self.id, "displayName": self.display_name, "description": null, "platform": self.platform,
            "rule": "", "roleScopeTags": ["0"], "payloads": [], "assignmentFilterManagementType": "devices",
        });
        let mut object = base.as_object().cloned().unwrap_or_default();
        object.extend(self.properties);
        object
    }
}

impl Seed {
    /// The tenant that `examples/` are written for; its ids are in the README.
    pub fn demo() -> Self {
        let policy = |number: u32| format!("6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e{number:02}");
        let group = |number: u32| format!("9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e{number:02}");
        let filter = FilterSeed::new(
            "f2822663-9d84-45ed-bd6d-207002142e0a",
            "Corporate-owned Windows",
            "windows10AndLater",
        );
        let rule = Value::from("(device.deviceOwnership -eq \"Corporate\")");
        Self {
            policies: vec![
                PolicySeed::new("windows10CompliancePolicy", "Windows - baseline").with_id(&policy(1)),
                PolicySeed::new("iosCompliancePolicy", "iOS - baseline")
                    .with_id(&policy(2))
                    .with_assignment(row::all_licensed_users())
                    .with_assignment(row::group(&group(1))),
                PolicySeed::new("macOSCompliancePolicy", "macOS - baseline").with_id(&policy(3)),
                PolicySeed::new("androidWorkProfileCompliancePolicy", "Android - work profile")
                    .with_id(&policy(4)),
                PolicySeed::catalog("Linux - baseline").with_id(&policy(5)),
            ],
            groups: vec![
                GroupSeed::new(&group(1), "Finance laptops"),
                GroupSeed::new(&group(2), "Pilot ring"),
                GroupSeed::new(&group(3), "Break-glass admins"),
            ],
            filters: vec![FilterSeed { properties: Map::from_iter([("rule".to_owned(), rule)]), ..filter }],
            ..Self::default()
        }
    }

    /// A tenant of `policies` Windows policies with `assignments` groups each. The ids follow from the numbers:
    /// policy 1 is `00000000-0000-4000-8000-000000000001`, its first group `00000001-0000-4000-9000-000000000001`.
    pub fn generated(policies: u32, assignments: u32) -> Self {
        let mut seed = Self::default();
        for policy in 1..=policies {
            let mut next =
                PolicySeed::new("windows10CompliancePolicy", &format!("Generated policy {policy:05}"))
                    .with_id(&format!("00000000-0000-4000-8000-{policy:012x}"));
            for group in 1..=assignments {
                next = next.with_assignment(row::group(&format!("{policy:08x}-0000-4000-9000-{group:012x}")));
            }
            seed.policies.push(next);
        }
        seed
    }
}
