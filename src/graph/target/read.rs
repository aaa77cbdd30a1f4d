//! Reading a target as the service writes it.

use super::super::ids::{FilterId, GroupId};
use super::super::raw_object::RawObject;
use super::{Filter, FilterMode, ScopeTagTargetType, Target, TargetKind, names};

/// Reads a target; what is not understood in full is [`TargetKind::Unknown`], because half a meaning would
/// compare equal to another target.
pub(in crate::graph) fn read(object: &RawObject) -> Target {
    let written = object.text("@odata.type").unwrap_or_default();
    let odata_type = written.trim_start_matches('#');
    match (kind(odata_type, object), filter(object)) {
        (Some(kind), Ok(filter)) => Target { kind, filter },
        (None, filter) => Target { kind: unknown(odata_type), filter: filter.unwrap_or_default() },
        (Some(_), Err(Unreadable)) => Target::unfiltered(unknown(odata_type)),
    }
}

fn unknown(odata_type: &str) -> TargetKind {
    TargetKind::Unknown { odata_type: odata_type.to_owned() }
}

fn kind(odata_type: &str, object: &RawObject) -> Option<TargetKind> {
    let group = || GroupId::try_from(object.text("groupId")?.as_str()).ok();
    let is = |name: &str| odata_type.eq_ignore_ascii_case(name);
    if is(names::GROUP) {
        Some(TargetKind::Group(group()?))
    } else if is(names::EXCLUSION_GROUP) {
        Some(TargetKind::ExclusionGroup(group()?))
    } else if is(names::ALL_DEVICES) {
        Some(TargetKind::AllDevices)
    } else if is(names::ALL_LICENSED_USERS) {
        Some(TargetKind::AllLicensedUsers)
    } else if is(names::COLLECTION) {
        Some(TargetKind::ConfigurationManagerCollection(object.text("collectionId")?))
    } else if is(names::SCOPE_TAG_GROUP) {
        let target_type = match object.text("targetType")?.as_str() {
            "user" => ScopeTagTargetType::User,
            "device" => ScopeTagTargetType::Device,
            _ => return None,
        };
        Some(TargetKind::ScopeTagGroup { target_type, entra_object_id: object.text("entraObjectId")? })
    } else {
        None
    }
}

/// A filter is there, but not in a form that is understood.
struct Unreadable;

/// Absent, `null`, empty, zero GUID and type `none` all mean that there is no filter.
fn filter(object: &RawObject) -> Result<Option<Filter>, Unreadable> {
    let Some(id) = object.text(names::FILTER_ID).filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let mode = match object.text(names::FILTER_TYPE).as_deref() {
        None | Some("none") => return Ok(None),
        Some("include") => FilterMode::Include,
        Some("exclude") => FilterMode::Exclude,
        Some(_) => return Err(Unreadable),
    };
    let id = FilterId::try_from(id.as_str()).map_err(|_| Unreadable)?;
    Ok((!id.guid().is_zero()).then_some(Filter { id, mode }))
}
