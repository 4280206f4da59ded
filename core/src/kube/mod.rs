//! Objects whose types are made elsewhere: by k8s-openapi, by the derive of kube-rs, or by a third crate.
//!
//! They are registered by a macro and used like derived ones: decoded strictly, listed, encoded and stored.
//!
//! | the type | becomes an object by |
//! | --- | --- |
//! | a resource of k8s-openapi | nothing: it is one. [`register!`] lists it for [`Scheme::linked`](crate::scheme::Scheme::linked) |
//! | a root of `#[derive(CustomResource)]` in this crate | [`object!`], which names group, version and kind |
//! | such a root of another crate | [`newtype!`], a type of this crate around it |
//!
//! ```standalone_crate
//! use k8s_openapi::api::{apps::v1::Deployment, core::v1::ConfigMap};
//! use libgitops_core::codec::{Frame, Serializer};
//! use libgitops_core::scheme::Scheme;
//!
//! libgitops_core::kube::register!(Deployment, ConfigMap);
//!
//! let serializer = Serializer::new(Scheme::linked()?);
//! let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {color: red}\n";
//! let settings: ConfigMap = serializer.decoder().decode_as(&Frame::yaml(text))?;
//! assert_eq!(settings.data.unwrap()["color"], "red");
//!
//! let error = serializer.decoder().decode_as::<ConfigMap>(&Frame::yaml(text.replace("\ndata", "\ndaat")));
//! assert!(error.unwrap_err().problems()[0].message().starts_with("unknown field `daat`"));
//! # Ok::<(), libgitops_core::error::Error>(())
//! ```
//!
//! The other way round, a derived object goes where kube wants its `Resource`: one that holds k8s-openapi's `ObjectMeta`
//! by [`resource!`], one that holds [ours](crate::meta::ObjectMeta) in a [`KubeObject`]. The two metadata types convert
//! into each other by `TryFrom`, and nothing is lost.
//!
//! # Limitations
//!
//! * A k8s-openapi type writes its fields in the order of the alphabet, as it always does, and its times to the second.
//!   Its fields are not known beyond serde, so a strategic merge patch is refused; its status is updated by the storage's
//!   `update_status`, not by the typed client's.
//! * Subresources such as `Scale` and `Eviction` are no objects: they have no place of their own.
//! * Like every library, this one leaves the version of Kubernetes to the program: one of the features `v1_*` of
//!   k8s-openapi is to be switched on there.

mod macros;
mod metadata;
mod object;
mod scope;
mod wrapper;

#[cfg(test)]
mod tests;

#[doc(inline)]
pub use crate::{
    __kube_newtype as newtype, __kube_object as object, __kube_register as register,
    __kube_resource as resource,
};
pub use scope::KubeScope;
pub use wrapper::KubeObject;

/// What the expansions of the macros name. Nothing else may rely on it.
#[doc(hidden)]
pub mod __private {
    pub use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
    pub use kube_core::Resource;
    pub use kube_core::object::HasStatus;

    pub use super::scope::{ScopeOf, ScopeType, is_namespaced};
}
