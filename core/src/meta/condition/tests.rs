//! Wire form and transitions of conditions.

use super::*;

fn ready(status: ConditionStatus, reason: &str, seconds: i64) -> Condition {
    Condition {
        type_: "Ready".to_owned(),
        status,
        reason: reason.to_owned(),
        last_transition_time: Time::from_unix(seconds, 0),
        ..Condition::default()
    }
}

#[test]
fn a_condition_is_read_and_written_as_on_the_wire() {
    let wire = concat!(
        r#"{"type":"Ready","status":"True","observedGeneration":3,"lastTransitionTime":"2020-08-17T12:00:00Z","#,
        r#""reason":"Started","message":""}"#,
    );
    let condition: Condition = serde_json::from_str(wire).unwrap();
    assert_eq!(condition.status, ConditionStatus::True);
    assert_eq!(serde_json::to_string(&condition).unwrap(), wire);
    let sparse = r#"{"type":"Ready","status":"Unknown","lastTransitionTime":null,"reason":null}"#;
    let condition: Condition = serde_json::from_str(sparse).unwrap();
    assert_eq!(condition, Condition { type_: "Ready".to_owned(), ..Condition::default() });
    for wire in [r#"{"type":"Ready","status":"true"}"#, r#"{"type":"Ready"}"#, r#"{"status":"True"}"#] {
        assert!(serde_json::from_str::<Condition>(wire).is_err(), "{wire}");
    }
}

#[test]
fn the_status_displays_as_on_the_wire() {
    for status in [ConditionStatus::from(true), ConditionStatus::from(false), ConditionStatus::Unknown] {
        assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{status}\""));
    }
}

#[test]
fn the_transition_time_changes_with_the_status_only() {
    use ConditionStatus::{False, True};
    let mut conditions = vec![Condition { type_: "Other".to_owned(), ..Condition::default() }];
    for (condition, changed, seconds) in [
        (ready(False, "a", 1), true, 1),
        (ready(False, "a", 2), false, 1),
        (ready(False, "b", 3), true, 1),
        (ready(True, "b", 4), true, 4),
        (ready(True, "b", 5), false, 4),
    ] {
        let reason = condition.reason.clone();
        assert_eq!(condition.set(&mut conditions), changed);
        assert_eq!(conditions.len(), 2);
        assert_eq!(conditions[1].reason, reason);
        assert_eq!(conditions[1].last_transition_time, Time::from_unix(seconds, 0));
    }
}
