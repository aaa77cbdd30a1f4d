//! The next step, one situation at a time.

use super::*;

use Company::{Alone, Others};
use Sight::{Expected, New, Old};
use State::{Complete, Open};

fn pause(next: &Next) -> Duration {
    match next {
        Next::Look(pause) => *pause,
        other => panic!("{other:?} is no pause"),
    }
}

#[test]
fn what_is_complete_is_finished_and_what_is_open_is_written() {
    for company in [Alone, Others] {
        for sight in [Expected, New] {
            assert_eq!(Rounds::default().next(Complete, sight, company), Next::Finish);
            assert_eq!(Rounds::default().next(Open, sight, company), Next::Write);
        }
    }
}

#[test]
fn a_read_of_an_older_set_decides_nothing() {
    let mut rounds = Rounds::default();
    let mut waits = Vec::new();
    for state in [Open, Complete, Open, Complete, Open, Open, Open] {
        waits.push(pause(&rounds.next(state, Old, Alone)).as_millis());
    }
    assert_eq!(waits, [100, 200, 400, 800, 1600, 3000, 3000]);
    rounds.wrote();
    assert_eq!(pause(&rounds.next(Open, Old, Alone)), lag::pause(0));
}

#[test]
fn alone_the_first_good_look_is_enough_and_in_company_it_takes_three() {
    let mut rounds = Rounds::default();
    rounds.wrote();
    assert_eq!(rounds.next(Complete, Expected, Alone), Next::Finish);
    for _ in 0..2 {
        let watch = pause(&rounds.next(Complete, Expected, Others));
        assert!(watch >= WATCH.mul_f64(0.75) && watch <= WATCH.mul_f64(1.25), "{watch:?}");
    }
    assert_eq!(rounds.next(Complete, Expected, Others), Next::Finish);
}

#[test]
fn damage_starts_the_watch_anew() {
    let mut rounds = Rounds::default();
    rounds.wrote();
    pause(&rounds.next(Complete, Expected, Others));
    assert_eq!(rounds.next(Open, New, Others), Next::Write);
    rounds.wrote();
    pause(&rounds.next(Complete, Expected, Others));
    pause(&rounds.next(Complete, Expected, Others));
    assert_eq!(rounds.next(Complete, Expected, Others), Next::Finish);
}

#[test]
fn writes_that_do_not_last_are_repeated_ever_more_seldom() {
    let mut rounds = Rounds::default();
    for _ in 0..EAGER_WRITES {
        assert_eq!(rounds.next(Open, New, Others), Next::Write);
        rounds.wrote();
    }
    for least in [1, 2, 4, 8] {
        let wait = pause(&rounds.next(Open, New, Others));
        assert!(wait >= Duration::from_secs(least) && wait <= Duration::from_secs(2 * least), "{wait:?}");
        assert_eq!(rounds.next(Open, New, Others), Next::Write);
        rounds.wrote();
    }
}
