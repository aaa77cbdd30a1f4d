//! A compliance policy: its properties as beta shows them, its assignments, and what reads may still show of
//! the set before the last write.

use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::StateError;
use crate::clock;
use crate::options::Staleness;
use crate::paths::{Collection, Version};
use crate::row::Row;
use crate::seed::PolicySeed;

/// Policy types that v1.0 knows; of others it shows base properties only.
const V1_TYPES: [&str; 8] = [
    "#microsoft.graph.androidCompliancePolicy",
    "#microsoft.graph.androidWorkProfileCompliancePolicy",
    "#microsoft.graph.iosCompliancePolicy",
    "#microsoft.graph.macOSCompliancePolicy",
    "#microsoft.graph.windows10CompliancePolicy",
    "#microsoft.graph.windows10MobileCompliancePolicy",
    "#microsoft.graph.windows81CompliancePolicy",
    "#microsoft.graph.windowsPhone81CompliancePolicy",
];

/// Policy types that only beta knows.
const BETA_TYPES: [&str; 4] = [
    "#microsoft.graph.androidDeviceOwnerCompliancePolicy",
    "#microsoft.graph.androidForWorkCompliancePolicy",
    "#microsoft.graph.aospDeviceOwnerCompliancePolicy",
    "#microsoft.graph.defaultDeviceCompliancePolicy",
];

const BASE_PROPERTIES: [&str; 6] =
    ["createdDateTime", "description", "displayName", "id", "lastModifiedDateTime", "version"];

/// Whether the version's model has this policy type; the name carries its `#`.
pub(crate) fn knows_type(version: Version, odata_type: &str) -> bool {
    V1_TYPES.contains(&odata_type) || (version == Version::Beta && BETA_TYPES.contains(&odata_type))
}

/// A policy and its assignments.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) id: String,
    pub(crate) collection: Collection,
    /// As beta shows them, without navigation properties.
    pub(crate) properties: Map<String, Value>,
    /// `scheduledActionsForRule`, shown on `$expand` only.
    pub(crate) scheduled_actions: Value,
    pub(crate) rows: Vec<Row>,
    shown_before: Option<Shown>,
}

/// What stale reads still show, and until when.
#[derive(Clone, Debug)]
struct Shown {
    rows: Vec<Row>,
    until: Until,
}

#[derive(Clone, Debug)]
enum Until {
    Time(Instant),
    Reads(u32),
}

impl Policy {
    /// The policy that a seed describes.
    ///
    /// # Errors
    /// When it names no known collection, or one of its rows is not an assignment.
    pub(crate) fn from_seed(seed: PolicySeed) -> Result<Self, StateError> {
        let (collection, id) = (seed.collection()?, seed.id());
        let PolicySeed { mut properties, assignments, .. } = seed;
        properties.shift_remove("id");
        let scheduled_actions =
            properties.shift_remove("scheduledActionsForRule").unwrap_or_else(|| Value::Array(Vec::new()));
        let mut shown = Map::new();
        if let Some(odata_type) = properties.shift_remove("@odata.type") {
            shown.insert("@odata.type".to_owned(), odata_type);
        }
        if !properties.contains_key("roleScopeTagIds") {
            shown.insert("roleScopeTagIds".to_owned(), Value::from(vec!["0"]));
        }
        shown.insert("id".to_owned(), Value::from(id.clone()));
        let now = clock::timestamp();
        for (name, default) in [("createdDateTime", &now), ("lastModifiedDateTime", &now)] {
            shown.insert(name.to_owned(), Value::from(default.clone()));
        }
        if collection == Collection::Classic {
            shown.insert("version".to_owned(), Value::from(1));
        }
        shown.insert("description".to_owned(), Value::Null);
        shown.extend(properties);
        let mut policy = Self {
            id,
            collection,
            properties: shown,
            scheduled_actions,
            rows: Vec::new(),
            shown_before: None,
        };
        policy.rows = policy.seeded_rows(&assignments)?;
        Ok(policy)
    }

    pub(crate) fn seeded_rows(&self, rows: &[Value]) -> Result<Vec<Row>, StateError> {
        let rows: Result<Vec<Row>, String> = rows.iter().map(|row| Row::seeded(&self.id, row)).collect();
        rows.map_err(|why| StateError::Invalid(format!("policy {}: {why}", self.id)))
    }

    /// Ids in URLs compare without case.
    pub(crate) fn is(&self, id: &str) -> bool {
        self.id.eq_ignore_ascii_case(id)
    }

    pub(crate) fn odata_type(&self) -> Option<&str> {
        self.properties.get("@odata.type").and_then(Value::as_str)
    }

    /// What a read through the API shows now. Counts as a read for [`Staleness::Reads`].
    pub(crate) fn read_rows(&mut self, now: Instant) -> &[Row] {
        let over = match &mut self.shown_before {
            None => true,
            Some(Shown { until: Until::Time(end), .. }) => now >= *end,
            Some(Shown { until: Until::Reads(0), .. }) => true,
            Some(Shown { until: Until::Reads(left), .. }) => {
                *left -= 1;
                false
            }
        };
        if over {
            self.shown_before = None;
        }
        self.shown_before.as_ref().map_or(&self.rows, |shown| &shown.rows)
    }

    /// Takes a new set from a write through the API.
    pub(crate) fn write_rows(&mut self, rows: Vec<Row>, staleness: Option<Staleness>, now: Instant) {
        let before = std::mem::replace(&mut self.rows, rows);
        if let Some(staleness) = staleness {
            let until = match staleness {
                Staleness::Ms(ms) => Until::Time(now + Duration::from_millis(ms)),
                Staleness::Reads(count) => Until::Reads(count),
            };
            // A set that is still being shown stays the one that is shown.
            let rows = self.shown_before.take().map_or(before, |shown| shown.rows);
            self.shown_before = Some(Shown { rows, until });
        }
    }

    pub(crate) fn forget_staleness(&mut self) {
        self.shown_before = None;
    }

    /// The policy's properties as a version shows them.
    pub(crate) fn view(&self, version: Version) -> Map<String, Value> {
        let mut shown = self.properties.clone();
        if let Some(flag) = shown.get_mut("isAssigned") {
            *flag = Value::from(!self.rows.is_empty());
        }
        if version == Version::V1 {
            shown.shift_remove("roleScopeTagIds");
            if !self.odata_type().is_some_and(|name| knows_type(version, name)) {
                shown.retain(|name, _| BASE_PROPERTIES.contains(&name.as_str()));
            }
        }
        shown
    }

    /// Takes over changed properties and notes the change.
    pub(crate) fn update(&mut self, changes: Map<String, Value>) {
        for (name, value) in changes {
            if !matches!(name.as_str(), "id" | "@odata.type" | "version" | "createdDateTime") {
                self.properties.insert(name, value);
            }
        }
        let version = self.properties.get("version").and_then(Value::as_u64).unwrap_or(1);
        self.properties.insert("version".to_owned(), Value::from(version + 1));
        self.properties.insert("lastModifiedDateTime".to_owned(), Value::from(clock::timestamp()));
    }
}
