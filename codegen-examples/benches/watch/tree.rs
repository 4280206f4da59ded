//! A tree of manifests.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use tempfile::TempDir;

use crate::peers::{Comments, Error};

/// How many files a directory has.
const IN_A_DIRECTORY: usize = 100;

/// Longer than a file may have changed again without another time of change.
const SETTLED: Duration = Duration::from_secs(4);

/// A directory of directories of files, with a car each.
pub(crate) struct Tree {
    directory: TempDir,
    pub(crate) count: usize,
    made: Instant,
}

impl Tree {
    pub(crate) fn of_cars(count: usize) -> Result<Self, Error> {
        let directory = TempDir::new_in(env!("CARGO_TARGET_TMPDIR"))?;
        let serializer = Serializer::new(Scheme::linked()?);
        let stream = Comments::Without.stream(count);
        for (number, frame) in FrameReader::yaml(stream.as_bytes()).enumerate() {
            let car: Car = serializer.decoder().decode_as(&frame?)?;
            let path = directory.path().join(file_name(number));
            if number % IN_A_DIRECTORY == 0 {
                fs::create_dir_all(path.parent().ok_or("a file has no directory")?)?;
            }
            fs::write(path, serializer.encoder().to_yaml(&car)?)?;
        }
        Ok(Self { directory, count, made: Instant::now() })
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn file(&self, number: usize) -> PathBuf {
        self.root().join(file_name(number))
    }

    /// Waits until a file that does not change is known by its times alone.
    pub(crate) fn settle(&self) {
        thread::sleep(SETTLED.saturating_sub(self.made.elapsed()));
    }
}

fn file_name(number: usize) -> String {
    format!("fleet-{:04}/car-{number:05}.yaml", number / IN_A_DIRECTORY)
}
