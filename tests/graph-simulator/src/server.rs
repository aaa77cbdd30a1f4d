//! HTTP around the world: accepts connections, records each exchange, waits where a fault or the latency says so,
//! and closes the connection instead of answering when told to.
//!
//! Written on hyper itself: a handler that returns an error makes hyper close the connection without an answer,
//! which is exactly what a dropped connection looks like to a client.

use std::convert::Infallible;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::admin;
use crate::call::{Call, Payload, Reply};
use crate::faults::Plan;
use crate::log::RequestRecord;
use crate::routes::{self, token};
use crate::state::World;

/// The world, and who waits for it to change.
pub(crate) struct Shared {
    world: Mutex<World>,
    changed: Condvar,
    changes: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn new(world: World) -> Self {
        Self { world: Mutex::new(world), changed: Condvar::new(), changes: watch::Sender::new(0) }
    }

    /// A panic elsewhere leaves the world as it was between two changes, so its poison is no reason to stop.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wait<'a>(&self, world: MutexGuard<'a, World>, at_most: Duration) -> MutexGuard<'a, World> {
        self.changed.wait_timeout(world, at_most).unwrap_or_else(PoisonError::into_inner).0
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn notify(&self) {
        self.changed.notify_all();
        self.changes.send_modify(|count| *count += 1);
    }
}

/// The connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection was closed on purpose")]
struct Severed;

/// Serves until dropped; its connections end with it.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let Ok((stream, _)) = accepted else {
            // Out of descriptors, most likely: let connections end before the next try.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            let service = service_fn(move |request| exchange(Arc::clone(&shared), request));
            // An error here is a client that went away or a connection that we closed.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn exchange(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Severed> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Severed)?.to_bytes();
    let call = call(&head.method, &head.uri, &head.headers, body);
    if admin::is_admin_call(&call) {
        let reply = admin::answer(&mut shared.world(), &call);
        shared.notify();
        return Ok(response(reply).0);
    }
    // In a task of its own: a service finishes its work although the caller has hung up meanwhile.
    tokio::spawn(perform(shared, call)).await.unwrap_or(Err(Severed))
}

async fn perform(shared: Arc<Shared>, call: Call) -> Result<Response<Full<Bytes>>, Severed> {
    let (sequence, plan, latency) = {
        let mut world = shared.world();
        let plan = world.faults.take(&call);
        let record = record(&world, &call);
        let latency = latency(&mut world);
        (world.log.arrived(record), plan, latency)
    };
    shared.notify();
    pause(latency + plan.delay).await;
    if plan.drop_before {
        shared.world().log.update(sequence, |record| record.dropped = true);
        shared.notify();
        return Err(Severed);
    }
    let (response, shown) = effect(&shared, &call, &plan);
    pause(plan.delay_after).await;
    let status = response.status().as_u16();
    let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
    let retry_after = retry_after.map(str::to_owned);
    shared.world().log.update(sequence, |record| {
        record.status = Some(status);
        record.retry_after = retry_after;
        record.response_body = shown;
        record.dropped = plan.drop_after;
    });
    shared.notify();
    if plan.drop_after { Err(Severed) } else { Ok(response) }
}

/// A sleep of nothing would still cost a timer's millisecond.
async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

/// Everything that the request does, at once. Returns the answer, and its body as the log may show it.
fn effect(shared: &Shared, call: &Call, plan: &Plan) -> (Response<Full<Bytes>>, Option<Arc<str>>) {
    let reply = routes::answer(&mut shared.world(), call, plan);
    let (response, text) = response(reply);
    let shown =
        if routes::issues_tokens(call) { text.map(|text| token::redacted_response(&text)) } else { text };
    (response, shown.filter(|text| !text.is_empty()).map(Arc::from))
}

fn latency(world: &mut World) -> Duration {
    let latency = world.options.latency;
    let spread = latency.max.saturating_sub(latency.min).as_micros();
    let extra = world.latency.u64(0..=u64::try_from(spread).unwrap_or(u64::MAX));
    latency.min + Duration::from_micros(extra)
}

fn call(method: &hyper::Method, uri: &hyper::Uri, headers: &HeaderMap, body: Bytes) -> Call {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Call {
        method: method.as_str().to_owned(),
        path: uri.path().to_owned(),
        segments: Call::split(uri.path()),
        query: uri.query().unwrap_or_default().to_owned(),
        root: format!("http://{}", text(HOST.as_str()).unwrap_or_else(|| "127.0.0.1".to_owned())),
        authorization: text(AUTHORIZATION.as_str()),
        content_type: text(CONTENT_TYPE.as_str()),
        client_request_id: text("client-request-id"),
        request_id: Uuid::new_v4().to_string(),
        user_agent: text(USER_AGENT.as_str()),
        headers: headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect(),
        body,
    }
}

fn record(world: &World, call: &Call) -> RequestRecord {
    let body = if token::is_token_call(call) {
        token::redacted_request(call)
    } else {
        String::from_utf8_lossy(&call.body).into_owned()
    };
    RequestRecord {
        sequence: 0,
        at_ms: 0,
        duration_ms: None,
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        status: None,
        retry_after: None,
        client_request_id: call.client_request_id.clone(),
        request_id: call.request_id.clone(),
        user_agent: call.user_agent.clone(),
        authorization: world.tokens.classify(call.authorization.as_deref(), World::now()),
        request_body: Some(body).filter(|body| !body.is_empty()).map(Arc::from),
        response_body: None,
        dropped: false,
    }
}

fn response(reply: Reply) -> (Response<Full<Bytes>>, Option<String>) {
    let (content_type, text) = match reply.body {
        Payload::Empty => (None, None),
        Payload::Json(body) => (Some("application/json"), Some(body.to_string())),
        Payload::Text(text) => (Some("text/plain; charset=utf-8"), Some(text)),
    };
    let mut builder = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        // A header value that HTTP cannot carry came from the caller; it is not echoed then.
        if let Ok(value) = hyper::header::HeaderValue::from_str(&value) {
            builder = builder.header(name, value);
        }
    }
    if let Some(content_type) = content_type {
        builder = builder.header(CONTENT_TYPE, content_type);
    }
    let body = Full::new(Bytes::from(text.clone().unwrap_or_default()));
    let response = builder.body(body).unwrap_or_else(|error| impossible_answer(&error));
    (response, text)
}

/// A fault may ask for a status that HTTP does not have.
fn impossible_answer(error: &hyper::http::Error) -> Response<Full<Bytes>> {
    let text = format!("the simulator cannot answer that: {error}");
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
    response
}
