//! Which Terraform or OpenTofu runs, and what it can do.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Names the CLI: a version word of `tools/cli`, or the path of an executable.
const CHOICE: &str = "TERRAFORM";

/// Who made the CLI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    /// HashiCorp Terraform.
    Terraform,
    /// OpenTofu.
    OpenTofu,
}

/// Major and minor version of a CLI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32);

/// Something that only newer CLIs do; a test that needs it returns early on the others.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Feature {
    /// Functions that a provider brings.
    ProviderFunctions,
    /// `moved` blocks from one resource type to another.
    MovesBetweenTypes,
    /// `import` blocks that name an identity.
    ImportByIdentity,
    /// `terraform query` and list resources.
    ListResources,
}

/// An installed CLI.
#[derive(Clone, Debug)]
pub(crate) struct Terraform {
    /// Its executable.
    pub(crate) path: PathBuf,
    /// Who made it.
    pub(crate) product: Product,
    /// Its version.
    pub(crate) version: Version,
}

impl Terraform {
    /// The CLI of this test run, looked for once.
    ///
    /// # Panics
    /// When there is none, saying why.
    pub(crate) fn chosen() -> &'static Self {
        static CHOSEN: OnceLock<Terraform> = OnceLock::new();
        CHOSEN.get_or_init(|| {
            let choice = std::env::var(CHOICE).unwrap_or_else(|_| "path".to_owned());
            let path = if choice.contains('/') { PathBuf::from(choice) } else { executable_for(&choice) };
            Self::at(&path).unwrap_or_else(|message| panic!("{CHOICE}: {message}"))
        })
    }

    /// Asks the executable at `path` what it is.
    ///
    /// # Errors
    /// When it cannot be run, or answers like neither product.
    pub(crate) fn at(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        // A CLI configuration that is named but absent would be a warning in every answer: name an empty one.
        let answer = Command::new(path)
            .arg("version")
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_CLI_CONFIG_FILE", "/dev/null")
            .output()
            .map_err(|error| format!("cannot run {shown}: {error}"))?;
        let said = String::from_utf8_lossy(&answer.stdout).into_owned();
        let (product, version) = parse(&said).ok_or_else(|| {
            let complaint = String::from_utf8_lossy(&answer.stderr);
            format!("`{shown} version` should name Terraform or OpenTofu and a version, and said {said:?} {complaint:?}")
        })?;
        Ok(Self { path: path.to_owned(), product, version })
    }

    /// Whether a test has to be skipped because this CLI is too old, or another product. A skipped test is said on
    /// standard error, even while the test framework captures what tests print, so that it can be counted.
    pub(crate) fn lacks(&self, feature: Feature) -> bool {
        let lacks = !self.supports(feature);
        if lacks {
            let test = std::thread::current().name().unwrap_or("a test").to_owned();
            let Self { product, version, .. } = self;
            let said =
                format!("skipped: {test}: {product:?} {}.{} has no {feature:?}\n", version.0, version.1);
            // Nothing can be done about a closed standard error.
            let _ = std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes());
        }
        lacks
    }

    /// Whether this CLI has the feature.
    pub(crate) fn supports(&self, feature: Feature) -> bool {
        first_with(feature, self.product).is_some_and(|first| self.version >= first)
    }
}

/// The first version that has a feature; `None` while no release has it.
fn first_with(feature: Feature, product: Product) -> Option<Version> {
    match (feature, product) {
        (Feature::ProviderFunctions, Product::Terraform) => Some(Version(1, 8)),
        (Feature::ProviderFunctions, Product::OpenTofu) => Some(Version(1, 7)),
        (Feature::MovesBetweenTypes, Product::Terraform) => Some(Version(1, 8)),
        (Feature::MovesBetweenTypes, Product::OpenTofu) => Some(Version(1, 10)),
        (Feature::ImportByIdentity, Product::Terraform) => Some(Version(1, 12)),
        (Feature::ListResources, Product::Terraform) => Some(Version(1, 14)),
        (Feature::ImportByIdentity | Feature::ListResources, Product::OpenTofu) => None,
    }
}

/// Product and version from the first line of `version` that names one.
fn parse(said: &str) -> Option<(Product, Version)> {
    said.lines().find_map(|line| {
        let (product, rest) = if let Some(rest) = line.strip_prefix("Terraform v") {
            (Product::Terraform, rest)
        } else {
            (Product::OpenTofu, line.strip_prefix("OpenTofu v")?)
        };
        let mut numbers = rest.split('.').map(str::parse);
        let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
            return None;
        };
        Some((product, Version(major, minor)))
    })
}

/// Asks `tools/cli` for the executable of a version word; it installs what is missing.
fn executable_for(word: &str) -> PathBuf {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let tool = folders.map(|folder| folder.join("tools/cli")).find(|tool| tool.exists());
    let tool = tool.expect("tools/cli in a folder above this package");
    let answer = Command::new(&tool).arg(word).output();
    let answer =
        answer.unwrap_or_else(|error| panic!("cannot run {} (it needs Python 3): {error}", tool.display()));
    let complaint = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert!(answer.status.success(), "{CHOICE}={word}: {complaint}");
    PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim())
}

#[cfg(test)]
mod tests {
    use super::{Feature, Product, Terraform, Version, parse};

    #[test]
    fn product_and_version_are_read_from_the_first_line_that_names_them() {
        let cases = [
            ("Terraform v1.11.4\non linux_amd64\n", Some((Product::Terraform, Version(1, 11)))),
            ("Terraform v1.15.0-beta2\n", Some((Product::Terraform, Version(1, 15)))),
            ("a warning\nOpenTofu v1.6.2\n", Some((Product::OpenTofu, Version(1, 6)))),
            ("Terraform vNext", None),
            ("GNU Make 4.3", None),
            ("", None),
        ];
        for (said, expected) in cases {
            assert_eq!(parse(said), expected, "{said:?}");
        }
    }

    #[test]
    fn features_start_where_each_product_released_them() {
        let cases = [
            (Feature::MovesBetweenTypes, Product::OpenTofu, Version(1, 9), false),
            (Feature::ImportByIdentity, Product::OpenTofu, Version(1, 12), false),
            (Feature::ProviderFunctions, Product::Terraform, Version(1, 7), false),
            (Feature::ProviderFunctions, Product::OpenTofu, Version(1, 7), true),
            (Feature::ImportByIdentity, Product::Terraform, Version(1, 11), false),
            (Feature::ImportByIdentity, Product::Terraform, Version(1, 12), true),
            (Feature::ListResources, Product::Terraform, Version(1, 14), true),
            (Feature::ListResources, Product::OpenTofu, Version(2, 0), false),
        ];
        for (feature, product, version, expected) in cases {
            let cli = Terraform { path: "terraform".into(), product, version };
            assert_eq!(cli.supports(feature), expected, "{feature:?} {cli:?}");
        }
    }
}
