//! Debug mode: the provider is started first, by hand or under a debugger, and Terraform attaches to it.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use super::{Handshake, Listener, Network, ServeError, Server, signals};
use crate::plugin::provider::Provider;

/// Serves a provider to every Terraform that attaches, until Ctrl-C.
///
/// `source` is the provider's address without its host, such as `example/intune`. The text that is printed holds the
/// variable for Terraform and for OpenTofu, whose default hosts differ.
///
/// # Errors
/// When no socket can be opened.
pub async fn debug(provider: Arc<dyn Provider>, source: &str) -> Result<ExitCode, ServeError> {
    let listener =
        Listener::bind(Network::of_this_platform(), &Handshake::default()).map_err(ServeError::Listen)?;
    let text = instructions(&listener, source);
    let server = Server::new(provider, listener, None);
    let shutdown = server.shutdown_signal();
    // Before anything is printed: whoever reads the text may press Ctrl-C at once.
    signals::shut_down_on_interrupt(shutdown.clone());
    signals::shut_down_on_terminate(shutdown);
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(ServeError::Announce)?;
    drop(out);
    server.run().await?;
    Ok(ExitCode::SUCCESS)
}

fn instructions(listener: &Listener, source: &str) -> String {
    let reattach = serde_json::json!({
        "Protocol": "grpc",
        "ProtocolVersion": 6,
        "Pid": std::process::id(),
        // Terraform then neither ends nor kills this process.
        "Test": true,
        "Addr": { "Network": listener.network().name(), "String": listener.address() },
    });
    let keys = ["registry.terraform.io", "registry.opentofu.org"].map(|host| format!("{host}/{source}"));
    let value = serde_json::Value::Object(keys.into_iter().map(|key| (key, reattach.clone())).collect());
    format!(
        "The provider is running and waits for Terraform. In another shell, set\n\n\
         TF_REATTACH_PROVIDERS='{value}'\n\n\
         and run terraform or tofu there. Ctrl-C ends the provider.\n"
    )
}
