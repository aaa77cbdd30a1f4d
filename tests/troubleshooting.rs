//! The guide on troubleshooting names every error and warning that the provider can show, and none that it cannot.
//!
//! A diagnostic has a summary, which is what a person looks for. Summaries go through several hands before they are
//! shown, so they are found by how they look, wherever they stand in `src/provider` and `src/plugin`: a text that begins
//! with a capital letter, has several words and is no sentence. What only looks so is listed in [`NO_SUMMARIES`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Parts of details that look like summaries.
const NO_SUMMARIES: [&str; 6] = [
    "Assignment filters",
    "Request not applicable to target tenant",
    "Settings catalog policies",
    "The assignment of compliance policy {}",
    "The assignment of compliance policy {} to {kind}",
    "The set of assignments of compliance policy {}",
];

/// Functions whose first text is a summary, even one of a single word.
const TAKE_SUMMARIES: [&str; 2] = ["error(", "diagnostic("];

#[test]
fn every_summary_of_the_source_is_in_the_guide() {
    let headings = headings(&guide());
    let is_told = |summary: &String| headings.iter().any(|heading| fits(summary, heading));
    let missing: Vec<String> = summaries().into_iter().filter(|summary| !is_told(summary)).collect();
    assert_eq!(
        missing,
        Vec::<String>::new(),
        "add them to docs/guides/troubleshooting.md as a heading: ### `…`"
    );
}

#[test]
fn every_message_of_the_guide_is_in_the_source() {
    let summaries = summaries();
    let exists = |heading: &String| summaries.iter().any(|summary| fits(summary, heading));
    let stale: Vec<String> = headings(&guide()).into_iter().filter(|heading| !exists(heading)).collect();
    assert_eq!(stale, Vec::<String>::new(), "no summary in src/provider or src/plugin reads like this");
}

#[test]
fn what_the_guide_quotes_of_details_is_in_the_source() {
    let texts = texts_below(&["src"]);
    let exists = |quote: &String| texts.iter().any(|text| text.contains(quote.as_str()));
    let quotes = quotes(&guide());
    assert!(!quotes.is_empty(), "the guide quotes no details; has the form of its tables changed?");
    let stale: Vec<String> = quotes.into_iter().filter(|quote| !exists(quote)).collect();
    assert_eq!(stale, Vec::<String>::new(), "no text in src has these words");
}

#[test]
fn every_refusal_that_is_explained_is_in_the_guide_on_permissions() {
    let guide = std::fs::read_to_string(path("docs/guides/permissions.md")).expect("the guide");
    let source = std::fs::read_to_string(path("src/auth/aadsts.rs")).expect("the source");
    // `70_021 | 700_211 => "what to do"`
    let (advice, _) = source.split_once("_ => return None").expect("the end of the table");
    let patterns = advice.lines().filter_map(|line| line.split_once(" =>").map(|(pattern, _)| pattern));
    let codes: Vec<String> =
        patterns.flat_map(|all| all.split('|')).map(|code| code.trim().replace('_', "")).collect();
    assert!(codes.len() > 10 && codes.iter().all(|code| code.parse::<u32>().is_ok()), "{codes:?}");
    let missing: Vec<&String> =
        codes.iter().filter(|code| !guide.contains(&format!("`AADSTS{code}`"))).collect();
    assert_eq!(missing, Vec::<&String>::new(), "add them to docs/guides/permissions.md");
}

#[test]
fn what_only_looks_like_a_summary_is_still_there() {
    let texts = texts_below(&["src/provider", "src/plugin"]);
    let gone: Vec<_> = NO_SUMMARIES.iter().filter(|text| !texts.contains(**text)).collect();
    assert_eq!(gone, Vec::<&&str>::new(), "take them off the list");
}

#[test]
fn summaries_are_told_from_other_texts() {
    let source = r#"
        //! "A comment is not read"
        fn f() {
            error("Stopped", "Terraform asked to stop.");
            #[error("no connection")]
            wrong(setting, "Invalid \"setting\"", format!("{name}: expected a text."));
            error(format!("No such {noun}"), detail);
            trace!("nothing to say", "Text");
            let (quote, end) = ('"', "Broken \
                over lines");
        }
#[cfg(test)]
mod tests { const A: &str = "A test is not read"; }
    "#;
    let found = texts(source);
    let summaries: Vec<&str> =
        found.iter().filter(|text| text.is_summary()).map(|text| &*text.words).collect();
    assert_eq!(summaries, ["Stopped", "Invalid \"setting\"", "No such {noun}", "Broken over lines"]);
    assert!(fits("No such {noun}", "No such group"));
    assert!(
        fits("Could not {} it{all}", "Could not read it") && !fits("Could not {} it", "Could not read them")
    );
    assert_eq!(headings("### `One`, `Two`\n\n### Log\n\n`Three`\n"), ["One", "Two"]);
    assert_eq!(quotes("| `a b` | why |\n| - | - |\n| plain | `c` |\n"), ["a b"]);
}

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn guide() -> String {
    std::fs::read_to_string(path("docs/guides/troubleshooting.md")).expect("the guide")
}

/// The messages that the guide has as headings: `` ### `One`, `Another` ``.
fn headings(guide: &str) -> Vec<String> {
    guide.lines().filter_map(|line| line.strip_prefix("### ")).flat_map(in_backticks).collect()
}

/// What the guide quotes of details: the first cell of a table's row, where it is in backticks.
fn quotes(guide: &str) -> Vec<String> {
    let cells = guide.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    cells.map(|(quote, _)| quote.to_owned()).collect()
}

fn in_backticks(line: &str) -> impl Iterator<Item = String> {
    line.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// Whether a text is what a summary becomes once its `{}` are filled in.
fn fits(summary: &str, text: &str) -> bool {
    let Some((before, rest)) = summary.split_once('{') else {
        return summary == text;
    };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let Some(rest) = text.strip_prefix(before) else {
        return false;
    };
    (0..=rest.len()).any(|filled| rest.get(filled..).is_some_and(|rest| fits(after, rest)))
}

fn summaries() -> BTreeSet<String> {
    let found = files_below(&["src/provider", "src/plugin"]).into_iter().flat_map(|text| texts(&text));
    let summaries = found.filter(Text::is_summary).map(|text| text.words);
    let summaries: BTreeSet<String> =
        summaries.filter(|text| !NO_SUMMARIES.contains(&text.as_str())).collect();
    assert!(summaries.len() > 50, "only {} summaries were found: {summaries:?}", summaries.len());
    summaries
}

fn texts_below(folders: &[&str]) -> BTreeSet<String> {
    files_below(folders).into_iter().flat_map(|text| texts(&text)).map(|text| text.words).collect()
}

/// The source files below these folders, without those that hold only tests.
fn files_below(folders: &[&str]) -> Vec<String> {
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| path(folder)).collect();
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.file_stem().is_some_and(|name| name == "tests") {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(std::fs::read_to_string(&path).expect("a source file"));
            }
        }
    }
    files
}

/// A text between quotes in a source file.
struct Text {
    words: String,
    /// Whether it is the first of a call that takes a summary.
    is_given_as_summary: bool,
}

impl Text {
    fn is_summary(&self) -> bool {
        let is_sentence = self.words.ends_with('.') || self.words.contains(". ");
        let is_fragment = self.words.contains([':', ';', ',', '\n']);
        let begins_like_one = self.words.starts_with(|letter: char| letter.is_ascii_uppercase());
        self.is_given_as_summary
            || (begins_like_one && self.words.contains(' ') && !is_sentence && !is_fragment)
    }
}

/// The texts between quotes in a file's code, up to its unit tests.
fn texts(source: &str) -> Vec<Text> {
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    // A quote as a character begins no text.
    let code = code.collect::<Vec<_>>().join("\n").replace("'\"'", "' '");
    let mut texts = Vec::new();
    let mut rest = code.as_str();
    while let Some((before, after)) = rest.split_once('"') {
        let (words, length) = text(after);
        let call = before.trim_end();
        // `#[error("…")]` names the cause of a detail.
        let is_given_as_summary =
            TAKE_SUMMARIES.iter().any(|name| call.ends_with(name)) && !call.ends_with("[error(");
        texts.push(Text { words, is_given_as_summary });
        rest = &after[length..];
    }
    texts
}

/// The text that begins here, and how long it is in the source with its closing quote.
fn text(source: &str) -> (String, usize) {
    let mut words = String::new();
    let mut letters = source.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (words, at + 1),
            '\\' => match letters.next() {
                // A line that goes on in the next, after its indentation.
                Some((at, '\n')) => {
                    let indentation = source[at + 1..].len() - source[at + 1..].trim_start().len();
                    letters.by_ref().take(indentation).for_each(drop);
                }
                Some((_, 'n')) => words.push('\n'),
                Some((_, escaped)) => words.push(escaped),
                None => break,
            },
            letter => words.push(letter),
        }
    }
    panic!("a text has no end: {}", source.lines().next().unwrap_or_default());
}
