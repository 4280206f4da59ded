//! Finding the objects of a kind.

use std::collections::{BTreeMap, HashMap};

use libgitops_core::key::{KindKey, NamespacedName};
use rustix::fs::FileType;

use super::calls::Calls;
use super::engine::{Engine, ambiguous};
use super::root::Root;
use crate::error::{Error, ErrorKind};
use crate::layout::{Layout, METADATA, split_extension};
use crate::options::ListOptions;
use crate::paging::{self, Entry};
use crate::precondition::case_clash;
use crate::raw::Page;

impl<C: Calls> Engine<C> {
    pub(super) fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        paging::check(options)?;
        let directory = self.layout.kind_directory(kind)?;
        // Taken first: what is read later has all changes up to this version.
        let version = self.settled_version()?;
        let mut walk = Walk {
            root: &self.root,
            layout: &self.layout,
            kind: directory.clone(),
            files: BTreeMap::new(),
            errors: Vec::new(),
        };
        let (directory, depth) = match options.namespace.as_deref() {
            None => (directory, self.layout.depth()),
            Some("") => (directory, self.layout.depth() - 1),
            Some(namespace) => (format!("{directory}/{namespace}"), self.layout.depth() - 1),
        };
        walk.directory(&directory, depth)?;
        paging::page(kind, walk.into_entries(), options, version)
    }
}

/// What was found in the directories of a kind.
struct Walk<'storage, C> {
    root: &'storage Root<C>,
    layout: &'storage Layout,
    /// The directory of the kind.
    kind: String,
    files: BTreeMap<NamespacedName, Vec<String>>,
    errors: Vec<Entry>,
}

impl<C: Calls> Walk<'_, C> {
    /// Takes in a directory and `depth` levels below it. A directory that is not there has nothing in it.
    fn directory(&mut self, directory: &str, depth: usize) -> Result<(), Error> {
        for (name, file_type) in self.root.entries(directory)?.unwrap_or_default() {
            match String::from_utf8(name) {
                Ok(name) if file_type == FileType::Directory && depth > 0 => {
                    if let Err(error) = self.directory(&format!("{directory}/{name}"), depth - 1) {
                        self.errors.push((self.sort_name(directory, &name), Err(error)));
                    }
                }
                Ok(name) => self.file(directory, &name, file_type, depth),
                Err(error) => self.not_utf8(directory, &String::from_utf8_lossy(error.as_bytes())),
            }
        }
        Ok(())
    }

    fn file(&mut self, directory: &str, name: &str, file_type: FileType, depth: usize) {
        let path = format!("{directory}/{name}");
        let parts: Vec<&str> = path.split('/').collect();
        let recognized = self.layout.recognize(&parts);
        let message = match file_type {
            FileType::RegularFile => None,
            FileType::Symlink => Some("a symbolic link in the place of an object is not followed"),
            _ => Some("there is no regular file in the place of the object"),
        };
        match (recognized, message) {
            (Ok(Some(key)), None) => {
                self.files.entry(key.namespaced_name().clone()).or_default().push(name.to_owned());
            }
            (Ok(Some(_)), Some(message)) => self.refuse(directory, name, message),
            // A link to a directory, from which objects would be missing silently.
            (Ok(None), Some(message)) if depth > 0 && !name.contains('.') => {
                self.refuse(directory, name, message);
            }
            (Ok(None), _) => {}
            (Err(error), _) => {
                let error = error.at_path(self.root.full(&path));
                self.errors.push((self.sort_name(directory, name), Err(error)));
            }
        }
    }

    fn refuse(&mut self, directory: &str, name: &str, message: &str) {
        let error = Error::new(ErrorKind::Unsupported, message);
        let error = error.at_path(self.root.full(&format!("{directory}/{name}")));
        self.errors.push((self.sort_name(directory, name), Err(error)));
    }

    /// Foreign files may be called as they like.
    fn not_utf8(&mut self, directory: &str, name: &str) {
        if split_extension(name).is_some() {
            let error = Error::new(ErrorKind::Invalid, "the name of the file is not UTF-8");
            let error = error.at_path(self.root.full(&format!("{directory}/{name}")));
            self.errors.push((self.sort_name(directory, name), Err(error)));
        }
    }

    /// What sorts an entry that is no object: as if it were one, so that pages can begin and end at it.
    fn sort_name(&self, directory: &str, name: &str) -> NamespacedName {
        let stem = split_extension(name).map_or(name, |(stem, _)| stem);
        let mut parts = directory.get(self.kind.len()..).unwrap_or_default().split('/').skip(1);
        match (parts.next(), parts.next()) {
            (None, _) => NamespacedName::new("", stem),
            // Where an object has a directory, that bears its name.
            (Some(name), None) if stem == METADATA => NamespacedName::new("", name),
            (Some(namespace), None) => NamespacedName::new(namespace, stem),
            (Some(namespace), Some(name)) => NamespacedName::new(namespace, name),
        }
    }

    /// Objects, and whatever is wrong about them.
    fn into_entries(self) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(self.files.len() + self.errors.len());
        let mut folded: HashMap<NamespacedName, String> = HashMap::new();
        for (name, mut files) in self.files {
            let lower = NamespacedName::new(name.namespace.as_str(), name.name.to_ascii_lowercase());
            let other = folded.insert(lower, name.name.clone());
            files.sort_unstable();
            entries.push(match files.as_slice() {
                [first, second, ..] => (name.clone(), Err(ambiguous(first, second))),
                _ => (name.clone(), Ok(())),
            });
            if let Some(other) = other {
                entries.push((name, Err(case_clash(&other))));
            }
        }
        entries.extend(self.errors);
        entries
    }
}
