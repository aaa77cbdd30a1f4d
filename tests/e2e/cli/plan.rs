//! A plan as Terraform's JSON shows it.

use serde_json::Value;

use super::Output;

/// What Terraform intends to do.
pub(crate) struct Plan {
    /// What was said while planning: warnings, refusals, the readable diff.
    pub(crate) output: Output,
    /// The JSON form (`terraform show -json PLANFILE`).
    pub(crate) json: Value,
}

impl Plan {
    /// Whether Terraform has nothing to do, by the exit code that it gives to scripts (`-detailed-exitcode`).
    pub(crate) fn is_empty(&self) -> bool {
        self.output.status.success()
    }

    /// Itself, when it is empty.
    ///
    /// # Panics
    /// Otherwise, showing the plan.
    #[track_caller]
    pub(crate) fn expect_empty(self) -> Self {
        assert!(self.is_empty(), "expected an empty plan from {}", self.output);
        self
    }

    /// The entries of `resource_changes`, resources without a change included.
    pub(crate) fn resource_changes(&self) -> &[Value] {
        self.json["resource_changes"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The change object (`actions`, `before`, `after`, `after_unknown`, `replace_paths`, `importing`) of one resource.
    ///
    /// # Panics
    /// When the plan does not know the address.
    #[track_caller]
    pub(crate) fn change(&self, address: &str) -> &Value {
        let found = self.resource_changes().iter().find(|entry| entry["address"] == address);
        let Some(entry) = found else {
            panic!("{address} is not in the plan of {}", self.output);
        };
        &entry["change"]
    }

    /// The actions on one resource: `["create"]`, `["update"]`, `["delete", "create"]` for a replacement, `["no-op"]`.
    ///
    /// # Panics
    /// When the plan does not know the address.
    #[track_caller]
    pub(crate) fn actions(&self, address: &str) -> Vec<String> {
        let Some(actions) = self.change(address)["actions"].as_array() else {
            panic!("{address} has no actions in the plan of {}", self.output);
        };
        actions.iter().filter_map(|action| action.as_str().map(str::to_owned)).collect()
    }

    /// The attribute paths that force a replacement, each as its dotted form (`target.group_id`), sorted.
    ///
    /// # Panics
    /// When the plan does not know the address.
    #[track_caller]
    pub(crate) fn replace_paths(&self, address: &str) -> Vec<String> {
        let paths = self.change(address)["replace_paths"].as_array();
        let mut dotted: Vec<String> = paths.map_or(&[][..], Vec::as_slice).iter().map(dotted).collect();
        dotted.sort();
        dotted
    }

    /// What was said while planning, unwrapped.
    pub(crate) fn text(&self) -> String {
        self.output.text()
    }
}

/// `["target", "group_id"]` as `target.group_id`.
fn dotted(path: &Value) -> String {
    let steps = path.as_array().map_or(&[][..], Vec::as_slice);
    let steps: Vec<String> =
        steps.iter().map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned)).collect();
    steps.join(".")
}
