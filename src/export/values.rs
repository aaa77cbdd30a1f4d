//! Attributes and what is assigned to them, out of the tokens of a file.

use std::collections::BTreeMap;

use super::tokens::Token;

/// What stands behind an attribute's name.
#[derive(Debug)]
pub(super) enum Value {
    Literal(String),
    Object(Attributes),
    List(Vec<Value>),
    /// What only Terraform can compute.
    Expression,
}

/// What is written between two braces, by name.
pub(super) type Attributes = BTreeMap<String, Value>;

/// A file that ends in the middle of a block would otherwise pass for one whose values are computed.
pub(super) fn check_brackets(tokens: &[Token]) -> Result<(), &'static str> {
    let mut open = 0_usize;
    for token in tokens {
        match token {
            Token::Open(_) => open += 1,
            Token::Close => open = open.checked_sub(1).ok_or("a bracket is closed that was not opened")?,
            _ => {}
        }
    }
    if open == 0 { Ok(()) } else { Err("a bracket is not closed") }
}

/// The attributes between an opening brace and its closing one, and where the text goes on.
pub(super) fn body(tokens: &[Token], mut at: usize) -> (Attributes, usize) {
    let mut attributes = BTreeMap::new();
    loop {
        match &tokens[at.min(tokens.len())..] {
            [] => return (attributes, at),
            [Token::Close, ..] => return (attributes, at + 1),
            [Token::Word(name) | Token::Text(Some(name)), Token::Sign('=' | ':'), ..] => {
                let (value, after) = value(tokens, at + 2);
                if !matches!(&value, Value::Expression) || !is_null(&tokens[at + 2..after]) {
                    attributes.insert(name.clone(), value);
                }
                at = after;
            }
            // A block: its content is of no interest.
            [Token::Open(_), ..] => at = skip(tokens, at + 1),
            _ => at += 1,
        }
    }
}

fn is_null(tokens: &[Token]) -> bool {
    matches!(tokens, [Token::Word(word)] if word == "null")
}

/// The value at a place, and where it ends.
fn value(tokens: &[Token], at: usize) -> (Value, usize) {
    let is_end =
        |token: Option<&Token>| matches!(token, None | Some(Token::Line | Token::Close | Token::Sign(',')));
    match tokens.get(at) {
        Some(Token::Text(Some(text))) if is_end(tokens.get(at + 1)) => (Value::Literal(text.clone()), at + 1),
        Some(Token::Open(bracket @ ('{' | '['))) => {
            let (value, after) = match bracket {
                '{' => {
                    let (attributes, after) = body(tokens, at + 1);
                    (Value::Object(attributes), after)
                }
                _ => (list(&tokens[at + 1..]), skip(tokens, at + 1)),
            };
            if is_end(tokens.get(after)) {
                (value, after)
            } else {
                (Value::Expression, expression(tokens, after))
            }
        }
        _ => (Value::Expression, expression(tokens, at)),
    }
}

/// The elements up to the bracket that closes their list.
fn list(tokens: &[Token]) -> Value {
    let (mut elements, mut at) = (Vec::new(), 0);
    loop {
        match &tokens[at.min(tokens.len())..] {
            [] | [Token::Close, ..] => return Value::List(elements),
            [Token::Line | Token::Sign(','), ..] => at += 1,
            // One for each of something, however many these are.
            [Token::Word(word), ..] if word == "for" => return Value::Expression,
            _ => {
                let (element, after) = value(tokens, at);
                elements.push(element);
                at = after;
            }
        }
    }
}

/// Where an expression ends: with its line, unless brackets are open.
fn expression(tokens: &[Token], mut at: usize) -> usize {
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Line | Token::Close | Token::Sign(',') => break,
            Token::Open(_) => at = skip(tokens, at + 1),
            _ => at += 1,
        }
    }
    at
}

/// Behind the bracket that closes what is open at a place.
fn skip(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 1_usize;
    while depth > 0
        && let Some(token) = tokens.get(at)
    {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at
}
