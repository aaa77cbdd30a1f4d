//! What goes wrong during a step: faults of the service, and a portal that writes at the worst moment.
//!
//! Only what can be survived without loss is in it. Two things cannot, by anyone, on a service without ETags, and are
//! left out: a change of the portal between our read and our write, and reads that lag while the portal writes as
//! well. Weather for two workspaces at once is gentler for the same reason: a write that is late on its way lets the
//! other one come and go unseen. One that was refused is made anew from what is there by then.

use graph_simulator::{
    Action, Answer, Authorization, Change, Fault, Hook, Matcher, MessageForm, RequestRecord, RetryAfter,
    Staleness,
};
use serde_json::Value;

use super::dice::Dice;
use super::tenant::policy_id;

/// The faults and the visitor of one step.
#[derive(Clone, Debug, Default)]
pub(super) struct Weather {
    pub(super) faults: Vec<Fault>,
    pub(super) visit: Option<Visit>,
    /// Whether the service says 500, which may be about the request itself.
    breaks: bool,
    /// Whether it refuses a token.
    refuses_token: bool,
}

/// The portal's write in the middle of a step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Visit {
    pub(super) policy: usize,
    /// How many writes of ours pass before.
    pub(super) after_writes: u32,
    pub(super) deed: Deed,
}

/// What the portal does then.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Deed {
    /// Adds this row, which is then shown exactly so.
    Add(Value),
    /// Saves the set that was there before the step, and so undoes what we wrote.
    Restore(Vec<Value>),
}

/// For how many workspaces the weather is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Company {
    Alone,
    Together,
}

/// What a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Writes,
    Reads,
    Anything,
    SigningIn,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Throttled,
    Unavailable,
    DroppedBefore,
    DroppedAfter,
    Late,
    LateAnswer,
    Lagging,
    EmptyBody,
    TokenRefused,
    Broken,
}

const ALONE: &[(u32, (About, Kind))] = &[
    (4, (About::Writes, Kind::Throttled)),
    (4, (About::Writes, Kind::Unavailable)),
    (3, (About::Writes, Kind::DroppedBefore)),
    (4, (About::Writes, Kind::DroppedAfter)),
    (2, (About::Writes, Kind::Late)),
    (2, (About::Writes, Kind::LateAnswer)),
    (4, (About::Writes, Kind::Lagging)),
    (2, (About::Writes, Kind::EmptyBody)),
    (1, (About::Writes, Kind::Broken)),
    (3, (About::Reads, Kind::Throttled)),
    (3, (About::Reads, Kind::Unavailable)),
    (3, (About::Reads, Kind::DroppedBefore)),
    (2, (About::Reads, Kind::LateAnswer)),
    (1, (About::Reads, Kind::Broken)),
    (2, (About::Anything, Kind::Late)),
    (2, (About::Anything, Kind::TokenRefused)),
    (1, (About::SigningIn, Kind::Unavailable)),
];

const TOGETHER: &[(u32, (About, Kind))] = &[
    (3, (About::Writes, Kind::Throttled)),
    (2, (About::Reads, Kind::Throttled)),
    (3, (About::Writes, Kind::Unavailable)),
    (2, (About::Writes, Kind::DroppedBefore)),
    (3, (About::Writes, Kind::DroppedAfter)),
    (2, (About::Writes, Kind::EmptyBody)),
    (2, (About::Reads, Kind::Unavailable)),
    (2, (About::Reads, Kind::DroppedBefore)),
];

impl Weather {
    /// Random weather; often none.
    pub(super) fn random(dice: &mut Dice, company: Company) -> Self {
        let kinds = match company {
            Company::Alone => ALONE,
            Company::Together => TOGETHER,
        };
        let count = dice.weighted(&[(3, 0), (3, 1), (3, 2), (2, 3), (1, 5)], 0);
        let drawn: Vec<_> =
            (0..count).map(|_| dice.weighted(kinds, (About::Writes, Kind::Unavailable))).collect();
        let mut weather = Self {
            breaks: drawn.iter().any(|(_, kind)| *kind == Kind::Broken),
            refuses_token: drawn.iter().any(|(_, kind)| *kind == Kind::TokenRefused),
            ..Self::default()
        };
        let mut refused = false;
        for (about, kind) in drawn {
            // A token that is refused twice is no token.
            if kind != Kind::TokenRefused || !std::mem::replace(&mut refused, true) {
                weather.faults.push(fault(dice, about, kind));
            }
        }
        weather
    }

    /// With a visitor; reads do not lag then. Often the very write that the visitor waits for is turned away, so that
    /// what was merged for it is old when it is sent again.
    pub(super) fn with(mut self, visit: Option<Visit>, dice: &mut Dice) -> Self {
        if let Some(visit) = &visit {
            let lags = |fault: &Fault| fault.actions.iter().any(|it| matches!(it, Action::Stale(_)));
            self.faults.retain(|fault| !lags(fault));
            if dice.chance(40) {
                let status = dice.pick(&[429, 503]).unwrap_or(429);
                let refusal = Fault::new(visit.writes(), Action::Answer(Answer::status(status)));
                self.faults.insert(0, refusal.after(visit.after_writes));
            }
        }
        self.visit = visit;
        self
    }

    /// Whether an error may be the right answer for who signs in like this: a ready token cannot be renewed.
    pub(super) fn may_fail(&self, who: Authorization) -> bool {
        self.breaks || (self.refuses_token && who == Authorization::Static)
    }

    /// In words, for the journal.
    pub(super) fn describe(&self) -> Vec<String> {
        let faults = self.faults.iter().map(|fault| {
            let text = serde_json::to_string(fault);
            format!("fault: {}", text.unwrap_or_else(|error| error.to_string()))
        });
        let visit = self.visit.iter().map(|visit| format!("{visit:?}"));
        faults.chain(visit).collect()
    }
}

impl Visit {
    /// The writes to its policy.
    fn writes(&self) -> Matcher {
        Matcher::on("POST", &format!("*/{}/assign", policy_id(self.policy)))
    }

    /// The change, and the write that it follows.
    pub(super) fn hook(&self) -> Hook {
        let policy = policy_id(self.policy);
        let change = match &self.deed {
            Deed::Add(row) => Change::AddAssignment { policy: policy.clone(), assignment: row.clone() },
            Deed::Restore(rows) => {
                Change::SetAssignments { policy: policy.clone(), assignments: rows.clone() }
            }
        };
        Hook::after(self.writes(), change).skip(self.after_writes)
    }

    /// Whether it took place, as the requests tell.
    pub(super) fn has_happened(&self, requests: &[RequestRecord]) -> bool {
        let end = format!("/{}/assign", policy_id(self.policy));
        // Without a status the request was dropped before it could have had an effect.
        let writes = requests.iter().filter(|request| {
            request.method == "POST"
                && request.path.to_ascii_lowercase().ends_with(&end)
                && request.status.is_some()
        });
        writes.count() > self.after_writes as usize
    }
}

fn fault(dice: &mut Dice, about: About, kind: Kind) -> Fault {
    let when = match about {
        About::Writes => Matcher::on("POST", "*/assign*"),
        About::Reads => Matcher::on("GET", "deviceCompliancePolicies"),
        About::Anything => Matcher::path("deviceCompliancePolicies"),
        About::SigningIn => Matcher::path("/oauth2/"),
    };
    let form = if dice.chance(50) { MessageForm::Plain } else { MessageForm::Nested };
    let milliseconds = u64::from(dice.number(20..=400));
    let action = match kind {
        Kind::Throttled => {
            let waits = [RetryAfter::Absent, RetryAfter::Zero, RetryAfter::Seconds(1), RetryAfter::Date(2)];
            let wait = dice.pick(&waits).unwrap_or_default();
            Action::Answer(Answer::status(429).form(form).retry_after(wait))
        }
        Kind::Unavailable => {
            let status = dice.pick(&[503, 504]).unwrap_or(503);
            Action::Answer(Answer::status(status).form(form))
        }
        Kind::Broken => Action::Answer(Answer::status(500).form(form)),
        Kind::TokenRefused => Action::Answer(Answer::status(401)),
        Kind::DroppedBefore => Action::DropBefore,
        Kind::DroppedAfter => Action::DropAfter,
        Kind::Late => Action::DelayMs(milliseconds),
        Kind::LateAnswer => Action::DelayAfterMs(milliseconds),
        Kind::Lagging if dice.chance(50) => Action::Stale(Staleness::Reads(dice.number(1..=4))),
        Kind::Lagging => Action::Stale(Staleness::Ms(milliseconds * 4)),
        Kind::EmptyBody => Action::EmptyAssignBody,
    };
    let times = if kind == Kind::TokenRefused { 1 } else { dice.number(1..=2) };
    Fault::new(when, action).times(times).after(dice.number(0..=4))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(company: Company) -> Vec<Weather> {
        (0..300).map(|step| Weather::random(&mut Dice::of(5, step), company)).collect()
    }

    fn actions(weather: &Weather) -> Vec<Action> {
        weather.faults.iter().flat_map(|fault| fault.actions.clone()).collect()
    }

    #[test]
    fn only_a_broken_service_excuses_a_failure() {
        let (mut excused, mut others) = (0, 0);
        for weather in many(Company::Alone) {
            let broken = actions(&weather)
                .iter()
                .any(|action| matches!(action, Action::Answer(answer) if answer.status == 500));
            assert_eq!(weather.may_fail(Authorization::Issued), broken);
            *(if broken { &mut excused } else { &mut others }) += 1;
        }
        assert!(excused > 0 && others > excused, "{excused} and {others}");
    }

    #[test]
    fn a_ready_token_that_is_refused_excuses_a_failure() {
        let refusing = Weather { refuses_token: true, ..Weather::default() };
        assert!(refusing.may_fail(Authorization::Static));
        assert!(!refusing.may_fail(Authorization::Issued));
    }

    #[test]
    fn no_write_is_late_on_its_way_while_two_are_at_work() {
        for weather in many(Company::Together) {
            for action in actions(&weather) {
                assert!(!matches!(action, Action::DelayMs(_) | Action::Stale(_)), "{action:?}");
            }
        }
    }

    #[test]
    fn reads_do_not_lag_while_the_portal_visits() {
        let visit = Visit { policy: 0, after_writes: 0, deed: Deed::Restore(Vec::new()) };
        let lagging =
            |weather: &Weather| actions(weather).iter().any(|action| matches!(action, Action::Stale(_)));
        assert!(many(Company::Alone).iter().any(lagging));
        for weather in many(Company::Alone) {
            assert!(!lagging(&weather.with(Some(visit.clone()), &mut Dice::of(6, 0))));
        }
    }
}
