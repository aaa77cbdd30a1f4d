//! A [`RawObject`] is a JSON object whose order and values stay exactly as they were received.
//!
//! What others wrote must be written back as it was, properties that nobody here has heard of included; so
//! it is kept as text, not taken apart and put together again.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// The members of a JSON object, in the order of the text.
#[derive(Debug, Clone)]
pub(super) struct RawObject(Vec<(String, Box<RawValue>)>);

impl RawObject {
    /// A member by its name, which is compared with case; of two with the same name the last one.
    pub(super) fn get(&self, name: &str) -> Option<&RawValue> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }

    /// The object with only those members.
    pub(super) fn filtered(&self, keep: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|(key, _)| keep(key)).cloned().collect())
    }

    /// Whether both have the same members in the same order, with the same text.
    pub(super) fn is_same_text_as(&self, other: &Self) -> bool {
        let mut pairs = self.0.iter().zip(&other.0);
        self.0.len() == other.0.len()
            && pairs.all(|((name, value), (its_name, its_value))| {
                name == its_name && value.get() == its_value.get()
            })
    }

    /// Whether there is a member of this name, `null` or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = RawObject;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawObject, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(4));
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(RawObject(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

impl Serialize for RawObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn object(text: &str) -> RawObject {
        serde_json::from_str(text).expect(text)
    }

    #[test]
    fn order_and_values_are_kept_as_they_came() {
        let text =
            r#"{"z":1.00,"a":{"y" : [ 1,2 ],  "x":"\u00e9"},"m":null,"big":123456789012345678901234567890}"#;
        let object = object(text);
        assert_eq!(serde_json::to_string(&object).ok().as_deref(), Some(text));
        assert_eq!(object.get("a").map(RawValue::get), Some(r#"{"y" : [ 1,2 ],  "x":"\u00e9"}"#));
        assert!(object.has("m") && !object.has("M"));
        assert_eq!(object.text("m"), None);
        let kept = object.filtered(|key| key != "a" && key != "big");
        assert_eq!(serde_json::to_string(&kept).ok().as_deref(), Some(r#"{"z":1.00,"m":null}"#));
    }

    #[test]
    fn only_objects_are_objects() {
        for text in ["[]", "1", "null", "\"x\"", "{", ""] {
            assert!(serde_json::from_str::<RawObject>(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_object_survives(members in proptest::collection::vec((".*", any::<i64>()), 0..8)) {
            let body: Vec<String> = members.iter().map(|(key, value)| format!("{}:{value}", serde_json::to_string(key).expect("key"))).collect();
            let text = format!("{{{}}}", body.join(","));
            prop_assert_eq!(serde_json::to_string(&object(&text)).expect("json"), text);
        }
    }
}
