//! A [`Cloud`] is one of Microsoft's separate worlds: its own Graph, its own login authority, its own tokens.
//!
//! Source: <https://learn.microsoft.com/graph/deployments>. GCC is not here: it lives in the public cloud.

use std::fmt;
use std::str::FromStr;

use crate::net::{Endpoint, EndpointError};

/// A Microsoft cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Cloud {
    /// The worldwide cloud, GCC included.
    #[default]
    Public,
    /// US Government L4, also called GCC High.
    UsGovernment,
    /// US Government L5, the Department of Defense.
    UsGovernmentDod,
    /// China, operated by 21Vianet.
    China,
}

/// A name that is no cloud's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected \"public\" (or \"global\"), \"usgovernment\" (or \"usgovernmentl4\"), \"dod\" (or \
     \"usgovernmentl5\") or \"china\", got \"{got}\""
)]
pub struct CloudError {
    /// The name that was given.
    pub got: String,
}

impl Cloud {
    /// The root of Microsoft Graph.
    pub fn graph_root(self) -> &'static str {
        match self {
            Self::Public => "https://graph.microsoft.com",
            Self::UsGovernment => "https://graph.microsoft.us",
            Self::UsGovernmentDod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// The login authority.
    ///
    /// For China this is the host that Graph's page on national clouds documents. Some Microsoft libraries
    /// use `login.partner.microsoftonline.cn`, which `authority_host` can name.
    pub fn authority(self) -> &'static str {
        match self {
            Self::Public => "https://login.microsoftonline.com",
            Self::UsGovernment | Self::UsGovernmentDod => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }
}

impl FromStr for Cloud {
    type Err = CloudError;

    fn from_str(name: &str) -> Result<Self, CloudError> {
        match name.trim().to_ascii_lowercase().as_str() {
            "public" | "global" => Ok(Self::Public),
            "usgovernment" | "usgovernmentl4" => Ok(Self::UsGovernment),
            "dod" | "usgovernmentl5" => Ok(Self::UsGovernmentDod),
            "china" => Ok(Self::China),
            _ => Err(CloudError { got: name.chars().take(100).collect() }),
        }
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::UsGovernment => "usgovernment",
            Self::UsGovernmentDod => "dod",
            Self::China => "china",
        })
    }
}

/// Where to send requests and where to get tokens for them: a cloud, with what the user overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// The root of Microsoft Graph.
    pub graph: Endpoint,
    /// The login authority.
    pub authority: Endpoint,
    /// The scope of an application's token.
    pub scope: String,
}

impl Endpoints {
    /// The endpoints of a cloud, each unless overridden.
    ///
    /// The scope follows the Graph root, overridden or not: Microsoft asks that a scope name the domain
    /// of the root that is called, and a token for one root is not for the eyes of another.
    ///
    /// # Errors
    /// Not for a cloud's own endpoints, which are valid.
    pub fn try_new(
        cloud: Cloud,
        graph: Option<Endpoint>,
        authority: Option<Endpoint>,
    ) -> Result<Self, EndpointError> {
        let graph = graph.map_or_else(|| Endpoint::try_new(cloud.graph_root()), Ok)?;
        let authority = authority.map_or_else(|| Endpoint::try_new(cloud.authority()), Ok)?;
        let scope = format!("{graph}/.default");
        Ok(Self { graph, authority, scope })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_setting_is_a_cloud() {
        for (name, cloud) in [
            ("public", Cloud::Public),
            ("Global", Cloud::Public),
            ("usgovernment", Cloud::UsGovernment),
            ("USGovernmentL4", Cloud::UsGovernment),
            ("dod", Cloud::UsGovernmentDod),
            ("usgovernmentl5", Cloud::UsGovernmentDod),
            (" CHINA ", Cloud::China),
        ] {
            assert_eq!(name.parse(), Ok(cloud), "{name}");
            assert_eq!(cloud.to_string().parse(), Ok(cloud));
        }
        for name in ["", "german", "usgov", "gcc"] {
            let error = name.parse::<Cloud>().expect_err(name).to_string();
            assert!(error.contains(&format!("got \"{name}\"")), "{error}");
        }
    }

    #[test]
    fn root_authority_and_scope_go_together() {
        for (cloud, scope, authority) in [
            (Cloud::Public, "https://graph.microsoft.com/.default", "https://login.microsoftonline.com"),
            (Cloud::UsGovernment, "https://graph.microsoft.us/.default", "https://login.microsoftonline.us"),
            (
                Cloud::UsGovernmentDod,
                "https://dod-graph.microsoft.us/.default",
                "https://login.microsoftonline.us",
            ),
            (
                Cloud::China,
                "https://microsoftgraph.chinacloudapi.cn/.default",
                "https://login.chinacloudapi.cn",
            ),
        ] {
            let endpoints = Endpoints::try_new(cloud, None, None).expect("endpoints");
            assert_eq!(endpoints.graph.to_string(), cloud.graph_root());
            assert_eq!(
                (endpoints.scope.as_str(), endpoints.authority.to_string().as_str()),
                (scope, authority)
            );
        }
    }

    #[test]
    fn an_own_graph_root_has_its_own_scope_and_an_own_authority_does_not_change_it() {
        let own = |text| Some(Endpoint::try_new(text).expect("endpoint"));
        let endpoints =
            Endpoints::try_new(Cloud::China, own("http://127.0.0.1:8080/"), None).expect("endpoints");
        assert_eq!(endpoints.scope, "http://127.0.0.1:8080/.default");
        assert_eq!(endpoints.authority.to_string(), "https://login.chinacloudapi.cn");
        let endpoints = Endpoints::try_new(Cloud::China, None, own("http://localhost:1")).expect("endpoints");
        assert_eq!(endpoints.scope, "https://microsoftgraph.chinacloudapi.cn/.default");
        assert_eq!(endpoints.authority.to_string(), "http://localhost:1");
    }
}
