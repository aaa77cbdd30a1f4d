//! Type JSON, which travels with dynamic values.

use terraform_provider_intune::plugin::value::parse_type;

use super::{Target, said};

/// Reads a type; what is read is written and read again.
pub(crate) struct Types;

impl Target for Types {
    fn name(&self) -> &'static str {
        "types"
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        [
            "\"string\"",
            "\"dynamic\"",
            r#"["list",["set",["map","number"]]]"#,
            r#"["tuple",["bool","string"]]"#,
            r#"["object",{"a":"string","b":["object",{"c":["list","bool"]}]}]"#,
        ]
        .map(|text| text.as_bytes().to_vec())
        .to_vec()
    }

    fn run(&self, input: &[u8]) -> String {
        let read = parse_type(input);
        if let Ok(ty) = &read {
            assert_eq!(parse_type(ty.to_string().as_bytes()).as_ref(), Ok(ty));
        }
        said(read)
    }
}
