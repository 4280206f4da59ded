//! Scopes as types, as k8s-openapi and kube have them, and as values, as they are here.

use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope, ResourceScope};

use crate::key::Scope;
use crate::resource::ApiResource;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::NamespaceResourceScope {}
    impl Sealed for super::ClusterResourceScope {}
}

/// A scope in which objects are stored: [`NamespaceResourceScope`] or [`ClusterResourceScope`].
pub trait KubeScope: ResourceScope + sealed::Sealed + 'static {
    /// The scope as a value.
    const SCOPE: Scope;
}

impl KubeScope for NamespaceResourceScope {
    const SCOPE: Scope = Scope::Namespaced;
}

impl KubeScope for ClusterResourceScope {
    const SCOPE: Scope = Scope::Cluster;
}

/// The type of a scope that is known as a value: `<ScopeOf<true> as ScopeType>::Scope`.
#[derive(Debug)]
pub struct ScopeOf<const NAMESPACED: bool>;

/// See [`ScopeOf`].
pub trait ScopeType {
    /// The scope as a type.
    type Scope: KubeScope;
}

impl ScopeType for ScopeOf<true> {
    type Scope = NamespaceResourceScope;
}

impl ScopeType for ScopeOf<false> {
    type Scope = ClusterResourceScope;
}

/// Whether objects of the kind live in a namespace.
pub const fn is_namespaced(resource: &ApiResource) -> bool {
    matches!(resource.scope, Scope::Namespaced)
}
