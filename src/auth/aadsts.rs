//! `AADSTS` numbers: what Entra ID says by number, in plain words.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>.

/// The cause and the next step for one number; `None` when Entra's own text must do.
pub(super) fn advice(code: u32) -> Option<&'static str> {
    Some(match code {
        7_000_215 => {
            "the client secret is wrong; give the secret's value (shown once, when it is made), not its id"
        }
        7_000_222 => {
            "the client secret has expired; make a new one under \"Certificates & secrets\" of the app \
             registration"
        }
        700_016 => {
            "the application is not known in this tenant; check client_id and tenant_id, and that they \
             belong together and to this cloud (environment)"
        }
        90_002 => "the tenant does not exist in this cloud; check tenant_id and environment",
        700_027 => {
            "the certificate does not fit the application: upload this very certificate under \"Certificates & \
             secrets\" of the app registration, and check that it has not expired"
        }
        700_024 => {
            "the assertion is not valid at this time: a given OIDC token has expired (oidc_token and ARM_OIDC_TOKEN \
             live for minutes; oidc_token_file_path or oidc_request_url get a fresh one), or this machine's clock is \
             wrong"
        }
        70_021 | 700_211 | 700_212 | 700_213 => {
            "no federated credential of the application fits the token: its issuer, subject and audience must be \
             exactly those of a credential under \"Certificates & secrets\", \"Federated credentials\" (for GitHub \
             the subject names repository and branch, environment or pull request); a new credential takes some \
             minutes to work"
        }
        7_000_112 => {
            "the application is disabled in this tenant; enable it under \"Enterprise applications\""
        }
        500_011 => {
            "Microsoft Graph is not known under this address in the tenant; check environment and graph_endpoint"
        }
        50_105 => {
            "the application requires an assignment and this identity has none: assign it under \"Enterprise \
             applications\", \"Users and groups\""
        }
        65_001 => {
            "nobody has consented to the application's permissions: an administrator must grant admin consent for \
             DeviceManagementConfiguration.ReadWrite.All (application) in this tenant"
        }
        53_003 => {
            "a Conditional Access policy of the tenant blocks this sign-in: see it in the sign-in logs of Entra ID, and \
             exclude the application or sign in from a permitted place"
        }
        900_023 => "tenant_id is neither a GUID nor a domain name that exists; check tenant_id",
        _ => return None,
    })
}

/// The number at the start of an error description, such as `AADSTS700016: Application …`.
pub(super) fn code_of(description: &str) -> Option<u32> {
    let digits = description.split("AADSTS").nth(1)?;
    let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

/// Whether a refusal passes by itself: Entra marks some 400 answers as its own trouble.
pub(super) fn is_transient(error: &str, code: Option<u32>) -> bool {
    error == "temporarily_unavailable" || matches!(code, Some(90_033 | 90_006))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_read_from_the_description() {
        for (text, wanted) in [
            ("AADSTS7000215: Invalid client secret provided.", Some(7_000_215)),
            ("something AADSTS90002: Tenant 'x' not found.", Some(90_002)),
            ("AADSTS", None),
            ("AADSTSx", None),
            ("AADSTS99999999999999: too large", None),
            ("no number", None),
            ("", None),
        ] {
            assert_eq!(code_of(text), wanted, "{text}");
        }
    }
}
