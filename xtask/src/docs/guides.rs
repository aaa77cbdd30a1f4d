//! What the registry asks of the guides, which are written by hand.

use std::path::Path;

use crate::failure::Failure;

/// A page that is larger is not shown.
const LIMIT: u64 = 500_000;

/// What is wrong with the guides in `docs/guides`.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn check(docs: &Path) -> Result<Vec<String>, Failure> {
    let folder = docs.join("guides");
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::io("read docs/guides")(error)),
    };
    let mut problems = Vec::new();
    for entry in entries {
        let path = entry.map_err(Failure::io("read docs/guides"))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).map_err(Failure::io(format!("read docs/guides/{name}")))?;
        problems.extend(problem(&name, &text).map(|problem| format!("guides/{name}: {problem}")));
    }
    problems.sort();
    Ok(problems)
}

/// What is wrong with one guide.
fn problem(name: &str, text: &str) -> Option<&'static str> {
    if !name.ends_with(".md") || name.trim_end_matches(".md").contains('.') {
        return Some("the name does not end with .md");
    }
    if u64::try_from(text.len()).unwrap_or(u64::MAX) >= LIMIT {
        return Some("500 KB or more are not shown by the registry");
    }
    let Some((front, _)) = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n")) else {
        return Some("there is no front matter");
    };
    let has = |key: &str| front.lines().any(|line| line.starts_with(key));
    if !has("page_title:") {
        return Some("the front matter has no page_title");
    }
    (has("layout:") || has("sidebar_current:")).then_some("the front matter is of the registry's old form")
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn a_guide_needs_a_title_in_its_front_matter() {
        assert_eq!(problem("a.md", "---\npage_title: \"A\"\n---\n\n# A\n"), None);
        for (name, text, word) in [
            ("a.md", "# A\n", "no front matter"),
            ("a.md", "---\nsubcategory: \"A\"\n---\n", "page_title"),
            ("a.md", "---\npage_title: \"A\"\nlayout: x\n---\n", "old form"),
            ("a.html.md", "", "does not end"),
        ] {
            let problem = problem(name, text).expect("a problem");
            assert!(problem.contains(word), "{problem}");
        }
    }
}
