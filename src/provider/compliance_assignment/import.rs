//! Import: from the forms in which people name an assignment to its state.

use super::model::Model;
use crate::assignments::Who;
use crate::graph::{Assignment, AssignmentId, GroupId, PolicyId, PolicyKind, Source, TargetKind};
use crate::plugin::context::Context;
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::plugin::resource::{Import, Imported};
use crate::plugin::value::{Look, Value};
use crate::provider::policy_kind;
use crate::provider::report::{self, About, Doing, What};
use crate::provider::session::Sessions;
use crate::provider::state_model::StateModel;
use crate::provider::timeouts::{Timed, operation};

/// What an import names.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    policy: PolicyId,
    assignment: Which,
}

/// Which of a policy's assignments is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Which {
    Id(AssignmentId),
    For(Who),
}

impl Which {
    fn is(&self, row: &Assignment) -> bool {
        match self {
            Self::Id(id) => row.id == *id,
            Self::For(who) => Who::of(&row.target.kind).as_ref() == Some(who),
        }
    }
}

/// The id that imports an assignment, in its shortest form.
pub(crate) fn import_id(policy: &PolicyId, id: &AssignmentId) -> String {
    match id.parts() {
        Some((of, _)) if of == *policy => id.to_string(),
        _ => format!("{policy}/{id}"),
    }
}

/// Reads an import id.
fn parse(id: &str) -> Result<Named, String> {
    let policy_of =
        |text: &str| PolicyId::try_from(text).map_err(|problem| format!("the policy id: {problem}"));
    let Some((policy, rest)) = id.split_once('/') else {
        let assignment = AssignmentId::try_from(id).map_err(|problem| problem.to_string())?;
        let (policy, _) = assignment
            .parts()
            .ok_or_else(|| format!("expected an assignment id of two GUIDs, got {id:?}"))?;
        return Ok(Named { policy, assignment: Which::Id(assignment) });
    };
    let policy = policy_of(policy)?;
    let assignment = match rest {
        "all_devices" => Which::For(Who::AllDevices),
        "all_licensed_users" => Which::For(Who::AllLicensedUsers),
        _ => match rest.strip_prefix("group:") {
            Some(group) => Which::For(Who::Group(
                GroupId::try_from(group).map_err(|problem| format!("the group id: {problem}"))?,
            )),
            None => Which::Id(AssignmentId::try_from(rest).map_err(|problem| problem.to_string())?),
        },
    };
    Ok(Named { policy, assignment })
}

/// Finds the assignment that an import names.
pub(super) async fn import(sessions: &Sessions, context: &Context, request: Import) -> Imported {
    match try_import(sessions, context, request).await {
        Ok(model) => match model.write() {
            Ok(state) => Imported {
                state,
                identity: Some(model.identity()),
                private: Default::default(),
                diagnostics: Diagnostics::default(),
            },
            Err(diagnostics) => Imported::failed(diagnostics),
        },
        Err(diagnostics) => Imported::failed(diagnostics),
    }
}

async fn try_import(sessions: &Sessions, context: &Context, request: Import) -> Result<Model, Diagnostics> {
    let (named, given) = match &request {
        Import::Id(id) => (parse(id), id.clone()),
        Import::Identity(identity) => {
            let part = |name| identity.get(name).as_str().unwrap_or_default();
            let id = format!("{}/{}", part("compliance_policy_id"), part("assignment_id"));
            (parse(&id), id)
        }
    };
    let named = named.map_err(|problem| {
        error(
            "Invalid import id",
            format!(
                "Got {given:?}: {problem}.\n\nAn assignment is imported by its id (POLICY_TARGET, as Graph shows it), or by \
                 POLICY/ASSIGNMENT, POLICY/all_devices, POLICY/all_licensed_users or POLICY/group:GROUP, with ids in \
                 place of the words in capitals."
            ),
        )
    })?;
    let session = sessions.current()?;
    let operation = operation(&Value::Null, Timed::Read, context);
    let policy = &named.policy;
    let about = About { doing: Doing::Importing, policy, what: What::One };
    let found = policy_kind::find(&session, policy, &operation).await;
    let (kind, rows) = match found.map_err(|problem| report::unread(about, &problem))? {
        Some((kind, rows)) => (kind, Some(rows)),
        None => (PolicyKind::Device, None),
    };
    let assignment = &named.assignment;
    let matching = |direct: bool| {
        let fits = move |row: &&Assignment| (row.source == Source::Direct) == direct && assignment.is(row);
        rows.iter().flat_map(|rows| rows.iter()).find(fits)
    };
    let Some(row) = matching(true) else {
        return Err(match matching(false) {
            Some(row) => report::belongs_to_policy_set(row),
            None => report::nothing_to_import(policy, &given, rows.as_deref()),
        });
    };
    let mut model = Model { policy_kind: policy_kind::value(kind), ..Model::default() };
    if matches!(row.target.kind, TargetKind::Unknown { .. }) || !model.take(policy, row) {
        return Err(report::inexpressible(about, &row.target));
    }
    Ok(model)
}

#[cfg(test)]
mod tests;
