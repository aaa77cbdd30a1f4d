//! Figures for the notes, not part of the suite: `cargo test --lib figures -- --ignored --nocapture`.

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::company::race;
use super::service::Service;
use super::*;

/// How often rows are lost, by how many changes each of two processes has under way.
#[tokio::test(start_paused = true)]
#[ignore = "prints figures, and takes minutes"]
async fn figures_of_races() {
    for at_once in [1, 3, 10, 30] {
        let mut lost = Vec::new();
        for seed in 0..400 {
            lost.extend(Some((seed, race(seed, at_once).await)).filter(|(_, count)| *count > 0));
        }
        eprintln!("{at_once} at once: {} of 400 races lost rows: {lost:?}", lost.len());
    }
}

/// What an apply costs, with ten changes under way as Terraform has them, in random order and policy by policy.
#[tokio::test(start_paused = true)]
#[ignore = "prints figures"]
async fn figures_of_requests() {
    for (count, policies) in [(30_u32, 1), (100, 5), (1000, 50), (1000, 1)] {
        for latency in [1, 50, 150] {
            let mut numbers: Vec<u32> = (0..count).collect();
            for order in ["policy by policy", "random"] {
                let (reads, writes, took) = cost(&numbers, count / policies, latency).await;
                eprintln!(
                    "{count} on {policies} at {latency} ms, {order}: {reads} reads, {writes} writes, {took:?}"
                );
                fastrand::Rng::with_seed(7).shuffle(&mut numbers);
            }
        }
    }
}

/// What creates cost in reads, writes and time, in this order and with so many on each policy.
pub(super) async fn cost(numbers: &[u32], of_each: u32, latency: u64) -> (usize, usize, Duration) {
    let service = Service::new(vec![]).with_latency(latency..latency + 1, 1);
    let assignments = assign(&service);
    let (slots, start) = (Arc::new(Semaphore::new(10)), Instant::now());
    let mut tasks = JoinSet::new();
    for number in numbers.iter().copied() {
        let (assignments, slots) = (assignments.clone(), slots.clone());
        let policy = format!("{:08}-0000-4000-8000-000000000000", number / of_each);
        let policy = PolicyId::try_from(policy.as_str()).expect("id");
        tasks.spawn(async move {
            let _slot = slots.acquire().await.expect("open");
            assignments.apply(&policy, create(include(number)), &seconds(300)).await
        });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    let (reads, writes) = service.counts();
    (reads, writes, start.elapsed())
}
