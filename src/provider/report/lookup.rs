//! Words for lookups that found nothing, too much, or no answer.

use std::error::Error as StdError;
use std::fmt::{Display, Write};

use super::{advice, chain, support};
use crate::graph::{self, PolicyKind};
use crate::plugin::diagnostics::{Diagnostics, error};

/// What is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    Policy,
    Policies,
    Assignments,
    Filter,
    Group,
}

impl Thing {
    fn noun(self) -> &'static str {
        match self {
            Self::Policy => "compliance policy",
            Self::Policies => "compliance policies",
            Self::Assignments => "assignments of the compliance policy",
            Self::Filter => "assignment filter",
            Self::Group => "group",
        }
    }

    /// The least that reading it needs.
    fn permission(self) -> &'static str {
        match self {
            Self::Group => "GroupMember.Read.All",
            _ => "DeviceManagementConfiguration.Read.All",
        }
    }
}

/// How many candidates are shown: enough to choose from, few enough to read.
const SHOWN: usize = 20;

/// Graph did not say whether there is one.
pub(crate) fn unread(thing: Thing, what: &dyn Display, problem: &graph::Error) -> Diagnostics {
    let noun = thing.noun();
    let mut detail = format!("The {noun} {what}: {}.", chain(problem));
    let is_forbidden = problem.status().is_some_and(|status| status.as_u16() == 403);
    if is_forbidden {
        let _ = write!(
            detail,
            "\n\nGrant the application the permission {} (application, not delegated) and give admin consent.",
            thing.permission()
        );
    } else if let Some(advice) = advice(problem) {
        let _ = write!(detail, "\n\n{advice}");
    }
    detail.push_str(&support(problem));
    error(format!("Could not read the {noun}"), detail)
}

/// There is none.
pub(in crate::provider) fn nothing(
    thing: Thing,
    what: &dyn Display,
    sees_beta: bool,
    candidates: &[String],
) -> Diagnostics {
    let noun = thing.noun();
    let mut detail = format!("There is no {noun} {what} in this tenant.");
    if !candidates.is_empty() {
        detail.push_str(" Names are compared exactly. There are:\n");
        list(&mut detail, candidates);
        detail.push('\n');
    } else {
        detail.push(' ');
    }
    detail.push_str("Check what was given, and that the provider is signed in to the right tenant.");
    if !sees_beta {
        detail.push_str(
            " With api_version \"v1.0\", policies made from the settings catalog (Linux) are not found: set it to \
             \"auto\" or \"beta\".",
        );
    }
    error(format!("No such {noun}"), detail)
}

/// There is more than one.
pub(in crate::provider) fn several(thing: Thing, what: &dyn Display, candidates: &[String]) -> Diagnostics {
    let noun = thing.noun();
    let mut detail = format!("More than one {noun} {what} was found:\n");
    list(&mut detail, candidates);
    detail.push_str("\nChoose one by its id");
    detail.push_str(match thing {
        Thing::Policy => ", or by its platform where that tells them apart.",
        _ => ".",
    });
    error(format!("More than one {noun} of that name"), detail)
}

/// It exists on beta only, which the configuration rules out.
pub(in crate::provider) fn needs_beta(things: &str) -> Diagnostics {
    error(
        "Only beta has it",
        format!(
            "{things} exist on Graph's beta only, and api_version is \"v1.0\". Set it to \"auto\" or \"beta\" \
             (environment variable INTUNE_API_VERSION)."
        ),
    )
}

/// A value that cannot be what it should be.
pub(in crate::provider) fn invalid(attribute: &str, problem: &dyn StdError) -> Diagnostics {
    error("Invalid id", format!("{attribute}: {problem}."))
}

/// What was wanted, with the platform if one was given.
pub(in crate::provider) fn with_platform(what: &dyn Display, platform: Option<&str>) -> impl Display + use<> {
    match platform {
        Some(platform) => format!("{what} for the platform {platform:?}"),
        None => what.to_string(),
    }
}

/// What was wanted, with the kind if one was given.
pub(in crate::provider) fn with_kind(what: &dyn Display, kind: Option<PolicyKind>) -> impl Display + use<> {
    match kind {
        Some(kind) => format!("{what} of the kind {:?}", kind.as_str()),
        None => what.to_string(),
    }
}

/// One indented line each, which Terraform leaves as they are.
fn list(detail: &mut String, candidates: &[String]) {
    for candidate in candidates.iter().take(SHOWN) {
        let _ = write!(detail, "\n  {candidate}");
    }
    if candidates.len() > SHOWN {
        let _ = write!(detail, "\n  and {} more", candidates.len() - SHOWN);
    }
    detail.push('\n');
}
