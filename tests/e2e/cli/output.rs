//! What a command left behind: its exit status and its texts.

use std::process::ExitStatus;

/// A finished command.
pub(crate) struct Output {
    /// The command line, for messages.
    pub(crate) command: String,
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// Standard output as it came.
    pub(crate) stdout: String,
    /// Standard error as it came.
    pub(crate) stderr: String,
}

impl Output {
    /// Both streams, standard output first, with Terraform's line wrapping and frames undone, so that a test can
    /// search for a sentence.
    pub(crate) fn text(&self) -> String {
        format!("{}\n{}", unwrapped(&self.stdout), unwrapped(&self.stderr))
    }

    /// Itself, when the command succeeded.
    ///
    /// # Panics
    /// Otherwise, showing everything.
    #[track_caller]
    pub(crate) fn expect_success(self) -> Self {
        assert!(self.status.success(), "expected success of {self}");
        self
    }

    /// Itself, when the command failed with an exit code (death by a signal is not a failure that a user reads).
    ///
    /// # Panics
    /// Otherwise, showing everything.
    #[track_caller]
    pub(crate) fn expect_failure(self) -> Self {
        assert!(self.status.code().is_some_and(|code| code != 0), "expected failure of {self}");
        self
    }

    /// Itself, when [`Output::text`] contains `sentence`.
    ///
    /// # Panics
    /// Otherwise, showing everything.
    #[track_caller]
    pub(crate) fn expect_text(self, sentence: &str) -> Self {
        assert!(self.text().contains(sentence), "expected {sentence:?} in what was said by {self}");
        self
    }
}

impl std::fmt::Display for Output {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { command, status, stdout, stderr } = self;
        write!(
            formatter,
            "`{command}` ({status})\n--- stdout ---\n{stdout}\n--- stderr ---\n{stderr}\n--- end ---"
        )
    }
}

/// `raw` without colours and diagnostic frames, and with the lines of a paragraph joined by one space.
///
/// Terraform wraps paragraphs and leaves indented lines (excerpts of code, lists) alone; so does this.
fn unwrapped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut within_paragraph = false;
    for line in without_colours(raw).lines() {
        let line = without_frame(line).trim_end();
        let continues = within_paragraph && !line.is_empty() && !line.starts_with(char::is_whitespace);
        if !text.is_empty() {
            text.push(if continues { ' ' } else { '\n' });
        }
        text.push_str(line);
        within_paragraph = !line.is_empty() && !line.starts_with(char::is_whitespace);
    }
    text
}

/// The line without the box that Terraform draws around diagnostics.
fn without_frame(line: &str) -> &str {
    let inner = line.strip_prefix("│ ").or_else(|| line.strip_prefix('│'));
    inner.unwrap_or(if matches!(line.trim_end(), "╷" | "╵") { "" } else { line })
}

/// The text without ANSI colour sequences (`ESC [ … m`).
fn without_colours(raw: &str) -> String {
    let mut pieces = raw.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').map_or(piece, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn a_wrapped_sentence_reads_as_one_line() {
        let raw = "╷\n│ Error: Cannot assign\n│ \n│   with intune_compliance_assignment.x,\n│   on main.tf line 3:\n│    3: resource {\n│ \n│ The policy is\n│ not there.\n│ \n│ Next step.\n╵\n";
        let expected = "\nError: Cannot assign\n\n  with intune_compliance_assignment.x,\n  on main.tf line 3:\n   3: resource {\n\nThe policy is not there.\n\nNext step.\n";
        assert_eq!(unwrapped(raw), expected.trim_start_matches('\n').to_owned());
    }

    #[test]
    fn colours_are_removed() {
        assert_eq!(unwrapped("\u{1b}[31m│\u{1b}[0m \u{1b}[1mError: \u{1b}[0mno\n"), "Error: no");
    }

    #[test]
    fn text_without_frames_keeps_its_paragraphs() {
        assert_eq!(unwrapped("one\ntwo\n\nthree\n  code\nfour"), "one two\n\nthree\n  code\nfour");
    }
}
