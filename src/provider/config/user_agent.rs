//! The `User-Agent`, in the form of the Azure providers: Terraform, the provider, the partner.

use uuid::Uuid;

/// The id by which Microsoft counts what Terraform does, as in azurerm, azuread and azapi.
const TERRAFORM_PARTNER_ID: &str = "222c6c49-1b0a-5959-a213-6608f9eb8820";
/// What Microsoft's partner centre appends to the ids that it gives.
const PARTNER_CENTER: &str = "-partnercenter";

/// Who is named besides Terraform and the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Partner {
    Nobody,
    Terraform,
    Other(String),
}

impl Partner {
    /// Reads a partner id: a GUID, perhaps with `pid-` before or `-partnercenter` after it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let id = text.trim();
        let id = id.strip_prefix("pid-").unwrap_or(id);
        let guid = id.strip_suffix(PARTNER_CENTER).unwrap_or(id);
        if guid.len() == 36 && Uuid::try_parse(guid).is_ok() {
            return Ok(Self::Other(id.to_owned()));
        }
        let got: String = text.chars().take(100).collect();
        Err(format!("expected a GUID, perhaps followed by {PARTNER_CENTER}, got {got:?}"))
    }
}

/// Who asks, for those who read the tenant's logs.
pub(super) fn user_agent(terraform_version: &str, partner: &Partner) -> String {
    // What Terraform says of itself goes into a header.
    let version: String = terraform_version.chars().filter(char::is_ascii_graphic).take(40).collect();
    let version = if version.is_empty() { "unknown" } else { &version };
    let partner = match partner {
        Partner::Nobody => String::new(),
        Partner::Terraform => format!(" pid-{TERRAFORM_PARTNER_ID}"),
        Partner::Other(id) => format!(" pid-{id}"),
    };
    format!(
        "HashiCorp Terraform/{version} (+https://www.terraform.io) terraform-provider-intune/{}{partner}",
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_the_provider_and_the_partner_are_named() {
        let agent = |partner| user_agent("1.11.4", &partner);
        let start = concat!(
            "HashiCorp Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-intune/",
            env!("CARGO_PKG_VERSION")
        );
        assert_eq!(agent(Partner::Nobody), start);
        assert_eq!(agent(Partner::Terraform), format!("{start} pid-222c6c49-1b0a-5959-a213-6608f9eb8820"));
        assert!(user_agent(" \n", &Partner::Nobody).starts_with("HashiCorp Terraform/unknown "));
    }

    #[test]
    fn a_partner_id_is_a_guid_in_one_of_its_forms() {
        const ID: &str = "11111111-2222-4333-8444-555555555555";
        for (text, wanted) in [
            (ID.to_owned(), ID.to_owned()),
            (format!("pid-{ID}"), ID.to_owned()),
            (format!("{ID}-partnercenter"), format!("{ID}-partnercenter")),
        ] {
            assert_eq!(Partner::parse(&text), Ok(Partner::Other(wanted)));
        }
        for text in ["", "me", "11111111222243338444555555555555"] {
            let error = Partner::parse(text).expect_err(text);
            assert!(error.contains("expected a GUID"), "{error}");
        }
    }
}
