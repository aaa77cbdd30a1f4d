//! What can be registered before a simulator starts.

/// Ways to sign in besides client secrets.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    /// Certificates of applications.
    pub certificates: Vec<RegisteredCertificate>,
    /// Federated credentials of applications.
    pub federated: Vec<FederatedCredential>,
    /// The identities of this machine.
    pub machine: Vec<MachineIdentity>,
    /// What App Service's token service expects in `X-IDENTITY-HEADER`; without it there is no such service.
    pub app_service_header: Option<String>,
    /// The job that may ask GitHub's token service.
    pub github: Option<GitHubJob>,
    /// The pipeline that may ask Azure DevOps' token service.
    pub azure_devops: Option<AzureDevOpsPipeline>,
}

/// A certificate that an application signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredCertificate {
    /// The application.
    pub client_id: String,
    /// Which certificates are its own.
    pub trust: CertificateTrust,
}

/// Which certificates an application may sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateTrust {
    /// This one, found by its thumbprint.
    Exactly {
        /// The certificate as DER.
        certificate: Vec<u8>,
    },
    /// Any of this name that the issuer has signed (subject name and issuer authentication); the chain must be sent.
    IssuedBy {
        /// The issuing CA's certificate as DER.
        issuer: Vec<u8>,
        /// The DNS name that the certificate must have.
        name: String,
    },
}

/// Whose assertions an application accepts in place of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FederatedCredential {
    /// The application.
    pub client_id: String,
    /// The `iss` of the assertion.
    pub issuer: String,
    /// The `sub` of the assertion.
    pub subject: String,
    /// The `aud` of the assertion.
    pub audience: String,
}

/// A managed identity of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineIdentity {
    /// Who it belongs to.
    pub kind: MachineIdentityKind,
    /// Its client id.
    pub client_id: String,
    /// Its object (principal) id.
    pub object_id: String,
    /// Its resource id; empty for the system-assigned one.
    pub resource_id: String,
}

/// Who a managed identity belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineIdentityKind {
    /// The machine: it is taken when the request names none.
    System,
    /// A resource of its own.
    User,
}

/// A job of GitHub Actions with the permission `id-token: write`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitHubJob {
    /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub request_token: String,
    /// The `sub` of its tokens, such as `repo:contoso/tenant:ref:refs/heads/main`.
    pub subject: String,
}

/// A run of an Azure DevOps pipeline that may use a service connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AzureDevOpsPipeline {
    /// `SYSTEM_ACCESSTOKEN`.
    pub access_token: String,
    /// The service connection.
    pub service_connection_id: String,
    /// The `iss` of its tokens, such as `https://vstoken.dev.azure.com/{organization id}`.
    pub issuer: String,
    /// The `sub` of its tokens, such as `sc://contoso/tenant/intune`.
    pub subject: String,
}
