//! Messages that went wrong on the way, by the thousand: the stable, seconds-long sibling of the fuzz targets.

use std::sync::Arc;
use std::time::{Duration, Instant};

use terraform_provider_intune::plugin::proto::tfplugin6::{DynamicValue, plan_resource_change};

use super::all_kinds::{AllKinds, everything};
use super::mutation::mutated;
use super::raw::{RPCS, Raw};
use super::seeds;
use prost::Message;
use terraform_provider_intune::plugin::value::json::{self, Undefined};
use terraform_provider_intune::plugin::value::msgpack;

/// How many mutations of each seed; the fuzz targets do millions.
const ROUNDS: usize = 300;
/// No answer to a message of some kilobytes takes longer, on a busy machine and without optimisation.
const LIMIT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn right_messages_are_answered_without_complaint() {
    let raw = Raw::new(Arc::new(AllKinds));
    for (rpc, message) in seeds::messages(|value| value) {
        let answer = raw.check(rpc, message.into()).await;
        let answer = answer.unwrap_or_else(|status| panic!("{rpc}: {status}"));
        let text = String::from_utf8_lossy(&answer).into_owned();
        // An upgrade refuses nothing, a validation has nothing to say, and no answer explains anything.
        let complaint = ["cannot be read", "Unknown", "expected"].iter().find(|word| text.contains(**word));
        assert_eq!(complaint, None, "{rpc}: {text}");
    }
}

#[tokio::test]
async fn whatever_a_message_became_it_gets_an_answer() {
    let raw = Raw::new(Arc::new(AllKinds));
    let mut random = fastrand::Rng::with_seed(4);
    let (mut answered, mut refused) = (0, 0);
    for round in 0..ROUNDS {
        // Either a value inside a message is wrong, or the message itself.
        let inside = round % 2 == 0;
        let messages = match inside {
            true => seeds::messages(|value| mutated(&mut random, &value)),
            false => seeds::messages(|value| value),
        };
        for (rpc, message) in messages {
            let message = if inside { message } else { mutated(&mut random, &message) };
            // Now and then to an RPC that it was not made for.
            let rpc = if round % 10 == 0 { RPCS[random.usize(0..RPCS.len())] } else { rpc };
            let start = Instant::now();
            match raw.check(rpc, message.into()).await {
                Ok(_) => answered += 1,
                Err(_) => refused += 1,
            }
            assert!(start.elapsed() < LIMIT, "{rpc} took {:?}", start.elapsed());
        }
    }
    // Otherwise the mutations never get past protobuf, or never hurt.
    assert!(answered > 1000 && refused > 100, "{answered} answered, {refused} refused");
}

#[tokio::test]
async fn whatever_a_value_became_what_is_read_can_be_written() {
    let ty = everything();
    let seed = msgpack::encode(&seeds::state(), &ty).unwrap();
    let mut random = fastrand::Rng::with_seed(44);
    let (mut read, mut refused) = (0, 0);
    for round in 0..20 * ROUNDS {
        let as_json = round % 2 == 0;
        let decoded = match as_json {
            true => json::decode(&mutated(&mut random, seeds::STATE.as_bytes()), &ty, Undefined::Ignore),
            false => msgpack::decode(&mutated(&mut random, &seed), &ty),
        };
        let Ok(value) = decoded else {
            refused += 1;
            continue;
        };
        read += 1;
        let bytes = msgpack::encode(&value, &ty).unwrap();
        assert_eq!(msgpack::decode(&bytes, &ty).unwrap(), value);
    }
    assert!(read > 100 && refused > 1000, "{read} read, {refused} refused");
}

#[tokio::test]
async fn bytes_without_any_sense_are_refused_by_every_rpc() {
    let raw = Raw::new(Arc::new(AllKinds));
    let mut random = fastrand::Rng::with_seed(444);
    for rpc in RPCS {
        for length in [0, 1, 7, 100, 10_000] {
            let bytes: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
            let _ = raw.check(rpc, bytes.into()).await;
        }
    }
    // The service still works.
    let request = plan_resource_change::Request {
        type_name: super::all_kinds::EVERYTHING.to_owned(),
        proposed_new_state: Some(DynamicValue { json: seeds::STATE.into(), msgpack: Default::default() }),
        ..Default::default()
    };
    let answer = raw.check("PlanResourceChange", request.encode_to_vec().into()).await;
    let answer = plan_resource_change::Response::decode(answer.unwrap()).unwrap();
    assert!(answer.diagnostics.is_empty() && answer.planned_state.is_some());
}
