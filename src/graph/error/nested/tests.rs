//! The messages that have been seen in the wild.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// The form that Intune writes: pretty-printed, with CRLF.
fn envelope(message: &str, phrase: &str) -> String {
    format!(
        "{{\r\n  \"_version\": 3,\r\n  \"Message\": {},\r\n  \"CustomApiErrorPhrase\": \"{phrase}\",\r\n  \
         \"RetryAfter\": null,\r\n  \"ErrorSourceService\": \"\",\r\n  \"HttpHeaders\": \"{{}}\"\r\n}}",
        json!(message)
    )
}

fn with_tail(sentence: &str) -> String {
    format!(
        "{sentence} - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: \
         63425837-1eb9-456b-ac28-6ee81d0627f5 - Url: https://proxy.amsub0502.manage.microsoft.com/\
         DeviceConfiguration_2602/StatelessDeviceConfigurationFEService/deviceManagement/settings?api-version=5026-01-10"
    )
}

fn said(text: &str, code: Option<&str>) -> Said {
    Said { text: (!text.is_empty()).then(|| text.to_owned()), code: code.map(str::to_owned) }
}

#[test]
fn the_sentence_is_dug_out_of_the_envelope() {
    for sentence in [
        "Application is not authorized to perform this operation. Application must have one of the following scopes: \
         DeviceManagementConfiguration.Read.All, DeviceManagementConfiguration.ReadWrite.All",
        "Application is not authorized to perform this operation as called in app only context but does not have \
         application permissions configured.",
        "An internal server error has occurred",
        "An error has occurred",
        "DeviceConfigurations not found: Profile 4feff881-d2a3-4ae3-8bd6-5ba7ee4a4f72",
        "Invalid GroupId : a_b provided, a valid AADGroupId is expected.",
    ] {
        assert_eq!(read(&envelope(&with_tail(sentence), "")), said(sentence, None));
        assert_eq!(read(&envelope(sentence, "")), said(sentence, None));
        // Compact, and with blank ends, as it is after a proxy.
        let compact = json!({"_version": 3, "Message": with_tail(sentence)}).to_string();
        assert_eq!(read(&format!("  {compact}\n")), said(sentence, None));
    }
}

#[test]
fn intunes_own_code_is_kept() {
    let timeout = "ScenarioTimeout=15000ms, RequestTimeout=15000ms,Elaspsed=28387ms, CancelOnTimeout";
    assert_eq!(
        read(&envelope(timeout, "CancelOnTimeout4EndExecuteAction")),
        said(timeout, Some("CancelOnTimeout4EndExecuteAction"))
    );
    let found = read(&envelope(&with_tail("An error has occurred"), "ResourceNotFound"));
    assert_eq!(found, said("An error has occurred", Some("ResourceNotFound")));
    assert_eq!(read(&envelope("", "ResourceNotFound")), said("ResourceNotFound", Some("ResourceNotFound")));
    assert_eq!(read(&envelope("", "")), said("", None));
    assert_eq!(read(&envelope(&with_tail(""), "")), said("", None));
}

#[test]
fn a_message_wrapped_twice_is_unwrapped_twice() {
    let inner = envelope(&with_tail("User is not authorized to perform this operation"), "");
    let outer = json!({
        "ErrorCode": "Forbidden", "Message": inner, "Target": null, "Details": null, "InnerError": null,
        "InstanceAnnotations": [],
    });
    let wanted = said("User is not authorized to perform this operation", Some("Forbidden"));
    assert_eq!(read(&outer.to_string()), wanted);
    let gateway = json!({"Message": envelope(&with_tail("An error has occurred"), "Busy")});
    assert_eq!(read(&gateway.to_string()), said("An error has occurred", Some("Busy")));
}

#[test]
fn plain_messages_stay_as_they_are() {
    for message in [
        "No OData route exists that match template ~/singleton/navigation/key/navigation with http verb POST for \
         request /DeviceConfiguration_2108/StatelessDeviceConfigurationFEService/deviceManagement/\
         deviceCompliancePolicies('ce0ac224-9f0e-4988-a2dd-78b474b72e91')/assignments.",
        "Invalid OData type specified: \"microsoft.graph.#microsoft.graph.exclusionGroupAssignmentTarget\"",
        "A type named 'microsoft.graph.X' could not be resolved by the model. When a model is available, each type \
         name must resolve to a valid type.",
        "Request not applicable to target tenant.",
        "Lifetime validation failed, the token is expired.",
        "Too many requests.",
        "Resource not found for the segment 'X'.",
        "Invalid version: devicemanagement",
        "{not json",
        "[1,2]",
        "\"text\"",
        r#"{"other":"object"}"#,
    ] {
        assert_eq!(read(message), said(message, None));
    }
    assert_eq!(read("  \r\n"), said("", None));
}

#[test]
fn endless_nesting_ends() {
    let deepest = (0..20).fold("the sentence".to_owned(), |inner, _| json!({"Message": inner}).to_string());
    assert!(read(&deepest).text.is_some_and(|text| text.starts_with('{')));
}

proptest! {
    #[test]
    fn any_message_is_read_without_panic(message: String) {
        let _ = read(&message);
    }

    #[test]
    fn any_sentence_survives_any_number_of_wraps(sentence in "[a-zA-Z][a-zA-Z .,:é\"\\\\]{0,40}[a-z.]", wraps in 0..4_usize) {
        let wrapped = (0..wraps).fold(with_tail(&sentence), |inner, _| envelope(&inner, ""));
        prop_assert_eq!(read(&wrapped), said(sentence.trim(), None));
    }

    #[test]
    fn any_members_are_read_without_panic(message: Option<String>, phrase: Option<String>, number: i64) {
        for value in [json!(message), json!(number), json!([message]), json!({"Message": message})] {
            let _ = read(&json!({"Message": value, "CustomApiErrorPhrase": phrase}).to_string());
        }
    }
}
