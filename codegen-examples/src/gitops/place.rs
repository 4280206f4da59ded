//! Where the clone is.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use libgitops::storage::{Error, ErrorKind};
use tempfile::TempDir;

use super::options::Options;

/// The directory of the clone: one that stays, or a temporary one. Whoever runs the program holds it, so that it can be
/// removed though a clone is under way.
#[derive(Clone, Debug, Default)]
pub struct Place(Arc<Mutex<Option<TempDir>>>);

impl Place {
    pub(super) fn directory(&self, options: &Options) -> Result<PathBuf, Error> {
        let explain = |error| Error::new(ErrorKind::Io, "there is no place for the clone").with_source(error);
        if let Some(directory) = &options.clone_dir {
            fs::create_dir_all(directory).map_err(explain)?;
            return Ok(directory.clone());
        }
        let made = tempfile::Builder::new().prefix("libgitops-").tempdir().map_err(explain)?;
        let path = made.path().to_owned();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
        Ok(path)
    }

    /// Removes the clone, if it is not to stay.
    ///
    /// # Errors
    /// What kept it from being removed.
    pub fn remove(&self) -> std::io::Result<()> {
        let made = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        made.map_or(Ok(()), TempDir::close)
    }
}
