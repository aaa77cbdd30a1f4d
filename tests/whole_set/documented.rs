//! A service that has the documented routes.

use graph_simulator::{Action, Fault, Matcher, Options};
use terraform_provider_intune::assignments::WriteMode;
use tokio_util::sync::CancellationToken;

use crate::setting::{Answer, Setting, create, creates, exclude, include, shown_all};

async fn one(setting: &Setting, change: terraform_provider_intune::assignments::Change) -> Answer {
    let (process, stop) = (setting.process(WriteMode::Auto), CancellationToken::new());
    setting.change_with(&process, [change], &stop).await.remove(0)
}

#[tokio::test]
async fn every_change_is_its_own_request_and_no_set_is_written() {
    let setting = Setting::with(Options::documented(), shown_all(&[include(8), include(9)])).await;
    let (process, stop) = (setting.process(WriteMode::Auto), CancellationToken::new());
    let changes = creates(0..5).chain([setting.update(exclude(8)), setting.delete(&include(9))]);
    let answers = setting.change_with(&process, changes, &stop).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let mut methods: Vec<_> = setting.writes().into_iter().map(|write| write.method).collect();
    methods.sort();
    assert_eq!(methods, ["DELETE", "PATCH", "POST", "POST", "POST", "POST", "POST"]);
    assert!(setting.has(&exclude(8)) && !setting.has(&include(9)));
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_found() {
    let setting = Setting::with(Options::documented(), vec![]).await;
    let post = Matcher::on("POST", "*/assignments");
    setting.simulator.fault(Fault::new(post, Action::DropAfter));
    let answer = one(&setting, create(include(1))).await;
    assert_eq!(answer.expect("found").map(|row| row.id), Some(setting.id(&include(1))));
    assert_eq!((setting.counts().1, setting.rows().len()), (1, 1));
}

#[tokio::test]
async fn what_somebody_else_removed_counts_as_removed() {
    let setting = Setting::with(Options::documented(), shown_all(&[include(1)])).await;
    let (policy, id) = (setting.policy.as_str().to_owned(), setting.id(&include(1)).to_string());
    let remove = graph_simulator::Change::RemoveAssignment { policy, id };
    let delete = Matcher::on("DELETE", "*/assignments/*");
    setting.simulator.on_request(graph_simulator::Hook::before(delete, remove));
    assert!(matches!(one(&setting, setting.delete(&include(1))).await, Ok(None)));
    assert_eq!(setting.counts().1, 1);
}
