//! Trees of Git as they are stored: compared and changed as bytes, so that no library's cache decides what a look costs.

use std::collections::BTreeMap;
use std::sync::Arc;

use git2::{ObjectType, Oid};

use super::objects::Objects;
use crate::error::{Error, ErrorKind};
use crate::manifest::ManifestOptions;
use crate::manifest::scan::is_manifest;

/// What an entry of a tree is, in the octal digits that the tree has.
pub(super) const FILE: u32 = 0o100_644;
const EXECUTABLE: u32 = 0o100_755;
/// As very old versions of Git wrote it.
const GROUP_WRITABLE: u32 = 0o100_664;
const TREE: u32 = 0o40_000;

/// So many directories deep a tree is looked into: by what Linux takes for a path (`PATH_MAX`) no tree that can be checked
/// out is much deeper, and one that somebody made to harm must not use up the stack.
const DEEPEST: usize = 256;

/// A tree that is known, with those below it that are looked into.
#[derive(Debug, Default)]
pub(super) struct Directory {
    id: Option<Oid>,
    bytes: Vec<u8>,
    below: BTreeMap<Box<[u8]>, Arc<Directory>>,
}

/// An entry of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry<'t> {
    mode: u32,
    name: &'t [u8],
    id: Oid,
}

/// A file as a tree has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TreeFile {
    pub(super) mode: u32,
    pub(super) id: Oid,
}

impl TreeFile {
    /// Whether it is no file but a directory that is too deep to be looked into.
    pub(super) fn is_too_deep(self) -> bool {
        self.mode == TREE
    }
}

/// Which directories are looked into.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'v> {
    /// The directory that objects are in, with a slash at its end; empty for all of the tree.
    pub(super) prefix: &'v str,
    pub(super) options: &'v ManifestOptions,
}

impl View<'_> {
    fn has_directory(&self, path: &str, name: &str) -> bool {
        if let Some(below) = path.strip_prefix(self.prefix) {
            return !name.starts_with('.') && !self.options.is_excluded(below, name);
        }
        self.prefix.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    }

    fn has_file(&self, path: &str, name: &str) -> bool {
        path.starts_with(self.prefix) && !name.starts_with('.') && is_manifest(name)
    }
}

/// What became of the files of a tree: by path, the file that is there now, if any.
pub(super) type Files = Vec<(String, Option<TreeFile>)>;

impl Directory {
    /// The name of the tree; none of one without entries.
    pub(super) fn id(&self) -> Option<Oid> {
        self.id
    }

    fn entries(&self) -> Entries<'_> {
        Entries { rest: &self.bytes }
    }

    pub(super) fn load(objects: &Objects<'_>, id: Oid) -> Result<Self, Error> {
        Ok(Self { id: Some(id), bytes: objects.read(id, ObjectType::Tree)?, below: BTreeMap::new() })
    }

    /// The tree `id`, and in what files that are looked at it differs from this one.
    pub(super) fn difference(
        self: &Arc<Self>,
        objects: &Objects<'_>,
        id: Option<Oid>,
        view: View<'_>,
        files: &mut Files,
    ) -> Result<Arc<Self>, Error> {
        if self.id == id {
            return Ok(Arc::clone(self));
        }
        self.differing(objects, id, "", view, files)
    }

    fn differing(
        &self,
        objects: &Objects<'_>,
        id: Option<Oid>,
        path: &str,
        view: View<'_>,
        files: &mut Files,
    ) -> Result<Arc<Self>, Error> {
        let mut new = match id {
            Some(id) => Self::load(objects, id)?,
            None => Self::default(),
        };
        let mut below = BTreeMap::new();
        for pair in Pairs::new(self.entries(), new.entries()) {
            let (old, now) = pair?;
            if old == now {
                if let Some(known) = now.and_then(|now| self.below.get(now.name)) {
                    below.extend(now.map(|now| (now.name.into(), Arc::clone(known))));
                }
                continue;
            }
            let Some(Ok(name)) = old.or(now).map(|entry| std::str::from_utf8(entry.name)) else { continue };
            let child = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            if view.has_file(&child, name) {
                let (old, now) = (old.and_then(Entry::file), now.and_then(Entry::file));
                if old != now {
                    files.push((child.clone(), now));
                }
            }
            let is_tree = |entry: &Entry<'_>| entry.mode == TREE;
            if old.is_some_and(|old| is_tree(&old)) || now.is_some_and(|now| is_tree(&now)) {
                if !view.has_directory(&child, name) {
                    continue;
                }
                if path.split('/').count() >= DEEPEST {
                    let now = now.filter(is_tree).map(|now| TreeFile { mode: TREE, id: now.id });
                    files.push((child, now));
                    continue;
                }
                let empty = Arc::default();
                let known = self.below.get(name.as_bytes()).unwrap_or(&empty);
                let id = now.filter(is_tree).map(|now| now.id);
                let found = known.differing(objects, id, &child, view, files)?;
                if id.is_some() {
                    below.insert(name.as_bytes().into(), found);
                }
            }
        }
        new.below = below;
        Ok(Arc::new(new))
    }

    /// A tree with other files, of which those below the same directory share its one new tree.
    ///
    /// # Errors
    /// `Unsupported` where a directory is wanted and a file, a link or a submodule is, or the other way round.
    pub(super) fn with_files(
        self: &Arc<Self>,
        objects: &Objects<'_>,
        files: &BTreeMap<&str, Option<TreeFile>>,
    ) -> Result<Arc<Self>, Error> {
        if files.is_empty() {
            return Ok(Arc::clone(self));
        }
        let mut own: BTreeMap<&str, Change<'_>> = BTreeMap::new();
        for (path, file) in files {
            match path.split_once('/') {
                None => drop(own.insert(path, Change::File(*file))),
                Some((directory, rest)) => {
                    if let Change::Below(below) = own.entry(directory).or_insert_with(Change::below) {
                        below.insert(rest, *file);
                    } else {
                        return Err(occupied(directory));
                    }
                }
            }
        }
        let mut below = self.below.clone();
        let mut changed: Vec<(&str, Option<(u32, Oid)>)> = Vec::with_capacity(own.len());
        for (name, change) in own {
            match change {
                Change::File(file) => changed.push((name, file.map(|file| (file.mode, file.id)))),
                Change::Below(files) => {
                    let known = match self.below.get(name.as_bytes()) {
                        Some(known) => Arc::clone(known),
                        None => Arc::new(self.unknown(objects, name)?),
                    };
                    let new = known.with_files(objects, &files)?;
                    changed.push((name, new.id.map(|id| (TREE, id))));
                    match new.id {
                        Some(_) => below.insert(name.as_bytes().into(), new),
                        None => below.remove(name.as_bytes()),
                    };
                }
            }
        }
        let bytes = self.spliced(changed)?;
        let id = if bytes.is_empty() { None } else { Some(objects.write(ObjectType::Tree, &bytes)?) };
        Ok(Arc::new(Self { id, bytes, below }))
    }

    /// A directory that is not looked into, or is not there.
    fn unknown(&self, objects: &Objects<'_>, name: &str) -> Result<Self, Error> {
        for entry in self.entries() {
            let entry = entry?;
            if entry.name == name.as_bytes() {
                return if entry.mode == TREE { Self::load(objects, entry.id) } else { Err(occupied(name)) };
            }
        }
        Ok(Self::default())
    }

    /// The bytes with other entries, in Git's order. What stays is copied as it is.
    fn spliced(&self, changed: Vec<(&str, Option<(u32, Oid)>)>) -> Result<Vec<u8>, Error> {
        let mut changed: BTreeMap<&[u8], Option<(u32, Oid)>> =
            changed.into_iter().map(|(name, entry)| (name.as_bytes(), entry)).collect();
        let mut splice = Splice::new(&self.bytes, changed.len());
        while let Some(entry) = splice.next()? {
            match changed.remove(entry.name) {
                None => {}
                Some(None) => splice.replace(None),
                Some(Some((mode, _))) if (mode == TREE) != (entry.mode == TREE) || !entry.is_ordinary() => {
                    return Err(occupied(&String::from_utf8_lossy(entry.name)));
                }
                Some(Some((mode, id))) => splice.replace(Some(Entry { mode, id, ..entry })),
            }
        }
        let bytes = splice.finish();
        let new =
            changed.into_iter().filter_map(|(name, new)| new.map(|(mode, id)| Entry { mode, name, id }));
        let mut new: Vec<Entry<'_>> = new.collect();
        if new.is_empty() {
            return Ok(bytes);
        }
        new.sort_by(Entry::order);
        let (mut splice, mut new) = (Splice::new(&bytes, new.len()), new.into_iter().peekable());
        while let Some(entry) = splice.next()? {
            while let Some(before) = new.next_if(|new| new.order(&entry).is_lt()) {
                splice.insert(before);
            }
        }
        let mut bytes = splice.finish();
        new.for_each(|new| new.write_to(&mut bytes));
        Ok(bytes)
    }
}

/// A tree that is copied with other entries.
struct Splice<'t> {
    entries: Entries<'t>,
    tree: &'t [u8],
    /// From where on the tree is not copied yet.
    begin: usize,
    /// Where the last entry begins.
    last: usize,
    bytes: Vec<u8>,
}

impl<'t> Splice<'t> {
    fn new(tree: &'t [u8], changes: usize) -> Self {
        let bytes = Vec::with_capacity(tree.len() + 64 * changes);
        Self { entries: Entries { rest: tree }, tree, begin: 0, last: 0, bytes }
    }

    fn next(&mut self) -> Result<Option<Entry<'t>>, Error> {
        self.last = self.tree.len() - self.entries.rest.len();
        self.entries.next().transpose()
    }

    fn copy_to(&mut self, end: usize) {
        self.bytes.extend_from_slice(self.tree.get(self.begin..end).unwrap_or_default());
        self.begin = end;
    }

    /// Puts an entry, or none, in the place of the last one.
    fn replace(&mut self, entry: Option<Entry<'_>>) {
        self.copy_to(self.last);
        self.begin = self.tree.len() - self.entries.rest.len();
        if let Some(entry) = entry {
            entry.write_to(&mut self.bytes);
        }
    }

    /// Puts an entry before the last one.
    fn insert(&mut self, entry: Entry<'_>) {
        self.copy_to(self.last);
        entry.write_to(&mut self.bytes);
    }

    fn finish(mut self) -> Vec<u8> {
        self.copy_to(self.tree.len());
        self.bytes
    }
}

enum Change<'c> {
    File(Option<TreeFile>),
    Below(BTreeMap<&'c str, Option<TreeFile>>),
}

impl Change<'_> {
    fn below() -> Self {
        Self::Below(BTreeMap::new())
    }
}

/// # Errors
/// `Invalid` for a path that no tree can have, or that leads elsewhere when it is checked out.
pub(super) fn check_path(path: &str) -> Result<(), Error> {
    let is_part = |part: &str| {
        let is_git = part.eq_ignore_ascii_case(".git");
        !part.is_empty() && part != "." && part != ".." && !is_git && !part.contains(['\0', '\\'])
    };
    if path.split('/').all(is_part) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Invalid, format!("no tree can have the path {path:?}")))
}

fn occupied(name: &str) -> Error {
    let message =
        format!("{name:?} is something else in the tree: a file, a directory, a link or a submodule");
    Error::new(ErrorKind::Unsupported, message)
}

impl Entry<'_> {
    /// Whether it is a file or a directory, and no link or submodule, which nothing is written over.
    fn is_ordinary(&self) -> bool {
        self.mode == TREE || self.file().is_some()
    }

    /// The file that it is. A link or a submodule holds no manifest.
    fn file(self) -> Option<TreeFile> {
        let is_file = matches!(self.mode, FILE | EXECUTABLE | GROUP_WRITABLE);
        is_file.then_some(TreeFile { mode: self.mode, id: self.id })
    }

    /// Names are ordered as if those of directories ended with a slash.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let end = |entry: &Self| if entry.mode == TREE { Some(b'/') } else { None };
        let (own, others) =
            (self.name.iter().copied().chain(end(self)), other.name.iter().copied().chain(end(other)));
        own.cmp(others)
    }

    fn write_to(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(format!("{:o} ", self.mode).as_bytes());
        bytes.extend_from_slice(self.name);
        bytes.push(0);
        bytes.extend_from_slice(self.id.as_bytes());
    }
}

/// The entries of a tree, in its order.
#[derive(Clone, Debug)]
struct Entries<'t> {
    rest: &'t [u8],
}

impl<'t> Entries<'t> {
    fn parse(&self) -> Option<(Entry<'t>, &'t [u8])> {
        let space = memchr(b' ', self.rest)?;
        let (mode, rest) = self.rest.split_at_checked(space)?;
        let rest = rest.get(1..)?;
        let (name, rest) = rest.split_at_checked(memchr(0, rest)?)?;
        let (id, rest) = rest.get(1..)?.split_at_checked(20)?;
        let mode = mode
            .iter()
            .try_fold(0_u32, |mode, digit| Some(mode << 3 | u32::from(digit.checked_sub(b'0')?)))?;
        Some((Entry { mode, name, id: Oid::from_bytes(id).ok()? }, rest))
    }
}

fn memchr(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|other| *other == byte)
}

impl<'t> Iterator for Entries<'t> {
    type Item = Result<Entry<'t>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let Some((entry, rest)) = self.parse() else {
            self.rest = &[];
            return Some(Err(Error::new(ErrorKind::Corrupt, "a tree of the repository cannot be read")));
        };
        self.rest = rest;
        Some(Ok(entry))
    }
}

/// Two trees side by side. An entry that became a directory, or was one, comes as two.
struct Pairs<'o, 'n> {
    old: std::iter::Peekable<Entries<'o>>,
    new: std::iter::Peekable<Entries<'n>>,
}

impl<'o, 'n> Pairs<'o, 'n> {
    fn new(old: Entries<'o>, new: Entries<'n>) -> Self {
        Self { old: old.peekable(), new: new.peekable() }
    }
}

impl<'o, 'n> Iterator for Pairs<'o, 'n> {
    type Item = Result<(Option<Entry<'o>>, Option<Entry<'n>>), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        use std::cmp::Ordering::{Greater, Less};
        let order = match (self.old.peek(), self.new.peek()) {
            (None, None) => return None,
            (Some(Ok(old)), Some(Ok(new))) => old.order(new),
            (Some(_), None) | (Some(Err(_)), _) => Less,
            (None, Some(_)) | (_, Some(Err(_))) => Greater,
        };
        let old = if order == Greater { None } else { self.old.next() };
        let new = if order == Less { None } else { self.new.next() };
        Some(old.transpose().and_then(|old| Ok((old, new.transpose()?))))
    }
}
