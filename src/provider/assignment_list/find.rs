//! Finding assignments, and handing each out as soon as it is known.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::time::Duration;

use super::model::Model;
use crate::graph::{Assignment, GroupId, Operation, Source, TargetKind};
use crate::plugin::context::Context;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::list_resource::{Detail, List, Listed, Results};
use crate::provider::compliance_assignment;
use crate::provider::report::lookup::{self, Thing};
use crate::provider::session::{Session, Sessions};
use crate::tenant::{Assigned, Cursor, Named, Policy, Selection};

/// A whole tenant may take a while when it is throttled.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// Sends all assignments that fit, page by page as they arrive.
pub(super) async fn find(
    sessions: &Sessions,
    context: &Context,
    request: &List,
    results: Results,
) -> Result<(), Diagnostics> {
    let model = Model::read(&request.config)?;
    // What was unknown when it was validated is known now.
    let wrong = model.validate();
    if !wrong.errors.is_empty() {
        return Err(wrong);
    }
    let session = sessions.current()?;
    let operation = Operation::new(TIMEOUT, context.stop.clone());
    let selection = model.selection();
    let mut finder = Finder {
        session: &session,
        operation: &operation,
        selection: &selection,
        detail: request.detail,
        results,
        names: GroupNames::default(),
    };
    finder.run().await
}

struct Finder<'a> {
    session: &'a Session,
    operation: &'a Operation,
    selection: &'a Selection,
    detail: Detail,
    results: Results,
    names: GroupNames,
}

/// What groups are called, as far as that may be read.
#[derive(Default)]
struct GroupNames {
    known: HashMap<GroupId, Option<String>>,
    is_forbidden: bool,
}

impl Finder<'_> {
    async fn run(&mut self) -> Result<(), Diagnostics> {
        let tenant = &self.session.tenant;
        let unread = |problem| lookup::unread(Thing::Policies, &"of the tenant", &problem);
        if let [policy] = self.selection.policies.as_slice() {
            let wanted = format!("with the id {policy}");
            let found = tenant.assigned_policy(policy, self.operation).await;
            let found = found.map_err(|problem| lookup::unread(Thing::Policy, &wanted, &problem))?;
            let Some(found) = found else {
                return Err(lookup::nothing(Thing::Policy, &wanted, tenant.sees_beta(), &[]));
            };
            if self.selection.has_policy(&found.policy) {
                let _ = self.send_all(vec![found]).await;
            }
            return Ok(());
        }
        let mut cursor = Cursor::default();
        let fits = |policy: &Policy| self.selection.has_policy(policy);
        loop {
            let page = tenant.next_assigned(&mut cursor, fits, self.operation).await.map_err(unread)?;
            let Some(page) = page else { return Ok(()) };
            if self.send_all(page).await.is_break() {
                return Ok(());
            }
        }
    }

    async fn send_all(&mut self, page: Vec<Assigned>) -> ControlFlow<()> {
        // What the resource cannot express could not be imported.
        let fits = |row: &Assignment| {
            self.selection.has_row(row) && !matches!(row.target.kind, TargetKind::Unknown { .. })
        };
        let rows: Vec<(&Policy, &Assignment)> = page
            .iter()
            .flat_map(|one| one.rows.iter().map(move |row| (&one.policy, row)))
            .filter(|(_, row)| fits(row))
            .collect();
        self.names
            .learn(self.session, rows.iter().filter_map(|(_, row)| group_of(row)), self.operation)
            .await;
        for (policy, row) in rows {
            let listed = self.listed(policy, row);
            self.results.send(listed).await?;
        }
        ControlFlow::Continue(())
    }

    fn listed(&self, policy: &Policy, row: &Assignment) -> Listed {
        let mut diagnostics = Diagnostics::default();
        let shown = compliance_assignment::shown(policy, row);
        let state = match (self.detail, shown.state) {
            (Detail::Identity, _) => None,
            (Detail::State, Ok(state)) => Some(state),
            (Detail::State, Err(problem)) => {
                diagnostics = problem;
                None
            }
        };
        let display_name = display_name(policy, row, |id| self.names.name(id));
        Listed { identity: shown.identity, display_name, state, diagnostics }
    }
}

impl GroupNames {
    /// Asks for the names that are not known yet. Not knowing them is no failure.
    async fn learn<'a>(
        &mut self,
        session: &Session,
        groups: impl Iterator<Item = &'a GroupId>,
        operation: &Operation,
    ) {
        let new: std::collections::BTreeSet<GroupId> =
            groups.filter(|id| !self.known.contains_key(*id)).cloned().collect();
        if new.is_empty() || self.is_forbidden {
            return;
        }
        match session.tenant.groups(new, |_| {}, operation).await {
            Ok(found) => {
                let name = |group: crate::graph::groups::Group| group.name().to_owned();
                self.known.extend(found.into_iter().map(|(id, group)| (id, group.map(name))));
            }
            Err(error) => {
                tracing::warn!(%error, "groups are named by their ids");
                self.is_forbidden = true;
            }
        }
    }

    fn name(&self, id: &GroupId) -> Option<&str> {
        self.known.get(id)?.as_deref().filter(|name| !name.is_empty())
    }
}

fn group_of(row: &Assignment) -> Option<&GroupId> {
    match &row.target.kind {
        TargetKind::Group(id) | TargetKind::ExclusionGroup(id) => Some(id),
        _ => None,
    }
}

/// What a person calls it: `iOS - baseline → Finance laptops`.
fn display_name<'a>(policy: &Policy, row: &Assignment, name: impl Fn(&GroupId) -> Option<&'a str>) -> String {
    let of_policy = match policy.display_name.as_str() {
        "" => policy.id.as_str(),
        name => name,
    };
    let target = match &row.target.kind {
        TargetKind::Group(id) => name(id).map_or_else(|| row.target.kind.to_string(), str::to_owned),
        TargetKind::ExclusionGroup(id) => {
            name(id).map_or_else(|| row.target.kind.to_string(), |name| format!("{name} (excluded)"))
        }
        kind => kind.to_string(),
    };
    let set = match (&row.source, &row.source_id) {
        (Source::Direct, _) => String::new(),
        (_, Some(id)) => format!(" (policy set {id})"),
        (other, None) => format!(" ({})", other.as_str()),
    };
    format!("{of_policy} → {target}{set}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::graph::{PolicyId, PolicyKind};

    const POLICY: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";
    const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";

    fn row(kind: &str, source: &str) -> Assignment {
        let odata_type = format!("#microsoft.graph.{kind}AssignmentTarget");
        let target = json!({"@odata.type": odata_type, "groupId": GROUP});
        serde_json::from_value(json!({"id": "a_b", "source": source, "sourceId": "set-1", "target": target}))
            .expect("a row")
    }

    #[test]
    fn names_are_what_people_call_policies_and_targets() {
        let policy = |name: &str| Policy {
            id: PolicyId::try_from(POLICY).expect("id"),
            kind: PolicyKind::Device,
            display_name: name.to_owned(),
            description: None,
            platform: None,
        };
        let finance = |_: &GroupId| Some("Finance");
        for (name, kind, source, wanted) in [
            ("iOS", "group", "direct", "iOS → Finance"),
            ("iOS", "exclusionGroup", "direct", "iOS → Finance (excluded)"),
            ("iOS", "allDevices", "direct", "iOS → all devices"),
            ("iOS", "group", "policySets", "iOS → Finance (policy set set-1)"),
            ("", "allLicensedUsers", "direct", "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a → all licensed users"),
        ] {
            assert_eq!(display_name(&policy(name), &row(kind, source), finance), wanted);
        }
        let unnamed = display_name(&policy("iOS"), &row("exclusionGroup", "direct"), |_| None);
        assert_eq!(unnamed, format!("iOS → excluded group {GROUP}"));
    }
}
