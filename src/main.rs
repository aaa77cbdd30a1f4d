//! The program: started by Terraform it serves the provider, started by hand it explains itself.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use terraform_provider_intune::export;
use terraform_provider_intune::plugin::host::{self, NotAPlugin, ServeError};
use terraform_provider_intune::plugin::log;
use terraform_provider_intune::provider::{Environment, Intune, NAME, SOURCE};
use tokio_util::sync::CancellationToken;

const HELP: &str = "\
terraform-provider-intune: manages Microsoft Intune compliance policy assignments with Terraform or OpenTofu.

This program is a plugin. Terraform and OpenTofu start it; there is nothing to see when it is started by hand.
To use it, write in your configuration

    terraform {
      required_providers {
        intune = {
          source = \"terraform-provider-intune/intune\"
        }
      }
    }

and run terraform init.

To have what a tenant has already written as configuration, run

    terraform-provider-intune export --help

Options:
    --debug      start the provider for Terraform to attach to (TF_REATTACH_PROVIDERS), for debuggers
    --version    print the version
    --help       print this text
";

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|text| text.to_string_lossy().into_owned()).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => run(Mode::Serve),
        ["--debug" | "-debug"] => run(Mode::Debug),
        ["export", ..] => run_export(&arguments[1..]),
        ["--version" | "-V"] => {
            print(&format!("terraform-provider-intune {}\n", env!("CARGO_PKG_VERSION")));
            ExitCode::SUCCESS
        }
        ["--help" | "-h" | "help"] => {
            print(HELP);
            ExitCode::SUCCESS
        }
        _ => {
            complain(&format!("unknown arguments: {}\n\n{HELP}", arguments.join(" ")));
            ExitCode::from(2)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Serve,
    Debug,
}

fn run(mode: Mode) -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    let level = match log::wanted_level(NAME, variable) {
        // Whoever debugs wants to see something.
        log::Level::Off if mode == Mode::Debug => log::Level::Info,
        level => level,
    };
    log::install(env!("CARGO_CRATE_NAME"), level);
    log::install_panic_hook();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("terraform-provider-intune: cannot start: {error}\n"));
            return ExitCode::FAILURE;
        }
    };
    let provider = Arc::new(Intune::new(Environment::of_process()));
    let ended = runtime.block_on(async {
        match mode {
            Mode::Serve => host::serve(provider, variable).await,
            Mode::Debug => host::debug(provider, SOURCE).await,
        }
    });
    // Whatever still runs has had its time.
    runtime.shutdown_background();
    match ended {
        Ok(code) => code,
        Err(ServeError::NotAPlugin(NotAPlugin::NoCookie)) => {
            complain(HELP);
            ExitCode::FAILURE
        }
        Err(error) => {
            complain(&format!("terraform-provider-intune: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Runs the export until it is done, or Ctrl-C ends it.
fn run_export(arguments: &[String]) -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    log::install(env!("CARGO_CRATE_NAME"), log::wanted_level(NAME, variable));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("terraform-provider-intune: cannot start: {error}\n"));
            return ExitCode::FAILURE;
        }
    };
    let stop = CancellationToken::new();
    let ended = runtime.block_on(async {
        let on_interrupt = stop.clone();
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                on_interrupt.cancel();
            }
        });
        export::run(arguments, &Environment::of_process(), stop).await
    });
    runtime.shutdown_background();
    ended
}

/// Prints for a person. A closed pipe is not our problem.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn complain(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
