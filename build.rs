//! Compiles `proto/` into the gRPC services that `src/plugin` serves.

fn main() -> std::io::Result<()> {
    let files = ["tfplugin6.proto", "grpc_controller.proto", "grpc_broker.proto", "grpc_stdio.proto"]
        .map(|name| format!("proto/{name}"));
    // The clients are for tests that speak raw gRPC; they need no transport of their own.
    tonic_prost_build::configure()
        .build_client(true)
        .build_transport(false)
        .bytes(".")
        .compile_protos(&files, &["proto".to_owned()])
}
