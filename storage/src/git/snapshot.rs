//! The objects of a commit, which nothing changes any more.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use git2::ObjectType;
use libgitops_core::codec::ContentType;
use libgitops_core::dynamic::PartialObjectMetadata;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::object::AnyObject;

use super::id::CommitId;
use super::index::{Index, Manifest, Place};
use super::kin::deciding_of;
use super::objects::Objects;
use super::repository::Repository;
use super::trees::{Directory, Files, View};
use crate::error::{Error, ErrorKind};
use crate::layout::{Layout, UnversionedKey, id_of, key_of_id, parent};
use crate::manifest::ManifestOptions;
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::object_storage::ObjectStorage;
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::paging::{self, Entry};
use crate::policy::ObjectPolicy;
use crate::precondition;
use crate::raw::{Page, RawInfo, RawObject, RawStorage, Versions, Written, path_below};
use crate::storage::ReadStorage;
use crate::version::{Checksum, Version};

/// How the files of a repository are looked at: the same for all its commits.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) policy: ObjectPolicy,
    pub(super) manifests: ManifestOptions,
    /// The directory that objects are in, with a slash at its end; empty for all of the tree.
    pub(super) prefix: String,
}

impl Rules {
    pub(super) fn view(&self) -> View<'_> {
        View { prefix: &self.prefix, options: &self.manifests }
    }

    /// The path of a file relative to the directory that objects are in.
    pub(super) fn relative<'p>(&self, path: &'p str) -> &'p Path {
        Path::new(path.strip_prefix(&*self.prefix).unwrap_or(path))
    }

    /// Where a new object gets its document, beside files with so many of its kin, and in a file of the index where a path
    /// of its own would differ from that in the case of letters only.
    pub(super) fn place(
        &self,
        key: &ObjectKey,
        files: &BTreeMap<&Path, usize>,
        index: &Index,
    ) -> Result<Arc<str>, Error> {
        let id = id_of(key)?;
        let kin = files.iter().filter_map(|(path, count)| Some((path.to_str()?, *count)));
        let each = kin.flat_map(|(path, count)| std::iter::repeat_n((id.as_str(), path), count));
        let path = self.manifests.placement.path(key, each)?;
        self.manifests.check_seen(&path)?;
        let path = format!("{}{path}", self.prefix);
        Ok(index.whatever_case(&path).map_or_else(|| Arc::from(path.as_str()), Arc::clone))
    }
}

/// The tree of a commit and what is in it. A copy shares everything.
#[derive(Clone)]
pub(super) struct State {
    /// None where nothing was ever committed.
    pub(super) commit: Option<CommitId>,
    pub(super) root: Arc<Directory>,
    pub(super) index: Index,
    /// Every change up to this version is in it.
    pub(super) version: Version,
}

impl fmt::Debug for State {
    /// Which state it is; what is in it may be a lot.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (commit, version) = (&self.commit, &self.version);
        f.debug_struct("State").field("commit", commit).field("version", version).finish_non_exhaustive()
    }
}

impl State {
    /// What is there before the first commit.
    pub(super) fn nothing(version: Version) -> Self {
        Self { commit: None, root: Arc::default(), index: Index::default(), version }
    }

    /// The state of another commit; what is the same in both is shared, and not read again.
    pub(super) fn at(
        &self,
        repository: &Repository,
        rules: &Rules,
        commit: CommitId,
        version: Version,
    ) -> Result<Self, Error> {
        repository.with(|handle| {
            let objects = Objects::of(handle)?;
            let tree = super::commit::tree_of(&objects.read(commit.0, ObjectType::Commit)?)?;
            let mut files: Files = Vec::new();
            let root = self.root.difference(&objects, Some(tree), rules.view(), &mut files)?;
            let mut changed = Vec::with_capacity(files.len());
            for (path, file) in files {
                let manifest = match file {
                    None => None,
                    Some(file) if file.is_too_deep() => Some(Arc::new(Manifest::too_deep(file.mode))),
                    Some(file) => {
                        let bytes = objects.read(file.id, ObjectType::Blob)?;
                        Some(Arc::new(Manifest::read(&rules.policy, &path, file.mode, &bytes)))
                    }
                };
                changed.push((Arc::from(path), manifest));
            }
            let mut index = self.index.clone();
            index.apply(changed, version);
            Ok(Self { commit: Some(commit), root, index, version })
        })
    }

    /// The one place of an object.
    pub(super) fn place(&self, id: &str) -> Result<Option<&Place>, Error> {
        match self.index.places(id) {
            [] => Ok(None),
            [place] => Ok(Some(place)),
            [first, second, ..] => Err(ambiguous(first, second)),
        }
    }

    fn existing(&self, key: &ObjectKey) -> Result<&Place, Error> {
        self.place(&id_of(key)?)?.ok_or_else(precondition::not_found)
    }

    pub(super) fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        let place = self.existing(key)?;
        let frame = place.document().ok_or_else(precondition::not_found)?;
        let info = info(place)?;
        Ok(RawObject::new(info, frame.bytes().to_vec(), Arc::clone(&place.path))
            .with_lines_before(frame.lines_before()))
    }

    pub(super) fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        info(self.existing(key)?)
    }

    pub(super) fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        paging::check(options)?;
        let directory = format!("{}/", Layout::grouped().kind_directory(kind)?);
        let entry = |(id, places): (&Arc<str>, &[Place])| -> Option<Entry> {
            let key = ObjectKey::new(kind.clone(), key_of_id(id)?.namespaced_name().clone());
            let result = match places {
                [first, second, ..] => Err(ambiguous(first, second).in_operation("list", &key)),
                _ => Ok(()),
            };
            Some((key.namespaced_name().clone(), result))
        };
        let entries = self.index.of_kind(&directory).filter_map(entry).collect();
        let mut page = paging::page(kind, entries, options, self.version)?;
        if options.continue_token.is_none() {
            // Nobody knows of which kind they are, so every list tells them, once.
            let mistakes = self.index.mistakes().into_iter();
            let told = mistakes.map(|(path, mistake)| mistake.to_error().at_path(&**path));
            page.errors.extend(told.map(|error| error.in_operation_on("list", kind)));
        }
        Ok(page)
    }

    /// The list with versions.
    pub(super) fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        let page = self.list(kind, options)?;
        let mut versions =
            Versions::new(Vec::with_capacity(page.keys.len()), page.errors, page.next, page.version);
        for key in page.keys {
            versions.push(self.existing(&key).map(|place| place.version), key);
        }
        Ok(versions)
    }

    pub(super) fn content_type(&self, rules: &Rules, key: &ObjectKey) -> Result<ContentType, Error> {
        let path = self.path_of(rules, key)?;
        Ok(ContentType::of_path(&path).unwrap_or(ContentType::Yaml))
    }

    /// The path of the file that an object is in, or would get.
    pub(super) fn path_of(&self, rules: &Rules, key: &ObjectKey) -> Result<Arc<str>, Error> {
        match self.place(&id_of(key)?)? {
            Some(place) => Ok(Arc::clone(&place.path)),
            None => self.new_path(rules, key),
        }
    }

    /// Where a new object gets its document.
    pub(super) fn new_path(&self, rules: &Rules, key: &ObjectKey) -> Result<Arc<str>, Error> {
        if rules.manifests.placement.is_beside_kin() {
            return rules.place(key, &deciding_of(self.kin(rules, key)?), &self.index);
        }
        let mut files: BTreeMap<&Path, usize> = BTreeMap::new();
        if rules.manifests.placement.asks_for_kin() {
            self.kin(rules, key)?.for_each(|path| *files.entry(path).or_default() += 1);
        }
        rules.place(key, &files, &self.index)
    }

    /// The file of each object of the same kind and namespace, relative to the directory of the rules.
    pub(super) fn kin<'s>(
        &'s self,
        rules: &'s Rules,
        key: &ObjectKey,
    ) -> Result<impl Iterator<Item = &'s Path> + use<'s>, Error> {
        let (namespace, kind) =
            (parent(&id_of(key)?).to_owned(), Layout::grouped().kind_directory(key.kind())?.len());
        let all = self.index.all();
        let kin = all.filter(move |(id, _)| parent(id) == namespace && id.len() > kind);
        Ok(kin.flat_map(|(_, places)| places).map(|place| rules.relative(&place.path)))
    }

    /// The one object of a file; `None` for a file with none or several.
    pub(super) fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        let path = path_below(Path::new(""), path)?;
        let [(_, id, _)] = self.index.file(&path)?.objects.as_slice() else { return None };
        key_of_id(id)
    }
}

fn info(place: &Place) -> Result<RawInfo, Error> {
    let frame = place.document().ok_or_else(precondition::not_found)?;
    let size = frame.bytes().len() as u64;
    Ok(RawInfo::new(place.version, place.checksum, frame.content_type(), size))
}

fn ambiguous(first: &Place, second: &Place) -> Error {
    let message = if first.path == second.path {
        format!("two documents of {:?} claim to be the same object", first.path)
    } else {
        format!("{:?} and {:?} claim to be the same object", first.path, second.path)
    };
    Error::new(ErrorKind::Ambiguous, message).at_path(&*first.path)
}

/// The layer of bytes of a snapshot.
#[derive(Clone, Debug)]
pub(super) struct SnapshotStorage {
    pub(super) state: Arc<State>,
    pub(super) rules: Arc<Rules>,
}

/// What is committed is not written.
pub(super) fn read_only(operation: &'static str, key: &ObjectKey) -> Error {
    let message = "what is committed is changed by a transaction";
    Error::new(ErrorKind::Unsupported, message).in_operation(operation, key)
}

impl RawStorage for SnapshotStorage {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        self.state.read(key).map_err(|error| error.in_operation("read", key))
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        self.state.stat(key).map_err(|error| error.in_operation("stat", key))
    }

    fn write(&self, key: &ObjectKey, _: &[u8], _: Precondition) -> Result<Written, Error> {
        Err(read_only("write", key))
    }

    fn remove(&self, key: &ObjectKey, _: RemovePrecondition) -> Result<Version, Error> {
        Err(read_only("remove", key))
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        self.state.list(kind, options).map_err(|error| error.in_operation_on("list", kind))
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        self.state.list_versions(kind, options).map_err(|error| error.in_operation_on("list_versions", kind))
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        let content_type = self.state.content_type(&self.rules, key);
        content_type.map_err(|error| error.in_operation("content_type", key))
    }

    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        self.state.key_for_path(path)
    }
}

/// The objects of a commit. It is all in memory, nothing changes it, and a copy is a pointer.
#[derive(Clone, Debug)]
pub struct GitSnapshot {
    objects: ObjectStorage<SnapshotStorage>,
}

impl GitSnapshot {
    pub(super) fn new(state: Arc<State>, rules: Arc<Rules>) -> Self {
        let policy = rules.policy.clone();
        Self { objects: ObjectStorage::new(SnapshotStorage { state, rules }, policy) }
    }

    /// The commit; none where nothing was ever committed.
    pub fn commit(&self) -> Option<CommitId> {
        self.state().commit
    }

    /// The path in the tree of the file that an object is in, or would get.
    ///
    /// # Errors
    /// `Invalid` for a key that no object can have; `Ambiguous` when the object is in two places.
    pub fn path_of(&self, key: &ObjectKey) -> Result<PathBuf, Error> {
        let SnapshotStorage { state, rules } = self.objects.raw();
        let path = state.path_of(rules, key).map_err(|error| error.in_operation("path_of", key))?;
        Ok(PathBuf::from(&*path))
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.objects.raw().rules
    }

    pub(super) fn state(&self) -> &Arc<State> {
        &self.objects.raw().state
    }
}

/// Implements [`ReadStorage`] by what `self` has under a name.
macro_rules! read_through {
    ($storage:ty, |$self:ident| $objects:expr) => {
        #[deny(clippy::missing_trait_methods)]
        impl ReadStorage for $storage {
            fn policy(&self) -> &ObjectPolicy {
                let $self = self;
                $objects.policy()
            }

            fn get(&self, key: &ObjectKey) -> Result<Box<dyn AnyObject>, Error> {
                let $self = self;
                $objects.get(key)
            }

            fn get_meta(&self, key: &ObjectKey) -> Result<PartialObjectMetadata, Error> {
                let $self = self;
                $objects.get_meta(key)
            }

            fn list(
                &self,
                kind: &KindKey,
                options: &ObjectListOptions,
            ) -> Result<ObjectList<Box<dyn AnyObject>>, Error> {
                let $self = self;
                $objects.list(kind, options)
            }

            fn list_meta(
                &self,
                kind: &KindKey,
                options: &ObjectListOptions,
            ) -> Result<ObjectList<PartialObjectMetadata>, Error> {
                let $self = self;
                $objects.list_meta(kind, options)
            }

            fn checksum(&self, key: &ObjectKey) -> Result<Checksum, Error> {
                let $self = self;
                $objects.checksum(key)
            }

            fn count(&self, kind: &KindKey) -> Result<usize, Error> {
                let $self = self;
                $objects.count(kind)
            }

            fn version(&self, key: &ObjectKey) -> Result<Version, Error> {
                let $self = self;
                $objects.version(key)
            }

            fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
                let $self = self;
                $objects.list_versions(kind, options)
            }
        }
    };
}
pub(super) use read_through;

read_through!(GitSnapshot, |snapshot| snapshot.objects);
