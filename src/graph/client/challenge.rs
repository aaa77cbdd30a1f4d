//! A claims challenge: Graph refuses a token that is valid, and says what the next one must have.
//!
//! It comes with a 401, in `WWW-Authenticate`, as base64 of the JSON that the login authority is to be given.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/claims-challenge>.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// With padding or without, as services differ.
const TOLERANT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// The demanded claims as JSON, if the header holds any that can be read.
pub(super) fn claims(header: &str) -> Option<String> {
    let (_, rest) = header.split_once("claims=\"")?;
    let (encoded, _) = rest.split_once('"')?;
    let bytes = [alphabet::STANDARD, alphabet::URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, TOLERANT).decode(encoded).ok())?;
    let text = String::from_utf8(bytes).ok()?;
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demanded_claims_are_read_and_anything_else_is_no_demand() {
        for (header, wanted) in [
            (r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjp7fX0=""#, Some(r#"{"a":{}}"#)),
            (r#"Bearer claims="eyJhIjp7fX0""#, Some(r#"{"a":{}}"#)),
            (r#"Bearer claims="bm8ganNvbg==""#, None),
            (r#"Bearer claims="!""#, None),
            (r#"Bearer claims="eyJhIjp7fX0="#, None),
            ("Bearer realm=\"\"", None),
            ("", None),
        ] {
            assert_eq!(claims(header).as_deref(), wanted, "{header}");
        }
    }
}
