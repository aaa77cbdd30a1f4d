//! How many assignments on how many policies, and the configurations that make them.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A number of assignments, spread over a number of policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Case {
    pub(super) assignments: u32,
    pub(super) policies: u32,
}

impl fmt::Display for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}x{}", self.assignments, self.policies)
    }
}

impl FromStr for Case {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('x')
            .and_then(|(assignments, policies)| Some((assignments.parse().ok()?, policies.parse().ok()?)));
        match parts {
            Some((assignments, policies)) if policies > 0 && assignments >= policies => {
                Ok(Self { assignments, policies })
            }
            _ => Err(format!(
                "expected ASSIGNMENTSxPOLICIES with at least one assignment for each policy, as in 100x5, got {text:?}"
            )),
        }
    }
}

impl Case {
    /// The assignments, for the policies that the simulator generates. The groups are none of its own.
    pub(super) fn assignments_hcl(self) -> String {
        format!(
            r#"resource "intune_compliance_assignment" "bench" {{
  count                = {count}
  compliance_policy_id = format("00000000-0000-4000-8000-%012x", count.index % {policies} + 1)
  target = {{
    type     = "group"
    group_id = format("bbbbbbbb-0000-4000-a000-%012x", count.index)
  }}
}}
"#,
            count = self.assignments,
            policies = self.policies,
        )
    }

    /// The same with nothing behind it: Terraform's own floor.
    pub(super) fn floor_hcl(self) -> String {
        format!(
            r#"resource "terraform_data" "bench" {{
  count = {count}
  input = {{
    compliance_policy_id = format("00000000-0000-4000-8000-%012x", count.index % {policies} + 1)
    type                 = "group"
    group_id             = format("bbbbbbbb-0000-4000-a000-%012x", count.index)
  }}
}}
"#,
            count = self.assignments,
            policies = self.policies,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn a_case_is_read_as_it_is_written() {
        let case: Case = "1000x50".parse().expect("a case");
        assert_eq!((case.assignments, case.policies), (1000, 50));
        assert_eq!(case.to_string(), "1000x50");
    }

    #[test]
    fn what_is_no_case_is_refused_with_an_example() {
        for text in ["", "100", "x5", "100x", "5x0", "3x5", "-1x1", "100x5x2"] {
            let refused = text.parse::<Case>().expect_err(text);
            assert!(refused.contains("100x5") && refused.contains(&format!("{text:?}")), "{refused}");
        }
    }
}
