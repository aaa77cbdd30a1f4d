//! A folder of Terraform's own for one test: configuration, state, CLI configuration and the built provider.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::running::Running;
use super::{Output, Plan, Plugin, Terraform};

/// No single command of a test takes longer on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);
/// Where plans are saved, beside the configuration.
const PLAN_FILE: &str = "saved.tfplan";
/// The registries whose copy of the provider is replaced by the built one.
const REGISTRIES: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];
/// What a command keeps of the environment that the tests run in. All else (`TF_*`, `ARM_*`, `INTUNE_*`, proxies,
/// tokens of a CI) would make a test depend on who runs it.
const INHERITED: [&str; 8] =
    ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"];

/// A temporary folder in which Terraform works with the provider that was just built.
///
/// No `init` is needed: the CLI configuration overrides the provider, and the registry is never asked for it.
pub(crate) struct Workspace {
    terraform: &'static Terraform,
    folder: TempDir,
    environment: BTreeMap<String, String>,
    /// The source address of each provider that was built here.
    sources: Vec<String>,
}

impl Workspace {
    /// An empty workspace for the CLI of this test run.
    ///
    /// # Panics
    /// When it cannot be prepared.
    pub(crate) fn new() -> Self {
        let terraform = Terraform::chosen();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut workspace = Self { terraform, folder, environment: BTreeMap::new(), sources: Vec::new() };
        std::fs::create_dir(workspace.dir()).expect("a folder for the configuration");
        std::fs::create_dir(workspace.plugins()).expect("a folder for the provider");
        let Plugin { name, source, executable } = crate::PLUGIN;
        workspace.add_provider(name, source, Path::new(executable));
        workspace
    }

    /// Brings one more provider, under this name and source address.
    ///
    /// # Panics
    /// When it cannot be linked to.
    pub(crate) fn add_provider(&mut self, name: &str, source: &str, executable: &Path) -> &mut Self {
        // The folder of the build also holds a file with the extension `d`, which Terraform would take for the plugin.
        std::os::unix::fs::symlink(executable, self.plugins().join(name)).expect("a link to the provider");
        self.sources.push(source.to_owned());
        let text = cli_config(&self.plugins(), &self.sources);
        std::fs::write(self.cli_config(), text).expect("a CLI configuration");
        self
    }

    /// The CLI that runs here.
    pub(crate) fn terraform(&self) -> &'static Terraform {
        self.terraform
    }

    /// The folder with the configuration and the state.
    pub(crate) fn dir(&self) -> PathBuf {
        self.folder.path().join("configuration")
    }

    fn plugins(&self) -> PathBuf {
        self.folder.path().join("plugins")
    }

    fn cli_config(&self) -> PathBuf {
        self.folder.path().join("cli.tfrc")
    }

    /// Writes (or overwrites) a file beside the configuration.
    ///
    /// # Panics
    /// When it cannot be written.
    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.dir().join(name);
        std::fs::write(&path, text)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
        self
    }

    /// Sets an environment variable for every later command.
    pub(crate) fn env(&mut self, name: &str, value: &str) -> &mut Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Starts a command without waiting for it.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Running {
        let mut command = Command::new(&self.terraform.path);
        command.args(arguments).current_dir(self.dir()).env_clear();
        command.envs(INHERITED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_CLI_ARGS", "-no-color")
            .env("TF_CLI_CONFIG_FILE", self.cli_config())
            .env("TF_DATA_DIR", self.folder.path().join("data"))
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0")
            .envs(&self.environment);
        Running::start(command)
    }

    /// Runs a command to its end, whatever that is.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.spawn(arguments).wait(LIMIT)
    }

    /// `init`, for configurations with modules or a backend.
    #[track_caller]
    pub(crate) fn init(&self) -> Output {
        self.run(&["init"]).expect_success()
    }

    /// Plans, saves the plan, and reads it back.
    ///
    /// # Panics
    /// When planning fails; use [`Workspace::run`] where that is expected.
    #[track_caller]
    pub(crate) fn plan(&self) -> Plan {
        let output = self.run(&["plan", "-detailed-exitcode", "-out", PLAN_FILE]);
        assert!(matches!(output.status.code(), Some(0 | 2)), "expected a plan from {output}");
        Plan { json: self.show(&["show", "-json", PLAN_FILE]), output }
    }

    /// Plans without saving, and sees that there is nothing to do: cheaper than [`Workspace::plan`], which shows the
    /// plan as well.
    ///
    /// # Panics
    /// When there is something to do, or planning fails.
    #[track_caller]
    pub(crate) fn expect_clean(&self) {
        let output = self.run(&["plan", "-detailed-exitcode"]);
        assert!(output.status.success(), "expected an empty plan from {output}");
    }

    /// Applies the plan that [`Workspace::plan`] saved last.
    #[track_caller]
    pub(crate) fn apply_saved_plan(&self) -> Output {
        self.run(&["apply", PLAN_FILE]).expect_success()
    }

    /// Plans and applies at once.
    #[track_caller]
    pub(crate) fn apply(&self) -> Output {
        self.run(&["apply", "-auto-approve"]).expect_success()
    }

    /// Plans and applies at once, with more arguments.
    #[track_caller]
    pub(crate) fn apply_with(&self, arguments: &[&str]) -> Output {
        self.run(&[&["apply", "-auto-approve"], arguments].concat()).expect_success()
    }

    /// Destroys everything in the state.
    #[track_caller]
    pub(crate) fn destroy(&self) -> Output {
        self.run(&["destroy", "-auto-approve"]).expect_success()
    }

    /// The `import` command, whatever its end.
    #[track_caller]
    pub(crate) fn import(&self, address: &str, id: &str) -> Output {
        self.run(&["import", address, id])
    }

    /// The state as Terraform's JSON shows it.
    #[track_caller]
    pub(crate) fn state(&self) -> Value {
        self.show(&["show", "-json"])
    }

    /// The attributes of one resource in the state; `None` when the state does not have it.
    #[track_caller]
    pub(crate) fn resource_state(&self, address: &str) -> Option<Value> {
        find(&self.state()["values"]["root_module"], address)
    }

    #[track_caller]
    fn show(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments).expect_success();
        serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("no JSON ({error}) from {output}"))
    }
}

/// The values of `address` in a module or its children.
fn find(module: &Value, address: &str) -> Option<Value> {
    let list = |name: &str| module[name].as_array().map_or(&[][..], Vec::as_slice).iter();
    let own = list("resources").find(|resource| resource["address"] == address);
    own.map(|resource| resource["values"].clone())
        .or_else(|| list("child_modules").find_map(|child| find(child, address)))
}

/// A CLI configuration in which these providers come from the folder `plugins`.
fn cli_config(plugins: &Path, sources: &[String]) -> String {
    let addresses =
        sources.iter().flat_map(|source| REGISTRIES.map(|registry| format!("{registry}/{source}")));
    let overrides: String =
        addresses.map(|address| format!("    \"{address}\" = \"{}\"\n", plugins.display())).collect();
    format!("provider_installation {{\n  dev_overrides {{\n{overrides}  }}\n  direct {{}}\n}}\n")
}
