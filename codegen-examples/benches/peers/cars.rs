//! The streams of Cars that the figures of libgitops's peers were measured on, byte for byte.

/// Whether a stream has comments.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Comments {
    /// 394 bytes a document, keys in the order of the alphabet.
    Without,
    /// 696 bytes a document, with ten comments and three blank lines.
    With,
}

impl Comments {
    /// A stream of `count` documents.
    pub(crate) fn stream(self, count: usize) -> String {
        (0..count).map(|number| self.car(number)).collect()
    }

    fn car(self, number: usize) -> String {
        let uid = format!("599615df-99fb-4ae8-{number:04x}-{:012x}", number * 7919);
        let time = format!("2020-08-17T12:{:02}:{:02}Z", number / 60 % 60, number % 60);
        let (fleet, year) = (number % 7, 1990 + number % 30);
        let (speed, acceleration) = (number % 200, number % 9);
        let (distance, persons) = (1000 + number, number % 5);
        match self {
            Self::Without => format!(
                r#"---
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata:
  creationTimestamp: "{time}"
  labels:
    fleet: north-{fleet}
    team: drivers
  name: car-{number:05}
  namespace: default
  uid: {uid}
spec:
  brand: SAAB
  engine: The best engine, number {number}
  yearModel: "{year}"
status:
  acceleration: {acceleration}.5
  distance: {distance}
  persons: {persons}
  speed: {speed}.25
"#
            ),
            Self::With => format!(
                r#"---
# Car number {number} of the fleet. Managed by the fleet team,
# see the runbook before editing this file.
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata:
  name: car-{number:05} # must be unique
  namespace: "default"
  uid: {uid}
  # Labels are used by the dispatcher
  labels:
    fleet: north-{fleet} # depot
    team: drivers
  creationTimestamp: "{time}"

spec:
  # This is the engine; keep it in sync with the workshop
  engine: 'The best engine, number {number}' # checked yearly
  yearModel: "{year}"

  # The brand is free text
  brand: SAAB
status:
  speed: {speed}.25 # km/h
  acceleration: {acceleration}.5

  distance: {distance}
  # driver included
  persons: {persons}
"#
            ),
        }
    }
}
