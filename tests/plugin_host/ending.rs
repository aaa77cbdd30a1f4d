//! How a server ends: at once when told to, whatever is open.

use std::fs;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use terraform_provider_intune::plugin::proto::go_plugin::Empty;
use terraform_provider_intune::plugin::proto::go_plugin::grpc_controller_client::GrpcControllerClient;
use terraform_provider_intune::plugin::proto::go_plugin::grpc_stdio_client::GrpcStdioClient;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::client::{channel, start};

#[tokio::test]
async fn shutdown_ends_the_server_and_removes_its_socket() {
    let running = start(None);
    let channel = channel(&running.address, None).await.unwrap();
    let mut stdio = GrpcStdioClient::new(channel.clone()).stream_stdio(()).await.unwrap().into_inner();

    let told = Instant::now();
    GrpcControllerClient::new(channel).shutdown(Empty {}).await.unwrap();
    tokio::time::timeout(Duration::from_secs(1), running.served).await.expect("it ends").unwrap().unwrap();
    assert!(told.elapsed() < Duration::from_secs(1), "{:?}", told.elapsed());
    assert!(stdio.message().await.unwrap_or(None).is_none());
    assert_eq!(fs::read_dir(running.folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_provider_has_the_last_word_whether_or_not_the_client_stays_connected() {
    for stays in [true, false] {
        let running = start(None);
        let channel = channel(&running.address, None).await.unwrap();
        GrpcControllerClient::new(channel.clone()).shutdown(Empty {}).await.unwrap();
        let kept = stays.then_some(channel);
        tokio::time::timeout(Duration::from_secs(1), running.served)
            .await
            .expect("it ends")
            .unwrap()
            .unwrap();
        assert_eq!(running.farewells.load(Ordering::SeqCst), 1, "connected: {stays}");
        drop(kept);
    }
}

#[tokio::test]
async fn the_plugin_is_healthy() {
    let running = start(None);
    let channel = channel(&running.address, None).await.unwrap();
    let request = HealthCheckRequest { service: "plugin".to_owned() };
    let health = HealthClient::new(channel).check(request).await.unwrap().into_inner();
    assert_eq!(health.status(), ServingStatus::Serving);
}
