//! All assignments of a policy at once, on both ways of writing.

use super::service::{Fate, Seen, Service, row};
use super::*;

fn exactly(targets: &[Target]) -> Change {
    Change::Exactly { targets: targets.to_vec() }
}

fn documented(service: &Arc<Service>) -> Assignments {
    Assignments::new(service.client(), Versions::Auto, WriteMode::Assignment)
}

fn with_set(targets: &[Target], other: Target) -> Vec<serde_json::Value> {
    let mut foreign = row(&other);
    foreign["source"] = "policySets".into();
    targets.iter().map(row).chain([foreign]).collect()
}

/// The groups that are assigned, however; v1.0 writes no filter that could be compared.
fn groups(service: &Service) -> Vec<String> {
    let group = |row: &serde_json::Value| row["target"]["groupId"].as_str().map(str::to_owned);
    let mut groups: Vec<String> = service.rows().iter().filter_map(group).collect();
    groups.sort();
    groups
}

#[tokio::test(start_paused = true)]
async fn any_change_of_the_set_is_one_write_and_rows_of_policy_sets_stay() {
    let service = Service::new(with_set(&[include(1), include(2), include(3)], include(9)));
    let assignments = assign(&service);
    let wanted = [filtered(include(2)), exclude(3), include(4), include(5)];
    assert_eq!(word(&one(&assignments, exactly(&wanted)).await), "gone");
    assert_eq!(service.counts(), (2, 1));
    assert!(wanted.iter().all(|target| service.has(target)) && !service.has(&include(1)));
    assert_eq!(service.rows().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_set_that_is_there_costs_no_write() {
    for service in [Service::new(vec![row(&include(1))]), Service::new(vec![row(&include(1))]).documented()] {
        for assignments in [assign(&service), documented(&service)] {
            assert!(one(&assignments, exactly(&[include(1)])).await.is_ok());
        }
        assert_eq!(service.counts().1, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_set_goes_into_one_write_with_what_others_want() {
    let service = Service::new([include(1), include(2)].iter().map(row).collect());
    let changes = [delete(&include(1)), exactly(&[include(1), include(3)]), create(include(4))];
    let answers = all_at_once(&assign(&service), changes).await;
    assert_eq!(words(&answers), ["gone", "gone", "there"]);
    assert_eq!(service.counts(), (2, 1));
    assert_eq!(service.rows(), [include(1), include(3), include(4)].iter().map(row).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_lost_throttled_or_overwritten_is_made_good() {
    let old = || vec![row(&include(1)), row(&include(2))];
    for fate in [
        Fate::LostBefore,
        Fate::LostAfter,
        Fate::Throttled(None),
        Fate::FailedAfter(504),
        Fate::Stale(Duration::from_secs(2)),
        Fate::After(vec![row(&include(7))]),
        Fate::Before(old()),
    ] {
        let service = Service::new(old());
        service.next_write(fate);
        assert!(one(&assign(&service), exactly(&[include(2), include(3)])).await.is_ok());
        assert_eq!(service.rows(), [include(2), include(3)].iter().map(row).collect::<Vec<_>>());
    }
}

#[tokio::test(start_paused = true)]
async fn a_bad_target_fails_the_whole_set_and_changes_nothing() {
    let service = Service::new(vec![row(&include(1))]);
    service.when(99, Seen::is_write, Fate::Refused(400, "BadRequest"));
    let answer = one(&assign(&service), exactly(&[include(2), include(3)])).await;
    assert_eq!(word(&answer), "400, Unchanged");
    assert_eq!(service.rows(), [row(&include(1))]);
}

#[tokio::test(start_paused = true)]
async fn where_single_assignments_are_written_what_comes_is_made_before_what_goes() {
    let service = Service::new(with_set(&[include(1), include(2)], include(9))).documented();
    let assignments = documented(&service);
    let answers = all_at_once(
        &assignments,
        [exactly(&[filtered(include(2)), include(3)]), delete(&include(2)), create(include(4))],
    )
    .await;
    assert_eq!(words(&answers), ["gone", "gone", "there"]);
    let methods: Vec<String> =
        service.seen().iter().filter(|seen| seen.is_write()).map(|seen| seen.method.to_string()).collect();
    assert_eq!(methods, ["PATCH", "POST", "DELETE", "POST"]);
    assert!(service.has(&filtered(include(2))));
    assert_eq!(groups(&service), [group(2), group(3), group(4), group(9)].map(|group| group.to_string()));
    assert!(word(&one(&assignments, exactly(&[])).await).contains("has set all assignments"));
}

#[tokio::test(start_paused = true)]
async fn a_part_that_is_left_by_a_failure_is_said_to_be_unknown() {
    let service = Service::new(vec![]).documented();
    service.when(9, |seen| seen.body.contains("000000000002"), Fate::Refused(400, "BadRequest"));
    let answer = one(&documented(&service), exactly(&[include(1), include(2)])).await;
    assert_eq!(word(&answer), "400, Unknown");
    assert_eq!(groups(&service), [group(1).to_string()]);
}

#[tokio::test(start_paused = true)]
async fn the_route_is_found_out_by_a_set_as_by_any_change() {
    let service = Service::new(vec![row(&include(1))]);
    let assignments = Assignments::new(service.client(), Versions::Auto, WriteMode::Auto);
    assert!(one(&assignments, exactly(&[include(2)])).await.is_ok());
    assert_eq!(service.rows(), [row(&include(2))]);
    assert_eq!(service.counts().1, 2, "one that is refused, one that works");
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_is_gone_has_no_set() {
    for mode in [WriteMode::Assign, WriteMode::Assignment] {
        let service = Service::new(vec![]);
        service.when(9, |_| true, Fate::Refused(404, "ResourceNotFound"));
        let assignments = Assignments::new(service.client(), Versions::Auto, mode);
        assert_eq!(word(&one(&assignments, exactly(&[include(1)])).await), "404, Unchanged");
    }
}
