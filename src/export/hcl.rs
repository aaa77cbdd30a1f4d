//! Text in Terraform's language, formatted as `terraform fmt` leaves it.

use std::fmt::Write;

/// An attribute: its name, its value as a text, and a comment behind it.
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) comment: Option<String>,
}

/// A quoted text, in which nothing is a template.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Doubled signs before a brace would be read as one that is doubled and a template behind it.
            '$' | '%' if letters.peek() == Some(&letter) && ends_in_brace(letters.clone(), letter) => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            '$' | '%' if letters.peek() == Some(&'{') => {
                out.push(letter);
                out.push(letter);
            }
            letter if letter.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Whether a run of this sign leads up to a brace.
fn ends_in_brace(mut letters: impl Iterator<Item = char>, sign: char) -> bool {
    letters.find(|letter| *letter != sign) == Some('{')
}

/// A text for a comment: on one line, and shown as it is stored (nothing that turns the direction of writing).
pub(super) fn comment(text: &str) -> String {
    let is_shown = |letter: &char| !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let spaced: String = text
        .chars()
        .filter(is_shown)
        .map(|letter| match letter {
            letter if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => ' ',
            letter => letter,
        })
        .collect();
    spaced.trim().to_owned()
}

/// Attributes one below the other, the equals signs and the comments of neighbours aligned.
pub(super) fn attributes(indent: &str, attributes: &[Attribute]) -> String {
    let width = attributes.iter().map(|one| one.name.len()).max().unwrap_or(0);
    let line = |one: &Attribute| format!("{indent}{:width$} = {}", one.name, quoted(&one.value));
    let mut out = String::new();
    for (at, one) in attributes.iter().enumerate() {
        let text = line(one);
        out.push_str(&text);
        if let Some(comment) = &one.comment {
            let length = |text: &str| text.chars().count();
            let column = neighbours(attributes, at).map(|other| length(&line(other))).max();
            let gap = column.unwrap_or(0).saturating_sub(length(&text)) + 1;
            let _ = write!(out, "{:gap$}# {comment}", "");
        }
        out.push('\n');
    }
    out
}

/// The lines around one without a break that have a comment, itself included.
fn neighbours(attributes: &[Attribute], at: usize) -> impl Iterator<Item = &Attribute> {
    let has_comment = |one: &&Attribute| one.comment.is_some();
    let before = attributes[..at].iter().rev().take_while(has_comment);
    before.chain(attributes[at..].iter().take_while(has_comment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_literal() {
        for (text, wanted) in [
            ("plain", r#""plain""#),
            (r#"a "b" \c"#, r#""a \"b\" \\c""#),
            ("${x} %{y} $x 5%", r#""$${x} %%{y} $x 5%""#),
            ("$${x}", r#""\u0024$${x}""#),
            ("a\nb\t\u{7}", r#""a\nb\t\u0007""#),
            ("東京", r#""東京""#),
        ] {
            assert_eq!(quoted(text), wanted);
        }
    }

    #[test]
    fn comments_stay_on_their_line() {
        assert_eq!(comment(" a\nb\r\u{85}c\u{202e}d\u{2028}e "), "a b  cd e");
    }

    #[test]
    fn neighbours_are_aligned() {
        let attribute = |name, value: &str, comment: Option<&str>| Attribute {
            name,
            value: value.to_owned(),
            comment: comment.map(str::to_owned),
        };
        let text = attributes(
            "  ",
            &[
                attribute("type", "group", None),
                attribute("group_id", "1", Some("One")),
                attribute("filter_id", "222", Some("Two")),
                attribute("filter_type", "include", None),
            ],
        );
        let wanted = "  type        = \"group\"\n  group_id    = \"1\"   # One\n  filter_id   = \"222\" # Two\n  filter_type = \"include\"\n";
        assert_eq!(text, wanted);
    }
}
