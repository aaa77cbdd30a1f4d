//! The tenant and the workspaces that share it, and how one command of theirs is judged.

use graph_simulator::RequestRecord;

use super::aim::{Aim, Who};
use super::check::{Violation, compare};
use super::estate::{Estate, name};
use super::tenant::{Tenant, policy_id};
use super::unseen::signs_in_as;
use super::weather::{Deed, Weather};
use crate::failure::Failure;
use crate::terraform::{Finished, Held, Workspace};

/// Plans and does all at once.
pub(super) const APPLY: &[&str] = &["apply", "-auto-approve"];
/// Removes everything.
pub(super) const DESTROY: &[&str] = &["destroy", "-auto-approve"];
/// Ends with 0 when there is nothing to do, and with 2 when there is.
pub(super) const PLAN: &[&str] = &["plan", "-detailed-exitcode"];
/// What such a plan should be after an apply.
pub(super) const NOTHING_TO_DO: &str = "a plan with nothing to do";

/// A workspace and what its configuration asks for.
#[derive(Debug)]
pub(super) struct Crew<'a> {
    pub(super) workspace: Workspace<'a>,
    pub(super) estate: Estate,
}

/// Everything that the soak acts on.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) tenant: Tenant,
    pub(super) crews: Vec<Crew<'a>>,
    /// What happened in this step, for whoever has to understand a violation.
    pub(super) journal: Vec<String>,
    /// How often somebody was overwritten unseen.
    pub(super) unseen: u64,
}

impl World<'_> {
    /// The number of the last workspace.
    pub(super) fn last_crew(&self) -> u32 {
        u32::try_from(self.crews.len()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// Notes something for the journal.
    pub(super) fn note(&mut self, line: impl Into<String>) {
        self.journal.push(line.into());
    }

    /// Writes a workspace's configuration as its estate is now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn configure(&self, crew: usize) -> Result<(), Failure> {
        let Crew { workspace, estate } = &self.crews[crew];
        workspace.write("main.tf", &estate.hcl())
    }

    /// Runs a command in a workspace, whatever its end.
    ///
    /// # Errors
    /// When it cannot be run, or does not end.
    pub(super) fn run(&mut self, crew: usize, arguments: &[&str]) -> Result<Finished, Failure> {
        let finished = self.crews[crew].workspace.run(arguments)?;
        self.note_run(crew, &finished);
        Ok(finished)
    }

    /// Notes a command that has ended.
    pub(super) fn note_run(&mut self, crew: usize, finished: &Finished) {
        self.journal.push(format!(
            "workspace {crew}: `{}` {} after {:.1} s",
            finished.command,
            finished.status,
            finished.took.as_secs_f64()
        ));
    }

    /// Lets the weather come.
    pub(super) fn unleash(&mut self, weather: &Weather) {
        for fault in &weather.faults {
            self.tenant.simulator.fault(fault.clone());
        }
        if let Some(visit) = &weather.visit {
            self.tenant.simulator.on_request(visit.hook());
        }
        self.journal.extend(weather.describe());
    }

    /// Ends the weather, and remembers what a visitor has left.
    ///
    /// # Errors
    /// When the tenant cannot be looked at.
    pub(super) fn calm(&mut self, weather: &Weather) -> Result<(), Failure> {
        if let Some(visit) = &weather.visit {
            let happened = visit.has_happened(&self.tenant.simulator.requests());
            self.note(if happened { "the portal came" } else { "the portal did not come" });
            if let (true, Deed::Add(row)) = (happened, &visit.deed) {
                self.tenant.foreign[visit.policy].push(row.clone());
            }
        }
        self.tenant.clear_up()
    }

    /// Runs a changing command in this weather, and judges what is there afterwards.
    ///
    /// # Errors
    /// When a command cannot be run, or does not end.
    pub(super) fn apply(
        &mut self,
        crew: usize,
        arguments: &[&str],
        weather: &Weather,
    ) -> Result<Vec<Violation>, Failure> {
        self.unleash(weather);
        let finished = self.run(crew, arguments)?;
        self.judge(&[(crew, finished)], arguments, weather)
    }

    /// Judges commands that have ended: they succeed, if need be when repeated in good weather; nothing is lost; and
    /// a plan has nothing left to do.
    ///
    /// # Errors
    /// When a command cannot be run, or does not end.
    pub(super) fn judge(
        &mut self,
        runs: &[(usize, Finished)],
        arguments: &[&str],
        weather: &Weather,
    ) -> Result<Vec<Violation>, Failure> {
        self.calm(weather)?;
        let mut violations = Vec::new();
        for (crew, finished) in runs {
            if finished.status.success() {
                continue;
            }
            if !weather.may_fail(signs_in_as(*crew)) {
                violations.push(complaint(*crew, "success, because all that went wrong passes", finished));
            }
            let again = self.run(*crew, arguments)?;
            if !again.status.success() {
                violations.push(complaint(*crew, "success of the second try, in good weather", &again));
            }
        }
        violations.extend(self.check()?);
        for (crew, _) in runs {
            violations.extend(self.expect_settled(*crew)?);
        }
        Ok(violations)
    }

    /// Whether everything is somebody's, and there.
    ///
    /// # Errors
    /// When states or tenant cannot be read.
    pub(super) fn check(&self) -> Result<Vec<Violation>, Failure> {
        Ok(compare(&self.tenant.actual()?, &self.tenant.foreign, &self.held()?))
    }

    /// What is in the states.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn held(&self) -> Result<Vec<Vec<Held>>, Failure> {
        self.crews.iter().map(|crew| crew.workspace.held()).collect()
    }

    /// A plan finds nothing to do, and that is the truth.
    ///
    /// # Errors
    /// When the plan cannot be run, or the tenant not be read.
    pub(super) fn expect_settled(&mut self, crew: usize) -> Result<Vec<Violation>, Failure> {
        let plan = self.run(crew, PLAN)?;
        let mut violations = Vec::new();
        if !plan.status.success() {
            violations.push(complaint(crew, NOTHING_TO_DO, &plan));
        }
        let actual = self.tenant.actual()?;
        for (slot, holding) in &self.crews[crew].estate.holdings {
            let is_it =
                |row: &&serde_json::Value| row["source"] == "direct" && Who::of(row) == Some(holding.aim.who);
            let found = actual[holding.policy].iter().find(is_it);
            let fits = found.and_then(Aim::of).is_some_and(|aim| aim.means(&holding.aim));
            if !fits {
                violations.push(Violation::Different {
                    workspace: crew,
                    policy: holding.policy,
                    name: name(*slot),
                    wanted: format!("{holding:?}"),
                    found: found.cloned(),
                });
            }
        }
        Ok(violations)
    }

    /// Takes what is there for given, after a violation: what no state has belongs to others from now on, and what is
    /// in a state is applied again.
    ///
    /// # Errors
    /// When states or tenant cannot be read, or an apply fails: then there is no ground to go on from.
    pub(super) fn accept_reality(&mut self) -> Result<(), Failure> {
        self.tenant.clear_up()?;
        let held = self.held()?;
        let actual = self.tenant.actual()?;
        for (policy, rows) in actual.iter().enumerate() {
            let ours = |row: &serde_json::Value| {
                row["source"] == "direct"
                    && held.iter().flatten().any(|held| {
                        held.policy.eq_ignore_ascii_case(&policy_id(policy))
                            && row["id"].as_str().is_some_and(|id| id.eq_ignore_ascii_case(&held.id))
                    })
            };
            self.tenant.foreign[policy] = rows.iter().filter(|row| !ours(row)).cloned().collect();
        }
        // A configuration that was not applied asks for what others may have by now.
        for (crew, held) in self.crews.iter_mut().zip(&held) {
            let kept = |slot: &u32| held.iter().any(|held| held.name == name(*slot));
            crew.estate.holdings.retain(|slot, _| kept(slot));
        }
        for crew in 0..self.crews.len() {
            self.configure(crew)?;
            self.run(crew, APPLY)?.successful()?;
        }
        Ok(())
    }

    /// The requests of this step.
    pub(super) fn requests(&self) -> Vec<RequestRecord> {
        self.tenant.simulator.requests()
    }
}

/// A command did not end as it must.
pub(super) fn complaint(workspace: usize, expected: &'static str, finished: &Finished) -> Violation {
    Violation::Command { workspace, expected, said: finished.said() }
}
