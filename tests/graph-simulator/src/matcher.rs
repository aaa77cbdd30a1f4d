//! Which requests a fault or a hook is about: method, path, body, and how many of them.

use serde::{Deserialize, Serialize};

use crate::call::Call;

/// A condition on a request; what is not given matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Matcher {
    /// `GET`, `POST`, …
    pub method: Option<String>,
    /// A part of the decoded path; with `*` in it, a pattern for the whole path. Case does not count.
    pub path: Option<String>,
    /// A part of the request body, case does not count.
    pub body: Option<String>,
}

impl Matcher {
    /// Every request.
    pub fn any() -> Self {
        Self::default()
    }

    /// Requests with this method whose path contains, or with `*` matches, the pattern.
    pub fn on(method: &str, path: &str) -> Self {
        Self { method: Some(method.to_owned()), path: Some(path.to_owned()), body: None }
    }

    /// Requests whose path contains, or with `*` matches, the pattern.
    pub fn path(path: &str) -> Self {
        Self { path: Some(path.to_owned()), ..Self::default() }
    }

    /// Of those, only the ones whose body contains the text.
    pub fn with_body(mut self, text: &str) -> Self {
        self.body = Some(text.to_owned());
        self
    }

    pub(crate) fn matches(&self, call: &Call) -> bool {
        let method = self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&call.method));
        let path = || self.path.as_ref().is_none_or(|pattern| path_matches(pattern, &call.decoded_path()));
        let body = || {
            self.body.as_ref().is_none_or(|text| {
                String::from_utf8_lossy(&call.body).to_ascii_lowercase().contains(&text.to_ascii_lowercase())
            })
        };
        method && path() && body()
    }
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.to_ascii_lowercase(), path.to_ascii_lowercase());
    if !pattern.contains('*') {
        return path.contains(&pattern);
    }
    let pieces: Vec<&str> = pattern.split('*').collect();
    let (first, last) = (pieces[0], pieces[pieces.len() - 1]);
    if path.len() < first.len() + last.len() || !path.starts_with(first) || !path.ends_with(last) {
        return false;
    }
    let mut rest = &path[first.len()..path.len() - last.len()];
    for piece in &pieces[1..pieces.len() - 1] {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

/// How many matching requests pass untouched, and how many are then met.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turns {
    skip: u32,
    left: Option<u32>,
}

impl Turns {
    pub(crate) fn new(skip: u32, times: Option<u32>) -> Self {
        Self { skip, left: times }
    }

    /// Counts a matching request; true when it may be met.
    pub(crate) fn is_due(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.left != Some(0)
    }

    /// Notes that a request was met.
    pub(crate) fn take(&mut self) {
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(1);
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.left == Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_with_stars_is_for_the_whole_path_and_one_without_for_a_part() {
        let path = "/beta/deviceManagement/deviceCompliancePolicies/ABC/assign";
        for (pattern, expected) in [
            ("/assign", true),
            ("*/assign", true),
            ("/beta/*/abc/*", true),
            ("*/assignments", false),
            ("/v1.0/*", false),
            ("*abc*assign*", true),
            ("*assign*abc*", false),
            ("*", true),
        ] {
            assert_eq!(path_matches(pattern, path), expected, "{pattern}");
        }
        assert!(!path_matches("aba*ba", "aba"), "the ends of a pattern do not overlap");
    }

    #[test]
    fn turns_skip_then_meet_then_end() {
        let mut turns = Turns::new(1, Some(2));
        let met: Vec<bool> = (0..4)
            .map(|_| {
                let due = turns.is_due();
                if due {
                    turns.take();
                }
                due
            })
            .collect();
        assert_eq!(met, [false, true, true, false]);
        assert!(turns.is_over());
    }
}
