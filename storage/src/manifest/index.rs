//! What is in which file: path → identity, hash and objects; object → places.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::document::{Found, Mistake};
use crate::version::Checksum;

/// How long after it was in a file an object may still be in it if the file cannot be read: programs empty a file, or move
/// it away, before they write what it is to hold.
const BEING_WRITTEN: Duration = Duration::from_secs(2);

/// The files of a tree that were read, and the objects in them.
#[derive(Debug, Default)]
pub(super) struct Index {
    files: HashMap<Arc<str>, Indexed>,
    /// By id, so that the objects of a kind stand together.
    objects: BTreeMap<Arc<str>, Vec<Place>>,
    /// What was in files that have just gone.
    departed: HashMap<Arc<str>, Former>,
    /// The files with mistakes.
    faulty: BTreeSet<Arc<str>>,
    /// The paths with capital letters, by what they are in lower case.
    folded: HashMap<String, Vec<Arc<str>>>,
    /// Which look at the tree is under way or was the last.
    look: u64,
}

/// Objects that were in a file, and since when they are not.
#[derive(Debug)]
struct Former {
    ids: Vec<Arc<str>>,
    since: Instant,
}

/// A file as it was when it was read.
#[derive(Debug)]
pub(super) struct Indexed {
    pub(super) stamp: Stamp,
    /// Whether it was read so soon after its change that a later change may have left the stamp as it is.
    pub(super) is_fresh: bool,
    pub(super) checksum: Checksum,
    ids: Vec<Arc<str>>,
    /// Objects that were in the file before. If it cannot be read as a whole, nobody knows whether they still are.
    former: Former,
    pub(super) mistakes: Vec<Mistake>,
    /// The last look at the tree in which it was there.
    seen: u64,
}

/// What tells without reading it that a file may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) device: u64,
    pub(super) inode: u64,
    pub(super) size: u64,
    pub(super) modified: (i64, i64),
    /// When anything of it changed, which no program can set.
    pub(super) changed: (i64, i64),
}

/// Where an object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: Arc<str>,
    /// Which frame of the file.
    pub(super) frame: usize,
    /// The checksum of its document.
    pub(super) checksum: Checksum,
}

impl Index {
    pub(super) fn file(&self, path: &str) -> Option<&Indexed> {
        self.files.get(path)
    }

    /// Begins a look at the whole tree.
    pub(super) fn begin_look(&mut self) {
        self.look += 1;
    }

    /// Takes in that a file is there, and says whether it is known as it is.
    pub(super) fn see(&mut self, path: &str, stamp: Stamp) -> bool {
        let known = self.files.get_mut(path).filter(|known| !known.is_fresh && known.stamp == stamp);
        match known {
            Some(known) => {
                known.seen = self.look;
                true
            }
            None => false,
        }
    }

    /// The files that the last look at the tree has not seen.
    pub(super) fn unseen(&self) -> impl Iterator<Item = &Arc<str>> {
        self.files.iter().filter(|(_, file)| file.seen != self.look).map(|(path, _)| path)
    }

    /// What the system knows the files by that the last look at the tree has seen.
    pub(super) fn seen_inodes(&self) -> HashSet<(u64, u64)> {
        let seen = self.files.values().filter(|file| file.seen == self.look);
        seen.map(|file| (file.stamp.device, file.stamp.inode)).collect()
    }

    /// Where an object is: nowhere, in one place, or in several, of which none counts.
    pub(super) fn places(&self, id: &str) -> &[Place] {
        self.objects.get(id).map_or(&[], Vec::as_slice)
    }

    /// The objects whose id begins with `prefix`, sorted by id.
    pub(super) fn of_kind<'i>(
        &'i self,
        prefix: &'i str,
    ) -> impl Iterator<Item = (&'i Arc<str>, &'i [Place])> {
        let from = self.objects.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        let of_kind = from.take_while(move |(id, _)| id.starts_with(prefix));
        of_kind.map(|(id, places)| (id, places.as_slice()))
    }

    /// A file whose path is this one or differs from it in the case of letters only: where letters have no case, it is this
    /// one.
    pub(super) fn whatever_case(&self, path: &str) -> Option<&Arc<str>> {
        let folded = path.to_lowercase();
        let known = |path: &str| self.files.get_key_value(path).map(|(known, _)| known);
        let others = || self.folded.get(&folded).and_then(|paths| paths.first());
        known(path).or_else(|| known(&folded)).or_else(others)
    }

    /// The mistakes in documents that should be objects and are none, each with its file.
    pub(super) fn mistakes(&self) -> impl Iterator<Item = (&Arc<str>, &Mistake)> {
        let all =
            self.faulty().flat_map(|(path, file)| file.mistakes.iter().map(move |mistake| (path, mistake)));
        all.filter(|(_, mistake)| !mistake.is_of_former)
    }

    /// The files with mistakes, by path.
    fn faulty(&self) -> impl Iterator<Item = (&Arc<str>, &Indexed)> {
        self.faulty.iter().filter_map(|path| self.files.get_key_value(path))
    }

    /// The objects of a file.
    pub(super) fn ids(&self, path: &str) -> &[Arc<str>] {
        self.files.get(path).map_or(&[], |file| &file.ids)
    }

    /// Takes in a file as it is now.
    pub(super) fn put(
        &mut self,
        path: &str,
        stamp: Stamp,
        is_fresh: bool,
        checksum: Checksum,
        documents: (Vec<Found>, Vec<Mistake>),
    ) {
        let (found, mut mistakes) = documents;
        let former = self.former(path, &found);
        mistakes.retain(|mistake| !mistake.is_of_former || !former.ids.is_empty());
        self.remove(path);
        let path: Arc<str> = path.into();
        let folded = path.to_lowercase();
        if *folded != *path {
            self.folded.entry(folded).or_default().push(Arc::clone(&path));
        }
        let mut ids = Vec::with_capacity(found.len());
        for Found { frame, id, checksum } in found {
            let id = match self.objects.get_key_value(id.as_str()) {
                Some((known, _)) => Arc::clone(known),
                None => id.into(),
            };
            let place = Place { path: Arc::clone(&path), frame, checksum };
            self.objects.entry(Arc::clone(&id)).or_default().push(place);
            ids.push(id);
        }
        if !mistakes.is_empty() {
            self.faulty.insert(Arc::clone(&path));
        }
        let seen = self.look;
        self.files.insert(path, Indexed { stamp, is_fresh, checksum, ids, former, mistakes, seen });
    }

    fn former(&mut self, path: &str, found: &[Found]) -> Former {
        let departed = self.departed.remove(path).filter(Former::is_recent);
        let mut ids = departed.map_or_else(Vec::new, |former| former.ids);
        if let Some(known) = self.files.get(path) {
            let still = known.former.is_recent() || !known.mistakes.is_empty();
            ids.extend(known.ids.iter().chain(known.former.ids.iter().filter(|_| still)).cloned());
        }
        ids.retain(|id| found.iter().all(|found| found.id != **id));
        Former { ids, since: Instant::now() }
    }

    /// The library itself has removed an object from a file, so it is known not to be in it.
    pub(super) fn forget(&mut self, path: &str, id: &str) {
        let departed = self.departed.get_mut(path);
        let former = departed.or_else(|| self.files.get_mut(path).map(|file| &mut file.former));
        if let Some(former) = former {
            former.ids.retain(|former| **former != *id);
        }
    }

    /// A file is gone.
    pub(super) fn depart(&mut self, path: &str) {
        self.departed.retain(|_, former| former.is_recent());
        if let Some(file) = self.files.get(path) {
            let still = file.former.is_recent();
            let ids = file.ids.iter().chain(file.former.ids.iter().filter(|_| still)).cloned().collect();
            self.departed.insert(path.into(), Former { ids, since: Instant::now() });
            self.remove(path);
        }
    }

    /// An object that was in a file that cannot be read, and is elsewhere now, was moved.
    pub(super) fn forget_moved(&mut self) {
        for path in &self.faulty {
            if let Some(file) = self.files.get_mut(path) {
                file.former.ids.retain(|id| !self.objects.contains_key(id));
            }
        }
    }

    /// Objects that are nowhere, and were in a file that can no longer be read as a whole, with the file and why.
    pub(super) fn lost(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>, &Mistake)> {
        self.faulty().flat_map(|(path, file)| {
            let lost = file.former.ids.iter().filter(|id| !self.objects.contains_key(*id));
            lost.filter_map(move |id| Some((id, path, file.mistakes.first()?)))
        })
    }

    /// The file has not changed, and was looked at this late.
    pub(super) fn confirm(&mut self, path: &str, stamp: Stamp, is_fresh: bool) {
        if let Some(file) = self.files.get_mut(path) {
            (file.stamp, file.is_fresh, file.seen) = (stamp, is_fresh, self.look);
        }
    }

    fn remove(&mut self, path: &str) {
        let Some(file) = self.files.remove(path) else { return };
        self.faulty.remove(path);
        let folded = path.to_lowercase();
        if let Some(paths) = self.folded.get_mut(&folded) {
            paths.retain(|other| **other != *path);
            if paths.is_empty() {
                self.folded.remove(&folded);
            }
        }
        for id in file.ids {
            if let Some(places) = self.objects.get_mut(&id) {
                places.retain(|place| &*place.path != path);
                if places.is_empty() {
                    self.objects.remove(&id);
                }
            }
        }
    }
}

impl Former {
    fn is_recent(&self) -> bool {
        self.since.elapsed() < BEING_WRITTEN
    }
}
