//! Up to twenty groups in one request.
//!
//! Every part has its own status. What is no group and no "not found" is left to a question of its own, which knows
//! how to wait, to repeat and to name what went wrong.
//!
//! Source: <https://learn.microsoft.com/graph/json-batching>.

use std::collections::HashMap;

use reqwest::Method;
use serde::{Deserialize, Serialize};

use super::{Group, SELECT};
use crate::graph::api_version::ApiVersion;
use crate::graph::call::{Call, Effect};
use crate::graph::ids::GroupId;

/// How many requests one batch may hold.
pub const LARGEST: usize = 20;

/// What a batch says about its groups, by their place in it.
#[derive(Debug, Clone)]
pub struct Answers(HashMap<usize, Answer>);

/// What a batch says about one group.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Here it is.
    Found(Group),
    /// There is none.
    Missing,
    /// Nothing that could be used: throttled, refused, or left out.
    Unanswered,
}

impl Answers {
    /// The answer about the group in this place.
    pub fn take(&mut self, place: usize) -> Answer {
        self.0.remove(&place).unwrap_or(Answer::Unanswered)
    }
}

/// Reads these groups, [`LARGEST`] at most.
///
/// <https://learn.microsoft.com/graph/api/group-get>
pub fn get_all(version: ApiVersion, ids: &[GroupId]) -> Call<Answers> {
    #[derive(Serialize)]
    struct Batch {
        requests: Vec<Part>,
    }
    #[derive(Serialize)]
    struct Part {
        id: String,
        method: &'static str,
        url: String,
    }
    let part = |(place, id): (usize, &GroupId)| Part {
        id: place.to_string(),
        method: "GET",
        url: format!("/groups/{id}?$select={SELECT}"),
    };
    let call = Call::answered("read the groups", (Method::POST, Effect::Read), version, &["$batch"]);
    call.with_body(&Batch { requests: ids.iter().enumerate().map(part).collect() })
}

impl<'de> Deserialize<'de> for Answers {
    /// Tolerant: a part that is not understood is one that was not answered.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Batch {
            responses: Vec<Part>,
        }
        #[derive(Deserialize)]
        struct Part {
            id: String,
            status: u16,
            #[serde(default)]
            body: serde_json::Value,
        }
        let batch = Batch::deserialize(deserializer)?;
        let answers = batch.responses.into_iter().filter_map(|part| {
            let answer = match part.status {
                200 => serde_json::from_value(part.body).map_or(Answer::Unanswered, Answer::Found),
                404 => Answer::Missing,
                _ => Answer::Unanswered,
            };
            Some((part.id.parse().ok()?, answer))
        });
        Ok(Self(answers.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Endpoint;

    const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e0";

    #[test]
    fn one_request_asks_for_all_and_may_be_repeated() {
        let ids = [1, 2].map(|n| GroupId::try_from(format!("{GROUP}{n}").as_str()).expect("id"));
        let call = get_all(ApiVersion::V1_0, &ids);
        let root = Endpoint::try_new("https://graph.example").expect("root");
        assert_eq!(call.url(&root).as_str(), "https://graph.example/v1.0/$batch");
        assert_eq!((call.method().as_str(), call.effect()), ("POST", Effect::Read));
        let part = |n: u32| {
            format!(
                r#"{{"id":"{}","method":"GET","url":"/groups/{GROUP}{n}?$select=id,displayName,description"}}"#,
                n - 1
            )
        };
        assert_eq!(call.body(), Some(format!(r#"{{"requests":[{},{}]}}"#, part(1), part(2)).as_str()));
    }

    #[test]
    fn every_part_is_read_by_itself() {
        let text = format!(
            r#"{{"responses":[
                {{"id":"2","status":429,"body":{{"error":{{"code":"TooManyRequests"}}}}}},
                {{"id":"1","status":404,"body":{{"error":{{"code":"Request_ResourceNotFound"}}}}}},
                {{"id":"x","status":200}},
                {{"id":"3","status":200,"body":{{"id":"no id"}}}},
                {{"id":"0","status":200,"headers":{{}},"body":{{"id":"{GROUP}1","displayName":"Finance"}}}}]}}"#
        );
        let mut answers: Answers = serde_json::from_str(&text).expect("a batch");
        let Answer::Found(group) = answers.take(0) else { panic!("{answers:?}") };
        assert_eq!(group.display_name.as_deref(), Some("Finance"));
        assert!(matches!(answers.take(1), Answer::Missing));
        for place in 2..5 {
            assert!(matches!(answers.take(place), Answer::Unanswered), "{place}");
        }
    }
}
