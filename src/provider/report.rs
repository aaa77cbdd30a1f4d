//! Errors of the layers below, in words for the person in front of the terminal. The only place where that happens.
//!
//! Every report says what failed and on which object, what the service said, what to do next, and the ids that a
//! support case needs.

pub(crate) mod lookup;
pub(crate) mod whole;

use std::error::Error as StdError;
use std::fmt::Write;

use crate::assignments::{Conflict, Error, Failure, Remains};
use crate::graph::{self, Assignment, PolicyId, Target, TargetKind};
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::provider::compliance_assignment::{TYPE, import_id};

/// Something that only a mistake in this program can cause.
pub(super) fn bug(problem: impl std::fmt::Display) -> Diagnostics {
    error("The provider has a bug", format!("{problem}. Please report this with the output of TF_LOG=DEBUG."))
}

/// What was to be done, for the first sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Creating,
    Reading,
    Updating,
    Deleting,
    Importing,
}

impl Doing {
    fn verb(self) -> &'static str {
        match self {
            Self::Creating => "create",
            Self::Reading => "read",
            Self::Updating => "update",
            Self::Deleting => "delete",
            Self::Importing => "import",
        }
    }
}

/// The object that it was to be done to.
#[derive(Clone, Copy, Debug)]
pub(super) struct About<'a> {
    pub(super) doing: Doing,
    pub(super) policy: &'a PolicyId,
    pub(super) what: What<'a>,
}

/// How much of the policy's assignments it is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'a> {
    /// One, for somebody who is not known.
    One,
    /// The one for somebody.
    For(&'a TargetKind),
    /// All direct ones.
    All,
}

impl About<'_> {
    fn summary(&self) -> String {
        let all = if matches!(self.what, What::All) { "s" } else { "" };
        format!("Could not {} the compliance policy assignment{all}", self.doing.verb())
    }

    fn object(&self) -> String {
        match self.what {
            What::For(kind) => format!("The assignment of compliance policy {} to {kind}", self.policy),
            What::One => format!("The assignment of compliance policy {}", self.policy),
            What::All => format!("The set of assignments of compliance policy {}", self.policy),
        }
    }
}

/// A change that was not made.
pub(super) fn failure(about: About<'_>, failure: &Failure) -> Diagnostics {
    let mut detail = match &failure.error {
        Error::Graph(error) => return unmade(about, error, failure.remains),
        Error::Conflict(conflict) => return error_of_conflict(about, conflict),
        Error::Unwritable(problem) => format!("{} cannot be written: {problem}.", about.object()),
        Error::MergeNeedsBeta => format!(
            "{} was not written: the service takes only the whole set of a policy's assignments, and api_version \
             \"v1.0\" does not show the filters of the others in it. Writing them back would strip their filters.\n\n\
             Set api_version to \"auto\" or \"beta\" (environment variable INTUNE_API_VERSION).",
            about.object()
        ),
        Error::Interrupted(how) => {
            format!("{} was not changed: {how} before anything was sent.", about.object())
        }
        Error::NotVisible => format!(
            "{} was written and the service accepted it, but reading the assignments back did not show it before the \
             operation's timeout. Another tool may be writing this policy's assignments at the same time.\n\nPlan \
             again: the next refresh shows what is there.",
            about.object()
        ),
        Error::Abandoned => {
            format!("{} was part of a combined write that ended in a panic. Plan again.", about.object())
        }
    };
    add_remains(&mut detail, failure.remains);
    error(about.summary(), detail)
}

/// A call to Graph that failed, where nothing was to be changed.
pub(super) fn unread(about: About<'_>, problem: &graph::Error) -> Diagnostics {
    unmade(about, problem, Remains::Unchanged)
}

fn unmade(about: About<'_>, problem: &graph::Error, remains: Remains) -> Diagnostics {
    let mut detail = format!("{}: {}.", about.object(), chain(problem));
    add_remains(&mut detail, remains);
    if remains == Remains::Unchanged && problem.is_outcome_unknown() {
        detail.push_str("\n\nA look at the assignments afterwards showed that the change was not made.");
    }
    if let Some(advice) = advice(problem) {
        let _ = write!(detail, "\n\n{advice}");
    }
    detail.push_str(&support(problem));
    error(about.summary(), detail)
}

/// The ids that a support case needs, as a paragraph of its own.
fn support(problem: &graph::Error) -> String {
    let ids = [
        ("request-id", problem.request_id()),
        ("client-request-id", problem.client_request_id()),
        ("date", problem.date()),
    ];
    let ids: Vec<_> = ids.iter().filter_map(|(name, value)| Some(format!("{name} {}", (*value)?))).collect();
    if ids.is_empty() { String::new() } else { format!("\n\nFor a support case: {}.", ids.join(", ")) }
}

fn add_remains(detail: &mut String, remains: Remains) {
    if remains == Remains::Unknown {
        detail.push_str(
            "\n\nIt is not known whether the change was made. The state keeps the object, so that nothing is lost: \
             plan again, and the next refresh shows what is there.",
        );
    }
}

/// What to do about the refusals that users meet.
fn advice(problem: &graph::Error) -> Option<&'static str> {
    let says = |text: &str| problem.message().is_some_and(|message| message.contains(text));
    if problem.is_route_missing() {
        return Some(
            "The service does not have the documented route for single assignments. Set write_mode to \"auto\" or \
             \"assign\" (environment variable INTUNE_WRITE_MODE): then the policy's whole set of assignments is read, \
             merged and written back.",
        );
    }
    if says("Request not applicable to target tenant") {
        return Some(
            "The tenant has no Intune. Check tenant_id, and that the tenant has an active Intune licence.",
        );
    }
    match problem.status()?.as_u16() {
        401 => Some(
            "The token was not accepted. Check that it is for Microsoft Graph in the right cloud (environment), that \
             it has not expired, and that the tenant has an Intune licence.",
        ),
        403 => Some(
            "Grant the application the permission DeviceManagementConfiguration.ReadWrite.All (application, not \
             delegated) and give admin consent. A user needs an Intune role as well, whose scope groups cover every \
             group that the policy is assigned to.",
        ),
        404 => Some("Check that the compliance policy exists in this tenant and that its id is right."),
        429 => Some(
            "The service throttles this tenant. Raise the operation's timeout, or run fewer operations at once.",
        ),
        _ => None,
    }
}

fn error_of_conflict(about: About<'_>, conflict: &Conflict) -> Diagnostics {
    let summary = match conflict {
        Conflict::Exists(_) => "The compliance policy assignment exists already".to_owned(),
        _ => about.summary(),
    };
    error(summary, conflict_detail(about.policy, conflict))
}

/// A conflict that an apply would meet: summary and detail.
pub(super) fn foreseen(policy: &PolicyId, conflict: &Conflict) -> (&'static str, String) {
    let summary = match conflict {
        Conflict::Exists(_) => "The compliance policy assignment exists already",
        _ => "The assignment conflicts with what exists",
    };
    (summary, format!("If nothing changes, the apply will fail. {}", conflict_detail(policy, conflict)))
}

/// A policy that does not exist: summary and detail.
pub(super) fn no_policy(policy: &PolicyId, problem: &graph::Error) -> (&'static str, String) {
    let detail = format!(
        "There is no compliance policy {policy} in this tenant: {}. Check compliance_policy_id, that policy_kind is \
         \"settings_catalog\" for a policy made from the settings catalog (Linux), and that the provider is signed in to \
         the right tenant.{}",
        chain(problem),
        support(problem)
    );
    ("No such compliance policy", detail)
}

fn conflict_detail(policy: &PolicyId, conflict: &Conflict) -> String {
    match conflict {
        Conflict::Exists(row) => exists(policy, row),
        Conflict::IncludeAndExclude { .. } => format!(
            "Compliance policy {}: {conflict}. To turn one into the other, change the resource that manages it, or \
             import it first and change it then.",
            policy
        ),
        Conflict::PolicySet { .. } => format!(
            "Compliance policy {}: {conflict}. Change the policy set in the Intune portal, or leave this target to it: \
             the service refuses two assignments for one target.",
            policy
        ),
        Conflict::CreatedInThisRun { .. } => format!(
            "Compliance policy {}: {conflict}. A policy can be assigned to a target once; remove one of the two \
             resources.",
            policy
        ),
        Conflict::AnotherSet => format!(
            "Compliance policy {}: {conflict}. A policy has one set of assignments; keep one of the two \
             intune_compliance_assignments resources, and put all targets there.",
            policy
        ),
        Conflict::Gone { .. } => format!(
            "Compliance policy {}: {conflict}; somebody has removed it since the last refresh. Plan again, and \
             Terraform will create it.",
            policy
        ),
    }
}

fn exists(policy: &PolicyId, row: &Assignment) -> String {
    let id = import_id(policy, &row.id);
    // Terraform wraps paragraphs, but not indented lines: the command stays in one piece.
    format!(
        "Compliance policy {policy} is assigned to {} already, by the assignment {}. To manage it with Terraform, \
         import it: add\n\nimport {{\n  to = {TYPE}.NAME\n  id = \"{id}\"\n}}\n\nor run\n\n  terraform import \
         {TYPE}.NAME {id}\n\nwith the resource's name in place of NAME. To take over whatever exists already, set \
         adopt_existing = true in the provider block (environment variable INTUNE_ADOPT_EXISTING).",
        row.target, row.id
    )
}

/// The assignment that an import names is not there.
pub(super) fn nothing_to_import(policy: &PolicyId, wanted: &str, rows: Option<&[Assignment]>) -> Diagnostics {
    let detail = match rows {
        None => format!(
            "There is no compliance policy {policy} in this tenant. Check the id that was given: {wanted}."
        ),
        Some([]) => format!(
            "Compliance policy {policy} exists and has no assignments. The id that was given: {wanted}."
        ),
        Some(rows) => {
            const SHOWN: usize = 20;
            let mut detail = format!("Compliance policy {policy} has no assignment {wanted}. It has:\n");
            for row in rows.iter().take(SHOWN) {
                let _ = write!(detail, "\n{} ({}, source {})", row.id, row.target, row.source.as_str());
            }
            if rows.len() > SHOWN {
                let _ = write!(detail, "\nand {} more", rows.len() - SHOWN);
            }
            detail
        }
    };
    error("There is no such assignment to import", detail)
}

/// An assignment that belongs to a policy set cannot be managed here.
pub(super) fn belongs_to_policy_set(row: &Assignment) -> Diagnostics {
    error(
        "The assignment belongs to a policy set",
        format!(
            "The assignment {} ({}) comes from the policy set {}, which alone can change it. Manage it there; only \
             assignments made on the policy itself can be imported.",
            row.id,
            row.target,
            row.source_id.as_deref().unwrap_or("(unknown)")
        ),
    )
}

/// What Graph shows cannot be expressed in the resource.
pub(super) fn inexpressible(about: About<'_>, target: &Target) -> Diagnostics {
    error(
        about.summary(),
        format!(
            "The assignment of compliance policy {} has become {target}, which this version of the provider does not \
             know. It was left alone; a newer version may know it.",
            about.policy
        ),
    )
}

/// Something that is wrong before anything can be sent.
pub(super) fn setup(summary: &'static str, problem: &(dyn StdError + 'static)) -> Diagnostics {
    error(summary, format!("{}.", chain(problem)))
}

/// An error with its causes, each layer saying its own part.
fn chain(problem: &(dyn StdError + 'static)) -> String {
    let mut text = problem.to_string();
    let mut cause = problem.source();
    while let Some(inner) = cause {
        let _ = write!(text, ": {inner}");
        cause = inner.source();
    }
    // Graph ends its sentences, and so do we.
    text.trim_end_matches('.').to_owned()
}
