//! Signing in as the machine: its instance metadata service, or App Service's.

use std::time::{Duration, Instant};

use graph_simulator::{Identities, MachineIdentity, MachineIdentityKind, Simulator};

use crate::support::Workspace;
use crate::support::identities::{expect_refusal, expect_signed_in, tenant_with};

const SYSTEM: &str = "0a000000-0000-4000-8000-000000000001";
const USER: &str = "0a000000-0000-4000-8000-000000000002";
const HEADER: &str = "hunter2-of-the-app";

fn identity(kind: MachineIdentityKind, client_id: &str) -> MachineIdentity {
    MachineIdentity {
        kind,
        client_id: client_id.to_owned(),
        object_id: client_id.replace("0a", "0b"),
        resource_id: String::new(),
    }
}

fn start(machine: Vec<MachineIdentity>) -> (Simulator, Workspace) {
    let identities =
        Identities { machine, app_service_header: Some(HEADER.to_owned()), ..Identities::default() };
    tenant_with(identities, "use_msi = true")
}

fn both() -> Vec<MachineIdentity> {
    vec![identity(MachineIdentityKind::System, SYSTEM), identity(MachineIdentityKind::User, USER)]
}

fn metadata(simulator: &Simulator, workspace: &mut Workspace) {
    workspace.env("ARM_MSI_ENDPOINT", &format!("{}/metadata/identity/oauth2/token", simulator.url()));
}

fn app_service(simulator: &Simulator, workspace: &mut Workspace, header: &str) {
    workspace
        .env("IDENTITY_ENDPOINT", &format!("{}/msi/token", simulator.url()))
        .env("IDENTITY_HEADER", header);
}

/// Whose tokens the machine's service gave.
fn issued_to(simulator: &Simulator) -> Vec<String> {
    let requests = simulator.requests();
    let answers = requests.iter().filter(|request| request.path.ends_with("/token"));
    let clients =
        answers.filter_map(|request| Some(request.response_json()?["client_id"].as_str()?.to_owned()));
    let mut clients: Vec<String> = clients.collect();
    clients.dedup();
    clients
}

#[test]
fn a_virtual_machine_signs_in_as_itself() {
    let (simulator, mut workspace) = start(both());
    metadata(&simulator, &mut workspace);
    expect_signed_in(&simulator, &workspace);
    assert_eq!(issued_to(&simulator), [SYSTEM]);
}

#[test]
fn a_client_id_chooses_a_user_assigned_identity() {
    let (simulator, mut workspace) = start(both());
    metadata(&simulator, &mut workspace);
    workspace.env("ARM_CLIENT_ID", USER);
    expect_signed_in(&simulator, &workspace);
    assert_eq!(issued_to(&simulator), [USER]);
}

#[test]
fn app_service_signs_in_as_itself_or_as_a_user_assigned_identity() {
    for client_id in [SYSTEM, USER] {
        let (simulator, mut workspace) = start(both());
        app_service(&simulator, &mut workspace, HEADER);
        if client_id == USER {
            workspace.env("ARM_CLIENT_ID", USER);
        }
        expect_signed_in(&simulator, &workspace);
        assert_eq!(issued_to(&simulator), [client_id]);
    }
}

#[test]
fn a_machine_without_the_identity_is_quoted_with_what_to_check() {
    for (machine, client_id, wanted) in [
        (Vec::new(), "", "Identity not found"),
        (both(), "0a000000-0000-4000-8000-00000000dead", "Identity not found"),
        (
            vec![identity(MachineIdentityKind::User, SYSTEM), identity(MachineIdentityKind::User, USER)],
            "",
            "Multiple user assigned identities exist",
        ),
    ] {
        let (simulator, mut workspace) = start(machine);
        metadata(&simulator, &mut workspace);
        workspace.env("ARM_CLIENT_ID", client_id);
        expect_refusal(&simulator, &workspace)
            .expect_text("the managed identity service refused (400 Bad Request)")
            .expect_text(wanted)
            .expect_text("check that this machine has a managed identity, that client_id (ARM_CLIENT_ID) is");
    }
}

#[test]
fn a_wrong_header_is_refused_and_not_repeated() {
    let (simulator, mut workspace) = start(both());
    app_service(&simulator, &mut workspace, "hunter2-of-another");
    let output = expect_refusal(&simulator, &workspace)
        .expect_text("the managed identity service refused (401 Unauthorized)");
    assert!(!output.text().contains("hunter2"), "{output}");
}

#[test]
fn a_machine_without_the_service_is_told_within_seconds() {
    let (simulator, mut workspace) = start(both());
    // A port of this machine where nobody listens.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = nobody.local_addr().expect("an address").port();
    drop(nobody);
    workspace.env("ARM_MSI_ENDPOINT", &format!("http://127.0.0.1:{port}/metadata/identity/oauth2/token"));
    let start = Instant::now();
    expect_refusal(&simulator, &workspace)
        .expect_text(
            "the managed identity service did not answer; check that this machine has a managed identity",
        )
        .expect_text("on a machine without one, do not set use_msi (ARM_USE_MSI)");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
