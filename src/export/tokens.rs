//! Terraform's language cut into tokens, for [`super::folder`].

use std::iter::Peekable;
use std::str::Chars;

/// A piece of configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, a number, or a part of a longer expression.
    Word(String),
    /// A quoted text; `None` when it has to be computed.
    Text(Option<String>),
    /// An opening bracket.
    Open(char),
    /// A closing bracket.
    Close,
    /// Any other sign.
    Sign(char),
    /// The end of a line.
    Line,
}

/// Cuts a text into tokens, comments left out.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, &'static str> {
    let mut letters = text.chars().peekable();
    let mut found = Vec::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => found.push(Token::Line),
            '#' => skip_line(&mut letters),
            '/' if letters.peek() == Some(&'/') => skip_line(&mut letters),
            '/' if letters.peek() == Some(&'*') => skip_comment(&mut letters)?,
            '"' => found.push(Token::Text(quoted(&mut letters)?)),
            '<' if letters.peek() == Some(&'<') => {
                letters.next();
                skip_heredoc(&mut letters)?;
                found.extend([Token::Text(None), Token::Line]);
            }
            '{' | '[' | '(' => found.push(Token::Open(letter)),
            '}' | ']' | ')' => found.push(Token::Close),
            letter if letter.is_whitespace() => {}
            letter if is_of_word(letter) => {
                let mut word = String::from(letter);
                while let Some(next) = letters.next_if(|next| is_of_word(*next)) {
                    word.push(next);
                }
                found.push(Token::Word(word));
            }
            sign => found.push(Token::Sign(sign)),
        }
    }
    Ok(found)
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

fn skip_line(letters: &mut Peekable<Chars<'_>>) {
    while letters.next_if(|letter| *letter != '\n').is_some() {}
}

fn skip_comment(letters: &mut Peekable<Chars<'_>>) -> Result<(), &'static str> {
    letters.next();
    let mut is_star = false;
    for letter in letters.by_ref() {
        if is_star && letter == '/' {
            return Ok(());
        }
        is_star = letter == '*';
    }
    Err("a comment does not end")
}

fn skip_heredoc(letters: &mut Peekable<Chars<'_>>) -> Result<(), &'static str> {
    let line = |letters: &mut Peekable<Chars<'_>>| {
        let mut line = String::new();
        for letter in letters.by_ref() {
            if letter == '\n' {
                return Some(line);
            }
            line.push(letter);
        }
        (!line.is_empty()).then_some(line)
    };
    let marker = line(letters).unwrap_or_default();
    let marker = marker.trim().trim_start_matches('-').to_owned();
    while let Some(line) = line(letters) {
        if line.trim() == marker {
            return Ok(());
        }
    }
    Err("a heredoc does not end")
}

/// What is quoted, up to its closing quote; `None` when it is a template.
fn quoted(letters: &mut Peekable<Chars<'_>>) -> Result<Option<String>, &'static str> {
    const OPEN: &str = "a quoted text does not end";
    let (mut text, mut is_literal) = (String::new(), true);
    loop {
        match letters.next().ok_or(OPEN)? {
            '"' => return Ok(is_literal.then_some(text)),
            '\n' => return Err(OPEN),
            '\\' => match letters.next().ok_or(OPEN)? {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                short @ ('u' | 'U') => {
                    let length = if short == 'u' { 4 } else { 8 };
                    let digits: String = letters.by_ref().take(length).collect();
                    let letter = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                    text.push(letter.ok_or("an escape names no letter")?);
                }
                letter => text.push(letter),
            },
            sign @ ('$' | '%') => {
                text.push(sign);
                if letters.next_if_eq(&sign).is_some() {
                    // Doubled before a brace, it stands for itself.
                    if letters.peek() != Some(&'{') {
                        text.push(sign);
                    } else if let Some(brace) = letters.next() {
                        text.push(brace);
                    }
                } else if letters.next_if_eq(&'{').is_some() {
                    is_literal = false;
                    skip_template(letters)?;
                }
            }
            letter => text.push(letter),
        }
    }
}

/// Up to the brace that ends a template, which may hold quoted texts of its own.
fn skip_template(letters: &mut Peekable<Chars<'_>>) -> Result<(), &'static str> {
    let mut depth = 1_usize;
    while depth > 0 {
        match letters.next().ok_or("a template does not end")? {
            '{' => depth += 1,
            '}' => depth -= 1,
            '"' => drop(quoted(letters)?),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hcl;
    use super::*;

    #[test]
    fn templates_are_told_from_texts() {
        let text = |text: &str| Some(text.to_owned());
        for (source, wanted) in [
            (r#""a""#, text("a")),
            (r#""$${x} %%{y} $$ 5%""#, text("${x} %{y} $$ 5%")),
            (r#""a ${f("}")} b""#, None),
            (r#""\u00e9\"\\\n""#, text("é\"\\\n")),
        ] {
            assert_eq!(tokens(source), Ok(vec![Token::Text(wanted)]), "{source}");
        }
    }

    #[test]
    fn what_does_not_end_is_an_error() {
        for source in ["\"a", "\"a\n\"", "/* a", "\"${a", "<<EOT\na", r#""\ud800""#] {
            assert!(tokens(source).is_err(), "{source}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_cut_without_panic(text: String) {
            let _ = tokens(&text);
        }

        #[test]
        fn what_is_quoted_is_read_back(text: String) {
            prop_assert_eq!(tokens(&hcl::quoted(&text)), Ok(vec![Token::Text(Some(text))]));
        }
    }
}
