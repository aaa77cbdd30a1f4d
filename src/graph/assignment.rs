//! An [`Assignment`] is one row of a policy's assignments, understood and kept as received.
//!
//! Both are needed: the understood part to compare and to show, the received text to write back in a
//! whole-set write, where other people's rows must not change by a byte.
//!
//! Source: <https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-devicecompliancepolicyassignment>.

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::value::{RawValue, to_raw_value};

use super::api_version::ApiVersion;
use super::assignment_id::AssignmentId;
use super::raw_object::RawObject;
use super::target::{self, Target, Unwritable};

/// One assignment of a compliance policy.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The service's id.
    pub id: AssignmentId,
    /// Where it comes from.
    pub source: Source,
    /// The id of what it comes from: the policy itself, or the policy set. `v1.0` does not say.
    pub source_id: Option<String>,
    /// Whom it applies to.
    pub target: Target,
    row: RawObject,
}

/// Where an assignment comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// It was made on the policy. Also when the answer does not say, as on `v1.0`.
    Direct,
    /// It belongs to a policy set, which alone may change it.
    PolicySets,
    /// Something newer, in the service's word.
    Other(String),
}

impl Source {
    /// As Graph writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Direct => "direct",
            Self::PolicySets => "policySets",
            Self::Other(word) => word,
        }
    }
}

/// One row for a whole-set write, as JSON text.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct RawRow(Box<RawValue>);

impl RawRow {
    /// A new row for a target.
    ///
    /// # Errors
    /// When the target cannot be written; see [`Target::to_json`].
    pub fn new(target: &Target, version: ApiVersion) -> Result<Self, Unwritable> {
        #[derive(Serialize)]
        struct Row {
            target: serde_json::Value,
        }
        let row = Row { target: target.to_json(version)? };
        // A value of texts and nulls always has a JSON form.
        Ok(Self(to_raw_value(&row).unwrap_or_default()))
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

impl Assignment {
    /// Whether both were received as the same text.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.row.is_same_text_as(&other.row)
    }

    /// The row for a whole-set write that is to leave this assignment as it is: everything as received,
    /// order, unknown properties and the bytes of `target` included, less what the service alone sets
    /// (`id`, `source`, `sourceId`) and the annotations of the answer.
    ///
    /// `None` when the row is not [`Source::Direct`]: a policy set's row is never written back.
    pub fn repost(&self) -> Option<RawRow> {
        if self.source != Source::Direct {
            return None;
        }
        let row = self.row.filtered(|name| !is_read_only(name));
        to_raw_value(&row).ok().map(RawRow)
    }
}

/// What the service sets and would not take back. Type annotations are part of the meaning, so they stay.
fn is_read_only(name: &str) -> bool {
    matches!(name, "id" | "source" | "sourceId") || (name.contains('@') && !name.ends_with("@odata.type"))
}

impl<'de> Deserialize<'de> for Assignment {
    /// Tolerant but for what makes it an assignment: an id and a target that is an object.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let row = RawObject::deserialize(deserializer)?;
        let id = row
            .text("id")
            .ok_or_else(|| de::Error::custom("an assignment without an \"id\" that is a text"))?;
        let id = AssignmentId::try_from(id.as_str()).map_err(de::Error::custom)?;
        let target = row
            .get("target")
            .ok_or_else(|| de::Error::custom(format!("assignment {id} has no \"target\"")))?;
        let target: RawObject = serde_json::from_str(target.get())
            .map_err(|_| de::Error::custom(format!("the \"target\" of assignment {id} is not an object")))?;
        let source = match row.text("source") {
            None => Source::Direct,
            Some(word) => match word.as_str() {
                "direct" => Source::Direct,
                "policySets" => Source::PolicySets,
                _ => Source::Other(word),
            },
        };
        Ok(Self { id, source, source_id: row.text("sourceId"), target: target::read(&target), row })
    }
}

#[cfg(test)]
mod tests;
