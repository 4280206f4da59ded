//! The private view of a transaction: a snapshot with changes that nobody else sees.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use git2::ObjectType;
use libgitops_core::codec::{ContentType, Frame};
use libgitops_core::key::{KindKey, ObjectKey};

use super::heads::Counter;
use super::index::{Manifest, Place};
use super::kin::Counted;
use super::objects::Objects;
use super::snapshot::{Rules, State};
use super::trees::{Directory, FILE, TreeFile};
use crate::error::{Error, ErrorKind};
use crate::layout::{UnversionedKey, id_of, parent};
use crate::manifest::document::not_whole;
use crate::manifest::tree::compose;
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::precondition;
use crate::raw::{Change, Page, RawInfo, RawObject, RawStorage, Versions, Written};
use crate::version::{Checksum, Version};

/// A snapshot with changes. As a raw storage it is what the objects of a transaction are kept in.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) base: Arc<State>,
    pub(super) rules: Arc<Rules>,
    versions: Arc<Counter>,
    state: Mutex<Changed>,
}

#[derive(Clone, Debug)]
struct Changed {
    now: State,
    paths: BTreeSet<Arc<str>>,
    /// By kind and namespace, where the objects are.
    kin: HashMap<String, KnownKin>,
}

/// What is known of where the objects of a kind and namespace are.
#[derive(Clone, Debug, Default)]
struct KnownKin {
    /// How often somebody asked.
    asked: usize,
    /// From when it was asked so often that counting pays.
    counted: Option<Counted>,
}

impl Work {
    pub(super) fn new(base: Arc<State>, rules: Arc<Rules>, versions: Arc<Counter>) -> Self {
        let now = State::clone(&base);
        Self {
            base,
            rules,
            versions,
            state: Mutex::new(Changed { now, paths: BTreeSet::new(), kin: HashMap::new() }),
        }
    }

    /// A panic leaves nothing half-changed: a write ends with one change of the index.
    fn state(&self) -> MutexGuard<'_, Changed> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state as it is now.
    pub(super) fn now(&self) -> State {
        self.state().now.clone()
    }

    /// The files that differ from those of the base, by path: what they are now, if they are.
    pub(super) fn changes(&self) -> BTreeMap<Arc<str>, Option<Arc<Manifest>>> {
        let state = self.state();
        let changed = state.paths.iter().filter_map(|path| {
            let (before, now) = (self.base.index.file(path), state.now.index.file(path));
            let is_same = match (before, now) {
                (Some(before), Some(now)) => before.is_same(now),
                (before, now) => before.is_none() && now.is_none(),
            };
            (!is_same).then(|| (Arc::clone(path), now.cloned()))
        });
        changed.collect()
    }

    /// Stores the changed files and their trees, and gives the tree of all.
    pub(super) fn store(
        &self,
        objects: &Objects<'_>,
        changes: &BTreeMap<Arc<str>, Option<Arc<Manifest>>>,
    ) -> Result<Arc<Directory>, Error> {
        let mut files: BTreeMap<&str, Option<TreeFile>> = BTreeMap::new();
        for (path, manifest) in changes {
            let file = match manifest {
                None => None,
                Some(manifest) => {
                    let id = objects.write(ObjectType::Blob, &manifest.bytes())?;
                    Some(TreeFile { mode: manifest.mode, id })
                }
            };
            files.insert(path, file);
        }
        self.base.root.with_files(objects, &files)
    }

    fn put(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
        let id = id_of(key)?;
        let mut state = self.state();
        let found = state.now.place(&id)?.cloned();
        precondition::check(precondition, found.as_ref().map(|place| place.version))?;
        let path = match &found {
            Some(place) => Arc::clone(&place.path),
            None => state.new_path(&self.rules, key)?,
        };
        let before = state.now.index.file(&path).cloned();
        check_whole(&path, before.as_deref())?;
        let frames = frames_with(before.as_deref(), found.as_ref(), &path, bytes);
        let text = compose(&path, &frames)?;
        if let (Some(place), Some(before)) = (&found, &before)
            && before.bytes() == text
        {
            return Ok(Written::new(Change::Unchanged, place.version, place.checksum));
        }
        let mode = before.as_ref().map_or(FILE, |before| before.mode);
        let manifest = Manifest::read(&self.rules.policy, &path, mode, &text);
        let checksum = check_text(&path, &id, before.as_deref(), &manifest)?;
        let version = self.versions.next();
        let relative = self.rules.relative(&path).to_owned();
        state.take_in(path, Some(Arc::new(manifest)), version);
        let change = if found.is_some() { Change::Updated } else { Change::Created };
        if change == Change::Created {
            state.count(&id, |counted| counted.add(&relative));
        }
        Ok(Written::new(change, version, checksum))
    }

    fn take(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        let id = id_of(key)?;
        let mut state = self.state();
        let found = state.now.place(&id)?.cloned();
        precondition::check(precondition.into(), found.as_ref().map(|place| place.version))?;
        let place = found.ok_or_else(precondition::not_found)?;
        let before = state.now.index.file(&place.path).cloned().ok_or_else(precondition::not_found)?;
        check_whole(&place.path, Some(&before))?;
        let mut frames = before.frames.clone();
        frames.remove(place.frame);
        let manifest = if frames.iter().all(Frame::is_empty) {
            None
        } else {
            let text = compose(&place.path, &frames)?;
            Some(Arc::new(Manifest::read(&self.rules.policy, &place.path, before.mode, &text)))
        };
        let version = self.versions.next();
        let relative = self.rules.relative(&place.path).to_owned();
        state.take_in(place.path, manifest, version);
        state.count(&id, |counted| counted.remove(&relative));
        Ok(version)
    }
}

impl Changed {
    /// Where a new object gets its document. Who makes many is answered by counts.
    fn new_path(&mut self, rules: &Rules, key: &ObjectKey) -> Result<Arc<str>, Error> {
        const SELDOM: usize = 4;
        let id = id_of(key)?;
        let kin = self.kin.entry(parent(&id).to_owned()).or_default();
        kin.asked += 1;
        if kin.asked <= SELDOM || !rules.manifests.placement.is_beside_kin() {
            return self.now.new_path(rules, key);
        }
        if kin.counted.is_none() {
            kin.counted = Some(Counted::of(self.now.kin(rules, key)?));
        }
        let deciding = kin.counted.as_ref().map(Counted::deciding).unwrap_or_default();
        rules.place(key, &deciding, &self.now.index)
    }

    fn count(&mut self, id: &str, change: impl FnOnce(&mut Counted)) {
        if let Some(counted) = self.kin.get_mut(parent(id)).and_then(|kin| kin.counted.as_mut()) {
            change(counted);
        }
    }

    fn take_in(&mut self, path: Arc<str>, manifest: Option<Arc<Manifest>>, version: Version) {
        self.paths.insert(Arc::clone(&path));
        self.now.index.apply(vec![(path, manifest)], version);
        self.now.version = version;
    }
}

/// The documents of a file with one replaced or, if it is of no place yet, added.
fn frames_with(before: Option<&Manifest>, place: Option<&Place>, path: &str, bytes: &[u8]) -> Vec<Frame> {
    let mut frames = before.map_or_else(Vec::new, |before| before.frames.clone());
    let content_type = ContentType::of_path(path).unwrap_or(ContentType::Yaml);
    let frame = Frame::new(content_type, bytes);
    match place.and_then(|place| frames.get_mut(place.frame)) {
        Some(old) => *old = frame,
        None => frames.push(frame),
    }
    frames
}

fn check_whole(path: &str, before: Option<&Manifest>) -> Result<(), Error> {
    before.filter(|before| !before.is_whole).map_or(Ok(()), |before| Err(not_whole(path, &before.mistakes)))
}

/// Checks that a new text of a file has all objects that the old one has, and one document of this object, and gives the
/// checksum of that.
fn check_text(path: &str, id: &str, before: Option<&Manifest>, now: &Manifest) -> Result<Checksum, Error> {
    let mut ids: Vec<&str> = now.objects.iter().map(|(_, id, _)| &**id).collect();
    let known = before.into_iter().flat_map(|before| &before.objects);
    let mut expected: Vec<&str> = known.map(|(_, known, _)| &**known).filter(|known| *known != id).collect();
    expected.push(id);
    ids.sort_unstable();
    expected.sort_unstable();
    match now.objects.iter().find(|(_, found, _)| **found == *id) {
        Some((_, _, checksum)) if ids == expected => Ok(*checksum),
        _ => {
            let message = "what is to be written is not one document of this object";
            Err(Error::new(ErrorKind::Invalid, message).at_path(path))
        }
    }
}

impl RawStorage for Work {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        self.state().now.read(key).map_err(|error| error.in_operation("read", key))
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        self.state().now.stat(key).map_err(|error| error.in_operation("stat", key))
    }

    fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
        self.put(key, bytes, precondition).map_err(|error| error.in_operation("write", key))
    }

    fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.take(key, precondition).map_err(|error| error.in_operation("remove", key))
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        self.state().now.list(kind, options).map_err(|error| error.in_operation_on("list", kind))
    }

    fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        let versions = self.state().now.list_versions(kind, options);
        versions.map_err(|error| error.in_operation_on("list_versions", kind))
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        let explain = |error: Error| error.in_operation("content_type", key);
        let id = id_of(key).map_err(explain)?;
        let mut state = self.state();
        let path = match state.now.place(&id).map_err(explain)? {
            Some(place) => Arc::clone(&place.path),
            None => state.new_path(&self.rules, key).map_err(explain)?,
        };
        Ok(ContentType::of_path(&path).unwrap_or(ContentType::Yaml))
    }

    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        self.state().now.key_for_path(path)
    }
}
