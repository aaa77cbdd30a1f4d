//! The simulated tenant, and what the portal's people own in it: every row that no workspace made or imported.

use graph_simulator::{Change, FilterSeed, GroupSeed, Latency, Mode, Options, PolicySeed, Seed, Simulator};
use serde_json::Value;

use super::aim::{FILTERS, GROUPS, Who, filter_id, group_id};
use super::estate::Free;
use crate::failure::Failure;

/// How many policies are shared.
pub(super) const POLICIES: usize = 3;
/// A target type of the service that the provider has never heard of.
pub(super) const UNHEARD_OF: &str = "#microsoft.graph.deploymentRingAssignmentTarget";

/// A policy's id.
pub(super) fn policy_id(policy: usize) -> String {
    format!("ccddeeff-0000-4000-8000-{policy:012x}")
}

/// The service, and the rows of others in it.
#[derive(Debug)]
pub(super) struct Tenant {
    pub(super) simulator: Simulator,
    /// By the policy's number, each as the simulator showed it after the portal's last change.
    pub(super) foreign: Vec<Vec<Value>>,
}

impl Tenant {
    /// An empty tenant, whose assignments come in pages of this size if one is given.
    ///
    /// # Errors
    /// When the simulator does not start.
    pub(super) fn start(mode: Mode, seed: u64, page_size: Option<usize>) -> Result<Self, Failure> {
        let milliseconds = std::time::Duration::from_millis;
        let policies = (0..POLICIES).map(|policy| {
            PolicySeed::new("windows10CompliancePolicy", &format!("Shared policy {policy}"))
                .with_id(&policy_id(policy))
        });
        let groups = (0..GROUPS).map(|group| GroupSeed::new(&group_id(group), &format!("Group {group}")));
        let filters = (0..FILTERS).map(|filter| {
            FilterSeed::new(&filter_id(filter), &format!("Filter {filter}"), "windows10AndLater")
        });
        let options = Options {
            mode,
            seed: Seed {
                policies: policies.collect(),
                groups: groups.collect(),
                filters: filters.collect(),
                ..Seed::default()
            },
            assignments_page_size: page_size,
            latency: Latency { min: milliseconds(2), max: milliseconds(40), seed },
            target_types: vec![UNHEARD_OF.to_owned()],
            ..Options::default()
        };
        Ok(Self { simulator: Simulator::start_blocking(options)?, foreign: vec![Vec::new(); POLICIES] })
    }

    /// What is there, by the policy's number.
    ///
    /// # Errors
    /// When a policy has gone.
    pub(super) fn actual(&self) -> Result<Vec<Vec<Value>>, Failure> {
        (0..POLICIES).map(|policy| self.rows(policy)).collect()
    }

    fn rows(&self, policy: usize) -> Result<Vec<Value>, Failure> {
        Ok(self.simulator.assignments(&policy_id(policy))?)
    }

    /// Everybody whom no row is about.
    ///
    /// # Errors
    /// When a policy has gone.
    pub(super) fn free(&self) -> Result<Free, Failure> {
        let mut free = Free::new();
        for (policy, rows) in self.actual()?.iter().enumerate() {
            let taken: Vec<Who> = rows.iter().filter_map(Who::of).collect();
            let others = Who::all().into_iter().filter(|who| !taken.contains(who));
            free.extend(others.map(|who| (policy, who)));
        }
        Ok(free)
    }

    /// Lets the portal add a row (or replace the one of the same target), now.
    ///
    /// # Errors
    /// When the simulator does not take the row.
    pub(super) fn portal_adds(&mut self, policy: usize, row: Value) -> Result<(), Failure> {
        let before = self.rows(policy)?;
        self.simulator.add_assignment(&policy_id(policy), row)?;
        let after = self.rows(policy)?;
        // Replacing may change what is there, so what has gone is no longer expected.
        self.foreign[policy].retain(|row| after.contains(row));
        let new = after.into_iter().filter(|row| !before.contains(row));
        self.foreign[policy].extend(new);
        Ok(())
    }

    /// How a row would be shown if the portal added it. There must be none for the same target.
    ///
    /// # Errors
    /// When the simulator does not take the row.
    pub(super) fn foretell(&self, policy: usize, row: Value) -> Result<Option<Value>, Failure> {
        let before = self.rows(policy)?;
        self.simulator.add_assignment(&policy_id(policy), row)?;
        let new = self.rows(policy)?.into_iter().find(|row| !before.contains(row));
        self.simulator.change(&Change::SetAssignments { policy: policy_id(policy), assignments: before })?;
        Ok(new)
    }

    /// Lets the portal remove a row of its own, now.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) fn portal_removes(&mut self, policy: usize, row: &Value) -> Result<(), Failure> {
        let rest: Vec<Value> = self.rows(policy)?.into_iter().filter(|other| other != row).collect();
        self.simulator.set_assignments(&policy_id(policy), rest)?;
        self.foreign[policy].retain(|other| other != row);
        Ok(())
    }

    /// Ends all faults and all lag, so that what is read from now on is what is there.
    ///
    /// # Errors
    /// When a policy has gone.
    pub(super) fn clear_up(&self) -> Result<(), Failure> {
        self.simulator.clear_faults();
        self.simulator.clear_hooks();
        for policy in 0..POLICIES {
            // A set that is written from outside is shown at once.
            self.simulator.set_assignments(&policy_id(policy), self.rows(policy)?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::soak::aim::{Aim, Letters, Side};

    fn tenant() -> Tenant {
        Tenant::start(Mode::Live, 1, None).expect("a tenant")
    }

    fn aim(who: Who) -> Aim {
        Aim { who, side: Side::Include, filter: None, letters: Letters::Small }
    }

    #[test]
    fn the_portal_owns_what_it_adds_and_nobody_else_may_have_it() {
        let mut tenant = tenant();
        let free = tenant.free().expect("the free");
        tenant.portal_adds(0, aim(Who::AllDevices).row()).expect("a row");
        assert_eq!(tenant.foreign, tenant.actual().expect("rows"));
        assert_eq!(tenant.free().expect("the free").len(), free.len() - 1);

        let filtered = Aim { filter: Some((0, Side::Exclude)), ..aim(Who::AllDevices) };
        tenant.portal_adds(0, filtered.row()).expect("another row");
        assert_eq!(tenant.foreign[0].len(), 1, "the one before it is replaced");
        assert_eq!(tenant.foreign, tenant.actual().expect("rows"));

        let row = tenant.foreign[0][0].clone();
        tenant.portal_removes(0, &row).expect("a removal");
        assert_eq!(tenant.free().expect("the free"), free);
    }

    #[test]
    fn a_row_is_foretold_word_for_word_and_leaves_no_trace() {
        let mut tenant = tenant();
        let row = aim(Who::Group(3)).row();
        let foretold = tenant.foretell(1, row.clone()).expect("an answer");
        assert_eq!(tenant.actual().expect("rows")[1], Vec::<Value>::new());
        tenant.portal_adds(1, row).expect("a row");
        assert_eq!(foretold.as_ref(), tenant.foreign[1].first());
    }
}
