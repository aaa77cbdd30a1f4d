//! Resource names that a person recognises: `windows_baseline__finance_laptops`.
//!
//! A name is the policy's part, two underscores, and the target's part. A part never holds two underscores in a row,
//! so a name is never a reserved word and two different pairs never meet. Where people use a name twice, everyone who
//! has it gets the beginning of its id as well: no name depends on the order in which the service lists things.

use std::collections::{HashMap, HashSet};

/// The longest part before an id is added.
const LONGEST: usize = 60;
/// How much of an id tells two things of one name apart: the digits before its first hyphen.
const OF_ID: usize = 8;

/// A part of a name, unique among those that were named with it.
pub(super) fn parts<'a, K: std::hash::Hash + Eq>(
    prefix: &str,
    things: impl IntoIterator<Item = (K, &'a str, &'a str)>,
) -> HashMap<K, String> {
    let plain: Vec<(K, String, String)> =
        things.into_iter().map(|(key, name, id)| (key, part(prefix, name, id), id.to_lowercase())).collect();
    let clashing = |all: &[(K, String, String)]| -> HashSet<String> {
        let mut seen = HashSet::new();
        all.iter()
            .filter(|(_, part, _)| !seen.insert(part.clone()))
            .map(|(_, part, _)| part.clone())
            .collect()
    };
    let lengthen = |all: Vec<(K, String, String)>, length: usize| -> Vec<(K, String, String)> {
        let twice = clashing(&all);
        let one = |(key, part, id): (K, String, String)| {
            let longer =
                if twice.contains(&part) { format!("{part}_{}", id_part(&id, length)) } else { part };
            (key, longer, id)
        };
        all.into_iter().map(one).collect()
    };
    // Once with the beginning of the id; and with all of it for whoever is named like that on purpose.
    let named = lengthen(lengthen(plain, OF_ID), usize::MAX);
    named.into_iter().map(|(key, part, _)| (key, part)).collect()
}

/// The part for one thing: its name as an identifier, or the beginning of its id if nothing of the name is left.
fn part(prefix: &str, name: &str, id: &str) -> String {
    let word = identifier(name);
    if word.is_empty() {
        let id = id_part(&id.to_lowercase(), OF_ID);
        return format!("{prefix}_{id}");
    }
    if word.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("{prefix}_{word}");
    }
    word
}

fn id_part(id: &str, length: usize) -> String {
    let letters = identifier(id);
    letters.chars().take(length).collect()
}

/// Letters and digits in lower case, everything between them one underscore.
fn identifier(name: &str) -> String {
    let mut word = String::new();
    let mut is_between = false;
    for letter in name.chars().flat_map(char::to_lowercase) {
        if is_accent(letter) {
            continue;
        }
        if !is_letter(letter) {
            is_between = true;
            continue;
        }
        if is_between && !word.is_empty() {
            word.push('_');
        }
        is_between = false;
        word.push(letter);
    }
    let cut: String = word.chars().take(LONGEST).collect();
    cut.trim_end_matches('_').to_owned()
}

/// Accents that stand apart from their letter, as some systems write them.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Letters of living scripts that every version of Terraform takes in a name.
fn is_letter(letter: char) -> bool {
    match letter {
        'a'..='z' | '0'..='9' => true,
        '\u{d7}' | '\u{f7}' => false,
        // Latin with accents, Greek, Cyrillic, Hebrew, Arabic, kana, Chinese characters, Hangul.
        '\u{df}'..='\u{24f}'
        | '\u{3ac}'..='\u{3ce}'
        | '\u{430}'..='\u{45f}'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{620}'..='\u{64a}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{4e00}'..='\u{9fa5}'
        | '\u{ac00}'..='\u{d7a3}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "6A2AC7E4-0d58-4ea5-8f39-bd11b3bcd51a";

    #[test]
    fn names_become_identifiers() {
        for (name, wanted) in [
            ("Windows - baseline", "windows_baseline"),
            ("  iOS/iPadOS: Größe (v2)! ", "ios_ipados_größe_v2"),
            ("東京 端末", "東京_端末"),
            ("Cafe\u{301}", "cafe"),
            ("2024 baseline", "policy_2024_baseline"),
            ("__", "policy_6a2ac7e4"),
            ("🚀", "policy_6a2ac7e4"),
            ("", "policy_6a2ac7e4"),
            ("resource", "resource"),
            ("a × b", "a_b"),
            ("x${y}\"\n", "x_y"),
        ] {
            assert_eq!(part("policy", name, ID), wanted, "{name}");
        }
        assert_eq!(part("policy", &"long ".repeat(40), ID).chars().count(), LONGEST - 1);
    }

    #[test]
    fn everyone_of_one_name_gets_an_id_whatever_the_order() {
        let things = [
            (1, "Base line", "11111111-0000-4000-8000-000000000001"),
            (2, "base-line", "22222222-0000-4000-8000-000000000001"),
            (3, "Other", "33333333-0000-4000-8000-000000000001"),
            // Named like another's way out.
            (4, "Base line 11111111", "44444444-0000-4000-8000-000000000001"),
        ];
        let named = parts("policy", things);
        assert_eq!(named[&2], "base_line_22222222");
        assert_eq!(named[&3], "other");
        assert_eq!(named[&1], "base_line_11111111_11111111_0000_4000_8000_000000000001");
        assert_eq!(named[&4], "base_line_11111111_44444444_0000_4000_8000_000000000001");
        let mut reversed = things;
        reversed.reverse();
        assert_eq!(parts("policy", reversed), named);
    }

    proptest! {
        #[test]
        fn every_name_gives_an_identifier_of_its_own(names in proptest::collection::vec(".*", 1..6)) {
            let ids: Vec<String> = (0..names.len()).map(|n| format!("{n:08x}-0000-4000-8000-{n:012x}")).collect();
            let things = names.iter().zip(&ids).enumerate().map(|(key, (name, id))| (key, name.as_str(), id.as_str()));
            let named = parts("group", things);
            let distinct: HashSet<&String> = named.values().collect();
            prop_assert_eq!(distinct.len(), names.len());
            for part in named.values() {
                prop_assert!(!part.contains("__") && !part.is_empty(), "{}", part);
                prop_assert!(part.chars().all(|letter| is_letter(letter) || letter == '_'), "{}", part);
                prop_assert!(!part.starts_with(|first: char| first.is_ascii_digit() || first == '_'), "{}", part);
            }
        }
    }
}
