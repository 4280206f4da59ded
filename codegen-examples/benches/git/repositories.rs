//! A bare repository and a work tree with the same cars.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use libgitops::prelude::*;
use libgitops::storage::git::{Author, Commit};
use tempfile::TempDir;

use crate::peers::{Comments, Error};

/// Cars, and what reads and writes them.
pub(crate) struct Fleet {
    pub(crate) count: usize,
    documents: Vec<String>,
    pub(crate) serializer: Serializer,
}

impl Fleet {
    pub(crate) fn new(count: usize) -> Result<Self, Error> {
        let stream = Comments::Without.stream(count);
        let documents = stream.split("---\n").skip(1).map(str::to_owned).collect();
        Ok(Self { count, documents, serializer: Serializer::new(Scheme::linked()?) })
    }
}

/// Which directories the files are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// All in one.
    Flat,
    /// In 256.
    Sharded,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flat => "flat",
            Self::Sharded => "256 directories",
        })
    }
}

/// The name of a car.
pub(crate) fn name(number: usize) -> String {
    format!("default/car-{number:05}")
}

pub(crate) fn commit(title: &str) -> Commit {
    Commit::new(Author::new("Ada", "ada@example.com"), title)
}

/// Runs `git` with nobody's configuration.
pub(crate) fn git(directory: &Path, arguments: &[&str]) -> Result<(), Error> {
    let mut command = Command::new("git");
    command
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.env("GIT_AUTHOR_NAME", "Eve").env("GIT_AUTHOR_EMAIL", "eve@example.com");
    command.env("GIT_COMMITTER_NAME", "Eve").env("GIT_COMMITTER_EMAIL", "eve@example.com");
    let output = command.args(arguments).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
}

/// Directories that are removed in the end: a work tree, a bare repository of the same commit, and a work tree of that.
pub(crate) struct Repositories<'f> {
    pub(crate) fleet: &'f Fleet,
    pub(crate) shape: Shape,
    work: TempDir,
    bare: TempDir,
    other: TempDir,
}

impl<'f> Repositories<'f> {
    pub(crate) fn new(fleet: &'f Fleet, shape: Shape) -> Result<Self, Error> {
        let place = || TempDir::new_in(env!("CARGO_TARGET_TMPDIR"));
        let this = Self { fleet, shape, work: place()?, bare: place()?, other: place()? };
        for number in 0..fleet.count {
            this.write(number, 0.5)?;
        }
        git(this.work(), &["init", "--quiet", "--initial-branch=main"])?;
        // What a commit costs is measured, and not tidying up after thousands.
        git(this.work(), &["config", "gc.auto", "0"])?;
        git(this.work(), &["config", "maintenance.auto", "false"])?;
        git(this.work(), &["add", "--all"])?;
        git(this.work(), &["commit", "--quiet", "--message", "Add cars"])?;
        git(this.work(), &["gc", "--quiet"])?;
        let source = this.work().to_str().ok_or("the directory has no name")?.to_owned();
        git(this.bare(), &["clone", "--quiet", "--bare", &source, "."])?;
        let source = this.bare().to_str().ok_or("the directory has no name")?.to_owned();
        git(this.other.path(), &["clone", "--quiet", &source, "."])?;
        for directory in [this.bare(), this.other.path()] {
            git(directory, &["config", "gc.auto", "0"])?;
            git(directory, &["config", "maintenance.auto", "false"])?;
        }
        Ok(this)
    }

    pub(crate) fn work(&self) -> &Path {
        self.work.path()
    }

    pub(crate) fn bare(&self) -> &Path {
        self.bare.path()
    }

    /// The path of a car.
    pub(crate) fn path(&self, number: usize) -> String {
        match self.shape {
            Shape::Flat => format!("manifests/car-{number:05}.yaml"),
            Shape::Sharded => format!("manifests/{:02x}/car-{number:05}.yaml", number % 256),
        }
    }

    fn text(&self, number: usize, speed: f64) -> Result<String, Error> {
        let document = self.fleet.documents.get(number).ok_or("there is no such car")?;
        let (before, _) = document.split_once("  speed: ").ok_or("a car has no speed")?;
        Ok(format!("{before}  speed: {speed}\n"))
    }

    fn write_to(&self, root: &Path, number: usize, speed: f64) -> Result<String, Error> {
        let path = self.path(number);
        let file = root.join(&path);
        fs::create_dir_all(file.parent().ok_or("the file is in no directory")?)?;
        fs::write(file, self.text(number, speed)?)?;
        Ok(path)
    }

    /// Writes a car into the work tree, and gives its path.
    pub(crate) fn write(&self, number: usize, speed: f64) -> Result<String, Error> {
        self.write_to(self.work(), number, speed)
    }

    /// Has somebody else change a car of the bare repository.
    pub(crate) fn push(&self, speed: f64) -> Result<(), Error> {
        let other = self.other.path();
        git(other, &["pull", "--quiet", "--ff-only", "origin", "main"])?;
        let path = self.write_to(other, 3, speed)?;
        git(other, &["commit", "--quiet", "--message", "Change a car", "--", &path])?;
        git(other, &["push", "--quiet", "origin", "HEAD:main"])
    }

    /// Has both wait for the disk, or neither, which is Git's default for loose objects.
    pub(crate) fn set_synced(&self, synced: bool) -> Result<(), Error> {
        git(self.bare(), &["config", "core.fsyncObjectFiles", if synced { "true" } else { "false" }])?;
        let what = if synced { "loose-object,reference" } else { "default" };
        git(self.work(), &["config", "core.fsync", what])
    }
}
