//! What a simulator can be told before it starts. Everything has a default, so a test names only what it is
//! about.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::errors::MessageForm;
use crate::identity::Identities;
use crate::seed::Seed;

/// Tenant of the demo application.
pub const DEMO_TENANT_ID: &str = "11111111-2222-4333-8444-555555555555";
/// Client id of the demo application.
pub const DEMO_CLIENT_ID: &str = "66666666-7777-4888-9999-aaaaaaaaaaaa";
/// Client secret of the demo application. It opens nothing but a simulator.
pub const DEMO_CLIENT_SECRET: &str = "simulator-secret";
/// The bearer token that is accepted without having been issued.
pub const STATIC_TOKEN: &str = "simulator-token";

/// Which world the per-assignment write routes live in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// As reported from live tenants: POST, PATCH and DELETE on `…/assignments` have no route.
    #[default]
    Live,
    /// As the API pages say: they answer 201, 200 and 204.
    Documented,
}

/// What `/assign` does with two rows that target the same group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// Answer 400.
    #[default]
    Reject,
    /// Keep the first and say nothing.
    KeepOne,
}

/// Whether a route of which nothing certain is known works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum RouteSwitch {
    /// It works as documented.
    Works,
    /// It answers 400 `No method match route template`.
    NoRoute,
}

/// What a successful `/assign` carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum AssignBody {
    /// The collection of assignments, as documented.
    #[default]
    Collection,
    /// Nothing, as one report says.
    Empty,
}

/// How long reads of a policy keep showing what was there before a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Staleness {
    /// For so many milliseconds after the write.
    Ms(u64),
    /// For so many reads after the write.
    Reads(u32),
}

/// The `Retry-After` header of a refusal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// No such header.
    #[default]
    Absent,
    /// `Retry-After: 0`.
    Zero,
    /// `Retry-After: N`.
    Seconds(u64),
    /// An HTTP date so many seconds ahead.
    Date(u64),
}

/// At most `count` requests in any `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many requests pass.
    pub count: usize,
    /// The sliding window they are counted in.
    pub window: Duration,
}

/// When the service says 429, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throttling {
    /// For POST, PATCH, PUT and DELETE.
    pub writes: Option<Limit>,
    /// For every request.
    pub any: Option<Limit>,
    /// Plain is what Graph's edge says, nested what Intune says.
    pub form: MessageForm,
    /// The header that comes with it.
    pub retry_after: RetryAfter,
}

/// How long every answer takes, on top of the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// The least wait.
    pub min: Duration,
    /// The longest wait; equal to `min` for a fixed one.
    pub max: Duration,
    /// Start of the random sequence, so that a run can be repeated.
    pub seed: u64,
}

/// An application that may sign in with its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// The tenant it is registered in.
    pub tenant_id: String,
    /// Its application id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

impl Client {
    /// The application that every simulator knows unless told otherwise.
    pub fn demo() -> Self {
        Self {
            tenant_id: DEMO_TENANT_ID.to_owned(),
            client_id: DEMO_CLIENT_ID.to_owned(),
            client_secret: DEMO_CLIENT_SECRET.to_owned(),
        }
    }
}

/// Everything a simulator starts with.
#[derive(Clone, Debug)]
pub struct Options {
    /// See [`Mode`].
    pub mode: Mode,
    /// Where to listen; loopback only, port 0 picks a free one.
    pub listen: SocketAddr,
    /// What the tenant holds at the start.
    pub seed: Seed,
    /// Largest page of a listing, also when `$top` asks for more.
    pub page_size: usize,
    /// Largest page of `…/assignments`; unlimited when `None`.
    pub assignments_page_size: Option<usize>,
    /// See [`Latency`].
    pub latency: Latency,
    /// See [`Throttling`].
    pub throttling: Throttling,
    /// How long an issued token is good for.
    pub token_lifetime: Duration,
    /// Bearer tokens that are accepted although nobody issued them.
    pub static_tokens: Vec<String>,
    /// Applications that can sign in.
    pub clients: Vec<Client>,
    /// Ways to sign in besides secrets; see [`Identities`].
    pub identities: Identities,
    /// Scopes accepted besides `{url of the simulator}/.default`.
    pub accepted_scopes: Vec<String>,
    /// See [`Duplicates`].
    pub duplicates: Duplicates,
    /// See [`AssignBody`].
    pub assign_body: AssignBody,
    /// `GET …/assignments/{id}`.
    pub read_one: RouteSwitch,
    /// `PATCH …/assignments/{id}` in live mode.
    pub patch_one: RouteSwitch,
    /// Applies to every write; off when `None`.
    pub staleness: Option<Staleness>,
    /// Target types this service knows besides the published ones, as `#microsoft.graph.X`.
    pub target_types: Vec<String>,
    /// How many requests the log keeps.
    pub log_limit: usize,
}

impl Default for Options {
    /// Live mode, a free loopback port, an empty tenant, the demo application.
    fn default() -> Self {
        Self {
            mode: Mode::Live,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            seed: Seed::default(),
            page_size: 1000,
            assignments_page_size: None,
            latency: Latency::default(),
            throttling: Throttling::default(),
            token_lifetime: Duration::from_secs(3600),
            static_tokens: vec![STATIC_TOKEN.to_owned()],
            clients: vec![Client::demo()],
            identities: Identities::default(),
            accepted_scopes: Vec::new(),
            duplicates: Duplicates::Reject,
            assign_body: AssignBody::Collection,
            read_one: RouteSwitch::Works,
            patch_one: RouteSwitch::NoRoute,
            staleness: None,
            target_types: Vec::new(),
            log_limit: 100_000,
        }
    }
}

impl Options {
    /// The defaults with the demo tenant that `examples/` are written for.
    pub fn demo() -> Self {
        Self { seed: Seed::demo(), ..Self::default() }
    }

    /// The same with per-assignment routes as documented.
    pub fn documented() -> Self {
        Self { mode: Mode::Documented, ..Self::default() }
    }
}
