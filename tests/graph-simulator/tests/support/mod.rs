//! A simulator and a client that speaks to it over real HTTP.

#![allow(dead_code, reason = "each test file uses a part")]

use std::time::Duration;

use graph_simulator::{Options, STATIC_TOKEN, Simulator};
use serde_json::{Value, json};

/// The demo policy without assignments.
pub(crate) const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
/// A demo group.
pub(crate) const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
/// Another demo group.
pub(crate) const OTHER: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02";
/// The demo filter.
pub(crate) const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

/// How long a test waits for what must happen.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// A simulator with a blocking client on its own runtime.
pub(crate) struct Client {
    pub(crate) simulator: Simulator,
    http: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {:?}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a readable header"))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().expect("an error code").to_owned()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["error"]["message"].as_str().expect("an error message").to_owned()
    }

    /// The text inside Intune's JSON inside the message.
    pub(crate) fn nested_message(&self) -> String {
        let message = self.message();
        let nested: Value =
            serde_json::from_str(&message).unwrap_or_else(|error| panic!("{error} in {message:?}"));
        nested["Message"].as_str().expect("a nested message").to_owned()
    }

    pub(crate) fn rows(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()["value"].as_array().expect("a collection").clone()
    }
}

impl Client {
    pub(crate) fn new(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { simulator: Simulator::start_blocking(options).expect("a simulator"), http, runtime }
    }

    pub(crate) fn demo() -> Self {
        Self::new(Options::demo())
    }

    /// With the static token and, for a body, as JSON.
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.try_send(method, path, body).expect("an answer")
    }

    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self.request(method, path).bearer_auth(STATIC_TOKEN);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.run(request)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body))
    }

    /// Without any token.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { self.simulator.url() + path };
        self.http.request(method.parse().expect("a method"), url)
    }

    pub(crate) fn run(&self, request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        self.runtime.block_on(async {
            let response = request.send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Ok(Answer { status, headers, text: response.text().await? })
        })
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

/// Path of the listing.
pub(crate) fn policies(version: &str) -> String {
    format!("/{version}/deviceManagement/deviceCompliancePolicies")
}

/// Path of the demo policy.
pub(crate) fn policy(version: &str) -> String {
    format!("{}/{POLICY}", policies(version))
}

/// A row with a target of this kind.
pub(crate) fn target(kind: &str, group: &str) -> Value {
    json!({"target": {"@odata.type": format!("#microsoft.graph.{kind}"), "groupId": group}})
}

/// Body of `/assign`.
pub(crate) fn assign(rows: &[Value]) -> Value {
    json!({ "assignments": rows })
}
