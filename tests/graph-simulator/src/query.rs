//! The OData query options that Intune takes, and the ones it refuses.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::call::Call;
use crate::errors::GraphError;

/// A `$filter` the service understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    All,
    /// `displayName eq 'x'`
    Equals(String, String),
    /// `isof('microsoft.graph.x')`, the type with its `#`.
    IsOf(String),
    /// `startswith(displayName,'x')`, for the directory only.
    StartsWith(String, String),
}

/// Which functions a collection takes in `$filter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Intune,
    Directory,
}

impl Filter {
    /// Reads `$filter`.
    ///
    /// # Errors
    /// 400 for functions that the collection refuses and for what cannot be read.
    pub(crate) fn of(call: &Call, dialect: Dialect) -> Result<Self, GraphError> {
        match call.query_option("$filter") {
            None => Ok(Self::All),
            Some(text) => Self::parse(text.trim(), dialect),
        }
    }

    fn parse(text: &str, dialect: Dialect) -> Result<Self, GraphError> {
        let unreadable = || {
            GraphError::plain(
                400,
                "BadRequest",
                format!("Invalid filter clause: '{text}' could not be understood."),
            )
        };
        if let Some((name, arguments)) = text.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
            let arguments: Vec<&str> = arguments.splitn(2, ',').map(str::trim).collect();
            return match (name.trim(), arguments.as_slice(), dialect) {
                ("isof", [literal], Dialect::Intune) => {
                    Ok(Self::IsOf(format!("#{}", string_literal(literal).ok_or_else(unreadable)?)))
                }
                ("startswith", [property, literal], Dialect::Directory) => Ok(Self::StartsWith(
                    (*property).to_owned(),
                    string_literal(literal).ok_or_else(unreadable)?,
                )),
                (name, ..) => {
                    let text = format!("Functions are not allowed in $filter here: '{name}'.");
                    Err(GraphError::nested(400, "BadRequest", text))
                }
            };
        }
        let (property, literal) = text.split_once(" eq ").ok_or_else(unreadable)?;
        let property = property.trim();
        if property.is_empty() || !property.chars().all(char::is_alphanumeric) {
            return Err(unreadable());
        }
        Ok(Self::Equals(property.to_owned(), string_literal(literal.trim()).ok_or_else(unreadable)?))
    }

    /// Whether an object passes. Texts compare without case, as Graph does.
    pub(crate) fn admits(&self, object: &Map<String, Value>) -> bool {
        let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_lowercase);
        match self {
            Self::All => true,
            Self::Equals(name, value) => text(name) == Some(value.to_lowercase()),
            Self::IsOf(odata_type) => object.get("@odata.type").and_then(Value::as_str) == Some(odata_type),
            Self::StartsWith(name, value) => {
                text(name).is_some_and(|text| text.starts_with(&value.to_lowercase()))
            }
        }
    }
}

/// `'O''Brien'` means `O'Brien`.
fn string_literal(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let unescaped = inner.replace("''", "\u{0}");
    (!unescaped.contains('\'')).then(|| unescaped.replace('\u{0}', "'"))
}

/// Keeps the selected properties; the type stays, as it does on Graph.
pub(crate) fn select(call: &Call, object: Map<String, Value>) -> Map<String, Value> {
    let Some(names) = call.query_option("$select") else {
        return object;
    };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    object
        .into_iter()
        .filter(|(name, _)| names.contains(&name.as_str()) || name.starts_with("@odata."))
        .collect()
}

/// The names in `$expand`, without their own options.
pub(crate) fn expanded(call: &Call) -> Vec<String> {
    let text = call.query_option("$expand").unwrap_or_default();
    let (mut names, mut depth) = (vec![String::new()], 0_i32);
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.iter_mut().last().into_iter().for_each(|name| name.push(letter)),
            _ => {}
        }
    }
    names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// The part of a listing that one answer carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    offset: usize,
    size: usize,
}

impl Page {
    /// Reads `$top` and `$skiptoken`.
    ///
    /// # Errors
    /// 400 for a `$top` that is not a positive number, and for a token that we did not make.
    pub(crate) fn of(call: &Call, largest: usize) -> Result<Self, GraphError> {
        let size = match call.query_option("$top") {
            None => largest,
            Some(text) => match text.parse::<usize>() {
                Ok(top) if top > 0 => top.min(largest),
                _ => {
                    let text = format!("Invalid value '{text}' for $top query option found.");
                    return Err(GraphError::plain(400, "BadRequest", text));
                }
            },
        };
        let offset = match call.query_option("$skiptoken") {
            None => 0,
            Some(token) => read_token(&call.path, &token).ok_or_else(|| {
                GraphError::plain(400, "BadRequest", "The value of the $skiptoken query option is not valid.")
            })?,
        };
        Ok(Self { offset, size: size.max(1) })
    }

    /// This page of the items, and the link to the next one when there is more.
    pub(crate) fn cut<T>(&self, call: &Call, items: Vec<T>) -> (Vec<T>, Option<String>) {
        let end = self.offset.saturating_add(self.size);
        let link = (end < items.len()).then(|| next_link(call, end));
        (items.into_iter().skip(self.offset).take(self.size).collect(), link)
    }
}

fn next_link(call: &Call, offset: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(call.query.as_bytes()) {
        if name != "$skiptoken" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("$skiptoken", &make_token(&call.path, offset));
    // Graph writes the dollar of option names plainly.
    format!("{}{}?{}", call.root, call.path, query.finish().replace("%24", "$"))
}

/// A token says nothing to a client and is good for its own listing only.
fn make_token(path: &str, offset: usize) -> String {
    let seal = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{path}#{offset}").as_bytes());
    format!("{}{offset:x}", seal.simple())
}

fn read_token(path: &str, token: &str) -> Option<usize> {
    let offset = usize::from_str_radix(token.get(32..)?, 16).ok()?;
    (make_token(path, offset) == token).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fact_25_filters_are_read_as_the_service_reads_them() {
        let equals = |name: &str, value: &str| Some(Filter::Equals(name.to_owned(), value.to_owned()));
        for (text, expected) in [
            ("displayName eq 'Windows'", equals("displayName", "Windows")),
            ("displayName eq 'O''Brien''s'", equals("displayName", "O'Brien's")),
            ("displayName eq 'a (b)'", equals("displayName", "a (b)")),
            ("displayName eq 'O'Brien'", None),
            ("displayName eq Windows", None),
            ("displayName ne 'Windows'", None),
            ("startswith(displayName,'Win')", None),
            ("contains(displayName,'Win')", None),
            ("endswith(displayName,'Win')", None),
            (
                "isof('microsoft.graph.iosCompliancePolicy')",
                Some(Filter::IsOf("#microsoft.graph.iosCompliancePolicy".to_owned())),
            ),
        ] {
            assert_eq!(Filter::parse(text, Dialect::Intune).ok(), expected, "{text}");
        }
        assert!(Filter::parse("startswith(displayName,'Win')", Dialect::Directory).is_ok());
    }

    #[test]
    fn expand_names_are_told_apart_from_their_options() {
        let call = Call {
            query: "$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)"
                .to_owned(),
            ..Call::default()
        };
        assert_eq!(expanded(&call), ["assignments", "scheduledActionsForRule"]);
    }

    #[test]
    fn fact_27_a_token_is_good_for_its_own_listing_only() {
        let token = make_token("/beta/groups", 20);
        assert_eq!(read_token("/beta/groups", &token), Some(20));
        assert_eq!(read_token("/v1.0/groups", &token), None);
        assert_eq!(read_token("/beta/groups", "20"), None);
        assert_eq!(read_token("/beta/groups", &token.replace("14", "15")), None);
    }
}
