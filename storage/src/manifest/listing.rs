//! The objects of a kind in a tree, as the index has them after a look at the tree.

use std::sync::Arc;

use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};

use super::document::Mistake;
use super::index::Place;
use super::tree::Tree;
use crate::error::Error;
use crate::layout::{Layout, name_of_id};
use crate::options::ListOptions;
use crate::paging::{self, Entry};
use crate::raw::{Page, Versions};
use crate::version::Checksum;

/// What a document is known by in the log, and its checksum.
type Document = (Arc<str>, Checksum);

impl Tree {
    pub(super) fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        self.list_documents(kind, options).map(|(page, _)| page)
    }

    /// The list, and the document of each key.
    fn list_documents(&self, kind: &KindKey, options: &ListOptions) -> Result<(Page, Vec<Document>), Error> {
        paging::check(options)?;
        let directory = format!("{}/", Layout::grouped().kind_directory(kind)?);
        // Taken first: what is seen later has all changes up to this version.
        let version = self.journal.settled_version()?;
        self.scan();
        let index = self.index();
        let failed = |name: &NamespacedName, error: Error| {
            error.in_operation("list", &ObjectKey::new(kind.clone(), name.clone()))
        };
        let entry = |(id, places): (&Arc<str>, &[Place])| -> Option<Entry<Document>> {
            let name = name_of_id(id)?;
            let document = match places {
                [] => return None,
                [place] => Ok((Arc::clone(id), place.checksum)),
                [first, second, ..] => Err(failed(&name, self.ambiguous(first, second))),
            };
            Some((name, document))
        };
        let lost = |(id, path, mistake): (&Arc<str>, &Arc<str>, &Mistake)| -> Option<Entry<Document>> {
            let name = name_of_id(id)?;
            let error = failed(&name, mistake.to_error().at_path(self.root().full(path)));
            Some((name, Err(error)))
        };
        let all_lost = index.lost().filter(|(id, ..)| id.starts_with(&directory)).filter_map(lost);
        let entries = index.of_kind(&directory).filter_map(entry).chain(all_lost).collect();
        let (mut page, documents) = paging::page_with(kind, entries, options, version)?;
        if options.continue_token.is_none() {
            // Nobody knows of which kind they are, so every list tells them, once.
            page.errors.extend(index.mistakes().map(|(path, mistake)| {
                mistake.to_error().at_path(self.root().full(path)).in_operation_on("list", kind)
            }));
        }
        Ok((page, documents))
    }

    /// The list with versions. No file is read that the look at the tree has not read.
    pub(super) fn list_versions(&self, kind: &KindKey, options: &ListOptions) -> Result<Versions, Error> {
        let (page, documents) = self.list_documents(kind, options)?;
        // Read after the files, as a writer says in the log what it is about to put in place.
        let known = self.journal.all_known(documents.iter().map(|(id, _)| &**id))?;
        let mut versions =
            Versions::new(Vec::with_capacity(documents.len()), page.errors, page.next, page.version);
        for ((key, (_, checksum)), known) in page.keys.into_iter().zip(documents).zip(known) {
            let version = match known {
                Some((version, known)) if known == checksum => Ok(version),
                // Nobody has given these bytes a version yet, or they have changed since the look.
                _ => self.get(&key).map(|(info, _)| info.version),
            };
            versions.push(version.map_err(|error| error.in_operation("stat", &key)), key);
        }
        Ok(versions)
    }
}
