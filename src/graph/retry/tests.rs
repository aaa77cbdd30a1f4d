//! The policy as a table and as properties.

use proptest::prelude::*;

use super::*;

const ASKED: Option<Duration> = Some(Duration::from_secs(300));

fn answered(status: u16, retry_after: Option<Duration>) -> Outcome {
    Outcome::Answered { status: StatusCode::from_u16(status).expect("status"), retry_after }
}

#[test]
fn every_outcome_has_its_decision() {
    let backed_off = backoff(2, 0.5);
    let asked = Duration::from_secs(300);
    use Decision::{HoldAll, RetryAfter, Return, ReturnHolding, ReturnUnknown};
    for (outcome, read, write) in [
        (answered(200, None), Return, Return),
        (answered(201, None), Return, Return),
        (answered(204, ASKED), Return, Return),
        (answered(302, None), Return, Return),
        (answered(400, ASKED), Return, Return),
        (answered(401, None), Return, Return),
        (answered(403, None), Return, Return),
        (answered(404, None), Return, Return),
        (answered(409, None), Return, Return),
        (answered(412, None), Return, Return),
        (answered(408, None), RetryAfter(backed_off), ReturnUnknown),
        (answered(429, None), HoldAll(backed_off), HoldAll(backed_off)),
        (answered(429, ASKED), HoldAll(asked), HoldAll(asked)),
        (answered(500, None), Return, ReturnUnknown),
        (answered(500, ASKED), Return, ReturnUnknown),
        (answered(501, None), Return, Return),
        (answered(502, None), RetryAfter(backed_off), ReturnUnknown),
        (answered(503, None), RetryAfter(backed_off), ReturnUnknown),
        (answered(503, ASKED), RetryAfter(asked), ReturnUnknown),
        (answered(504, None), RetryAfter(backed_off), ReturnUnknown),
        (answered(505, None), Return, Return),
        (answered(507, None), Return, ReturnUnknown),
        (
            Outcome::Failed { sent: Sent::Never, passes: Passes::Perhaps },
            RetryAfter(backed_off),
            RetryAfter(backed_off),
        ),
        (Outcome::Failed { sent: Sent::Never, passes: Passes::Never }, Return, Return),
        (
            Outcome::Failed { sent: Sent::Perhaps, passes: Passes::Perhaps },
            RetryAfter(backed_off),
            ReturnUnknown,
        ),
        (Outcome::Failed { sent: Sent::Perhaps, passes: Passes::Never }, Return, ReturnUnknown),
    ] {
        assert_eq!(decide(Effect::Read, outcome, 2, 0.5), read, "read, {outcome:?}");
        assert_eq!(decide(Effect::Write, outcome, 2, 0.5), write, "write, {outcome:?}");
        // Where another write would be sent again, one that replaces a set goes back to who can read it again.
        let replace = match write {
            RetryAfter(_) => Return,
            HoldAll(wait) => ReturnHolding(wait),
            other => other,
        };
        assert_eq!(decide(Effect::Replace, outcome, 2, 0.5), replace, "replace, {outcome:?}");
    }
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let wait = proptest::option::of((1..1_000_000_u64).prop_map(Duration::from_secs));
    let passes = prop_oneof![Just(Passes::Perhaps), Just(Passes::Never)];
    let sent = prop_oneof![Just(Sent::Never), Just(Sent::Perhaps)];
    prop_oneof![
        (100..600_u16, wait).prop_map(|(status, wait)| answered(status, wait)),
        (sent, passes).prop_map(|(sent, passes)| Outcome::Failed { sent, passes }),
    ]
}

proptest! {
    #[test]
    fn a_write_that_may_have_happened_is_never_repeated(outcome in any_outcome(), failures: u32, jitter in 0.0..1.0_f64) {
        let decision = decide(Effect::Write, outcome, failures, jitter);
        let is_repeated = matches!(decision, Decision::RetryAfter(_) | Decision::HoldAll(_));
        let is_without_effect = matches!(
            outcome,
            Outcome::Answered { status: StatusCode::TOO_MANY_REQUESTS, .. } | Outcome::Failed { sent: Sent::Never, .. }
        );
        prop_assert!(!is_repeated || is_without_effect);
    }

    #[test]
    fn a_write_that_replaces_is_never_repeated(outcome in any_outcome(), failures: u32, jitter in 0.0..1.0_f64) {
        let decision = decide(Effect::Replace, outcome, failures, jitter);
        prop_assert!(!matches!(decision, Decision::RetryAfter(_) | Decision::HoldAll(_)), "{:?}", decision);
    }

    #[test]
    fn the_outcome_of_a_read_is_never_in_doubt(outcome in any_outcome(), failures: u32, jitter in 0.0..1.0_f64) {
        prop_assert_ne!(decide(Effect::Read, outcome, failures, jitter), Decision::ReturnUnknown);
    }

    #[test]
    fn a_wait_is_what_was_asked_or_the_backoff(outcome in any_outcome(), failures: u32, jitter in 0.0..1.0_f64) {
        for effect in [Effect::Read, Effect::Write] {
            if let Decision::RetryAfter(wait) | Decision::HoldAll(wait) = decide(effect, outcome, failures, jitter) {
                match outcome {
                    Outcome::Answered { retry_after: Some(asked), .. } => prop_assert_eq!(wait, asked),
                    _ => prop_assert!((1..=60).contains(&wait.as_secs())),
                }
            }
        }
    }
}
