//! Terraform's number: arbitrary precision, compared by its decimal text.
//!
//! Terraform computes with 512-bit floats and sends whole numbers as integers, short fractions as floats and
//! everything else as a decimal string. [`Number`] keeps the decimal digits, so a value survives the round trip
//! whatever form it came in, and equal numbers are equal values.

use std::fmt::{self, Display};
use std::str::FromStr;

/// A decimal number of any size, in canonical form: two numbers are equal exactly when they print the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Form);

/// `Int` for whatever fits, `Decimal` for the rest: no number has two forms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Int(i64),
    Decimal { negative: bool, digits: Box<str>, exponent: i64 },
}

/// Why a text is not read as a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// Not a finite decimal number; the text, cut short.
    #[error("{0:?} is not a decimal number")]
    NotDecimal(String),
    /// Longer than any number that means something.
    #[error("a number of {0} characters, and at most {MAX_TEXT} are read")]
    TooLong(usize),
}

/// Longest text that is read as a number. Numbers of Terraform have 155 significant digits, but are sent with all
/// their zeros.
const MAX_TEXT: usize = 4096;
/// The shortest text of a double with a fraction has no more digits than this.
const MAX_FRACTION_DIGITS: usize = 17;
/// Numbers whose plain form would be longer than this are printed with an exponent.
const MAX_PLAIN: i64 = 1024;

impl Number {
    /// The number as an `i64`, when it is a whole number of that range.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Form::Int(value) => Some(value),
            Form::Decimal { .. } => None,
        }
    }

    /// The number as a `u64`, when it is a whole number of that range.
    pub fn as_u64(&self) -> Option<u64> {
        match &self.0 {
            Form::Int(value) => u64::try_from(*value).ok(),
            Form::Decimal { .. } if !self.is_whole() => None,
            Form::Decimal { .. } => self.to_string().parse().ok(),
        }
    }

    /// The nearest double; infinite when it is out of range.
    pub fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The double that means exactly this number, if there is one; see [`Number::from_f64`].
    pub fn as_exact_f64(&self) -> Option<f64> {
        if let Form::Decimal { digits, .. } = &self.0
            && digits.len() > MAX_FRACTION_DIGITS
            && !self.is_whole()
        {
            return None;
        }
        let nearest = self.to_f64();
        (Self::from_f64(nearest)? == *self).then_some(nearest)
    }

    /// True for numbers without a fraction.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Form::Int(_) => true,
            Form::Decimal { digits, exponent, .. } => *exponent >= digits.len() as i64,
        }
    }

    /// The number that a double means; `None` for infinities and NaN.
    ///
    /// A fraction means its shortest text, so that 0.1 is 0.1. A whole number means itself: the shortest text of a
    /// large one, such as 2^64, is another number.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let text = if value.fract() == 0.0 { format!("{value:.0}") } else { value.to_string() };
        text.parse().ok()
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Form::Int(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        match i64::try_from(value) {
            Ok(value) => value.into(),
            Err(_) => {
                let text = value.to_string();
                Self::canonical(false, &text, text.len() as i64)
            }
        }
    }
}

impl Number {
    /// The canonical form of `0.digits × 10^exponent`.
    fn canonical(negative: bool, digits: &str, exponent: i64) -> Self {
        let significant = digits.trim_start_matches('0');
        let exponent = exponent - (digits.len() - significant.len()) as i64;
        let digits = significant.trim_end_matches('0');
        if digits.is_empty() {
            return Self(Form::Int(0));
        }
        // 19 digits may or may not fit; i64's own parser decides.
        if exponent >= digits.len() as i64 && exponent <= 19 {
            let sign = if negative { "-" } else { "" };
            let plain = format!("{sign}{digits:0<width$}", width = exponent as usize);
            if let Ok(value) = plain.parse() {
                return Self(Form::Int(value));
            }
        }
        Self(Form::Decimal { negative, digits: digits.into(), exponent })
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let refuse = || NotANumber::NotDecimal(text.chars().take(64).collect());
        if text.len() > MAX_TEXT {
            return Err(NotANumber::TooLong(text.len()));
        }
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                (mantissa, i64::from(exponent.parse::<i32>().map_err(|_| refuse())?))
            }
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(refuse());
        }
        Ok(Self::canonical(negative, &format!("{whole}{fraction}"), exponent + whole.len() as i64))
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (negative, digits, exponent) = match &self.0 {
            Form::Int(value) => return value.fmt(f),
            Form::Decimal { negative, digits, exponent } => (*negative, digits, *exponent),
        };
        let sign = if negative { "-" } else { "" };
        let count = digits.len() as i64;
        if exponent.abs() > MAX_PLAIN {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            write!(f, "{sign}{first}{point}{rest}e{}", exponent - 1)
        } else if exponent <= 0 {
            write!(f, "{sign}0.{zeros}{digits}", zeros = "0".repeat(-exponent as usize))
        } else if exponent >= count {
            write!(f, "{sign}{digits}{zeros}", zeros = "0".repeat((exponent - count) as usize))
        } else {
            let (whole, fraction) = digits.split_at(exponent as usize);
            write!(f, "{sign}{whole}.{fraction}")
        }
    }
}

#[cfg(test)]
mod tests;
