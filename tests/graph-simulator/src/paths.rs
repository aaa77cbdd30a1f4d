//! Which resource a URL names, and how Intune's own services spell that resource in their error texts.

use crate::errors::GraphError;

/// The two Graph versions, which show different shapes of the same objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    Beta,
}

impl Version {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// The two generations of compliance policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collection {
    /// `deviceCompliancePolicies`.
    Classic,
    /// `compliancePolicies`, settings catalog, beta only.
    Catalog,
}

impl Collection {
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::Classic => "deviceCompliancePolicies",
            Self::Catalog => "compliancePolicies",
        }
    }

    /// The type of the rows of `…/assignments`.
    pub(crate) fn row_type(self) -> &'static str {
        match self {
            Self::Classic => "microsoft.graph.deviceCompliancePolicyAssignment",
            Self::Catalog => "microsoft.graph.deviceManagementConfigurationPolicyAssignment",
        }
    }

    /// The microservice behind Graph, as error texts name it.
    fn service(self) -> &'static str {
        match self {
            Self::Classic => "DeviceConfiguration_2602/StatelessDeviceConfigurationFEService",
            Self::Catalog => "DeviceConfigV2_2602/DCV2GraphService",
        }
    }
}

/// A resource the simulator serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    Policies(Collection),
    Policy(Collection, String),
    Assignments(Collection, String),
    Assignment(Collection, String, String),
    Assign(Collection, String),
    Filters,
    Filter(String),
    Groups,
    Group(String),
    Batch,
}

/// Reads version and resource from decoded path segments.
///
/// # Errors
/// In Graph's words: 404 for an unknown version, 400 for a segment that does not exist there.
pub(crate) fn parse(segments: &[String]) -> Result<(Version, Resource), GraphError> {
    let first = segments.first().map(String::as_str).unwrap_or_default();
    let version = match first {
        "v1.0" => Version::V1,
        "beta" => Version::Beta,
        other => {
            let text = format!("Invalid version: {}", other.to_ascii_lowercase());
            return Err(GraphError::plain(404, "ResourceNotFound", text));
        }
    };
    let flat: Vec<String> = segments[1..].iter().flat_map(|segment| unfold_key(segment)).collect();
    let parts: Vec<&str> = flat.iter().map(String::as_str).collect();
    let resource = match parts.as_slice() {
        ["$batch"] => Resource::Batch,
        ["groups"] => Resource::Groups,
        ["groups", id] => Resource::Group((*id).to_owned()),
        ["deviceManagement", rest @ ..] => device_management(version, rest)?,
        [other, ..] => return Err(unknown_segment(other)),
        [] => return Err(unknown_segment("")),
    };
    Ok((version, resource))
}

fn device_management(version: Version, parts: &[&str]) -> Result<Resource, GraphError> {
    let name = parts.first().copied().unwrap_or_default();
    let collection = match (name, version) {
        ("deviceCompliancePolicies", _) => Collection::Classic,
        ("compliancePolicies", Version::Beta) => Collection::Catalog,
        ("assignmentFilters", Version::Beta) => {
            return match parts {
                [_] => Ok(Resource::Filters),
                [_, id] => Ok(Resource::Filter((*id).to_owned())),
                [_, _, other, ..] => Err(unknown_segment(other)),
                [] => Err(unknown_segment(name)),
            };
        }
        _ => return Err(unknown_segment(name)),
    };
    match parts[1..] {
        [] => Ok(Resource::Policies(collection)),
        [id] => Ok(Resource::Policy(collection, id.to_owned())),
        [id, "assignments"] => Ok(Resource::Assignments(collection, id.to_owned())),
        [id, "assignments", row] => Ok(Resource::Assignment(collection, id.to_owned(), row.to_owned())),
        [id, "assign" | "microsoft.graph.assign"] => Ok(Resource::Assign(collection, id.to_owned())),
        [_, _, _, other, ..] | [_, other, ..] => Err(unknown_segment(other)),
    }
}

fn unknown_segment(name: &str) -> GraphError {
    GraphError::plain(400, "BadRequest", format!("Resource not found for the segment '{name}'."))
}

/// `name('key')` is another spelling of `name/key`.
fn unfold_key(segment: &str) -> Vec<String> {
    match segment.strip_suffix("')").and_then(|rest| rest.split_once("('")) {
        Some((name, key)) if !name.is_empty() => vec![name.to_owned(), key.replace("''", "'")],
        _ => vec![segment.to_owned()],
    }
}

impl Resource {
    /// The collection whose microservice answers.
    pub(crate) fn collection(&self) -> Collection {
        match self {
            Self::Policies(collection)
            | Self::Policy(collection, _)
            | Self::Assignments(collection, _)
            | Self::Assignment(collection, ..)
            | Self::Assign(collection, _) => *collection,
            _ => Collection::Classic,
        }
    }

    /// `/DeviceConfiguration_…/…/deviceCompliancePolicies('…')/assignments`, as error texts name the request.
    pub(crate) fn service_path(&self) -> String {
        let tail = match self {
            Self::Policies(collection) => collection.segment().to_owned(),
            Self::Policy(collection, id) => format!("{}('{id}')", collection.segment()),
            Self::Assignments(collection, id) => format!("{}('{id}')/assignments", collection.segment()),
            Self::Assignment(collection, id, row) => {
                format!("{}('{id}')/assignments('{row}')", collection.segment())
            }
            Self::Assign(collection, id) => {
                format!("{}('{id}')/microsoft.management.services.api.assign", collection.segment())
            }
            Self::Filters => "assignmentFilters".to_owned(),
            Self::Filter(id) => format!("assignmentFilters('{id}')"),
            Self::Groups | Self::Group(_) | Self::Batch => String::new(),
        };
        format!("/{}/deviceManagement/{tail}", self.collection().service())
    }

    /// The address inside the nested error texts.
    pub(crate) fn service_url(&self, version: Version) -> String {
        let api_version = match version {
            Version::V1 => "2026-01-10",
            Version::Beta => "5026-01-10",
        };
        format!("https://fef.msua06.manage.microsoft.com{}?api-version={api_version}", self.service_path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Call;

    #[test]
    fn both_spellings_of_a_key_name_the_same_resource() {
        let slash = parse(&Call::split("/beta/deviceManagement/deviceCompliancePolicies/p/assignments/a"));
        let parens =
            parse(&Call::split("/beta/deviceManagement/deviceCompliancePolicies('p')/assignments('a')"));
        let encoded =
            parse(&Call::split("/beta/deviceManagement/deviceCompliancePolicies%28%27p%27%29/assignments/a"));
        assert_eq!(slash, parens);
        assert_eq!(slash, encoded);
        assert_eq!(
            slash.expect("a known resource").1,
            Resource::Assignment(Collection::Classic, "p".to_owned(), "a".to_owned())
        );
    }

    #[test]
    fn v1_has_no_filters_and_no_catalog_policies() {
        for name in ["assignmentFilters", "compliancePolicies"] {
            assert!(
                parse(&Call::split(&format!("/v1.0/deviceManagement/{name}"))).is_err(),
                "{name} on v1.0"
            );
            assert!(parse(&Call::split(&format!("/beta/deviceManagement/{name}"))).is_ok(), "{name} on beta");
        }
    }
}
