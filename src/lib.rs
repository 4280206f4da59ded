//! Typed, versioned, Kubernetes-style objects in files and in Git.
//!
//! ```standalone_crate
//! use libgitops::prelude::*;
//!
//! #[derive(Object, Clone, Debug, Default)]
//! #[object(group = "example.com", version = "v1", scope = Namespaced)]
//! pub struct Lamp {
//!     pub metadata: ObjectMeta,
//!     pub watts: u32,
//! }
//!
//! let serializer = Serializer::new(Scheme::linked()?);
//! let frame = Frame::yaml("apiVersion: example.com/v1\nkind: Lamp\nmetadata: {name: desk}\nwatts: 40\n");
//! let lamp: Lamp = serializer.decoder().decode_as(&frame)?;
//! assert_eq!(lamp.watts, 40);
//! # Ok::<(), libgitops::Error>(())
//! ```
//!
//! # The types in reading order
//!
//! * [`Object`] is the trait of an API's root type, written by [`#[derive(Object)]`](derive@Object); [`AnyObject`] is
//!   the view of an object whose type is not known, held as `Box<dyn AnyObject>`. [`Fields`] is what the library can
//!   know of nested types, written by [`#[derive(Fields)]`](derive@Fields).
//! * [`Scheme`] says which kinds there are: those that are linked, those that [`scheme!`] lists, or those that a builder
//!   was given.
//! * [`FrameReader`] and [`FrameWriter`] split and make streams of documents; a [`Frame`] is one document with its exact
//!   bytes.
//! * [`Serializer`] binds scheme and frames together: a [`Decoder`], an [`Encoder`] and a
//!   [`Defaulter`](codec::Defaulter), and a [`Converter`](convert::Converter) between the versions of a kind, which
//!   [`#[derive(Spoke)]`](derive@Spoke) relates. The [guide] goes from one version to three.
//! * [`DynamicObject`] holds any object as a [`Value`], [`PartialObjectMetadata`] its kind and metadata, [`Unknown`] its
//!   exact bytes; [`List`] and [`AnyList`] are lists.
//! * [`Manifest`] is an object with the text that it came from, [`ManifestFile`] all documents of a text; [text] shows
//!   what a change does to one. [`in_version`](Manifest::in_version) writes the text of another version;
//!   [`Moves`](delta::Moves) are the fields that go along under other names, for a text that is written by hand.
//! * [`Patch`] is a change of an object as data, in one of the three formats of Kubernetes' API.
//! * [`storage`] has what keeps objects: in files ([`ObjectStorage`](storage::ObjectStorage) over a
//!   [`FileRawStorage`](storage::FileRawStorage)), in whatever manifests a directory has
//!   ([`ManifestStorage`](storage::ManifestStorage)), in memory ([`MemoryStorage`](storage::MemoryStorage)) and, with its
//!   feature, in Git. [`kind::<Lamp>()`](storage::ReadStorageExt::kind) of any of them reads and writes the objects of one
//!   type. It has an [`Error`](storage::Error) of its own, which `?` makes of an [`Error`] of this page; there is no way
//!   back. [storages] leads through them.
//!
//! # Guarantees
//!
//! * A decoded object is of the kind that its text says, and a strict decoder (the default) refuses fields that the type
//!   does not have and keys that are given twice. All problems of a document are in one error, each with file, line,
//!   column and field.
//! * Numbers are exact: integers up to `u64::MAX`, and every finite float. Neither YAML nor JSON can hold others, and they
//!   are refused.
//! * What the encoder writes reads back as the same value by readers of YAML 1.1 and of YAML 1.2.
//! * A conversion between versions loses nothing, whatever the versions have no place for, and an edit of an older version
//!   changes nothing else. (An edit of a list whose items have no [key](derive@Fields), or share one, gives up
//!   what was carried of these items.)
//! * No input panics, recurses without bound, or takes memory out of proportion to its size.
//!
//! # Limitations
//!
//! * Comments are kept where an object is written into the text that it came from, by a [`Manifest`]; the [`Encoder`]
//!   alone has no text.
//! * In types that serde buffers (`#[serde(untagged)]`, `#[serde(tag = "…")]`) unknown fields pass unseen, and a problem is
//!   reported for the whole value; behind `#[serde(flatten)]` unknown fields are found if the flattened types derive
//!   [`Fields`].
//!
//! # Features
//!
//! * `kube`: types made by k8s-openapi and by kube-rs's derive as objects, and objects of ours where kube wants its own.
//! * `conformance`: the suites of checks that every [raw storage](storage::RawStorage) and every
//!   [storage of objects](storage::Storage) has to pass, for those who write one.
//! * `testing`: `testing::suite!`, one line that tests every registered type; for dev-dependencies.
//! * `git`: objects in Git, in `storage::git`: snapshots, transactions, managed clones.
//! * `pull-requests`: `pull_request`, pull requests at GitHub, GitLab and Gitea.
//! * `watch`: storages that tell what becomes of their objects.
//! * `stream`: watches as streams of asynchronous programs.
//! * `serde_yaml`: [`Value`] to and from the values of `serde_yaml`'s maintained continuation, `yaml_serde`.

#[doc(no_inline)]
pub use libgitops_core::{
    codec, convert, delta, dynamic, edit, emit, error, fields, gvk, key, meta, object, patch, path, resource,
    scheme, selector, source, status, validate, value, yaml,
};

#[cfg(feature = "kube")]
#[doc(inline)]
pub use libgitops_core::kube;

#[doc(no_inline)]
pub use libgitops_storage as storage;

#[cfg(feature = "pull-requests")]
#[doc(inline)]
pub use libgitops_storage::pull_request;

/// Tests of every registered type.
#[cfg(feature = "testing")]
pub mod testing {
    #[doc(inline)]
    pub use libgitops_core::__suite as suite;
    pub use libgitops_core::testing::{Law, Suite};
}

pub use libgitops_core::codec::{
    ContentType, Decoder, Encoder, Frame, FrameReader, FrameWriter, Manifest, ManifestFile, Serializer,
};
pub use libgitops_core::dynamic::{AnyList, DynamicObject, List, PartialObjectMetadata, Unknown};
pub use libgitops_core::error::{Error, ErrorKind};
pub use libgitops_core::gvk::{GroupKind, GroupVersion, GroupVersionKind, GroupVersionResource};
pub use libgitops_core::key::{KindKey, ObjectKey, Scope};
pub use libgitops_core::meta::{ListMeta, Metadata, ObjectMeta};
pub use libgitops_core::object::{AnyObject, HasMetadata, HasStatus};
pub use libgitops_core::patch::{Patch, PatchType};
pub use libgitops_core::path::FieldPath;
pub use libgitops_core::scheme::Scheme;
pub use libgitops_core::status::{Status, StatusReason};
pub use libgitops_core::validate::Validation;
pub use libgitops_core::value::Value;

// A trait and the derive that writes it share a name, as in serde.
pub use libgitops_core::fields::Fields;
pub use libgitops_core::object::{Object, Spoke};

#[doc = include_str!("object.md")]
pub use libgitops_macros::Object;

#[doc = include_str!("fields.md")]
pub use libgitops_macros::Fields;

#[doc = include_str!("spoke.md")]
pub use libgitops_macros::Spoke;

#[doc = include_str!("scheme.md")]
pub use libgitops_macros::scheme;

pub mod prelude;

#[doc = include_str!("guide.md")]
pub mod guide {}

#[doc = include_str!("text.md")]
pub mod text {}

#[doc = include_str!("storages.md")]
pub mod storages {}

/// The README's program, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// What the expansions of the macros name. Nothing else may rely on it.
#[doc(hidden)]
pub mod __private {
    pub use libgitops_core::__private::*;
}
