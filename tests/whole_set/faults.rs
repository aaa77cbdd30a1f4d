//! Answers that are lost, late, empty or wrong.

use graph_simulator::{Action, Fault, Matcher, Staleness};

use crate::setting::{Setting, answer, create, creates, exclude, include, shown_all};

/// The methods of all requests in their order.
fn order(setting: &Setting) -> Vec<String> {
    setting.simulator.requests().into_iter().map(|request| request.method).collect()
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_read_back_and_not_repeated() {
    let setting = Setting::new(shown_all(&[include(8), include(9)])).await;
    setting.next_write(Action::DropAfter);
    let changes = [create(include(1)), setting.update(exclude(8)), setting.delete(&include(9))];
    let answers = setting.change(changes).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(order(&setting), ["GET", "POST", "GET"]);
}

#[tokio::test]
async fn a_write_that_is_lost_is_read_back_and_repeated() {
    for fault in [Action::DropBefore, answer(503), answer(504)] {
        let setting = Setting::new(vec![]).await;
        setting.next_write(fault);
        assert!(setting.change([create(include(1))]).await[0].is_ok());
        assert_eq!(order(&setting), ["GET", "POST", "GET", "POST", "GET"]);
    }
}

#[tokio::test]
async fn a_throttled_write_is_merged_anew() {
    let setting = Setting::new(vec![]).await;
    setting.next_write(answer(429));
    assert!(setting.change(creates(0..5)).await.iter().all(Result::is_ok));
    assert_eq!(order(&setting), ["GET", "POST", "GET", "POST", "GET"]);
}

#[tokio::test]
async fn stale_reads_are_waited_out_without_a_second_write() {
    for staleness in [Staleness::Reads(3), Staleness::Ms(600)] {
        let setting = Setting::new(shown_all(&[include(8), include(9)])).await;
        setting.next_write(Action::Stale(staleness));
        let changes = [create(include(1)), setting.update(exclude(8)), setting.delete(&include(9))];
        let answers = setting.change(changes).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        assert_eq!(setting.counts().1, 1);
    }
}

#[tokio::test]
async fn an_answer_without_a_body_is_as_good() {
    let setting = Setting::new(vec![]).await;
    setting.next_write(Action::EmptyAssignBody);
    assert!(setting.change(creates(0..3)).await.iter().all(Result::is_ok));
    assert_eq!(setting.rows().len(), 3);
}

#[tokio::test]
async fn what_is_there_already_costs_no_write() {
    let setting = Setting::new(shown_all(&[include(1)])).await;
    let changes = [setting.update(include(1)), setting.delete(&include(2))];
    assert!(setting.change(changes).await.iter().all(Result::is_ok));
    assert_eq!(setting.counts().1, 0);
}

#[tokio::test]
async fn a_policy_that_disappears_takes_its_assignments_with_it() {
    let setting = Setting::new(shown_all(&[include(1)])).await;
    let policy = setting.policy.as_str().to_owned();
    let change = graph_simulator::Change::RemovePolicy { policy };
    let hook = graph_simulator::Hook::before(Matcher::on("POST", "*/assign"), change);
    setting.simulator.on_request(hook);
    let answers = setting.change([setting.delete(&include(1)), create(include(2))]).await;
    assert!(matches!(answers[0], Ok(None)), "{answers:?}");
    let failure = answers[1].as_ref().expect_err("no policy");
    assert!(failure.error.to_string().contains("ResourceNotFound"), "{failure:?}");
}

#[tokio::test]
async fn what_is_forbidden_is_told_to_everybody_after_one_try() {
    let setting = Setting::new(vec![]).await;
    setting.simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), Action::Forbidden).forever());
    let answers = setting.change(creates(0..8)).await;
    assert!(
        answers.iter().all(|answer| {
            answer.as_ref().is_err_and(|failure| failure.error.to_string().contains("403"))
        })
    );
    assert!(setting.counts().1 <= 2, "{:?}", setting.counts());
}
