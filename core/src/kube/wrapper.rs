//! A derived object with our metadata, where kube wants a `Resource`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta as KubeMeta;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::scope::{KubeScope, is_namespaced};
use crate::error::Error;
use crate::meta::ObjectMeta;
use crate::object::HasMetadata;

/// An object that holds [our `ObjectMeta`](ObjectMeta), as kube's `Api<KubeObject<Car>>` and controllers take it.
///
/// kube asks its objects for k8s-openapi's metadata. So that is what stands here, and the object inside has none until
/// [`into_object`](Self::into_object) gives it back. On the wire both are one object, as ever.
///
/// `S` is the kind's scope: `KubeObject<Node, ClusterResourceScope>` for one without a namespace. Another than the kind's
/// own does not compile.
///
/// ```
/// use kube_core::{Resource as _, ResourceExt as _};
/// # use libgitops_core::{key::Scope, meta::{Metadata, ObjectMeta}, object::{HasMetadata, Object}, resource::ApiResource};
/// use libgitops_core::kube::KubeObject;
/// # #[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
/// # struct Car { metadata: ObjectMeta }
/// # impl Object for Car {
/// #     const RESOURCE: ApiResource =
/// #         ApiResource::new("example.com", "v1", "Car", Scope::Namespaced).with_plural("cars");
/// #     fn any_metadata(&self) -> Option<&dyn Metadata> { Some(&self.metadata) }
/// #     fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> { Some(&mut self.metadata) }
/// # }
/// # impl HasMetadata for Car {
/// #     type Meta = ObjectMeta;
/// #     fn meta(&self) -> &ObjectMeta { &self.metadata }
/// #     fn meta_mut(&mut self) -> &mut ObjectMeta { &mut self.metadata }
/// # }
///
/// let car = Car { metadata: ObjectMeta::namespaced("default", "foo") };
/// let mut car: KubeObject<Car> = KubeObject::new(car)?;
/// assert_eq!(car.name_any(), "foo");
/// assert_eq!(KubeObject::<Car>::url_path(&(), Some("default")), "/apis/example.com/v1/namespaces/default/cars");
/// car.labels_mut().insert("color".to_owned(), "red".to_owned());
/// assert_eq!(car.into_object()?.metadata.labels["color"], "red");
/// # Ok::<(), libgitops_core::error::Error>(())
/// ```
pub struct KubeObject<T, S = NamespaceResourceScope> {
    metadata: KubeMeta,
    object: T,
    scope: PhantomData<fn() -> S>,
}

impl<T: HasMetadata<Meta = ObjectMeta>, S: KubeScope> KubeObject<T, S> {
    /// Wraps an object.
    ///
    /// # Errors
    /// `Invalid` with the path of a time that k8s-openapi has no value for.
    pub fn new(mut object: T) -> Result<Self, Error> {
        const {
            assert!(
                is_namespaced(&T::RESOURCE) == matches!(S::SCOPE, crate::key::Scope::Namespaced),
                "the kind is of another scope: write `KubeObject<…, ClusterResourceScope>` for a kind without namespaces"
            );
        }
        let metadata = std::mem::take(object.meta_mut()).try_into()?;
        Ok(Self { metadata, object, scope: PhantomData })
    }

    /// The object with its metadata.
    ///
    /// # Errors
    /// `Invalid` with the path of what our metadata has no value for: a time before the year 0, `fieldsV1` that are no
    /// set of fields.
    pub fn into_object(self) -> Result<T, Error> {
        let mut object = self.object;
        *object.meta_mut() = self.metadata.try_into()?;
        Ok(object)
    }

    /// The object without its metadata, which [`kube::Resource::meta`](kube_core::Resource::meta) has.
    pub fn object(&self) -> &T {
        &self.object
    }

    /// The object without its metadata, for a change. Metadata that is set here is not kept.
    pub fn object_mut(&mut self) -> &mut T {
        &mut self.object
    }
}

impl<T: HasMetadata, S: KubeScope> kube_core::Resource for KubeObject<T, S> {
    type DynamicType = ();
    type Scope = S;

    fn kind((): &()) -> Cow<'_, str> {
        Cow::Borrowed(T::RESOURCE.kind)
    }

    fn group((): &()) -> Cow<'_, str> {
        Cow::Borrowed(T::RESOURCE.group)
    }

    fn version((): &()) -> Cow<'_, str> {
        Cow::Borrowed(T::RESOURCE.version)
    }

    fn plural((): &()) -> Cow<'_, str> {
        Cow::Borrowed(T::RESOURCE.plural)
    }

    fn meta(&self) -> &KubeMeta {
        &self.metadata
    }

    fn meta_mut(&mut self) -> &mut KubeMeta {
        &mut self.metadata
    }
}

impl<T: HasMetadata<Meta = ObjectMeta>, S: KubeScope> Serialize for KubeObject<T, S> {
    fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
        self.clone().into_object().map_err(W::Error::custom)?.serialize(serializer)
    }
}

impl<'de, T: HasMetadata<Meta = ObjectMeta>, S: KubeScope> Deserialize<'de> for KubeObject<T, S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(T::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

// By hand: a derive would ask for them of the scope as well.

impl<T: Clone, S> Clone for KubeObject<T, S> {
    fn clone(&self) -> Self {
        Self { metadata: self.metadata.clone(), object: self.object.clone(), scope: PhantomData }
    }
}

impl<T: fmt::Debug, S> fmt::Debug for KubeObject<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KubeObject").field("metadata", &self.metadata).field("object", &self.object).finish()
    }
}

impl<T: PartialEq, S> PartialEq for KubeObject<T, S> {
    fn eq(&self, other: &Self) -> bool {
        self.metadata == other.metadata && self.object == other.object
    }
}
