//! A target in the words of a configuration: its attributes, their rules, and what they mean to Graph.

mod model;
mod schema;
mod validate;

pub(in crate::provider) use model::{TargetModel, keep_spelling, known, same};
pub(in crate::provider) use schema::{Elsewhere, schema};
#[cfg(test)]
pub(in crate::provider) use validate::KINDS;
pub(in crate::provider) use validate::{Place, check, check_guid};

use crate::graph::{Target, TargetKind};

/// The attributes of a `target` that mean this, in the order in which they are written. The type of a target that
/// nobody here knows is the service's own.
pub(crate) fn words(target: &Target) -> Vec<(&'static str, String)> {
    let mut words = match &target.kind {
        TargetKind::AllDevices => vec![("type", "all_devices".to_owned())],
        TargetKind::AllLicensedUsers => vec![("type", "all_licensed_users".to_owned())],
        TargetKind::Group(group) => vec![("type", "group".to_owned()), ("group_id", group.to_string())],
        TargetKind::ExclusionGroup(group) => {
            vec![("type", "exclusion_group".to_owned()), ("group_id", group.to_string())]
        }
        TargetKind::ConfigurationManagerCollection(collection) => vec![
            ("type", "configuration_manager_collection".to_owned()),
            ("collection_id", collection.clone()),
        ],
        TargetKind::ScopeTagGroup { target_type, entra_object_id } => vec![
            ("type", "scope_tag_group".to_owned()),
            ("target_type", target_type.as_str().to_owned()),
            ("entra_object_id", entra_object_id.clone()),
        ],
        TargetKind::Unknown { odata_type } => vec![("type", odata_type.clone())],
    };
    if let Some(filter) = &target.filter {
        words.push(("filter_id", filter.id.to_string()));
        words.push(("filter_type", filter.mode.as_str().to_owned()));
    }
    words
}
