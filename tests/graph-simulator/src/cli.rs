//! The command line of `graph-simulator`: one definition for help, parsing and [`Options`].

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;

use crate::admin;
use crate::errors::MessageForm;
use crate::options::{
    AssignBody, Client, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_TENANT_ID, Duplicates, Latency, Limit, Mode,
    Options, RetryAfter, RouteSwitch, STATIC_TOKEN, Staleness, Throttling,
};
use crate::seed::Seed;

/// Why the arguments cannot be turned into options.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The seed file cannot be opened.
    #[error("cannot read the seed file {path}")]
    Read {
        /// The file that was named.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The seed file is not a seed.
    #[error("the seed file {path} is not a seed")]
    Parse {
        /// The file that was named.
        path: PathBuf,
        /// Where it goes wrong.
        source: serde_json::Error,
    },
}

/// A stateful Microsoft Graph and Entra token service on this machine, for demo, tests and benchmarks.
///
/// It answers as public reports say the real Intune service does: per-assignment writes on compliance policies have
/// no route, `/assign` replaces the whole set, errors are JSON inside a string. Nothing leaves this machine.
#[derive(Clone, Debug, Parser)]
#[command(name = "graph-simulator", version, after_long_help = after_help())]
pub struct Arguments {
    /// Which world the per-assignment write routes live in.
    #[arg(long, value_enum, default_value = "live")]
    pub mode: Mode,
    /// Where to listen: a loopback address and a port, 0 for a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Writes the base URL into this file once the simulator listens; scripts wait for it.
    #[arg(long, value_name = "FILE")]
    pub url_file: Option<PathBuf>,
    /// Starts with the tenant described in this JSON file instead of the demo tenant.
    #[arg(long, value_name = "FILE")]
    pub seed: Option<PathBuf>,
    /// Adds so many generated policies; without --seed they take the place of the demo tenant.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub policies: u32,
    /// Gives every generated policy so many group assignments.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub assignments_per_policy: u32,
    /// Waits so many milliseconds before every answer: 50, or 20..80 for a random wait.
    #[arg(long, value_name = "MS", value_parser = parse_latency, default_value = "0")]
    pub latency: Latency,
    /// Start of the random waits, so that a run can be repeated.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub latency_seed: u64,
    /// Largest page of a listing.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub page_size: usize,
    /// Largest page of …/assignments; unlimited when not given.
    #[arg(long, value_name = "N")]
    pub assignments_page_size: Option<usize>,
    /// Answers 429 to more than N writes in S seconds, as in 100/20. Off when not given.
    #[arg(long, value_name = "N/S", value_parser = parse_limit)]
    pub write_limit: Option<Limit>,
    /// Answers 429 to more than N requests in S seconds, as in 1000/20. Off when not given.
    #[arg(long, value_name = "N/S", value_parser = parse_limit)]
    pub request_limit: Option<Limit>,
    /// Form of a 429: plain as from Graph's edge, nested as from Intune.
    #[arg(long, value_enum, default_value = "plain")]
    pub throttle_form: MessageForm,
    /// The Retry-After header of a 429: absent, 0, seconds, or date:SECONDS for an HTTP date so far ahead.
    #[arg(long, value_name = "WHAT", value_parser = parse_retry_after, default_value = "absent")]
    pub retry_after: RetryAfter,
    /// Seconds that an issued token is good for.
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    pub token_lifetime: u64,
    /// Accepts this bearer token without having issued it. Repeatable; replaces the built-in one.
    #[arg(long, value_name = "TOKEN", default_value = STATIC_TOKEN)]
    pub accept_token: Vec<String>,
    /// Another application that may sign in. Repeatable.
    #[arg(long, value_name = "TENANT:CLIENT:SECRET", value_parser = parse_client)]
    pub client: Vec<Client>,
    /// Issues tokens for this scope, too, besides {url}/.default. Repeatable.
    #[arg(long, value_name = "SCOPE")]
    pub accept_scope: Vec<String>,
    /// What /assign does with two rows for the same group.
    #[arg(long, value_enum, default_value = "reject")]
    pub duplicates: Duplicates,
    /// What a successful /assign carries.
    #[arg(long, value_enum, default_value = "collection")]
    pub assign_body: AssignBody,
    /// GET …/assignments/{id} in live mode.
    #[arg(long, value_enum, default_value = "works")]
    pub read_one: RouteSwitch,
    /// PATCH …/assignments/{id} in live mode.
    #[arg(long, value_enum, default_value = "no-route")]
    pub patch_one: RouteSwitch,
    /// After every write, reads show the previous set: ms:N for a time, reads:N for so many reads.
    #[arg(long, value_name = "WHAT", value_parser = parse_staleness)]
    pub stale: Option<Staleness>,
    /// A target type this service knows besides the published ones, as #microsoft.graph.X. Repeatable.
    #[arg(long, value_name = "TYPE")]
    pub target_type: Vec<String>,
}

impl Arguments {
    /// The options that the arguments ask for; reads the seed file.
    ///
    /// # Errors
    /// When the seed file cannot be read or is not a seed.
    pub fn options(&self) -> Result<Options, CliError> {
        let mut seed = match &self.seed {
            Some(path) => read_seed(path)?,
            None if self.policies == 0 => Seed::demo(),
            None => Seed::default(),
        };
        seed.policies.extend(Seed::generated(self.policies, self.assignments_per_policy).policies);
        let mut clients = vec![Client::demo()];
        clients.extend(self.client.iter().cloned());
        Ok(Options {
            mode: self.mode,
            listen: self.listen,
            seed,
            page_size: self.page_size,
            assignments_page_size: self.assignments_page_size,
            latency: Latency { seed: self.latency_seed, ..self.latency },
            throttling: Throttling {
                writes: self.write_limit,
                any: self.request_limit,
                form: self.throttle_form,
                retry_after: self.retry_after,
            },
            token_lifetime: Duration::from_secs(self.token_lifetime),
            static_tokens: self.accept_token.clone(),
            clients,
            accepted_scopes: self.accept_scope.clone(),
            duplicates: self.duplicates,
            assign_body: self.assign_body,
            read_one: self.read_one,
            patch_one: self.patch_one,
            staleness: self.stale,
            target_types: self.target_type.clone(),
            ..Options::default()
        })
    }
}

fn read_seed(path: &Path) -> Result<Seed, CliError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| CliError::Read { path: path.to_owned(), source })?;
    serde_json::from_str(&text).map_err(|source| CliError::Parse { path: path.to_owned(), source })
}

fn number(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| format!("expected a whole number, got '{text}'"))
}

fn parse_latency(text: &str) -> Result<Latency, String> {
    let (min, max) = match text.split_once("..") {
        Some((min, max)) => (number(min)?, number(max)?),
        None => (number(text)?, number(text)?),
    };
    if min > max {
        return Err(format!("the range {text} ends before it starts"));
    }
    Ok(Latency { min: Duration::from_millis(min), max: Duration::from_millis(max), seed: 0 })
}

fn parse_limit(text: &str) -> Result<Limit, String> {
    let (count, seconds) =
        text.split_once('/').ok_or_else(|| format!("expected COUNT/SECONDS such as 100/20, got '{text}'"))?;
    let (count, seconds) = (number(count)?, number(seconds)?);
    if seconds == 0 {
        return Err("a window needs at least one second".to_owned());
    }
    let count = usize::try_from(count).map_err(|_| format!("{count} is too many"))?;
    Ok(Limit { count, window: Duration::from_secs(seconds) })
}

fn parse_retry_after(text: &str) -> Result<RetryAfter, String> {
    match (text, text.strip_prefix("date:")) {
        ("absent", _) => Ok(RetryAfter::Absent),
        ("0", _) => Ok(RetryAfter::Zero),
        (_, Some(seconds)) => Ok(RetryAfter::Date(number(seconds)?)),
        (seconds, None) => Ok(RetryAfter::Seconds(number(seconds)?)),
    }
}

fn parse_staleness(text: &str) -> Result<Staleness, String> {
    match text.split_once(':') {
        Some(("ms", count)) => Ok(Staleness::Ms(number(count)?)),
        Some(("reads", count)) => {
            let count = number(count)?;
            u32::try_from(count).map(Staleness::Reads).map_err(|_| format!("{count} is too many"))
        }
        _ => Err(format!("expected ms:N or reads:N, got '{text}'")),
    }
}

fn parse_client(text: &str) -> Result<Client, String> {
    let parts: Vec<&str> = text.splitn(3, ':').collect();
    match parts.as_slice() {
        [tenant, client, secret] if parts.iter().all(|part| !part.is_empty()) => Ok(Client {
            tenant_id: (*tenant).to_owned(),
            client_id: (*client).to_owned(),
            client_secret: (*secret).to_owned(),
        }),
        // The value may hold a secret, so it is not repeated.
        _ => Err("expected TENANT:CLIENT:SECRET".to_owned()),
    }
}

fn after_help() -> String {
    format!(
        "Signing in: any of\n\
        \x20 Authorization: Bearer {STATIC_TOKEN}\n\
        \x20 POST {{url}}/{DEMO_TENANT_ID}/oauth2/v2.0/token\n\
        \x20      client {DEMO_CLIENT_ID}, secret {DEMO_CLIENT_SECRET}, scope {{url}}/.default\n\n\
        Example: the demo tenant, its iOS policy, a fault, and what happened\n\
        \x20 graph-simulator --listen 127.0.0.1:8080 &\n\
        \x20 curl -H 'Authorization: Bearer {STATIC_TOKEN}' \\\n\
        \x20      http://127.0.0.1:8080/beta/deviceManagement/deviceCompliancePolicies/6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02/assignments\n\
        \x20 curl -X POST http://127.0.0.1:8080/_simulator/faults \\\n\
        \x20      -d '{{\"when\": {{\"method\": \"POST\", \"path\": \"*/assign\"}}, \"times\": 2, \"actions\": [{{\"answer\": {{\"status\": 503}}}}]}}'\n\
        \x20 curl http://127.0.0.1:8080/_simulator/requests.txt\n\n\
        Routes of the simulator itself (no token needed; README.md has the JSON forms):\n{}",
        admin::ROUTES.lines().map(|line| format!("  {line}\n")).collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn values_are_read_or_explained() {
        let ms = Duration::from_millis;
        assert_eq!(parse_latency("50"), Ok(Latency { min: ms(50), max: ms(50), seed: 0 }));
        assert_eq!(parse_latency("20..80"), Ok(Latency { min: ms(20), max: ms(80), seed: 0 }));
        assert_eq!(parse_limit("100/20"), Ok(Limit { count: 100, window: Duration::from_secs(20) }));
        assert_eq!(parse_retry_after("date:5"), Ok(RetryAfter::Date(5)));
        assert_eq!(parse_retry_after("0"), Ok(RetryAfter::Zero));
        assert_eq!(parse_retry_after("7"), Ok(RetryAfter::Seconds(7)));
        assert_eq!(parse_staleness("reads:3"), Ok(Staleness::Reads(3)));
        for (error, part) in [
            (parse_latency("80..20").err(), "ends before it starts"),
            (parse_latency("fast").err(), "whole number"),
            (parse_limit("100").err(), "COUNT/SECONDS"),
            (parse_limit("1/0").err(), "at least one second"),
            (parse_staleness("3").err(), "ms:N or reads:N"),
            (parse_client("a:b").err(), "TENANT:CLIENT:SECRET"),
        ] {
            let error = error.unwrap_or_default();
            assert!(error.contains(part), "{error:?} should say {part:?}");
        }
    }

    #[test]
    fn generated_policies_take_the_place_of_the_demo_tenant() {
        let with = |arguments: &[&str]| {
            let all = [&["graph-simulator"], arguments].concat();
            Arguments::parse_from(all).options().map(|options| options.seed.policies.len()).ok()
        };
        assert_eq!(with(&[]), Some(5));
        assert_eq!(with(&["--policies", "3", "--assignments-per-policy", "2"]), Some(3));
    }
}
