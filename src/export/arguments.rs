//! The command line of the export.

use std::path::PathBuf;

use crate::graph::{GroupId, PolicyId};
use crate::tenant::{Pattern, Selection, TargetType};

/// What the command says about itself.
pub const HELP: &str = "\
terraform-provider-intune export: writes a tenant's compliance policy assignments as Terraform configuration.

    terraform-provider-intune export > assignments.tf
    terraform-provider-intune export --policy-display-name 'Windows*' --per-policy assignments
    terraform plan

The configuration imports what it describes: its plan imports everything and changes nothing.
How to sign in is taken from the provider's environment variables (ARM_TENANT_ID, ARM_CLIENT_ID, …).

What is written; all that is given must fit, an option that is repeated widens:
    --policy ID                  the assignments of this policy
    --policy-display-name NAME   of policies of this name, in which * stands for any text
    --platform PLATFORM          of policies for windows10, ios, macos, android, android_work_profile,
                                 android_device_owner, aosp, or a type of the service
    --target-type TYPE           to all_devices, all_licensed_users, group, exclusion_group,
                                 configuration_manager_collection or scope_tag_group
    --group-id ID                to this group, included or excluded
    --include-policy-sets        shows assignments of policy sets as comments; they cannot be imported

What a resource is:
    --authoritative              all direct assignments of a policy, which removes others that are made elsewhere;
                                 without it, every assignment is a resource of its own

How and where it is written:
    --format FORMAT              hcl        import blocks and resources (default)
                                 resources  resources only
                                 shell      a script of terraform import commands, for versions before 1.5
    --out FILE                   to this file instead of standard output
    --per-policy DIR             to one file for each policy in this folder; other files there stay
    --check DIR                  nowhere; says what differs between the tenant and the *.tf files of this folder,
                                 whether these have single assignments or whole sets

Exit codes: 0 done, or nothing differs; 1 failed, and nothing was written; 2 wrong arguments; 3 differences found.
";

/// A command line that makes sense.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arguments {
    pub(super) selection: Selection,
    pub(super) style: Style,
    pub(super) destination: Destination,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) format: Format,
    pub(super) grain: Grain,
}

/// What a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    /// One assignment.
    Single,
    /// All direct assignments of a policy.
    Whole,
}

/// What is written for each assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// An import block and a resource.
    Hcl,
    /// A resource.
    Resources,
    /// A command.
    Shell,
}

/// Where it goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Destination {
    Stdout,
    File(PathBuf),
    PerPolicy(PathBuf),
    Check(PathBuf),
}

/// Why a command line makes no sense.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Misuse {
    #[error("unknown argument {0:?}")]
    Unknown(String),
    #[error("{0} needs a value")]
    NoValue(String),
    #[error("{0} is given twice")]
    Twice(String),
    #[error("{option}: {problem}")]
    Value { option: &'static str, problem: String },
    #[error("{0} and {1} do not go together")]
    Contradiction(&'static str, &'static str),
}

impl Arguments {
    /// Reads a command line; `None` when help was asked for.
    pub(super) fn parse(given: &[String]) -> Result<Option<Self>, Misuse> {
        let mut selection = Selection::default();
        let (mut format, mut grain) = (None, Grain::Single);
        let mut destination: Option<(&'static str, Destination)> = None;
        let mut rest = given.iter();
        while let Some(argument) = rest.next() {
            let (option, inline) = match argument.split_once('=') {
                Some((option, value)) if option.starts_with("--") => (option, Some(value.to_owned())),
                _ => (argument.as_str(), None),
            };
            if let ("--help" | "-h", None) = (option, &inline) {
                return Ok(None);
            }
            if let ("--include-policy-sets", None) = (option, &inline) {
                selection.include_policy_sets = true;
                continue;
            }
            if let ("--authoritative", None) = (option, &inline) {
                grain = Grain::Whole;
                continue;
            }
            let mut value = || {
                let value = inline.clone().or_else(|| rest.next().cloned());
                value.filter(|value| !value.is_empty()).ok_or_else(|| Misuse::NoValue(option.to_owned()))
            };
            let go_to = |name: &'static str,
                         to: Destination,
                         now: &mut Option<(&'static str, Destination)>| {
                match now.replace((name, to)) {
                    Some((before, _)) if before == name => Err(Misuse::Twice(name.to_owned())),
                    Some((before, _)) => Err(Misuse::Contradiction(before, name)),
                    None => Ok(()),
                }
            };
            match option {
                "--policy" => selection.policies.push(guid::<PolicyId>("--policy", &value()?)?),
                "--policy-display-name" => selection.names.push(Pattern::new(&value()?)),
                "--platform" => selection.platforms.push(value()?),
                "--target-type" => selection.target_types.push(target_type(&value()?)?),
                "--group-id" => selection.groups.push(guid::<GroupId>("--group-id", &value()?)?),
                "--format" => {
                    if format.replace(format_of(&value()?)?).is_some() {
                        return Err(Misuse::Twice(option.to_owned()));
                    }
                }
                "--out" => go_to("--out", Destination::File(value()?.into()), &mut destination)?,
                "--per-policy" => {
                    go_to("--per-policy", Destination::PerPolicy(value()?.into()), &mut destination)?;
                }
                "--check" => go_to("--check", Destination::Check(value()?.into()), &mut destination)?,
                _ => return Err(Misuse::Unknown(argument.clone())),
            }
        }
        if grain == Grain::Whole {
            // A part of a policy's assignments would be taken for all of them.
            let parts = [
                ("--target-type", !selection.target_types.is_empty()),
                ("--group-id", !selection.groups.is_empty()),
                ("--check", matches!(destination, Some(("--check", _)))),
            ];
            if let Some((other, _)) = parts.iter().find(|(_, is_given)| *is_given) {
                return Err(Misuse::Contradiction("--authoritative", other));
            }
        }
        match (&destination, format) {
            (Some(("--check", _)), Some(_)) => return Err(Misuse::Contradiction("--check", "--format")),
            (Some(("--per-policy", _)), Some(Format::Shell)) => {
                return Err(Misuse::Contradiction("--per-policy", "--format shell"));
            }
            _ => {}
        }
        Ok(Some(Self {
            selection,
            style: Style { format: format.unwrap_or(Format::Hcl), grain },
            destination: destination.map_or(Destination::Stdout, |(_, destination)| destination),
        }))
    }
}

fn guid<'a, T: TryFrom<&'a str, Error: ToString>>(option: &'static str, value: &'a str) -> Result<T, Misuse> {
    T::try_from(value).map_err(|problem| Misuse::Value { option, problem: problem.to_string() })
}

fn one_of<T: Copy>(option: &'static str, value: &str, choices: &[(&str, T)]) -> Result<T, Misuse> {
    let found = choices.iter().find(|(word, _)| *word == value);
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        Misuse::Value { option, problem: format!("expected one of {}, got {value:?}", words.join(", ")) }
    })
}

fn target_type(value: &str) -> Result<TargetType, Misuse> {
    one_of("--target-type", value, &TargetType::WORDS)
}

fn format_of(value: &str) -> Result<Format, Misuse> {
    let formats = [("hcl", Format::Hcl), ("resources", Format::Resources), ("shell", Format::Shell)];
    one_of("--format", value, &formats)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &[&str]) -> Result<Option<Arguments>, String> {
        let given: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
        Arguments::parse(&given).map_err(|problem| problem.to_string())
    }

    #[test]
    fn nothing_means_the_whole_tenant_to_standard_output() {
        let parsed = parse(&[]).expect("parsed").expect("arguments");
        assert_eq!(parsed.selection, Selection::default());
        let style = Style { format: Format::Hcl, grain: Grain::Single };
        assert_eq!((parsed.style, parsed.destination), (style, Destination::Stdout));
    }

    #[test]
    fn options_take_their_value_either_way() {
        let id = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";
        for line in [
            vec!["--policy", id, "--target-type", "group", "--out", "a=b.tf"],
            vec!["--policy=6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a", "--target-type=group", "--out=a=b.tf"],
        ] {
            let parsed = parse(&line).expect("parsed").expect("arguments");
            assert_eq!(parsed.selection.policies, [PolicyId::try_from(id).expect("id")]);
            assert_eq!(parsed.selection.target_types, [TargetType::Group]);
            assert_eq!(parsed.destination, Destination::File("a=b.tf".into()));
        }
        assert!(parse(&["--policy", "--help"]).is_err());
        assert_eq!(parse(&["--platform", "ios", "--help"]), Ok(None));
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        for (line, problem) in [
            (vec!["--pollicy"], "unknown argument \"--pollicy\""),
            (vec!["main.tf"], "unknown argument \"main.tf\""),
            (vec!["--include-policy-sets=true"], "unknown argument"),
            (vec!["--policy"], "--policy needs a value"),
            (vec!["--out="], "--out needs a value"),
            (vec!["--policy", "x"], "--policy: expected a GUID"),
            (vec!["--group-id", "x"], "--group-id: expected a GUID"),
            (vec!["--target-type", "groups"], "expected one of all_devices, all_licensed_users, group,"),
            (vec!["--format", "json"], "--format: expected one of hcl, resources, shell, got \"json\""),
            (vec!["--out", "a", "--out", "b"], "--out is given twice"),
            (vec!["--out", "a", "--check", "b"], "--out and --check do not go together"),
            (vec!["--check", "b", "--format", "hcl"], "--check and --format do not"),
            (vec!["--authoritative", "--target-type", "group"], "--authoritative and --target-type do not"),
            (vec!["--check", "b", "--authoritative"], "--authoritative and --check do not"),
            (vec!["--per-policy", "b", "--format", "shell"], "--per-policy and --format shell do not"),
        ] {
            let told = parse(&line).expect_err("misuse");
            assert!(told.contains(problem), "{line:?}: {told}");
        }
    }
}
