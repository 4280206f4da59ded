//! How an API server says what became of a request: `v1 Status`.

use serde::{Deserialize, Serialize};

use crate::key::Scope;
use crate::meta::{ListMeta, Metadata};
use crate::object::Object;
use crate::object::tag::{ApiVersionTag, KindTag};
use crate::resource::ApiResource;

mod reason;

pub use reason::StatusReason;

/// What became of a request, as `k8s.io/apimachinery/pkg/apis/meta/v1.Status` has it on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Status {
    api_version: Tag<ApiVersionTag<Self>>,
    kind: Tag<KindTag<Self>>,
    /// The metadata of a list, mostly empty.
    pub metadata: ListMeta,
    /// Whether the request succeeded.
    pub status: StatusOutcome,
    /// What happened, in words for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Why it failed, in one word for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<StatusReason>,
    /// The object, and what is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<StatusDetails>,
    /// The HTTP status code.
    pub code: u16,
}

/// Whether a request succeeded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StatusOutcome {
    /// It did what was asked.
    Success,
    /// It did not.
    #[default]
    Failure,
}

/// The object of a request, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StatusDetails {
    /// The object's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The object's group.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// The object's kind or, as API servers have it, its plural.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The object's uid.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub uid: String,
    /// What is wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<StatusCause>,
    /// After how many seconds it is worth another try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
}

/// One thing that is wrong with an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusCause {
    /// Why, in one word for programs, such as `FieldValueInvalid`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Why, in words for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The path of the field, such as `spec.containers[0].image`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
}

impl Status {
    /// That a request did what was asked.
    pub fn success() -> Self {
        Self { status: StatusOutcome::Success, code: 200, ..Self::default() }
    }

    /// That a request failed, with the HTTP status code that goes with the reason.
    pub fn failure(reason: StatusReason, message: impl Into<String>) -> Self {
        Self { message: message.into(), code: reason.code(), reason: Some(reason), ..Self::default() }
    }

    /// Says which object, and what is wrong with it.
    #[must_use]
    pub fn with_details(mut self, details: StatusDetails) -> Self {
        self.details = Some(details);
        self
    }
}

/// A constant of the type: equal to itself, and nothing but its own text when read.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Tag<T>(T);

impl<T> PartialEq for Tag<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Tag<T> {}

impl Object for Status {
    const RESOURCE: ApiResource =
        ApiResource::new("", "v1", "Status", Scope::Cluster).with_type_name("libgitops::status::Status");

    fn any_metadata(&self) -> Option<&dyn Metadata> {
        None
    }

    fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        None
    }
}

#[cfg(test)]
mod tests;
