//! A [`Pattern`] selects by name: a whole name, or parts of it around `*`.

/// A name, in which `*` stands for any text. Compared without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// What is between the stars, in lower case.
    parts: Vec<String>,
}

impl Pattern {
    /// Reads a pattern; every text is one.
    pub fn new(text: &str) -> Self {
        Self { parts: text.to_lowercase().split('*').map(str::to_owned).collect() }
    }

    /// Whether a name fits.
    pub fn fits(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let Some((first, rest)) = self.parts.split_first() else {
            return name.is_empty();
        };
        let Some((last, middle)) = rest.split_last() else {
            return name == *first;
        };
        let Some(mut left) = name.strip_prefix(first.as_str()) else {
            return false;
        };
        // The earliest place of each part leaves the most to the next.
        for part in middle {
            match left.split_once(part.as_str()) {
                Some((_, after)) => left = after,
                None => return false,
            }
        }
        left.ends_with(last.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, name, fits) in [
            ("iOS - baseline", "iOS - baseline", true),
            ("ios - BASELINE", "iOS - baseline", true),
            ("iOS", "iOS - baseline", false),
            ("iOS*", "iOS - baseline", true),
            ("*baseline", "iOS - baseline", true),
            ("*-*", "iOS - baseline", true),
            ("i*s*e", "iOS - baseline", true),
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("ab*bc", "abc", false),
            ("*größe*", "die GRÖSSE", false),
            ("*größe*", "die Größe", true),
            ("日*", "日本", true),
        ] {
            assert_eq!(Pattern::new(pattern).fits(name), fits, "{pattern} {name}");
        }
    }

    proptest! {
        #[test]
        fn a_name_fits_itself_and_its_ends(start in "[a-zA-Zé日 -]{0,6}", middle in "\\PC{0,6}", end in "[a-zA-Zé日 -]{0,6}") {
            let name = format!("{start}{middle}{end}");
            let pattern = format!("{start}*{end}");
            prop_assert!(Pattern::new(&pattern).fits(&name));
            prop_assert!(Pattern::new(&name).fits(&name));
        }
    }
}
