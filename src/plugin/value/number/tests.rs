//! One number, many spellings; and what is none.

use super::*;
use proptest::prelude::*;

fn number(text: &str) -> Number {
    text.parse().expect(text)
}

#[test]
fn one_number_has_one_form() {
    for (left, right) in [
        ("1", "1.0"),
        ("0", "-0.000"),
        ("1e3", "1000"),
        ("0.10", ".1"),
        ("18446744073709551615", "1.8446744073709551615e19"),
        ("-9223372036854775808", "-9223372036854775808.0"),
    ] {
        assert_eq!(number(left), number(right), "{left} and {right}");
        assert_eq!(number(left).to_string(), number(right).to_string());
    }
    assert_ne!(number("0.1"), number("0.10000000000000001"));
}

#[test]
fn digits_survive_printing() {
    for text in
        ["0.1", "9007199254740993", "-1.5", "18446744073709551615", "0.00000000000000000001", "1e-2000"]
    {
        assert_eq!(number(&number(text).to_string()), number(text));
    }
    let third = format!("0.{}", "3".repeat(155));
    assert_eq!(number(&third).to_string(), third);
    assert_eq!(number("1e40").to_string(), format!("1{}", "0".repeat(40)));
}

#[test]
fn machine_numbers_are_recognised() {
    assert_eq!(number("42").as_i64(), Some(42));
    assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
    assert_eq!(number("1.5").as_exact_f64(), Some(1.5));
    assert_eq!(number("0.1").as_exact_f64(), Some(0.1));
    assert_eq!(number("0.1000000000000000000001").as_exact_f64(), None);
    assert_eq!(number("1e40").as_exact_f64(), None);
    // The most digits that a double's shortest text has, and one more.
    assert_eq!(number("0.30000000000000004").as_exact_f64(), Some(0.1 + 0.2));
    assert_eq!(number("1.7976931348623157").as_exact_f64(), Some(1.797_693_134_862_315_7));
    assert_eq!(number("0.300000000000000041").as_exact_f64(), None);
    assert_eq!(number("1.5").as_u64(), None);
    let two_to_64 = number("18446744073709551616");
    assert_eq!(Number::from_f64(18446744073709551616.0), Some(two_to_64.clone()));
    assert_eq!(two_to_64.as_exact_f64(), Some(18446744073709551616.0));
    assert!(number("1e40").is_whole() && !number("1.5").is_whole());
}

#[test]
fn a_number_that_is_too_long_is_told_from_one_that_is_none() {
    let long = "9".repeat(MAX_TEXT);
    assert_eq!(number(&long).to_string(), long_form(&long));
    let error = format!("{long}9").parse::<Number>().unwrap_err();
    assert_eq!(error.to_string(), "a number of 4097 characters, and at most 4096 are read");
}

/// Beyond a thousand places numbers print with an exponent.
fn long_form(digits: &str) -> String {
    format!("{}.{}e{}", &digits[..1], &digits[1..], digits.len() - 1)
}

#[test]
fn other_texts_are_refused() {
    for text in ["", "-", ".", "abc", "1.2.3", "1e", "0x10", "NaN", "inf", "1e99999999999", " 1", "１"] {
        assert!(text.parse::<Number>().is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn doubles_and_integers_come_back(float in any::<f64>(), int in any::<i64>(), uint in any::<u64>()) {
        if let Some(number) = Number::from_f64(float) {
            // cty has no negative zero.
            prop_assert_eq!(number.to_f64(), float);
            prop_assert!(number.as_exact_f64().is_some() || number.as_i64().is_some());
        }
        prop_assert_eq!(Number::from(int).as_i64(), Some(int));
        prop_assert_eq!(Number::from(uint).as_u64(), Some(uint));
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,40}") {
        if let Ok(number) = text.parse::<Number>() {
            prop_assert_eq!(number.to_string().parse::<Number>().unwrap(), number);
        }
    }
}
