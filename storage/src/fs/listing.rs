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

impl<C: Calls> Engine<C, Layout> {
    pub(super) fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        paging::check(options)?;
        let directory = self.places.kind_directory(kind)?;
        // Taken first: what is read later has all changes up to this version.
        let version = self.journal.settled_version()?;
        let mut walk = Walk {
            root: self.root(),
            layout: &self.places,
            kind: directory.clone(),
            window: Window::new(options)?,
            files: BTreeMap::new(),
            skipped: HashMap::new(),
            errors: Vec::new(),
        };
        let (directory, depth) = match options.namespace.as_deref() {
            None => (directory, self.places.depth()),
            Some("") => (directory, self.places.depth() - 1),
            Some(namespace) => (format!("{directory}/{namespace}"), self.places.depth() - 1),
        };
        walk.directory(&directory, depth)?;
        paging::page(kind, walk.into_entries(), options, version)
    }
}

/// Whether another name can differ in the case of letters only and be sorted behind this one.
fn has_capitals(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// What was found in the directories of a kind.
struct Walk<'storage, C> {
    root: &'storage Root<C>,
    layout: &'storage Layout,
    /// The directory of the kind.
    kind: String,
    window: Window,
    files: BTreeMap<NamespacedName, Vec<String>>,
    /// Names before the page that have capital letters, by what they are in lower case.
    skipped: HashMap<NamespacedName, String>,
    errors: Vec<Entry>,
}

/// The part of a list that is asked for. What is outside of it is passed over before it costs anything, so that a walk of
/// all pages does not look at each object as often as there are pages.
struct Window {
    namespace: Option<String>,
    after: Option<NamespacedName>,
    limit: usize,
}

impl Window {
    fn new(options: &ListOptions) -> Result<Self, Error> {
        let after = options.continue_token.as_deref().map(paging::read_token).transpose()?;
        Ok(Self { namespace: options.namespace.clone(), after, limit: options.page_size() })
    }

    fn is_elsewhere(&self, namespace: &str) -> bool {
        self.namespace.as_ref().is_some_and(|wanted| wanted != namespace)
    }

    fn is_before(&self, namespace: &str, name: &str) -> bool {
        let after = self.after.as_ref();
        after.is_some_and(|after| (namespace, name) <= (after.namespace.as_str(), after.name.as_str()))
    }
}

impl<C: Calls> Walk<'_, C> {
    /// Takes in a directory and `depth` levels below it. A directory that is not there has nothing in it.
    fn directory(&mut self, directory: &str, depth: usize) -> Result<(), Error> {
        for (name, file_type) in self.root.entries(directory)?.unwrap_or_default() {
            match String::from_utf8(name) {
                Ok(name) if file_type == FileType::Directory && depth > 0 => {
                    if self.is_outside(directory, &name) {
                        continue;
                    }
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

    /// Whether no object below this directory can be in the page.
    fn is_outside(&self, directory: &str, name: &str) -> bool {
        match self.below_kind(directory).next() {
            // It is a namespace, or in a layout with a directory for each object the name of one of cluster scope.
            None => self.window.after.as_ref().is_some_and(|after| name < after.namespace.as_str()),
            Some(namespace) => {
                let is_before = self.window.is_before(namespace, name) && !has_capitals(name);
                is_before || self.is_behind(namespace, name)
            }
        }
    }

    /// Whether a name is behind the page, as far as is known by now.
    fn is_behind(&self, namespace: &str, name: &str) -> bool {
        let last = self.files.last_key_value().filter(|_| self.files.len() > self.window.limit);
        last.is_some_and(|(last, _)| (namespace, name) > (last.namespace.as_str(), last.name.as_str()))
    }

    fn file(&mut self, directory: &str, name: &str, file_type: FileType, depth: usize) {
        let (namespace, stem) = self.sort_parts(directory, name);
        let is_before = self.window.is_before(namespace, stem);
        if self.window.is_elsewhere(namespace)
            || self.is_behind(namespace, stem)
            || (is_before && !has_capitals(stem))
        {
            return;
        }
        let path = format!("{directory}/{name}");
        let parts: Vec<&str> = path.split('/').collect();
        let recognized = self.layout.recognize(&parts);
        let message = match file_type {
            FileType::RegularFile => None,
            FileType::Symlink => Some("a symbolic link in the place of an object is not followed"),
            _ => Some("there is no regular file in the place of the object"),
        };
        match (recognized, message) {
            (Ok(Some(key)), None) if is_before => {
                let NamespacedName { namespace, name } = key.namespaced_name();
                let lower = NamespacedName::new(namespace, name.to_ascii_lowercase());
                self.skipped.insert(lower, name.clone());
            }
            _ if is_before => {}
            (Ok(Some(key)), None) => {
                self.files.entry(key.namespaced_name().clone()).or_default().push(name.to_owned());
                // One more than the page holds tells that there is more.
                if self.files.len() > self.window.limit.saturating_add(1) {
                    self.files.pop_last();
                }
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

    fn below_kind<'path>(&self, directory: &'path str) -> impl Iterator<Item = &'path str> {
        directory.get(self.kind.len()..).unwrap_or_default().split('/').skip(1)
    }

    /// Namespace and name by which an entry is sorted: those of its object or, of what is none, as if it were one, so
    /// that pages can begin and end at it.
    fn sort_parts<'name>(&self, directory: &'name str, name: &'name str) -> (&'name str, &'name str) {
        let stem = split_extension(name).map_or(name, |(stem, _)| stem);
        let mut parts = self.below_kind(directory);
        match (parts.next(), parts.next()) {
            (None, _) => ("", stem),
            // Where an object has a directory, that bears its name.
            (Some(name), None) if stem == METADATA && self.layout.is_nested() => ("", name),
            (Some(namespace), None) => (namespace, stem),
            (Some(namespace), Some(name)) => (namespace, name),
        }
    }

    fn sort_name(&self, directory: &str, name: &str) -> NamespacedName {
        let (namespace, name) = self.sort_parts(directory, name);
        NamespacedName::new(namespace, name)
    }

    /// Objects, and whatever is wrong about them.
    fn into_entries(self) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(self.files.len() + self.errors.len());
        let mut folded = self.skipped;
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
