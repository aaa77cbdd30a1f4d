//! What reached the service, from the simulator's log.

use serde::Serialize;

/// How many requests of which kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Requests {
    /// Questions to Graph.
    pub(super) reads: u32,
    /// Changes asked of Graph, those that it refused among them.
    pub(super) writes: u32,
    /// Of both, those that were not answered with success.
    pub(super) refused: u32,
    /// Sign-ins.
    pub(super) tokens: u32,
}

impl Requests {
    /// Counts the lines of the log: `12.345s GET    /path?query -> 200 51 ms`.
    ///
    /// # Errors
    /// The first line that is not one.
    pub(super) fn count(log: &str) -> Result<Self, String> {
        let mut counted = Self::default();
        for line in log.lines() {
            counted.add(line).ok_or_else(|| line.to_owned())?;
        }
        Ok(counted)
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let (request, answer) = line.rsplit_once(" -> ")?;
        let mut words = request.split_whitespace();
        let (_, method, target) = (words.next()?, words.next()?, words.next()?);
        let path = target.split('?').next()?;
        let answered = answer.split_whitespace().next()?;
        if path.ends_with("/oauth2/v2.0/token") {
            self.tokens += 1;
            return Some(());
        }
        if method == "GET" {
            self.reads += 1;
        } else {
            self.writes += 1;
        }
        if !answered.starts_with('2') {
            self.refused += 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Requests;

    #[test]
    fn requests_are_counted_by_what_they_ask_for() {
        let log = "\
    0.010s POST   /1111/oauth2/v2.0/token -> 200 1 ms
    0.020s GET    /beta/deviceManagement/deviceCompliancePolicies?$expand=assignments -> 200 50 ms
    0.080s POST   /v1.0/deviceManagement/deviceCompliancePolicies/6a/assignments -> 400 50 ms
    0.140s POST   /beta/deviceManagement/deviceCompliancePolicies/6a/assign -> 200 50 ms
    0.200s GET    /beta/deviceManagement/deviceCompliancePolicies/6a/assignments -> dropped
";
        let expected = Requests { reads: 2, writes: 2, refused: 2, tokens: 1 };
        assert_eq!(Requests::count(log), Ok(expected));
        assert_eq!(Requests::count(""), Ok(Requests::default()));
    }

    #[test]
    fn a_line_of_another_form_is_not_taken_for_a_request() {
        assert_eq!(Requests::count("no arrow here"), Err("no arrow here".to_owned()));
    }
}
