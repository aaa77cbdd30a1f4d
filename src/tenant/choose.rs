//! Choosing by name, where names are neither unique nor well remembered.

/// Something that people call by a name.
pub trait Named {
    /// The name.
    fn name(&self) -> &str;
}

/// What a name leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Choice<'a, T> {
    /// Exactly one.
    One(&'a T),
    /// Nothing has that name; these are closest to it.
    Nothing {
        /// What may have been meant.
        similar: Vec<&'a T>,
    },
    /// Several have that name.
    Several(Vec<&'a T>),
}

/// Chooses the one that has exactly this name, and that `fits`.
pub fn choose<'a, T: Named>(all: &'a [T], name: &str, fits: impl Fn(&T) -> bool) -> Choice<'a, T> {
    let called: Vec<&T> = all.iter().filter(|one| one.name() == name && fits(one)).collect();
    match called.as_slice() {
        [one] => Choice::One(one),
        [] => Choice::Nothing { similar: similar(all, name) },
        _ => Choice::Several(called),
    }
}

/// Those of the same name but for case, or else those that contain it or are contained, or else all.
fn similar<'a, T: Named>(all: &'a [T], name: &str) -> Vec<&'a T> {
    let wanted = name.to_lowercase();
    let matching = |fits: &dyn Fn(&str) -> bool| -> Vec<&'a T> {
        all.iter().filter(|one| fits(&one.name().to_lowercase())).collect()
    };
    let same = matching(&|other| other == wanted);
    if !same.is_empty() {
        return same;
    }
    let near = matching(&|other| !other.is_empty() && (other.contains(&wanted) || wanted.contains(other)));
    if !near.is_empty() {
        return near;
    }
    all.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    struct Thing(&'static str, u8);

    impl Named for Thing {
        fn name(&self) -> &str {
            self.0
        }
    }

    const ALL: [Thing; 5] =
        [Thing("iOS", 1), Thing("iOS", 2), Thing("ios", 3), Thing("macOS baseline", 4), Thing("", 5)];

    #[test]
    fn names_are_compared_exactly() {
        assert_eq!(choose(&ALL, "ios", |_| true), Choice::One(&ALL[2]));
        assert_eq!(choose(&ALL, "iOS", |_| true), Choice::Several(vec![&ALL[0], &ALL[1]]));
        assert_eq!(choose(&ALL, "iOS", |one| one.1 == 2), Choice::One(&ALL[1]));
    }

    #[test]
    fn what_may_have_been_meant_is_told() {
        let similar = |name: &str| match choose(&ALL, name, |_| true) {
            Choice::Nothing { similar } => similar.into_iter().map(|one| one.1).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(similar("IOS"), [1, 2, 3]);
        assert_eq!(similar("MACOS"), [4]);
        assert_eq!(similar("our macOS baseline"), [4]);
        assert_eq!(similar("zzz"), [1, 2, 3, 4, 5]);
    }
}
