//! Durations as Terraform's users write them: `30s`, `5m`, `1h30m`, `1.5h`.

use std::time::Duration;

/// Reads a duration in the form of Go's `time.ParseDuration`, which all providers use.
///
/// # Errors
/// A sentence that says what is wanted, for anything else, for zero, and for negative durations.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let refuse =
        || format!("expected a duration above zero such as \"30s\", \"5m\" or \"1h30m\", got {text:?}");
    let mut seconds = 0.0_f64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(refuse)?;
        let (number, tail) = rest.split_at(digits);
        let unit_end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        let factor = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" | "μs" => 1e-6,
            "ns" => 1e-9,
            _ => return Err(refuse()),
        };
        seconds += number.parse::<f64>().map_err(|_| refuse())? * factor;
        rest = tail;
    }
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err(refuse()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_read() {
        for (text, milliseconds) in [
            ("30s", 30_000),
            ("5m", 300_000),
            ("1h30m", 5_400_000),
            ("1.5h", 5_400_000),
            ("250ms", 250),
            (".5s", 500),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_an_example() {
        for text in ["", "5", "m", "5 m", "-5m", "0s", "1d", "5m!", "1..2s", "99999999999999999999h", "nan"] {
            let refused = parse(text).unwrap_err();
            assert!(refused.contains("1h30m") && refused.contains(&format!("{text:?}")), "{refused}");
        }
    }
}
