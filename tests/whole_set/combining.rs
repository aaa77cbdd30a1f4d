//! How many requests changes cost, and whose answer is whose.

use graph_simulator::{Action, Fault, Matcher, MessageForm, row};
use terraform_provider_intune::assignments::{Error, Remains, WriteMode};
use tokio_util::sync::CancellationToken;

use crate::setting::{Setting, create, creates, exclude, include, shown_all};

#[tokio::test]
async fn many_changes_at_once_are_few_requests() {
    for count in [1, 30, 300] {
        let setting = Setting::new(vec![]).await;
        let answers = setting.change(creates(0..count)).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(setting.rows().len(), count as usize);
        let (reads, writes) = setting.counts();
        // One set, and another of those who came after the first had been read.
        assert!(reads <= 3 && writes <= 2, "{count}: {reads} reads, {writes} writes");
    }
}

#[tokio::test]
async fn the_documented_route_is_asked_once() {
    let setting = Setting::new(vec![]).await;
    let process = setting.process(WriteMode::Auto);
    let answers = setting.change_with(&process, creates(0..20), &CancellationToken::new()).await;
    assert!(answers.iter().all(Result::is_ok));
    let asked = setting.writes().iter().filter(|write| write.path.ends_with("/assignments")).count();
    assert_eq!((asked, setting.rows().len()), (1, 20));
}

#[tokio::test]
async fn creates_updates_and_deletes_go_together() {
    let setting = Setting::new(shown_all(&[include(1), include(2), include(3)])).await;
    let changes =
        [create(include(4)), setting.update(exclude(1)), setting.delete(&include(2)), create(include(3))];
    let answers = setting.change(changes).await;
    let ids: Vec<_> = answers
        .iter()
        .map(|answer| answer.as_ref().ok().map(|row| row.as_ref().map(|row| row.id.clone())))
        .collect();
    assert_eq!(ids[0], Some(Some(setting.id(&include(4)))));
    assert_eq!(ids[1], Some(Some(setting.id(&include(1)))));
    assert_eq!(ids[2..], [Some(None), None]);
    assert!(setting.has(&exclude(1)) && !setting.has(&include(2)) && setting.has(&include(4)));
}

#[tokio::test]
async fn one_bad_target_does_not_fail_its_neighbours() {
    for (status, form) in [(400, MessageForm::Nested), (500, MessageForm::Nested)] {
        let setting = Setting::new(shown_all(&[include(99)])).await;
        let bad = Matcher::on("POST", "*/assign").with_body("000000000003");
        let refusal = graph_simulator::Answer::status(status).form(form);
        setting.simulator.fault(Fault::new(bad, Action::Answer(refusal)).forever());
        let answers = setting.change(creates(0..6)).await;
        for (number, answer) in (0..).zip(&answers) {
            assert_eq!(setting.has(&include(number)), number != 3);
            match answer {
                Ok(_) => assert_ne!(number, 3),
                Err(failure) => {
                    assert_eq!((number, failure.remains), (3, Remains::Unchanged), "{failure:?}");
                    let Error::Graph(error) = &failure.error else { panic!("{failure:?}") };
                    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
                }
            }
        }
        assert!(setting.has(&include(99)));
    }
}

#[tokio::test]
async fn a_group_id_that_the_service_refuses_by_itself_fails_alone() {
    let setting = Setting::new(vec![row::all_devices()]).await;
    let kind = terraform_provider_intune::graph::TargetKind::ConfigurationManagerCollection(String::new());
    let bad = terraform_provider_intune::graph::Target::unfiltered(kind);
    let answers = setting.change([create(include(1)), create(bad), create(include(2))]).await;
    assert!(answers[0].is_ok() && answers[2].is_ok());
    let failure = answers[1].as_ref().expect_err("an empty collection id");
    assert!(failure.error.to_string().contains("collectionId"), "{failure:?}");
    assert_eq!(setting.rows().len(), 3);
}
