//! A policy's whole set, although the service may hand it out in pages.
//!
//! Pages are read one after the other. When somebody writes the set in between, rows move from one page to another, and
//! the pages together show a set that never was: with a row twice, or without one that is there. Merged and written
//! back, such a set would remove somebody's assignment. So what comes in several pages is read again until two
//! readings agree. What comes in one page, which is all that anybody has seen of the service, costs nothing more.

use super::Rows;
use crate::graph::{Assignment, Call, Client, Error, Operation, Page, Pages};

/// Reads a set as it was at one moment.
pub(super) async fn read(
    client: &Client,
    call: &Call<Page<Assignment>>,
    operation: &Operation,
) -> Result<Rows, Error> {
    let mut earlier: Option<Vec<Assignment>> = None;
    loop {
        let (rows, pages) = client.collect_pages(call, operation).await?;
        if pages == Pages::One || earlier.is_some_and(|earlier| agree(&earlier, &rows)) {
            return Ok(rows.into());
        }
        earlier = Some(rows);
    }
}

fn agree(one: &[Assignment], other: &[Assignment]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_same_as(other))
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Arc;
    use std::time::Duration;

    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::auth::StaticToken;
    use crate::graph::compliance::assignments;
    use crate::graph::{ApiVersion, PolicyId, PolicyKind, Settings};
    use crate::net::Endpoint;
    use crate::net::scripted::{Scripted, Step, answer};

    const ROOT: &str = "https://graph.example";

    /// A page with these rows, `"a"` for an assignment of that name, and whether there is another.
    fn page(rows: &[&str], number: u32, more: bool) -> Step {
        let rows: Vec<_> =
            rows.iter().map(|row| serde_json::json!({"id": format!("p_{row}"), "target": {}})).collect();
        let mut body = serde_json::json!({"value": rows});
        if more {
            body["@odata.nextLink"] = format!("{ROOT}/beta/page{number}").into();
        }
        answer(200, body.to_string())
    }

    /// What is read from these pages, and in how many requests.
    async fn reading(steps: impl IntoIterator<Item = Step>) -> (Result<Vec<String>, Error>, usize) {
        let transport = Scripted::new(steps);
        let settings = Settings {
            root: Endpoint::try_new(ROOT).expect("a root"),
            user_agent: "test/1.0".to_owned(),
            max_concurrent_requests: NonZeroUsize::MIN,
        };
        let token = StaticToken::try_new("token".into()).expect("a token");
        let client = Client::try_new(settings, transport.clone(), Arc::new(token)).expect("settings");
        let policy = PolicyId::try_from("6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a").expect("id");
        let operation = Operation::new(Duration::from_secs(60), CancellationToken::new());
        let rows =
            read(&client, &assignments::list(PolicyKind::Device, ApiVersion::Beta, &policy), &operation)
                .await;
        let ids = |rows: Rows| rows.iter().map(|row| row.id.as_str().to_owned()).collect();
        (rows.map(ids), transport.seen().len())
    }

    #[tokio::test(start_paused = true)]
    async fn one_page_is_read_once() {
        let (rows, requests) = reading([page(&["a", "b"], 0, false)]).await;
        assert_eq!((rows.expect("rows"), requests), (vec!["p_a".to_owned(), "p_b".to_owned()], 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_row_that_moves_between_pages_is_not_lost() {
        let (rows, requests) = reading([
            page(&["a", "b"], 1, true),
            // Somebody has removed "a" meanwhile, and "c" has moved to the first page.
            page(&["d"], 2, false),
            page(&["b", "c"], 3, true),
            page(&["d"], 4, false),
            page(&["b", "c"], 5, true),
            page(&["d"], 6, false),
        ])
        .await;
        assert_eq!((rows.expect("rows"), requests), (["p_b", "p_c", "p_d"].map(str::to_owned).to_vec(), 6));
    }

    #[tokio::test(start_paused = true)]
    async fn a_set_that_has_shrunk_to_one_page_is_whole() {
        let (rows, requests) =
            reading([page(&["a", "b"], 1, true), page(&["c"], 2, false), page(&["a"], 3, false)]).await;
        assert_eq!((rows.expect("rows"), requests), (vec!["p_a".to_owned()], 3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_reading_that_fails_is_a_failure() {
        let steps = [page(&["a"], 1, true), page(&["b"], 2, false), answer(403, "")];
        let (rows, requests) = reading(steps).await;
        assert_eq!(rows.expect_err("refused").status().map(|status| status.as_u16()), Some(403));
        assert_eq!(requests, 3);
    }
}
