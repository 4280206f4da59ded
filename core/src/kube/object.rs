//! Every resource of k8s-openapi is an object.
//!
//! An impl for all types of a foreign trait conflicts with no derived one: a type of another crate gets the foreign trait
//! only from that crate, and a type derived there implements `kube::Resource` instead ([`resource!`](super::resource)).

use std::fmt::Debug;
use std::marker::PhantomData;

use k8s_openapi::Resource;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::scope::KubeScope;
use crate::meta::Metadata;
use crate::object::{HasMetadata, Object};
use crate::resource::ApiResource;

#[diagnostic::do_not_recommend]
impl<K> Object for K
where
    K: k8s_openapi::Metadata<Ty = ObjectMeta, Scope: KubeScope>,
    K: Serialize + DeserializeOwned + Clone + Debug + Default + Send + Sync + 'static,
{
    const RESOURCE: ApiResource = ApiResource::new(K::GROUP, K::VERSION, K::KIND, K::Scope::SCOPE)
        .with_plural(K::URL_PATH_SEGMENT)
        .with_singular(Singular::<K>::NAME);

    fn any_metadata(&self) -> Option<&dyn Metadata> {
        Some(self.metadata())
    }

    fn any_metadata_mut(&mut self) -> Option<&mut dyn Metadata> {
        Some(self.metadata_mut())
    }

    fn initial() -> Option<Self> {
        Some(Self::default())
    }
}

#[diagnostic::do_not_recommend]
impl<K> HasMetadata for K
where
    K: k8s_openapi::Metadata<Ty = ObjectMeta, Scope: KubeScope>,
    K: Serialize + DeserializeOwned + Clone + Debug + Default + Send + Sync + 'static,
{
    type Meta = ObjectMeta;

    fn meta(&self) -> &ObjectMeta {
        self.metadata()
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        self.metadata_mut()
    }
}

/// More than the longest kind has.
const MAX_KIND: usize = 64;

/// The singular of a resource: its kind in lower case, as Kubernetes' API server has it for all of its own.
struct Singular<K>(PhantomData<K>);

impl<K: Resource> Singular<K> {
    const BYTES: &'static [u8; MAX_KIND] = &lower_case(K::KIND);
    const NAME: &'static str = match Self::BYTES.split_at_checked(K::KIND.len()) {
        Some((name, _)) => match str::from_utf8(name) {
            Ok(name) => name,
            Err(_) => "",
        },
        None => "",
    };
}

const fn lower_case(text: &str) -> [u8; MAX_KIND] {
    let mut lower = [0; MAX_KIND];
    let (mut bytes, mut slots): (&[u8], &mut [u8]) = (text.as_bytes(), &mut lower);
    while let (Some((byte, other_bytes)), Some((slot, other_slots))) =
        (bytes.split_first(), slots.split_first_mut())
    {
        *slot = byte.to_ascii_lowercase();
        (bytes, slots) = (other_bytes, other_slots);
    }
    lower
}
