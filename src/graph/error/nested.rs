//! Intune puts JSON inside the message of Graph's error, sometimes twice; inside is the sentence that helps.
//!
//! The inner object has `Message` and `CustomApiErrorPhrase` or `ErrorCode`, and the sentence drags a tail
//! of ids and an internal URL behind it. Messages about routes and types are plain text and are kept.

use serde_json::{Map, Value};

/// What a message says, once unwrapped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The sentence for a reader, if there is one.
    pub(super) text: Option<String>,
    /// Intune's own code, the innermost one.
    pub(super) code: Option<String>,
}

/// Twice is what has been seen; more is followed a little, and then taken as text.
const DEPTH: usize = 5;
const TAIL: &str = "- Operation ID (for customer support):";

/// Unwraps a message; text that is no nested message comes back as it is, but for blank ends.
pub(super) fn read(message: &str) -> Said {
    let mut code = None;
    let mut message = message.trim().to_owned();
    for _ in 0..DEPTH {
        let Ok(Value::Object(object)) = serde_json::from_str::<Value>(&message) else {
            break;
        };
        let phrase = member(&object, "CustomApiErrorPhrase").or_else(|| member(&object, "ErrorCode"));
        code = phrase.or(code);
        match member(&object, "Message") {
            Some(inner) => message = inner,
            None if member_exists(&object, "Message") => {
                message.clear();
                break;
            }
            // JSON, but not Intune's envelope: better shown than lost.
            None => break,
        }
    }
    let text = message.split_once(TAIL).map_or(message.as_str(), |(sentence, _)| sentence).trim();
    let text = if text.is_empty() { code.clone() } else { Some(text.to_owned()) };
    Said { text, code }
}

/// A member that is a text with something in it, its name compared without case.
fn member(object: &Map<String, Value>, name: &str) -> Option<String> {
    let (_, value) = object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn member_exists(object: &Map<String, Value>, name: &str) -> bool {
    object.keys().any(|key| key.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
