//! Listings of several pages.

use super::*;

fn page(id: &str, next: Option<&str>) -> Step {
    let mut body = serde_json::json!({"value": [{"id": id, "target": {}}]});
    if let Some(next) = next {
        body["@odata.nextLink"] = next.into();
    }
    answer(200, body.to_string())
}

#[tokio::test(start_paused = true)]
async fn links_are_followed_as_they_are_to_the_end() {
    let (client, transport) = client([
        page("a_1", Some("https://graph.example:443/beta/x?$skiptoken=%255Bcosmosdb%255D")),
        answer(503, ""),
        page("a_2", Some("https://GRAPH.example/beta/y?$skiptoken=2")),
        page("a_3", None),
    ]);
    let rows = client.collect(&list(), &operation(60)).await.expect("rows");
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["a_1", "a_2", "a_3"]);
    let seen = transport.seen();
    let urls: Vec<_> = seen.iter().map(|one| one.request.url.as_str()).collect();
    assert_eq!(urls[1], "https://graph.example/beta/x?$skiptoken=%255Bcosmosdb%255D");
    assert_eq!(urls[2], urls[1], "one page is tried again by itself");
    assert_eq!(urls[3], "https://graph.example/beta/y?$skiptoken=2");
    assert!(seen.iter().all(|one| one.header("authorization") == "Bearer token-1"));
}

#[tokio::test(start_paused = true)]
async fn the_token_goes_nowhere_else() {
    for link in [
        "https://evil.example/beta/x",
        "http://graph.example/beta/x",
        "https://graph.example:8443/beta/x",
        "https://graph.example.evil/beta/x",
        "https://graph.example@evil.example/beta/x",
        "https://user:hunter2@graph.example/beta/x",
        "/beta/x",
        "data:text/plain,x",
        "",
    ] {
        let (client, transport) = client([page("a_1", Some(link))]);
        let error = client.collect(&list(), &operation(60)).await.expect_err(link);
        assert!(matches!(error.kind(), Kind::ForeignLink { .. } | Kind::BadLink { .. }), "{error:?}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert_eq!(transport.seen().len(), 1, "{link}");
    }
    let (client, _) = client([page("a_1", Some("https://evil.example/x?y=z"))]);
    let error = client.collect(&list(), &operation(60)).await.expect_err("foreign").to_string();
    let wanted = "goes on at https://evil.example, which is not the Graph root https://graph.example; it is not followed";
    assert!(error.ends_with(wanted), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_goes_in_circles_ends() {
    let link = "https://graph.example/beta/x";
    let (client, _) = client([page("a_1", Some(link)), page("a_2", Some(link))]);
    let error = client.collect(&list(), &operation(60)).await.expect_err("circle").to_string();
    assert!(error.ends_with("at a link that has been followed before"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn half_a_listing_is_an_error_and_no_listing() {
    let (client, _) = client([page("a_1", Some("https://graph.example/beta/x")), answer(403, "")]);
    let error = client.collect(&list(), &operation(60)).await.expect_err("half");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert!(error.to_string().contains("(GET /beta/x)"), "{error}");
}
