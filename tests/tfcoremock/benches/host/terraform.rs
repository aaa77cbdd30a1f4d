//! Real Terraform with many resources of the provider, in turn with as many of its own `terraform_data`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::cli::Workspace;
use crate::figures::{Figures, peak};

const MANY: usize = 1_000;
const VERY_MANY: usize = 10_000;
const ROUNDS: usize = 5;
/// For the largest plan, on a busy machine.
const LIMIT: Duration = Duration::from_secs(900);

/// So many resources of the provider.
fn of_the_provider(count: usize) -> Workspace {
    let workspace = Workspace::new();
    let source = crate::PLUGIN.source;
    workspace.write(
        "main.tf",
        &format!(
            "terraform {{\n  required_providers {{\n    tfcoremock = {{\n      source = \"{source}\"\n    }}\n  }}\n}}\n\
             provider \"tfcoremock\" {{\n  use_only_state = true\n}}\n\
             resource \"tfcoremock_simple_resource\" \"x\" {{\n  count  = {count}\n  string = \"text ${{count.index}}\"\n}}\n"
        ),
    );
    workspace
}

/// So many resources of Terraform's own.
fn of_terraform(count: usize) -> Workspace {
    let workspace = Workspace::new();
    workspace.write(
        "main.tf",
        &format!("resource \"terraform_data\" \"x\" {{\n  count = {count}\n  input = \"text ${{count.index}}\"\n}}\n"),
    );
    workspace
}

fn timed(workspace: &Workspace, arguments: &[&str]) -> Duration {
    let begun = Instant::now();
    workspace.spawn(arguments).wait(LIMIT).expect_success();
    begun.elapsed()
}

/// The same command in both workspaces in turn, several times; prints both and their ratio.
fn compare(what: &str, ours: &Workspace, floor: &Workspace, arguments: &[&str]) {
    let rounds = (0..ROUNDS).map(|_| (timed(ours, arguments), timed(floor, arguments)));
    let (ours, floor): (Vec<_>, Vec<_>) = rounds.unzip();
    let (ours, floor) = (Figures::of(ours), Figures::of(floor));
    ours.print(&format!("{what}: provider"));
    floor.print(&format!("{what}: terraform_data"));
    let ratio = ours.median().as_secs_f64() / floor.median().as_secs_f64();
    println!("{:<44}{ratio:>12.2}", format!("{what}: ratio of the medians"));
}

/// The most memory that a process of the provider has while `work` goes on; Linux tells.
fn most_memory(work: impl FnOnce()) -> Option<u64> {
    let (done, most) = (AtomicBool::new(false), AtomicU64::new(0));
    let program = std::fs::canonicalize(crate::PLUGIN.executable).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let peaks = processes_of(&program).into_iter().filter_map(peak);
                most.fetch_max(peaks.max().unwrap_or_default(), Ordering::Relaxed);
                #[allow(
                    clippy::disallowed_methods,
                    reason = "other processes are watched; there is no runtime to block"
                )]
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        work();
        done.store(true, Ordering::Relaxed);
    });
    Some(most.into_inner()).filter(|kib| *kib > 0)
}

/// The processes that run this program.
fn processes_of(program: &Path) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let runs =
        |id: &u32| std::fs::read_link(PathBuf::from(format!("/proc/{id}/exe"))).is_ok_and(|it| it == program);
    ids.filter(runs).collect()
}

/// Measures and prints.
pub(crate) fn measure() {
    let (ours, floor) = (of_the_provider(MANY), of_terraform(MANY));
    compare(&format!("plan of {MANY} creates"), &ours, &floor, &["plan"]);
    for workspace in [&ours, &floor] {
        timed(workspace, &["apply", "-auto-approve"]);
    }
    compare(&format!("plan of {MANY}, nothing to do"), &ours, &floor, &["plan", "-detailed-exitcode"]);
    let asked =
        (0..ROUNDS).map(|_| (timed(&ours, &["providers", "schema", "-json"]), timed(&ours, &["version"])));
    let (schema, version): (Vec<_>, Vec<_>) = asked.unzip();
    Figures::of(schema).print("terraform providers schema");
    Figures::of(version).print("terraform version");
    for count in [MANY, VERY_MANY] {
        let workspace = of_the_provider(count);
        let memory = most_memory(|| {
            timed(&workspace, &["plan"]);
        });
        if let Some(kib) = memory {
            println!("{:<44}{kib:>8} KiB", format!("most memory, plan of {count} creates"));
        }
    }
}
