//! Numbers as text.

use terraform_provider_intune::plugin::value::Number;

use super::{Target, said};

/// Reads a number; what is read is written and read again, and means the same to a machine.
pub(crate) struct Numbers;

impl Target for Numbers {
    fn name(&self) -> &'static str {
        "numbers"
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        [
            "0",
            "-1",
            "1.5",
            "0.1000000000000000000001",
            "18446744073709551616",
            "1e-2000",
            "-9223372036854775808",
            "1E+400",
            ".5",
        ]
        .map(|text| text.as_bytes().to_vec())
        .to_vec()
    }

    fn fresh(&self, random: &mut fastrand::Rng) -> Vec<u8> {
        match random.u8(0..3) {
            0 => f64::from_bits(random.u64(..)).to_string(),
            1 => random.i64(..).to_string(),
            _ => format!("{}.{}e{}", random.u64(..), random.u64(..), random.i16(..)),
        }
        .into_bytes()
    }

    fn run(&self, input: &[u8]) -> String {
        let Ok(text) = std::str::from_utf8(input) else {
            return "not a text".to_owned();
        };
        let read = text.parse::<Number>();
        if let Ok(number) = &read {
            assert_eq!(number.to_string().parse().as_ref(), Ok(number));
            if let Some(double) = number.as_exact_f64() {
                assert_eq!(Number::from_f64(double).as_ref(), Some(number));
            }
            if let Some(whole) = number.as_i64() {
                assert_eq!(Number::from(whole), *number);
            }
            if let Some(whole) = number.as_u64() {
                assert_eq!(Number::from(whole), *number);
            }
        }
        said(read)
    }
}
