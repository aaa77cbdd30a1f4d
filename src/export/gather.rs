//! Everything that an export says, read from the tenant and named.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::names;
use crate::graph::{
    Assignment, AssignmentId, FilterId, GroupId, Operation, PolicyId, Source, Target, TargetKind,
};
use crate::plugin::diagnostics::Diagnostics;
use crate::provider::report::lookup::{self, Thing};
use crate::tenant::{Assigned, Named, Policy, Selection, Tenant};

/// What is exported.
pub(super) struct Gathered {
    /// The policies by name, those without a selected assignment left out.
    pub(super) policies: Vec<Exported>,
    /// Direct assignments that were not selected: whose policy, and to whom.
    pub(super) unselected: Vec<(PolicyId, Target)>,
    /// What GUIDs are called.
    pub(super) called: Called,
}

/// A policy with its selected assignments.
pub(super) struct Exported {
    pub(super) policy: Policy,
    /// The policy's part of names.
    pub(super) part: String,
    pub(super) rows: Vec<Row>,
}

/// A selected assignment.
pub(super) struct Row {
    pub(super) assignment: Assignment,
    /// What becomes of it.
    pub(super) fate: Fate,
}

/// What becomes of an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A resource of this name.
    Resource(String),
    /// A comment: a policy set has it.
    OfPolicySet,
    /// A comment: the provider does not know such targets.
    Unknown,
}

/// The names behind GUIDs, as far as they may be read.
#[derive(Default)]
pub(super) struct Called {
    groups: HashMap<GroupId, Option<String>>,
    filters: HashMap<FilterId, String>,
    /// Why groups have no names, if it is not that there are none.
    unreadable: Vec<String>,
}

impl Called {
    /// A group's name, for a comment.
    pub(super) fn group(&self, id: &GroupId) -> Option<&str> {
        match self.groups.get(id)? {
            Some(name) => Some(name),
            None => Some("(deleted group)"),
        }
    }

    /// A filter's name, for a comment.
    pub(super) fn filter(&self, id: &FilterId) -> Option<&str> {
        self.filters.get(id).map(String::as_str)
    }
}

impl Gathered {
    /// The exported policies' resources, with their policy and name.
    pub(super) fn resources(&self) -> impl Iterator<Item = (&Exported, &Assignment, &str)> {
        self.policies.iter().flat_map(|exported| {
            exported.rows.iter().filter_map(move |row| match &row.fate {
                Fate::Resource(name) => Some((exported, &row.assignment, name.as_str())),
                _ => None,
            })
        })
    }

    /// What the user should know beside the result.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = self.called.unreadable.clone();
        if self.policies.is_empty() {
            notes.push("Note: there is no assignment that fits.".to_owned());
        }
        notes
    }

    /// What was written, in one line.
    pub(super) fn summary(&self) -> String {
        let policies = self.policies.iter().filter(|one| one.has_resources()).count();
        format!("{} assignments of {policies} policies written.", self.resources().count())
    }
}

impl Exported {
    /// Whether there is anything but comments.
    pub(super) fn has_resources(&self) -> bool {
        let mut fates = self.rows.iter().map(|row| &row.fate);
        fates.any(|fate| matches!(fate, Fate::Resource(_)))
    }
}

/// Reads and names what is selected.
pub(super) async fn gather(
    tenant: &Tenant,
    selection: &Selection,
    operation: &Operation,
) -> Result<Gathered, Diagnostics> {
    let progress = Progress::new();
    let unread = |problem| lookup::unread(Thing::Policies, &"of the tenant", &problem);
    let read = |count| progress.say(|| format!("{count} policies read"));
    let mut all = tenant.assigned(read, operation).await.map_err(unread)?;
    // Named before anything is left out: a name must not depend on what was selected.
    let parts = names::parts(
        "policy",
        all.iter()
            .map(|one| (one.policy.id.clone(), one.policy.display_name.as_str(), one.policy.id.as_str())),
    );
    let unselected = all.iter().flat_map(|one| {
        let has_policy = selection.has_policy(&one.policy);
        let rest = one.rows.iter().filter(move |row| !(has_policy && selection.has_row(row)));
        let direct = rest.filter(|row| row.source == Source::Direct);
        direct.map(|row| (one.policy.id.clone(), row.target.clone()))
    });
    let unselected = unselected.collect();
    all.retain(|one| selection.has_policy(&one.policy));
    let called = call(tenant, &all, selection, &progress, operation).await;
    let policies = all
        .into_iter()
        .map(|one| exported(one, &parts, &called, selection))
        .filter(|one| !one.rows.is_empty())
        .collect();
    Ok(Gathered { policies, unselected, called })
}

fn exported(
    one: Assigned,
    parts: &HashMap<PolicyId, String>,
    called: &Called,
    selection: &Selection,
) -> Exported {
    let Assigned { policy, rows } = one;
    let part = parts.get(&policy.id).cloned().unwrap_or_default();
    let direct: Vec<(AssignmentId, String, String)> = rows
        .iter()
        .filter(|row| fate_without_name(row).is_none())
        .map(|row| {
            let (name, id) = target_name(row, called);
            (row.id.clone(), name, id)
        })
        .collect();
    let targets = names::parts(
        "target",
        direct.iter().map(|(key, name, id)| (key.clone(), name.as_str(), id.as_str())),
    );
    let rows = rows
        .into_iter()
        .filter(|row| selection.has_row(row))
        .map(|assignment| {
            let fate = fate_without_name(&assignment).unwrap_or_else(|| {
                let target = targets.get(&assignment.id).map(String::as_str).unwrap_or_default();
                Fate::Resource(format!("{part}__{target}"))
            });
            Row { assignment, fate }
        })
        .collect();
    Exported { policy, part, rows }
}

fn fate_without_name(row: &Assignment) -> Option<Fate> {
    match (&row.source, &row.target.kind) {
        (Source::Direct, TargetKind::Unknown { .. }) => Some(Fate::Unknown),
        (Source::Direct, _) => None,
        _ => Some(Fate::OfPolicySet),
    }
}

/// What a target is called in a resource's name, and the id that tells it from others of that name.
fn target_name(row: &Assignment, called: &Called) -> (String, String) {
    let group = |id: &GroupId| match called.groups.get(id) {
        Some(Some(name)) => name.clone(),
        _ => format!("group {}", id.as_str().chars().take(8).collect::<String>()),
    };
    let name = match &row.target.kind {
        TargetKind::AllDevices => "all devices".to_owned(),
        TargetKind::AllLicensedUsers => "all licensed users".to_owned(),
        TargetKind::Group(id) => group(id),
        TargetKind::ExclusionGroup(id) => format!("not {}", group(id)),
        TargetKind::ConfigurationManagerCollection(id) => format!("collection {id}"),
        TargetKind::ScopeTagGroup { target_type, entra_object_id } => {
            format!("scope tag {} {entra_object_id}", target_type.as_str())
        }
        TargetKind::Unknown { odata_type } => odata_type.clone(),
    };
    let id = match row.id.parts() {
        Some((_, target)) => target.to_string(),
        None => row.id.to_string(),
    };
    (name, id)
}

/// Asks what the GUIDs are called. Not knowing is no failure: an export without names is still an export.
async fn call(
    tenant: &Tenant,
    all: &[Assigned],
    selection: &Selection,
    progress: &Progress,
    operation: &Operation,
) -> Called {
    // Every group of a policy of which anything is selected: its other rows have a part in who is named how.
    let groups: BTreeSet<GroupId> = all
        .iter()
        .filter(|one| one.rows.iter().any(|row| selection.has_row(row)))
        .flat_map(|one| &one.rows)
        .filter_map(|row| match &row.target.kind {
            TargetKind::Group(id) | TargetKind::ExclusionGroup(id) => Some(id.clone()),
            _ => None,
        })
        .collect();
    let mut called = Called::default();
    let wanted = groups.len();
    let answered = |count| progress.say(|| format!("{count} of {wanted} groups read"));
    match tenant.groups(groups, answered, operation).await {
        Ok(found) => {
            let name = |group: crate::graph::groups::Group| group.name().to_owned();
            called.groups = found.into_iter().map(|(id, group)| (id, group.map(name))).collect();
        }
        // Half of the names would make resource names depend on which half: there are none then.
        Err(error) => called.unreadable.push(format!("Note: groups are named by their ids: {error}.")),
    }
    let has_filters = all.iter().flat_map(|one| &one.rows).any(|row| row.target.filter.is_some());
    if has_filters {
        match tenant.filters(|_| true, operation).await {
            Ok(filters) => {
                called.filters =
                    filters.iter().map(|filter| (filter.id.clone(), filter.name().to_owned())).collect();
            }
            Err(error) => called.unreadable.push(format!("Note: filters have no names: {error}.")),
        }
    }
    called
}

/// Says on standard error how far it is, when it takes long.
struct Progress {
    began: Instant,
    said: AtomicU64,
}

/// How long silence is no worry.
const QUIET: Duration = Duration::from_secs(3);

impl Progress {
    fn new() -> Self {
        Self { began: Instant::now(), said: AtomicU64::new(0) }
    }

    fn say(&self, words: impl Fn() -> String) {
        let period = self.began.elapsed().as_secs() / QUIET.as_secs();
        if self.said.fetch_max(period, Ordering::Relaxed) < period {
            let _ = writeln!(std::io::stderr(), "… {}", words());
        }
    }
}
