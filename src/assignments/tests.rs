//! The whole module against a service of a hundred lines, with the clock paused: waits cost nothing, and what takes
//! a minute of bad luck on the real service is tried with many seeds.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::graph::{Filter, FilterId, FilterMode, GroupId, Target, TargetKind};
use service::Service;

mod combining;
mod company;
mod documented;
mod doubt;
mod exactly;
mod figures;
mod limits;
mod looking;
mod refusals;
mod routes;
mod service;
mod staleness;

const POLICY: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

fn policy() -> PolicyId {
    PolicyId::try_from(POLICY).expect("id")
}

fn group(number: u32) -> GroupId {
    GroupId::try_from(format!("00000000-0000-4000-9000-{number:012}").as_str()).expect("id")
}

fn include(number: u32) -> Target {
    Target::unfiltered(TargetKind::Group(group(number)))
}

fn exclude(number: u32) -> Target {
    Target::unfiltered(TargetKind::ExclusionGroup(group(number)))
}

fn filtered(target: Target) -> Target {
    let id = FilterId::try_from(FILTER).expect("id");
    let mode = FilterMode::Include;
    Target { filter: Some(Filter { id, mode }), ..target }
}

fn id_of(target: &Target) -> AssignmentId {
    AssignmentId::of(&policy(), &target.kind).expect("a usual kind")
}

fn create(target: Target) -> Change {
    Change::Create { target, existing: Existing::Refuse }
}

fn adopt(target: Target) -> Change {
    Change::Create { target, existing: Existing::Adopt }
}

fn update(target: Target) -> Change {
    Change::Update { id: id_of(&target), target }
}

fn delete(target: &Target) -> Change {
    Change::Delete { id: id_of(target), kind: target.kind.clone() }
}

fn seconds(seconds: u64) -> Operation {
    Operation::new(Duration::from_secs(seconds), CancellationToken::new())
}

fn assign(service: &Arc<Service>) -> Assignments {
    Assignments::new(service.client(), Versions::Auto, WriteMode::Assign)
}

/// Long enough that nothing read before counts as fresh.
async fn a_while() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

type Answer = Result<Option<Assignment>, Failure>;

/// Makes all changes at once, each by its own task; the answers in the changes' order.
async fn all_at_once(assignments: &Assignments, changes: impl IntoIterator<Item = Change>) -> Vec<Answer> {
    with_operations(assignments, changes.into_iter().map(|change| (change, seconds(300)))).await
}

async fn with_operations(
    assignments: &Assignments,
    changes: impl IntoIterator<Item = (Change, Operation)>,
) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for (index, (change, operation)) in changes.into_iter().enumerate() {
        let assignments = assignments.clone();
        tasks.spawn(async move { (index, assignments.apply(&policy(), change, &operation).await) });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

async fn one(assignments: &Assignments, change: Change) -> Answer {
    assignments.apply(&policy(), change, &seconds(300)).await
}

/// `there`, `gone`, or the failure's kind and what it leaves.
fn word(answer: &Answer) -> String {
    match answer {
        Ok(Some(_)) => "there".to_owned(),
        Ok(None) => "gone".to_owned(),
        Err(Failure { error, remains }) => {
            let what = match error {
                Error::Graph(error) => {
                    error.status().map_or("graph".to_owned(), |status| status.as_u16().to_string())
                }
                Error::Conflict(Conflict::Exists(_)) => "exists".to_owned(),
                Error::Conflict(Conflict::CreatedInThisRun { .. }) => "created in this run".to_owned(),
                Error::Conflict(conflict) => conflict.to_string(),
                Error::Interrupted(how) => format!("{how:?}"),
                other => format!("{other:?}"),
            };
            format!("{what}, {remains:?}")
        }
    }
}

fn words(answers: &[Answer]) -> Vec<String> {
    answers.iter().map(word).collect()
}
