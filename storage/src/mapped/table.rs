//! Which object has which file.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::path::Path;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use libgitops_core::key::ObjectKey;

use crate::error::{Error, ErrorKind};
use crate::fs::engine::Places;
use crate::fs::state::DIRECTORY;
use crate::layout::{Place, id_of};
use crate::manifest::below_root;

/// A table that threads share.
#[derive(Debug, Default)]
pub(super) struct Mappings(RwLock<Table>);

/// Objects by id, each with a path of its own.
#[derive(Debug, Default)]
pub(super) struct Table {
    paths: BTreeMap<String, String>,
    ids: HashMap<String, String>,
}

impl Mappings {
    /// Nothing is left half-changed by a panic: nothing between the two changes of a table can panic.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Places for Mappings {
    fn place(&self, key: &ObjectKey) -> Result<Place, Error> {
        let id = id_of(key)?;
        let path = self.read().path(&id).map(str::to_owned).ok_or_else(unmapped)?;
        Ok(Place::at(id, path))
    }

    fn place_of(&self, id: &str, _like: &Place) -> Option<Place> {
        let path = self.read().path(id)?.to_owned();
        Some(Place::at(id.to_owned(), path))
    }
}

impl Table {
    pub(super) fn path(&self, id: &str) -> Option<&str> {
        self.paths.get(id).map(String::as_str)
    }

    pub(super) fn id(&self, path: &str) -> Option<&str> {
        self.ids.get(path).map(String::as_str)
    }

    /// The objects whose id begins with `prefix`, sorted by id, with their paths.
    pub(super) fn below<'t>(&'t self, prefix: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        let from = self.paths.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        let mapped = from.map(|(id, path)| (id.as_str(), path.as_str()));
        mapped.take_while(move |(id, _)| id.starts_with(prefix))
    }

    /// Gives a file to an object, and says which one it had before.
    pub(super) fn add(&mut self, id: String, path: String) -> Result<Option<String>, Error> {
        if self.id(&path) != Some(&id) {
            self.check_free(&path)?;
        }
        let former = self.remove(&id);
        self.ids.insert(path.clone(), id.clone());
        self.paths.insert(id, path);
        Ok(former)
    }

    pub(super) fn remove(&mut self, id: &str) -> Option<String> {
        let path = self.paths.remove(id)?;
        self.ids.remove(&path);
        Some(path)
    }

    /// Refuses a file that is another object's.
    pub(super) fn check_free(&self, path: &str) -> Result<(), Error> {
        let Some(id) = self.id(path) else { return Ok(()) };
        let message = format!("the file {path:?} is mapped to another object: {id}");
        Err(Error::new(ErrorKind::AlreadyExists, message))
    }
}

pub(super) fn unmapped() -> Error {
    Error::new(ErrorKind::NotFound, "no file is mapped to the object")
}

/// A path that can be mapped.
pub(super) fn checked(path: &Path) -> Result<String, Error> {
    let refused = |why: &str| Error::new(ErrorKind::Invalid, format!("{:?} is a path {why}", path.display()));
    let path = below_root(path).map_err(refused)?;
    if path.split('/').next() == Some(DIRECTORY) {
        return Err(refused("of the storage's own files"));
    }
    Ok(path)
}
