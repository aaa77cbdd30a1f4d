//! How many requests questions cost, against the simulator.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use graph_simulator::row::{all_devices, group};
use graph_simulator::{Options, PolicySeed, Simulator, StateError};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::assignments::{Assignments, Versions, WriteMode};
use crate::auth::StaticToken;
use crate::graph::{AssignmentId, Settings, TargetKind};
use crate::net::{Endpoint, Http};

const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";

async fn simulator(policies: usize, page_size: usize) -> (Simulator, Vec<PolicyId>) {
    let simulator = Simulator::start(Options { page_size, ..Options::default() }).await.unwrap();
    let add = |index| -> Result<PolicyId, StateError> {
        let seed = PolicySeed::new("windows10CompliancePolicy", &format!("Policy {index}"));
        let id = simulator.add_policy(seed.with_assignment(all_devices()).with_assignment(group(GROUP)))?;
        Ok(PolicyId::try_from(id.as_str()).unwrap())
    };
    let policies = (0..policies).map(add).collect::<Result<_, _>>().unwrap();
    (simulator, policies)
}

fn assignments(simulator: &Simulator) -> Assignments {
    let settings = Settings {
        root: Endpoint::try_new(&simulator.url()).unwrap(),
        user_agent: "test".to_owned(),
        max_concurrent_requests: std::num::NonZeroUsize::new(10).unwrap(),
    };
    let token = StaticToken::try_new(graph_simulator::STATIC_TOKEN.to_owned().into()).unwrap();
    let client = Client::try_new(
        settings,
        Arc::new(Http::try_new(crate::net::Trust::default()).unwrap()),
        Arc::new(token),
    )
    .unwrap();
    Assignments::new(client, Versions::Auto, WriteMode::Auto)
}

fn operation() -> Operation {
    Operation::new(Duration::from_secs(20), CancellationToken::new())
}

fn everything(policy: &PolicyId) -> AssignmentId {
    AssignmentId::of(policy, &TargetKind::AllDevices).unwrap()
}

/// Asks for one assignment of each policy, so many at a time, and counts the requests.
async fn cost(simulator: &Simulator, wanted: &[PolicyId], at_a_time: usize) -> usize {
    let assignments = assignments(simulator);
    simulator.clear_requests();
    for chunk in wanted.chunks(at_a_time) {
        let ask = |policy: &PolicyId| {
            let (assignments, policy) = (assignments.clone(), policy.clone());
            async move { assignments.find(&policy, &everything(&policy), &operation()).await.unwrap().is_some() }
        };
        assert!(join_all(chunk.iter().map(ask)).await.into_iter().all(|found| found));
    }
    simulator.requests().len()
}

#[tokio::test]
async fn one_policy_costs_one_request_however_many_ask() {
    let (simulator, policies) = simulator(1, 100).await;
    assert_eq!(cost(&simulator, &vec![policies[0].clone(); 200], 20).await, 1);
}

#[tokio::test]
async fn many_policies_cost_little_more_than_their_pages() {
    let (simulator, policies) = simulator(50, 100).await;
    let requests = cost(&simulator, &policies, 10).await;
    assert!(requests <= 3, "{requests}");
}

#[tokio::test]
async fn a_listing_never_costs_more_than_the_policies_that_are_asked_for() {
    let (simulator, policies) = simulator(60, 1).await;
    let wanted: Vec<_> = policies.iter().rev().take(4).cloned().collect();
    let requests = cost(&simulator, &wanted, 2).await;
    assert!(requests <= 8, "{requests}");
}

#[tokio::test]
async fn what_a_listing_lacks_is_asked_for_on_the_policy() {
    let (simulator, policies) = simulator(3, 100).await;
    let assignments = assignments(&simulator);
    for policy in &policies {
        assert!(assignments.find(policy, &everything(policy), &operation()).await.unwrap().is_some());
    }
    // Made after the listing was read, by somebody else.
    let late = "aaaaaaaa-5b2e-4c8d-8e6f-1a2b3c4d5e01";
    simulator.add_assignment(policies[2].as_str(), group(late)).unwrap();
    let kind = TargetKind::Group(crate::graph::GroupId::try_from(late).unwrap());
    let id = AssignmentId::of(&policies[2], &kind).unwrap();
    simulator.clear_requests();
    assert!(assignments.find(&policies[2], &id, &operation()).await.unwrap().is_some());
    let asked: Vec<_> = simulator.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].ends_with("/assignments"), "{asked:?}");
}

#[tokio::test]
async fn nothing_older_than_our_own_write_is_handed_out() {
    let (simulator, policies) = simulator(2, 100).await;
    let assignments = assignments(&simulator);
    for policy in &policies {
        assignments.find(policy, &everything(policy), &operation()).await.unwrap();
    }
    let (id, kind) = (everything(&policies[1]), TargetKind::AllDevices);
    let gone = crate::assignments::Change::Delete { id: id.clone(), kind };
    assignments.apply(&policies[1], gone, &operation()).await.unwrap();
    assert_eq!(assignments.find(&policies[1], &id, &operation()).await.unwrap().map(|row| row.id), None);
}

#[tokio::test]
async fn a_policy_that_does_not_exist_has_no_assignments() {
    let (simulator, mut policies) = simulator(2, 100).await;
    let assignments = assignments(&simulator);
    policies.push(PolicyId::try_from("00000000-0000-0000-0000-00000000dead").unwrap());
    for (policy, there) in policies.iter().zip([true, true, false]) {
        let found = assignments.find(policy, &everything(policy), &operation()).await.unwrap();
        assert_eq!(found.is_some(), there, "{policy}");
    }
}

#[tokio::test]
async fn those_who_wait_share_a_failure_and_the_next_one_asks_again() {
    use graph_simulator::{Action, Answer, Fault, Matcher};
    let (simulator, policies) = simulator(1, 100).await;
    let assignments = assignments(&simulator);
    simulator.fault(Fault::new(Matcher::path("assignments"), Action::Answer(Answer::status(403))).times(1));
    let ask = || async { assignments.find(&policies[0], &everything(&policies[0]), &operation()).await };
    let answers = join_all((0..5).map(|_| ask())).await;
    assert!(answers.iter().all(Result::is_err), "{answers:?}");
    assert_eq!(simulator.requests().len(), 1);
    assert!(ask().await.unwrap().is_some());
}
