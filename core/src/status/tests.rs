//! The wire form of `v1 Status`.

use super::*;

#[test]
fn a_status_is_read_and_written_as_on_the_wire() {
    // What kube-apiserver 1.32 answers to `kubectl get --raw /api/v1/namespaces/default/pods/nope`.
    let wire = concat!(
        r#"{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure","message":"pods \"nope\" not found","#,
        r#""reason":"NotFound","details":{"name":"nope","kind":"pods"},"code":404}"#
    );
    let status: Status = serde_json::from_str(wire).unwrap();
    assert_eq!((status.reason.clone(), status.code), (Some(StatusReason::NotFound), 404));
    assert_eq!(serde_json::to_string(&status).unwrap(), wire);
    let details = StatusDetails { name: "nope".into(), kind: "pods".into(), ..StatusDetails::default() };
    let made = Status::failure(StatusReason::NotFound, "pods \"nope\" not found").with_details(details);
    assert_eq!(made, status);
    let success = serde_json::to_string(&Status::success()).unwrap();
    assert_eq!(success, r#"{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Success","code":200}"#);
}

#[test]
fn a_status_of_another_kind_is_refused() {
    assert!(serde_json::from_str::<Status>(r#"{"apiVersion":"v1","kind":"Pod"}"#).is_err());
}

#[test]
fn every_reason_is_its_word_and_other_words_are_kept() {
    for word in ["NotFound", "AlreadyExists", "Conflict", "Invalid", "Expired", "Timeout", "StoreReadError"] {
        let reason = StatusReason::from(word);
        assert_eq!(reason.as_str(), word);
        assert_eq!(matches!(reason, StatusReason::Other(_)), word == "StoreReadError");
    }
    assert_eq!(StatusReason::Other("StoreReadError".to_owned()).code(), 500);
}
