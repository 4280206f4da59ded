//! Conditions: what a status says about an object, one aspect each.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Time, text};

/// One aspect of an object's state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// The aspect, such as `Ready`; each stands once in a status.
    #[serde(rename = "type")]
    pub type_: String,
    /// Whether the condition holds.
    pub status: ConditionStatus,
    /// The `generation` of the object that the condition was found for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// When `status` last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_transition_time: Option<Time>,
    /// Why, in one word for programs: `CamelCase`.
    #[serde(default, deserialize_with = "text::null_as_default")]
    pub reason: String,
    /// Why, in words for people.
    #[serde(default, deserialize_with = "text::null_as_default")]
    pub message: String,
}

/// Whether a [`Condition`] holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConditionStatus {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// Nobody knows.
    #[default]
    Unknown,
}

impl ConditionStatus {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::True => "True",
            Self::False => "False",
            Self::Unknown => "Unknown",
        }
    }
}

impl From<bool> for ConditionStatus {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl fmt::Display for ConditionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Condition {
    /// Puts the condition in the place of the one of its type, or at the end, and says whether that changed anything.
    ///
    /// As in `k8s.io/apimachinery/pkg/api/meta.SetStatusCondition`, a condition whose status stays keeps its transition
    /// time. The time of a new status is the condition's own: this crate has no clock.
    pub fn set(self, conditions: &mut Vec<Self>) -> bool {
        let Some(existing) = conditions.iter_mut().find(|existing| existing.type_ == self.type_) else {
            conditions.push(self);
            return true;
        };
        let kept = (existing.status == self.status).then_some(existing.last_transition_time);
        let updated = Self { last_transition_time: kept.unwrap_or(self.last_transition_time), ..self };
        let changed = *existing != updated;
        *existing = updated;
        changed
    }
}

#[cfg(test)]
mod tests;
