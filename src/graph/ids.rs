//! The ids of Graph's objects, one type each, so that a group cannot be passed for a policy.
//!
//! They are GUIDs, which compare without case and keep the spelling they were given: Terraform must show
//! users what they wrote.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// A GUID in its usual form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
#[derive(Clone)]
pub struct Guid {
    text: Arc<str>,
    value: Uuid,
}

/// A text that is not a GUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a GUID such as \"6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a\", got \"{got}\"")]
pub struct GuidError {
    /// The text that was given, or its beginning.
    pub got: String,
}

/// Length of the hyphenated form; the braced, urn and bare forms are not what Graph writes.
const LENGTH: usize = 36;

impl Guid {
    /// The spelling it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this is the GUID of zeros, which some answers use for "none".
    pub fn is_zero(&self) -> bool {
        self.value.is_nil()
    }
}

impl TryFrom<&str> for Guid {
    type Error = GuidError;

    fn try_from(text: &str) -> Result<Self, GuidError> {
        let value = (text.len() == LENGTH).then(|| Uuid::try_parse(text).ok()).flatten();
        match value {
            Some(value) => Ok(Self { text: text.into(), value }),
            None => Err(GuidError { got: text.chars().take(100).collect() }),
        }
    }
}

impl FromStr for Guid {
    type Err = GuidError;

    fn from_str(text: &str) -> Result<Self, GuidError> {
        Self::try_from(text)
    }
}

impl PartialEq for Guid {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Guid {}

impl PartialOrd for Guid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Guid {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for Guid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Guid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Guid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::try_from(text.as_str()).map_err(de::Error::custom)
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Guid);

        impl $name {
            /// The GUID.
            pub fn guid(&self) -> &Guid {
                &self.0
            }

            /// The spelling it was given.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl From<Guid> for $name {
            fn from(guid: Guid) -> Self {
                Self(guid)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = GuidError;

            fn try_from(text: &str) -> Result<Self, GuidError> {
                Guid::try_from(text).map(Self)
            }
        }

        impl FromStr for $name {
            type Err = GuidError;

            fn from_str(text: &str) -> Result<Self, GuidError> {
                Self::try_from(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// The id of a device compliance policy.
    PolicyId
);
id!(
    /// The object id of an Entra group.
    GroupId
);
id!(
    /// The id of an assignment filter.
    FilterId
);

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    const LOWER: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";

    fn guid(text: &str) -> Guid {
        Guid::try_from(text).expect(text)
    }

    #[test]
    fn a_guid_keeps_its_spelling_and_compares_without_case() {
        let (lower, upper) = (guid(LOWER), guid(&LOWER.to_uppercase()));
        assert_eq!(lower, upper);
        assert_eq!(lower.cmp(&upper), Ordering::Equal);
        assert_eq!(HashSet::from([lower.clone(), upper.clone()]).len(), 1);
        assert_eq!(upper.to_string(), LOWER.to_uppercase());
        assert_eq!(
            serde_json::to_string(&PolicyId::from(upper)).ok(),
            Some(format!("\"{}\"", LOWER.to_uppercase()))
        );
        assert!(!lower.is_zero() && guid("00000000-0000-0000-0000-000000000000").is_zero());
    }

    #[test]
    fn what_is_no_guid_is_refused_with_what_was_got() {
        for text in [
            "",
            "finance",
            "6a2ac7e40d584ea58f39bd11b3bcd51a",
            "{6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a}",
            "urn:uuid:6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a",
            " 6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a",
            "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51g",
            "6a2ac7e-40d58-4ea5-8f39-bd11b3bcd51a",
            "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a_6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a",
            "ééééééééééééééééé",
        ] {
            let error = GroupId::try_from(text).expect_err(text);
            let got: String = text.chars().take(100).collect();
            assert!(error.to_string().ends_with(&format!("got \"{got}\"")), "{error}");
            assert!(serde_json::from_value::<FilterId>(text.into()).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text: String) {
            prop_assert!(Guid::try_from(text.as_str()).map_or_else(|_| true, |guid| guid.as_str() == text));
        }

        #[test]
        fn every_guid_is_read_in_any_case(bits: u128, upper: bool) {
            let text = Uuid::from_u128(bits).to_string();
            let spelled = if upper { text.to_uppercase() } else { text.clone() };
            let read = Guid::try_from(spelled.as_str());
            prop_assert_eq!(read.as_ref().map(Guid::as_str), Ok(spelled.as_str()));
            prop_assert_eq!(read, Guid::try_from(text.as_str()));
        }

        #[test]
        fn order_does_not_depend_on_spelling(a: u128, b: u128) {
            let (a, b) = (Uuid::from_u128(a).to_string(), Uuid::from_u128(b).to_string());
            prop_assert_eq!(guid(&a).cmp(&guid(&b)), guid(&a.to_uppercase()).cmp(&guid(&b)));
        }
    }
}
