//! A folder with a configuration and its state.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use graph_simulator::{DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_TENANT_ID, STATIC_TOKEN};
use serde_json::Value;
use tempfile::TempDir;

use super::installation::Installation;
use super::process::{self, Finished};
use crate::failure::Failure;

/// What a command keeps of our environment. All else would make the run depend on who runs it.
const INHERITED: [&str; 7] = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH"];
/// Requires the provider; where Graph is comes from the environment.
const PROVIDER_BLOCK: &str = "terraform {\n  required_providers {\n    intune = { source = \
                              \"terraform-provider-intune/intune\" }\n  }\n}\n\nprovider \"intune\" {}\n";

/// A temporary folder in which Terraform works.
#[derive(Debug)]
pub(crate) struct Workspace<'a> {
    installation: &'a Installation,
    folder: TempDir,
    graph: Option<(String, SignIn)>,
    limit: Duration,
}

/// How the provider signs in at the simulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// With the application's secret.
    ClientSecret,
    /// With a ready token.
    AccessToken,
}

/// An assignment in a workspace's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// The resource's name.
    pub(crate) name: String,
    /// The policy's id.
    pub(crate) policy: String,
    /// The assignment's id.
    pub(crate) id: String,
}

impl<'a> Workspace<'a> {
    /// A workspace for the provider, signed in at the simulator with this address. No command may take longer than
    /// `limit`.
    ///
    /// # Errors
    /// When files cannot be written.
    pub(crate) fn new(
        installation: &'a Installation,
        simulator: &str,
        sign_in: SignIn,
        limit: Duration,
    ) -> Result<Self, Failure> {
        let mut workspace = Self::without_provider(installation, limit)?;
        workspace.write("provider.tf", PROVIDER_BLOCK)?;
        workspace.graph = Some((simulator.to_owned(), sign_in));
        Ok(workspace)
    }

    /// A workspace for what Terraform does by itself.
    ///
    /// # Errors
    /// When files cannot be written.
    pub(crate) fn without_provider(installation: &'a Installation, limit: Duration) -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(Failure::io("make a temporary folder"))?;
        let workspace = Self { installation, folder, graph: None, limit };
        std::fs::create_dir(workspace.directory())
            .map_err(Failure::io("make a folder for the configuration"))?;
        Ok(workspace)
    }

    fn directory(&self) -> PathBuf {
        self.folder.path().join("configuration")
    }

    /// Writes (or overwrites) a file of the configuration.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        std::fs::write(self.directory().join(name), text).map_err(Failure::io(format!("write {name}")))
    }

    /// Runs a command, whatever its end.
    ///
    /// # Errors
    /// When it cannot be run, or does not end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Finished, Failure> {
        let mut command = Command::new(self.installation.terraform());
        command
            .args(arguments)
            .current_dir(self.directory())
            .env_clear()
            .envs(INHERITED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_CLI_ARGS", "-no-color")
            .env("TF_CLI_CONFIG_FILE", self.installation.cli_config())
            .env("TF_DATA_DIR", self.folder.path().join("data"))
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0");
        if let Some((url, sign_in)) = &self.graph {
            command.env("INTUNE_GRAPH_ENDPOINT", url).env("AZURE_AUTHORITY_HOST", url);
            match sign_in {
                SignIn::AccessToken => command.env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN),
                SignIn::ClientSecret => command
                    .env("ARM_TENANT_ID", DEMO_TENANT_ID)
                    .env("ARM_CLIENT_ID", DEMO_CLIENT_ID)
                    .env("ARM_CLIENT_SECRET", DEMO_CLIENT_SECRET),
            };
        }
        process::run(command, self.limit, self.installation.provider())
    }

    /// The assignments in the state, as the state file has them.
    ///
    /// # Errors
    /// When the file is there and cannot be read, or is not a state.
    pub(crate) fn held(&self) -> Result<Vec<Held>, Failure> {
        match std::fs::read_to_string(self.directory().join("terraform.tfstate")) {
            Ok(text) => held(&text).ok_or_else(|| Failure::Answer {
                from: "terraform.tfstate".to_owned(),
                expected: "a state of version 4",
                got: text,
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Failure::io("read terraform.tfstate")(error)),
        }
    }
}

/// The assignments in the text of a state file; nothing when it is not one.
fn held(state: &str) -> Option<Vec<Held>> {
    let state: Value = serde_json::from_str(state).ok()?;
    if state["version"] != 4 {
        return None;
    }
    let ours = state["resources"].as_array()?.iter().filter(|resource| {
        resource["mode"] == "managed" && resource["type"] == "intune_compliance_assignment"
    });
    let mut all = Vec::new();
    for resource in ours {
        for instance in resource["instances"].as_array()? {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            all.push(Held {
                name: text(&resource["name"])?,
                policy: text(&instance["attributes"]["compliance_policy_id"])?,
                id: text(&instance["attributes"]["id"])?,
            });
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::{Held, held};

    #[test]
    fn the_assignments_of_a_state_are_found() {
        let state = r#"{"version": 4, "resources": [
            {"mode": "managed", "type": "terraform_data", "name": "x", "instances": [{"attributes": {"id": "1"}}]},
            {"mode": "managed", "type": "intune_compliance_assignment", "name": "slot_1", "instances":
                [{"status": "tainted", "attributes": {"id": "p_g", "compliance_policy_id": "P"}}]}]}"#;
        let expected = Held { name: "slot_1".to_owned(), policy: "P".to_owned(), id: "p_g".to_owned() };
        assert_eq!(held(state), Some(vec![expected]));
        assert_eq!(held(r#"{"version": 4, "resources": []}"#), Some(Vec::new()));
        assert_eq!(held(r#"{"version": 3, "modules": []}"#), None);
        assert_eq!(held("garbage"), None);
    }
}
