//! A workspace with the conformance provider, and the steps that most tests repeat.

use serde_json::{Value, json};

use crate::cli::{Output, Plan, Workspace};

/// A workspace whose objects are files beside its configuration.
pub(crate) struct Mock {
    pub(crate) workspace: Workspace,
}

impl Mock {
    /// Without types of its own, and with the provider's defaults.
    pub(crate) fn new() -> Self {
        Self::with_settings("")
    }

    /// With these settings in the provider's block.
    pub(crate) fn with_settings(settings: &str) -> Self {
        let workspace = Workspace::new();
        let mock = Self { workspace };
        mock.settings(settings);
        mock
    }

    /// With types of its own.
    pub(crate) fn with_types(types: &Value) -> Self {
        let mock = Self::new();
        mock.workspace.write("dynamic_resources.json", &types.to_string());
        mock
    }

    /// Replaces the settings in the provider's block.
    pub(crate) fn settings(&self, settings: &str) {
        let source = crate::PLUGIN.source;
        self.workspace.write(
            "provider.tf",
            &format!(
                "terraform {{\n  required_providers {{\n    tfcoremock = {{\n      source = \"{source}\"\n    }}\n  }}\n}}\n\
                 provider \"tfcoremock\" {{\n{settings}\n}}\n"
            ),
        );
    }

    /// Replaces the configuration.
    pub(crate) fn write(&self, configuration: &str) -> &Self {
        self.workspace.write("main.tf", configuration);
        self
    }

    /// Replaces the configuration by one resource named `x`.
    pub(crate) fn resource(&self, ty: &str, body: &str) -> &Self {
        self.write(&format!("resource \"{ty}\" \"x\" {{\n{body}\n}}\n"))
    }

    /// Applies, and sees that nothing is left to do.
    #[track_caller]
    pub(crate) fn settle(&self) -> &Self {
        self.workspace.apply();
        self.workspace.plan().expect_empty();
        self
    }

    /// Plans, applies exactly that, and sees that nothing is left to do.
    #[track_caller]
    pub(crate) fn planned(&self) -> Plan {
        let plan = self.workspace.plan();
        self.workspace.apply_saved_plan();
        self.workspace.plan().expect_empty();
        plan
    }

    /// The attributes of a resource in the state.
    #[track_caller]
    pub(crate) fn state(&self, address: &str) -> Value {
        self.workspace.resource_state(address).unwrap_or_else(|| panic!("{address} is not in the state"))
    }

    /// A command that must fail.
    #[track_caller]
    pub(crate) fn fails(&self, arguments: &[&str]) -> Output {
        self.workspace.run(arguments).expect_failure()
    }

    /// An apply that must fail.
    #[track_caller]
    pub(crate) fn apply_fails(&self) -> Output {
        self.fails(&["apply", "-auto-approve"])
    }

    /// The values in the file of an object; null when there is none.
    pub(crate) fn file(&self, id: &str) -> Value {
        let path = self.workspace.dir().join(format!("terraform.resource/{id}.json"));
        let Ok(text) = std::fs::read(path) else {
            return Value::Null;
        };
        let content: Value = serde_json::from_slice(&text).expect("an object in its file");
        content["values"].clone()
    }

    /// Writes the file of an object, as somebody else would.
    pub(crate) fn write_file(&self, folder: &str, id: &str, values: &Value) {
        let folder = self.workspace.dir().join(folder);
        std::fs::create_dir_all(&folder).expect("a folder for objects");
        let text = json!({ "values": values }).to_string();
        std::fs::write(folder.join(format!("{id}.json")), text).expect("a file for the object");
    }
}

/// An optional attribute of a kind.
pub(crate) fn optional(kind: &str) -> Value {
    json!({ "type": kind, "optional": true })
}

/// An attribute that holds a collection (`list`, `map` or `set`) of objects.
pub(crate) fn of_objects(kind: &str, attributes: Value) -> Value {
    json!({ "type": kind, "optional": true, kind: { "type": "object", "object": attributes } })
}
