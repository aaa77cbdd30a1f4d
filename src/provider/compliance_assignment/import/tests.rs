use super::*;
use crate::plugin::context::Context;
use crate::plugin::value::{object, string};

const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";

fn policy() -> PolicyId {
    PolicyId::try_from(POLICY).expect("a policy id")
}

fn id(text: &str) -> AssignmentId {
    AssignmentId::try_from(text).expect("an assignment id")
}

#[test]
fn every_form_names_its_policy_and_assignment() {
    let group = Which::For(Who::Group(GroupId::try_from(GROUP).expect("a group id")));
    let usual = format!("{POLICY}_{GROUP}");
    for (text, assignment) in [
        (usual.clone(), Which::Id(id(&usual))),
        (usual.to_uppercase(), Which::Id(id(&usual))),
        (format!("{POLICY}/{usual}"), Which::Id(id(&usual))),
        (format!("{POLICY}/a-foreign-id"), Which::Id(id("a-foreign-id"))),
        (format!("{POLICY}/all_devices"), Which::For(Who::AllDevices)),
        (format!("{POLICY}/all_licensed_users"), Which::For(Who::AllLicensedUsers)),
        (format!("{POLICY}/group:{GROUP}"), group.clone()),
        (format!("{POLICY}/group:{}", GROUP.to_uppercase()), group),
    ] {
        let named = Named { policy: policy(), assignment };
        assert_eq!(parse(&text), Ok(named), "{text}");
    }
}

/// Ids that name nothing, each with what is said about it.
fn refused() -> Vec<(String, &'static str)> {
    vec![
        (String::new(), "expected an assignment id such as"),
        ("finance".to_owned(), "expected an assignment id of two GUIDs, got \"finance\""),
        (POLICY.to_owned(), "expected an assignment id of two GUIDs"),
        (format!("{POLICY}_"), "expected an assignment id of two GUIDs"),
        (format!("{POLICY}_finance"), "expected an assignment id of two GUIDs"),
        (format!("{POLICY} {GROUP}"), "expected an assignment id such as"),
        ("windows/all_devices".to_owned(), "the policy id: expected a GUID such as"),
        ("/all_devices".to_owned(), "the policy id: expected a GUID such as"),
        (format!("{POLICY}/"), "expected an assignment id such as"),
        (format!("{POLICY}/group:"), "the group id: expected a GUID such as"),
        (format!("{POLICY}/group:finance"), "the group id: expected a GUID such as"),
        (format!("{POLICY}/a/b"), "expected an assignment id such as"),
        (format!("{POLICY}/.."), "expected an assignment id such as"),
    ]
}

#[test]
fn what_names_nothing_is_refused_with_a_reason() {
    for (text, reason) in refused() {
        let problem = parse(&text).expect_err(&text);
        assert!(problem.contains(reason), "{text:?}: {problem}");
    }
}

#[tokio::test]
async fn a_refused_id_is_shown_with_every_form_that_would_do_and_before_anything_is_asked() {
    let context = Context { rpc: "ImportResourceState", stop: Default::default() };
    let identity = object([("compliance_policy_id", string("windows")), ("assignment_id", string("x"))]);
    let by_id = refused().into_iter().map(|(text, reason)| (text.clone(), Import::Id(text), reason));
    let by_identity = ("windows/x".to_owned(), Import::Identity(identity), "the policy id: expected a GUID");
    for (given, request, reason) in by_id.chain([by_identity]) {
        // Without a session: an id that is no id must not need one.
        let imported = import(&Sessions::default(), &context, request).await;
        assert!(imported.state.is_null());
        let [error] = &imported.diagnostics.errors[..] else {
            panic!("one error was expected, got {:?}", imported.diagnostics);
        };
        assert_eq!(error.summary, "Invalid import id");
        for part in [
            &format!("Got {given:?}: "),
            reason,
            "POLICY_TARGET",
            "POLICY/ASSIGNMENT",
            "POLICY/all_devices",
            "POLICY/all_licensed_users",
            "POLICY/group:GROUP",
        ] {
            assert!(error.detail.contains(part), "{part} is not in {}", error.detail);
        }
    }
}

#[test]
fn the_id_that_messages_offer_is_read_back_as_the_same_assignment() {
    for text in [format!("{POLICY}_{GROUP}"), "a-foreign-id".to_owned(), format!("{GROUP}_{POLICY}")] {
        let offered = import_id(&policy(), &id(&text));
        let named = parse(&offered).expect(&offered);
        assert_eq!(named.policy, policy(), "{offered}");
        assert_eq!(named.assignment, Which::Id(id(&text)), "{offered}");
    }
    assert_eq!(import_id(&policy(), &id(&format!("{POLICY}_{GROUP}"))), format!("{POLICY}_{GROUP}"));
    assert_eq!(import_id(&policy(), &id("x")), format!("{POLICY}/x"));
}
