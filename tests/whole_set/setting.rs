//! A simulator with one policy, and providers' worth of [`Assignments`] that write to it.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use graph_simulator::{
    Action, Answer as Reply, Fault, Matcher, Options, PolicySeed, RequestRecord, STATIC_TOKEN, Simulator,
};
use serde_json::Value;
use terraform_provider_intune::assignments::{Assignments, Change, Existing, Failure, Versions, WriteMode};
use terraform_provider_intune::auth::StaticToken;
use terraform_provider_intune::graph::{
    Assignment, AssignmentId, Client, GroupId, Operation, PolicyId, Settings, Target, TargetKind,
};
use terraform_provider_intune::net::{Endpoint, Http, Trust};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub(crate) type Answer = Result<Option<Assignment>, Failure>;

/// A tenant with one policy.
pub(crate) struct Setting {
    pub(crate) simulator: Simulator,
    pub(crate) policy: PolicyId,
}

impl Setting {
    pub(crate) async fn new(rows: Vec<Value>) -> Self {
        Self::with(Options::default(), rows).await
    }

    pub(crate) async fn with(options: Options, rows: Vec<Value>) -> Self {
        let simulator = Simulator::start(options).await.expect("a simulator");
        let seed = rows
            .into_iter()
            .fold(PolicySeed::new("windows10CompliancePolicy", "Windows"), PolicySeed::with_assignment);
        let policy = simulator.add_policy(seed).expect("a policy");
        let policy = PolicyId::try_from(policy.as_str()).expect("a GUID");
        Self { simulator, policy }
    }

    /// What one process has.
    pub(crate) fn process(&self, mode: WriteMode) -> Assignments {
        let settings = Settings {
            root: Endpoint::try_new(&self.simulator.url()).expect("a root"),
            user_agent: "whole-set-tests/1.0".to_owned(),
            max_concurrent_requests: NonZeroUsize::new(10).expect("slots"),
        };
        let transport = Arc::new(Http::try_new(Trust::default()).expect("a client"));
        let token = StaticToken::try_new(STATIC_TOKEN.into()).expect("a token");
        let client = Client::try_new(settings, transport, Arc::new(token)).expect("settings");
        Assignments::new(client, Versions::Auto, mode)
    }

    /// Makes all changes at once from one process that writes whole sets.
    pub(crate) async fn change(&self, changes: impl IntoIterator<Item = Change>) -> Vec<Answer> {
        let stop = CancellationToken::new();
        self.change_with(&self.process(WriteMode::Assign), changes, &stop).await
    }

    /// Makes all changes at once; the answers in the changes' order.
    pub(crate) async fn change_with(
        &self,
        process: &Assignments,
        changes: impl IntoIterator<Item = Change>,
        stop: &CancellationToken,
    ) -> Vec<Answer> {
        let mut tasks = JoinSet::new();
        for (index, change) in changes.into_iter().enumerate() {
            let (process, policy) = (process.clone(), self.policy.clone());
            let operation = Operation::new(Duration::from_secs(60), stop.clone());
            tasks.spawn(async move { (index, process.apply(&policy, change, &operation).await) });
        }
        let mut answers = tasks.join_all().await;
        answers.sort_by_key(|(index, _)| *index);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    /// What is really there.
    pub(crate) fn rows(&self) -> Vec<Value> {
        self.simulator.assignments(self.policy.as_str()).expect("the policy")
    }

    pub(crate) fn has(&self, target: &Target) -> bool {
        self.rows().iter().any(|row| row["target"] == shown(target)["target"])
    }

    /// How many reads and writes reached the service.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let requests = self.simulator.requests();
        let writes = requests.iter().filter(|request| request.is_write()).count();
        (requests.len() - writes, writes)
    }

    pub(crate) fn writes(&self) -> Vec<RequestRecord> {
        let requests = self.simulator.requests();
        requests.into_iter().filter(RequestRecord::is_write).collect()
    }

    /// The next whole-set write meets this.
    pub(crate) fn next_write(&self, action: Action) {
        self.simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), action));
    }

    pub(crate) fn id(&self, target: &Target) -> AssignmentId {
        AssignmentId::of(&self.policy, &target.kind).expect("a usual kind")
    }

    pub(crate) fn update(&self, target: Target) -> Change {
        Change::Update { id: self.id(&target), target }
    }

    pub(crate) fn delete(&self, target: &Target) -> Change {
        Change::Delete { id: self.id(target), kind: target.kind.clone() }
    }
}

pub(crate) fn answer(status: u16) -> Action {
    Action::Answer(Reply::status(status))
}

pub(crate) fn create(target: Target) -> Change {
    Change::Create { target, existing: Existing::Refuse }
}

pub(crate) fn creates(numbers: Range<u32>) -> impl Iterator<Item = Change> {
    numbers.map(|number| create(include(number)))
}

pub(crate) fn group(number: u32) -> GroupId {
    GroupId::try_from(format!("00000000-0000-4000-9000-{number:012}").as_str()).expect("a GUID")
}

pub(crate) fn include(number: u32) -> Target {
    Target::unfiltered(TargetKind::Group(group(number)))
}

pub(crate) fn exclude(number: u32) -> Target {
    Target::unfiltered(TargetKind::ExclusionGroup(group(number)))
}

/// The row that the simulator stores for a target, less what it adds.
pub(crate) fn shown(target: &Target) -> Value {
    let beta = terraform_provider_intune::graph::ApiVersion::Beta;
    serde_json::json!({"target": target.to_json(beta).expect("writable")})
}

pub(crate) fn shown_all<'a>(targets: impl IntoIterator<Item = &'a Target>) -> Vec<Value> {
    targets.into_iter().map(shown).collect()
}
