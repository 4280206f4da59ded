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

/// Objects by id, each with a path of its own, also where letters have no case.
#[derive(Debug, Default)]
pub(super) struct Table {
    paths: BTreeMap<String, String>,
    /// By the path in lower case.
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
        self.holder(path).filter(|(_, spelled)| *spelled == path).map(|(id, _)| id)
    }

    /// The object that has a path where letters have no case, and how its path is spelled.
    pub(super) fn holder(&self, path: &str) -> Option<(&str, &str)> {
        let id = self.ids.get(&path.to_lowercase())?;
        Some((id, self.path(id)?))
    }

    /// The objects whose id begins with `prefix`, sorted by id, with their paths.
    pub(super) fn below<'t>(&'t self, prefix: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        let from = self.paths.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        let mapped = from.map(|(id, path)| (id.as_str(), path.as_str()));
        mapped.take_while(move |(id, _)| id.starts_with(prefix))
    }

    /// Gives a file to an object, and says which one it had before.
    pub(super) fn add(&mut self, id: String, path: String) -> Result<Option<String>, Error> {
        if let Some((other, spelled)) = self.holder(&path).filter(|(other, _)| *other != id) {
            return Err(taken(&path, other, spelled));
        }
        let former = self.remove(&id);
        self.ids.insert(path.to_lowercase(), id.clone());
        self.paths.insert(id, path);
        Ok(former)
    }

    pub(super) fn remove(&mut self, id: &str) -> Option<String> {
        let path = self.paths.remove(id)?;
        self.ids.remove(&path.to_lowercase());
        Some(path)
    }
}

/// That a file is another object's, or would be where letters have no case.
pub(super) fn taken(path: &str, id: &str, spelled: &str) -> Error {
    if path == spelled {
        let message = format!("the file {path:?} is mapped to another object: {id}");
        return Error::new(ErrorKind::AlreadyExists, message);
    }
    let message = format!(
        "the path {path:?} differs from {spelled:?}, which is mapped to another object, in the case of letters only"
    );
    Error::new(ErrorKind::Invalid, message)
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
