//! The objects of a kind in a tree, as the index has them after a look at the tree.

use std::sync::Arc;

use libgitops_core::key::{KindKey, ObjectKey};

use super::index::Place;
use super::tree::Tree;
use crate::error::Error;
use crate::layout::{Layout, id_of, key_of_id};
use crate::options::ListOptions;
use crate::paging::{self, Entry};
use crate::raw::{Page, Versions};
use crate::version::Checksum;

impl Tree {
    pub(super) fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        paging::check(options)?;
        let directory = format!("{}/", Layout::grouped().kind_directory(kind)?);
        // Taken first: what is seen later has all changes up to this version.
        let version = self.journal.settled_version()?;
        self.scan();
        let index = self.index();
        let key_of = |id: &str| Some(ObjectKey::new(kind.clone(), key_of_id(id)?.namespaced_name().clone()));
        let entry = |(id, places): (&Arc<str>, &[Place])| -> Option<Entry> {
            let key = key_of(id)?;
            let result = match places {
                [first, second, ..] => Err(self.ambiguous(first, second).in_operation("list", &key)),
                _ => Ok(()),
            };
            Some((key.namespaced_name().clone(), result))
        };
        let lost = index.lost().filter(|(id, ..)| id.starts_with(&directory));
        let lost = lost.filter_map(|(id, path, mistake)| {
            let key = key_of(id)?;
            let error = mistake.to_error().at_path(self.root().full(path)).in_operation("list", &key);
            Some((key.namespaced_name().clone(), Err(error)))
        });
        let entries = index.of_kind(&directory).filter_map(entry).chain(lost).collect();
        let mut page = paging::page(kind, entries, options, version)?;
        if options.continue_token.is_none() {
            // Nobody knows of which kind they are, so every list tells them, once.
            page.errors.extend(index.mistakes().into_iter().map(|(path, mistake)| {
                mistake.to_error().at_path(self.root().full(path)).in_operation_on("list", kind)
            }));
        }
        Ok(page)
    }

    /// The list with versions. No file is read that the look at the tree has not read.
    pub(super) fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        let page = self.list(kind, options)?;
        let ids = page.keys.iter().map(id_of).collect::<Result<Vec<_>, _>>()?;
        let checksums: Vec<Option<Checksum>> = {
            let index = self.index();
            let checksum = |id: &String| match index.places(id) {
                [place] => Some(place.checksum),
                _ => None,
            };
            ids.iter().map(checksum).collect()
        };
        // Read after the files, as a writer says in the log what it is about to put in place.
        let known = self.journal.all_known(ids.iter().map(String::as_str))?;
        let mut versions = Versions::new(Vec::with_capacity(ids.len()), page.errors, page.next, page.version);
        for ((key, checksum), known) in page.keys.into_iter().zip(checksums).zip(known) {
            let version = match known {
                Some((version, known)) if Some(known) == checksum => Ok(version),
                // Nobody has given these bytes a version yet, or they have changed since the look.
                _ => self.get(&key).map(|(info, _)| info.version),
            };
            versions.push(version.map_err(|error| error.in_operation("stat", &key)), key);
        }
        Ok(versions)
    }
}
