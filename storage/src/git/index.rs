//! What is in which file of a tree, in memory: the texts, and where the objects are.

use std::collections::HashMap;
use std::sync::Arc;

use libgitops_core::codec::{ContentType, Frame};

use super::buckets::Buckets;
use crate::error::{Error, ErrorKind};
use crate::manifest::document::{Documents, Mistake};
use crate::policy::ObjectPolicy;
use crate::version::{Checksum, Version};

/// The manifests of a tree and the objects in them. A copy shares what does not differ.
#[derive(Clone, Default)]
pub(super) struct Index {
    files: Buckets<Arc<Manifest>>,
    objects: Buckets<Vec<Place>>,
    /// The paths with capital letters, by what they are in lower case.
    folded: Buckets<Vec<Arc<str>>>,
}

/// A file with its documents.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) mode: u32,
    pub(super) frames: Vec<Frame>,
    /// By frame: id and checksum.
    pub(super) objects: Vec<(usize, Arc<str>, Checksum)>,
    pub(super) mistakes: Vec<Mistake>,
    /// Whether the frames are all of the file. If not, it can be read as far as it goes, and not written.
    pub(super) is_whole: bool,
}

/// Where an object is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) path: Arc<str>,
    pub(super) frame: usize,
    pub(super) checksum: Checksum,
    pub(super) version: Version,
    manifest: Arc<Manifest>,
}

impl Place {
    /// The document.
    pub(super) fn document(&self) -> Option<&Frame> {
        self.manifest.frames.get(self.frame)
    }
}

impl Manifest {
    pub(super) fn read(policy: &ObjectPolicy, path: &str, mode: u32, bytes: &[u8]) -> Self {
        let content_type = ContentType::of_path(path).unwrap_or(ContentType::Yaml);
        let documents = Documents::read(policy, content_type, bytes, path);
        let is_whole = documents.frames.iter().map(|frame| frame.bytes().len()).sum::<usize>() == bytes.len();
        let objects = documents.found.into_iter();
        let objects = objects.map(|found| (found.frame, Arc::from(found.id), found.checksum)).collect();
        Self { mode, frames: documents.frames, objects, mistakes: documents.mistakes, is_whole }
    }

    /// In the place of a directory that is not looked into, so that this is told.
    pub(super) fn too_deep(mode: u32) -> Self {
        let message = "the directory is too deep, so what is in it is not looked at";
        let mistakes = vec![Mistake::new(&Error::new(ErrorKind::Unsupported, message))];
        Self { mode, frames: Vec::new(), objects: Vec::new(), mistakes, is_whole: false }
    }

    /// The bytes of the file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.frames.iter().flat_map(Frame::bytes).copied().collect()
    }

    /// Whether two files have the same bytes.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let bytes = |manifest: &Self| manifest.frames.iter().map(|frame| frame.bytes().len()).sum::<usize>();
        bytes(self) == bytes(other) && self.bytes() == other.bytes()
    }
}

impl Index {
    pub(super) fn file(&self, path: &str) -> Option<&Arc<Manifest>> {
        self.files.get(path)
    }

    /// A file whose path is this one or differs from it in the case of letters only: in a checkout where letters have no
    /// case, it is this one.
    pub(super) fn whatever_case(&self, path: &str) -> Option<&Arc<str>> {
        let folded = path.to_lowercase();
        let known = |path: &str| self.files.get_key_value(path).map(|(known, _)| known);
        let others = || self.folded.get(&folded).and_then(|paths| paths.first());
        known(path).or_else(|| known(&folded)).or_else(others)
    }

    /// Where an object is: nowhere, in one place, or in several, of which none counts.
    pub(super) fn places(&self, id: &str) -> &[Place] {
        self.objects.get(id).map_or(&[], Vec::as_slice)
    }

    /// The objects whose id begins with `prefix`, in no order.
    pub(super) fn of_kind<'i, 'p>(
        &'i self,
        prefix: &'p str,
    ) -> impl Iterator<Item = (&'i Arc<str>, &'i [Place])> + use<'i, 'p> {
        let of_kind = self.objects.iter().filter(move |(id, _)| id.starts_with(prefix));
        of_kind.map(|(id, places)| (id, places.as_slice()))
    }

    /// All objects, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Arc<str>, &[Place])> {
        self.objects.iter().map(|(id, places)| (id, places.as_slice()))
    }

    /// The documents that should be objects and are none, by path.
    pub(super) fn mistakes(&self) -> Vec<(&Arc<str>, &Mistake)> {
        let files = self.files.iter();
        let all = files.flat_map(|(path, file)| file.mistakes.iter().map(move |mistake| (path, mistake)));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(path, _)| *path);
        all
    }

    /// The ids of objects that are not in the same place with the same document in both.
    pub(super) fn differing<'i>(&'i self, other: &'i Self) -> Vec<&'i Arc<str>> {
        self.objects.differing(&other.objects, |own, other| {
            let same =
                |(own, other): (&Place, &Place)| own.checksum == other.checksum && own.path == other.path;
            own.len() == other.len() && own.iter().zip(other).all(same)
        })
    }

    /// Takes in files as they are now, all at once. An object that has another document than before gets this version.
    pub(super) fn apply(&mut self, files: Vec<(Arc<str>, Option<Arc<Manifest>>)>, version: Version) {
        let mut before: HashMap<Arc<str>, (Checksum, Version)> = HashMap::new();
        for (path, _) in &files {
            let Some(manifest) = self.files.remove(path) else { continue };
            self.fold(path, |paths| paths.retain(|other| other != path));
            for (_, id, _) in &manifest.objects {
                let Some(mut places) = self.objects.remove(id) else { continue };
                let gone = places.iter().filter(|place| place.path == *path);
                before.extend(gone.map(|place| (Arc::clone(id), (place.checksum, place.version))));
                places.retain(|place| place.path != *path);
                if !places.is_empty() {
                    self.objects.insert(Arc::clone(id), places);
                }
            }
        }
        for (path, manifest) in files {
            let Some(manifest) = manifest else { continue };
            for (frame, id, checksum) in &manifest.objects {
                let known = before.get(id).filter(|(known, _)| known == checksum);
                let place = Place {
                    path: Arc::clone(&path),
                    frame: *frame,
                    checksum: *checksum,
                    version: known.map_or(version, |(_, version)| *version),
                    manifest: Arc::clone(&manifest),
                };
                let id = self.objects.get_key_value(id).map_or(id, |(known, _)| known).clone();
                let mut places = self.objects.remove(&id).unwrap_or_default();
                places.push(place);
                places.sort_by(|left, right| (&left.path, left.frame).cmp(&(&right.path, right.frame)));
                self.objects.insert(id, places);
            }
            self.fold(&path, |paths| paths.push(Arc::clone(&path)));
            self.files.insert(path, manifest);
        }
    }

    /// Changes which paths with capital letters are this one in lower case, if it has any.
    fn fold(&mut self, path: &str, change: impl FnOnce(&mut Vec<Arc<str>>)) {
        let folded = path.to_lowercase();
        if folded == path {
            return;
        }
        let mut paths = self.folded.remove(&folded).unwrap_or_default();
        change(&mut paths);
        if !paths.is_empty() {
            self.folded.insert(folded.into(), paths);
        }
    }
}
