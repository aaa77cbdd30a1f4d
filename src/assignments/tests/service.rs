//! A policy's assignments behind a [`Transport`]: reads, whole-set writes, the documented routes if it has them, and
//! whatever a test lets happen to a request.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::POLICY;
use crate::auth::StaticToken;
use crate::graph::{ApiVersion, Client, Settings, Target};
use crate::net::{Endpoint, Error, Request, Response, Transport};

pub(super) struct Service(Mutex<State>);

struct State {
    /// The policy of the tests.
    rows: Vec<Value>,
    /// The others.
    elsewhere: HashMap<String, Vec<Value>>,
    /// What reads show instead, until then.
    shown: Option<(Vec<Value>, Instant)>,
    documented: bool,
    latency: Range<u64>,
    random: fastrand::Rng,
    fates: Vec<(Matcher, Fate)>,
    seen: Vec<Seen>,
}

/// Which requests a fate is for.
type Matcher = Box<dyn FnMut(&Seen) -> bool + Send>;

/// One request as it arrived.
#[derive(Clone)]
pub(super) struct Seen {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: String,
    pub(super) at: Instant,
}

impl Seen {
    pub(super) fn is_write(&self) -> bool {
        self.method != Method::GET
    }
}

/// What happens to a request.
#[derive(Clone)]
pub(super) enum Fate {
    /// Nothing but this answer.
    Refused(u16, &'static str),
    /// 429 with this `Retry-After`.
    Throttled(Option<u64>),
    /// No effect, no answer.
    LostBefore,
    /// The effect, and no answer.
    LostAfter,
    /// The effect, and this answer.
    FailedAfter(u16),
    /// The effect, and reads that show what was before for so long.
    Stale(Duration),
    /// Another writer sets these rows right before the effect.
    After(Vec<Value>),
    /// Another writer sets these rows right after the effect.
    Before(Vec<Value>),
    /// The effect and the answer come so much later.
    Slow(Duration),
    /// A bug.
    Panic,
}

impl Service {
    pub(super) fn new(rows: Vec<Value>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            rows,
            elsewhere: HashMap::new(),
            shown: None,
            documented: false,
            latency: 50..51,
            random: fastrand::Rng::with_seed(1),
            fates: Vec::new(),
            seen: Vec::new(),
        })))
    }

    pub(super) fn documented(self: Arc<Self>) -> Arc<Self> {
        self.state().documented = true;
        self
    }

    pub(super) fn with_latency(self: Arc<Self>, milliseconds: Range<u64>, seed: u64) -> Arc<Self> {
        let mut state = self.state();
        state.latency = milliseconds;
        state.random = fastrand::Rng::with_seed(seed);
        drop(state);
        self
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client with ten slots.
    pub(super) fn client(self: &Arc<Self>) -> Client {
        self.client_with(10)
    }

    pub(super) fn client_with(self: &Arc<Self>, slots: usize) -> Client {
        let settings = Settings {
            root: Endpoint::try_new("https://graph.example").expect("root"),
            user_agent: "test/1.0".to_owned(),
            max_concurrent_requests: NonZeroUsize::new(slots).expect("slots"),
        };
        let token = StaticToken::try_new("token".into()).expect("token");
        Client::try_new(settings, self.clone(), Arc::new(token)).expect("settings")
    }

    /// The next write meets this.
    pub(super) fn next_write(&self, fate: Fate) {
        self.when(1, Seen::is_write, fate);
    }

    /// So many requests of this kind meet this.
    pub(super) fn when(&self, times: usize, which: impl Fn(&Seen) -> bool + Send + 'static, fate: Fate) {
        let mut left = times;
        let matches = move |seen: &Seen| {
            let met = left > 0 && which(seen);
            left -= usize::from(met);
            met
        };
        self.state().fates.push((Box::new(matches), fate));
    }

    /// Another writer sets these rows now.
    pub(super) fn set(&self, rows: Vec<Value>) {
        self.state().rows = rows;
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    /// How many reads and writes there were.
    pub(super) fn counts(&self) -> (usize, usize) {
        let state = self.state();
        let writes = state.seen.iter().filter(|seen| seen.is_write()).count();
        (state.seen.len() - writes, writes)
    }

    /// The rows, each as the part that tells it apart: the group's number, or the type.
    pub(super) fn rows(&self) -> Vec<Value> {
        self.state().rows.clone()
    }

    /// Whether the target is there just like this.
    pub(super) fn has(&self, target: &Target) -> bool {
        let row = row(target);
        self.state().rows.iter().any(|there| there["target"] == row["target"])
    }
}

/// A row as the service shows it.
pub(super) fn row(target: &Target) -> Value {
    shown(json!({"target": target.to_json(ApiVersion::Beta).expect("writable")}))
}

fn shown(mut row: Value) -> Value {
    let target = &row["target"];
    let key = match (target["groupId"].as_str(), target["@odata.type"].as_str()) {
        (Some(group), _) => group.to_owned(),
        (None, kind) => kind.unwrap_or_default().replace(['#', '.'], ""),
    };
    row["id"] = format!("{POLICY}_{key}").into();
    row["source"] = "direct".into();
    row["sourceId"] = POLICY.into();
    row
}

impl State {
    fn fate(&mut self, seen: &Seen) -> Option<Fate> {
        let met = self.fates.iter_mut().find_map(|(matches, fate)| matches(seen).then(|| fate.clone()));
        self.seen.push(seen.clone());
        met
    }

    fn effect(&mut self, request: &Seen) -> (u16, Value) {
        let policy = request.path.split('/').nth(4).unwrap_or_default().to_owned();
        if policy == POLICY {
            return self.effect_here(request);
        }
        let mut rows = self.elsewhere.remove(&policy).unwrap_or_default();
        std::mem::swap(&mut self.rows, &mut rows);
        let answer = self.effect_here(request);
        std::mem::swap(&mut self.rows, &mut rows);
        self.elsewhere.insert(policy, rows);
        answer
    }

    fn effect_here(&mut self, request: &Seen) -> (u16, Value) {
        let posted: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let key = request.path.rsplit('/').next().unwrap_or_default().to_owned();
        let is_one = key.contains('_');
        match request.method.as_str() {
            "GET" => {
                let stale = self.shown.as_ref().filter(|(_, until)| Instant::now() < *until);
                (200, json!({"value": stale.map_or(&self.rows, |(rows, _)| rows)}))
            }
            "POST" if key == "assign" => {
                let kept = self.rows.iter().filter(|row| row["source"] != "direct").cloned();
                let direct = posted["assignments"].as_array().cloned().unwrap_or_default();
                let rows: Vec<_> = direct.into_iter().map(shown).chain(kept).collect();
                let mut ids: Vec<_> = rows
                    .iter()
                    .filter(|row| row["source"] == "direct")
                    .map(|row| row["id"].to_string())
                    .collect();
                ids.sort();
                ids.dedup();
                assert!(
                    ids.len() == rows.iter().filter(|row| row["source"] == "direct").count(),
                    "twice in {rows:?}"
                );
                self.rows = rows;
                (200, Value::Null)
            }
            _ if !self.documented => (400, error("No method match route template")),
            "POST" => {
                let row = shown(json!({"target": posted["target"]}));
                if self.rows.iter().any(|there| there["id"] == row["id"]) {
                    return (400, error("BadRequest"));
                }
                self.rows.push(row.clone());
                (201, row)
            }
            _ if !self.rows.iter().any(|row| row["id"] == key.as_str()) => (404, error("ResourceNotFound")),
            "PATCH" if is_one => {
                for row in self.rows.iter_mut().filter(|row| row["id"] == key.as_str()) {
                    row["target"] = posted["target"].clone();
                }
                (204, Value::Null)
            }
            _ => {
                self.rows.retain(|row| row["id"] != key.as_str());
                (204, Value::Null)
            }
        }
    }
}

fn error(code: &str) -> Value {
    json!({"error": {"code": code, "message": "no"}})
}

/// There is no public way to make an error of the HTTP client but to make it fail.
fn no_answer() -> Error {
    let failed = reqwest::Client::builder().user_agent("line\nbreak").build();
    Error::NoAnswer(failed.expect_err("a user agent with a line break is refused"))
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let body = String::from_utf8(request.body.unwrap_or_default()).expect("text");
        let path = request.url.path().to_owned();
        let seen = Seen { method: request.method, path, body, at: Instant::now() };
        let (fate, latency) = {
            let mut state = self.state();
            let range = state.latency.clone();
            (state.fate(&seen), Duration::from_millis(state.random.u64(range)))
        };
        // On the way there; the way back is short.
        tokio::time::sleep(latency).await;
        let mut headers = HeaderMap::new();
        let (status, body) = match fate {
            Some(Fate::Refused(status, code)) => (status, error(code)),
            Some(Fate::Throttled(wait)) => {
                if let Some(wait) = wait {
                    headers.insert("retry-after", HeaderValue::from(wait));
                }
                (429, error("TooManyRequests"))
            }
            Some(Fate::LostBefore) => return Err(no_answer()),
            Some(Fate::Panic) => panic!("a bug that the test asked for"),
            Some(Fate::Slow(wait)) => {
                tokio::time::sleep(wait).await;
                self.state().effect(&seen)
            }
            fate => {
                let mut state = self.state();
                let before = state.rows.clone();
                if let Some(Fate::After(rows)) = &fate {
                    state.rows.clone_from(rows);
                }
                let answer = state.effect(&seen);
                match fate {
                    Some(Fate::LostAfter) => return Err(no_answer()),
                    Some(Fate::FailedAfter(status)) => (status, error("UnknownError")),
                    Some(Fate::Stale(lag)) => {
                        state.shown = Some((before, Instant::now() + lag));
                        answer
                    }
                    Some(Fate::Before(rows)) => {
                        state.rows = rows;
                        answer
                    }
                    _ => answer,
                }
            }
        };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        Ok(Response {
            status: StatusCode::from_u16(status).expect("status"),
            headers,
            body: body.into_bytes(),
        })
    }
}
