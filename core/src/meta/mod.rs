//! What every Kubernetes-style object carries beside its own fields, and the small value types that such fields use.
//!
//! The structs have the wire form of `k8s.io/apimachinery/pkg/apis/meta/v1` and of its `resource` and `intstr`
//! packages: camelCase names, absent fields not written, `null` read as absent.

mod condition;
mod duration;
mod int_or_string;
mod label_selector;
mod list_meta;
mod managed_fields;
mod metadata;
mod object_meta;
mod quantity;
mod text;
mod time;
mod type_meta;

pub use condition::{Condition, ConditionStatus};
pub use duration::Duration;
pub use int_or_string::{IntOrString, Rounding};
pub use label_selector::{LabelSelector, LabelSelectorOperator, LabelSelectorRequirement};
pub use list_meta::ListMeta;
pub use managed_fields::{FieldsV1, ManagedFieldsEntry};
pub use metadata::{Entries, Metadata, MetadataExt, MetadataField, MetadataMap, MetadataTime};
pub use object_meta::{ObjectMeta, OwnerReference};
pub(crate) use quantity::QUANTITY;
pub use quantity::{Quantity, QuantityFormat};
pub use time::{MicroTime, Time};
pub use type_meta::TypeMeta;

#[cfg(test)]
mod tests;
