//! Which events are worth writing.

/// How much is logged. Terraform filters again on its side; what it would drop is not even formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing.
    Off,
    /// Failures.
    Error,
    /// And what looks wrong.
    Warn,
    /// And what happens.
    Info,
    /// And each request.
    Debug,
    /// And what it carried.
    Trace,
}

impl Level {
    /// The level of tracing that lets exactly this through.
    pub(super) fn as_tracing(self) -> Option<tracing::Level> {
        match self {
            Self::Off => None,
            Self::Error => Some(tracing::Level::ERROR),
            Self::Warn => Some(tracing::Level::WARN),
            Self::Info => Some(tracing::Level::INFO),
            Self::Debug => Some(tracing::Level::DEBUG),
            Self::Trace => Some(tracing::Level::TRACE),
        }
    }

    /// Terraform's names; `JSON` is everything in another dress. Like Terraform, an unknown name means TRACE.
    fn parse(name: &str) -> Self {
        match name.to_ascii_uppercase().as_str() {
            "OFF" => Self::Off,
            "ERROR" => Self::Error,
            "WARN" => Self::Warn,
            "INFO" => Self::Info,
            "DEBUG" => Self::Debug,
            _ => Self::Trace,
        }
    }
}

/// The level that the environment asks for: the most specific variable that is set wins. None set: nothing is
/// logged, since Terraform would throw it away.
///
/// `provider` is the provider's short name, as in `TF_LOG_PROVIDER_INTUNE`.
pub fn wanted_level(provider: &str, variable: impl Fn(&str) -> Option<String>) -> Level {
    let specific = format!("TF_LOG_PROVIDER_{}", provider.to_ascii_uppercase());
    [specific.as_str(), "TF_LOG_PROVIDER", "TF_LOG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .map_or(Level::Off, |value| Level::parse(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_variable_wins() {
        for (variables, level) in [
            (&[][..], Level::Off),
            (&[("TF_LOG", "")], Level::Off),
            (&[("TF_LOG", "debug")], Level::Debug),
            (&[("TF_LOG", "JSON")], Level::Trace),
            (&[("TF_LOG", "nonsense")], Level::Trace),
            (&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "WARN")], Level::Warn),
            (&[("TF_LOG_PROVIDER", "WARN"), ("TF_LOG_PROVIDER_INTUNE", "OFF")], Level::Off),
        ] {
            let variable = |name: &str| {
                variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
            };
            assert_eq!(wanted_level("intune", variable), level, "{variables:?}");
        }
    }
}
