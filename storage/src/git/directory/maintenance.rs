//! Packing what commits leave lying about: libgit2 writes each object into a file of its own, and never packs them.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind};
use crate::git::child;
use crate::git::repository::remove_stale;
use crate::git::transport::{HERE, ProgramTransport};

/// How long packing may take.
const PATIENCE: Duration = Duration::from_mins(10);

/// So many bytes in loose objects are too many, however few they are: each commit to a large directory leaves a large one.
const MOST_BYTES: u64 = 256 << 20;

/// So many packs are too many, as Git has it: each is looked into for each object.
const MOST_PACKS: usize = 50;

/// How much lies about in files of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clutter {
    objects: usize,
    bytes: u64,
    packs: usize,
}

impl Clutter {
    fn of(directory: &Path) -> Self {
        let entries = |path: &Path| fs::read_dir(path).into_iter().flatten().flatten();
        let shards = entries(&directory.join("objects")).filter(|entry| entry.file_name().len() == 2);
        let sizes = shards.flat_map(|shard| entries(&shard.path()));
        let sizes: Vec<u64> = sizes.map(|object| object.metadata().map_or(0, |found| found.len())).collect();
        let is_pack = |path: &Path| path.extension().is_some_and(|extension| extension == "pack");
        let packs = entries(&directory.join("objects/pack")).filter(|entry| is_pack(&entry.path())).count();
        Self { objects: sizes.len(), bytes: sizes.iter().sum(), packs }
    }

    /// Whether it is too much, beyond what is left when all is packed that can be.
    fn is_more_than(self, left: Self, objects: usize) -> bool {
        self.objects > left.objects.saturating_add(objects)
            || self.bytes > left.bytes.saturating_add(MOST_BYTES)
            || self.packs > left.packs.saturating_add(MOST_PACKS)
    }
}

/// Packs what lies about if it is more than so many objects, and gives what is left then.
pub(super) fn tidy(directory: &Path, most: usize, left: Clutter) -> Result<Clutter, Error> {
    if ProgramTransport::find().is_none() || !Clutter::of(directory).is_more_than(left, most) {
        return Ok(left);
    }
    maintain(directory)?;
    Ok(Clutter::of(directory))
}

/// Packs what lies about, and removes what nobody needs.
pub(super) fn maintain(directory: &Path) -> Result<(), Error> {
    let program = ProgramTransport::find()
        .ok_or_else(|| Error::new(ErrorKind::Unsupported, "packing a repository needs the program `git`"))?;
    remove_stale(directory);
    let mut command = program.command();
    command.current_dir(directory).args(HERE).args(["gc", "--quiet"]);
    let finished = child::run(command, b"", Instant::now() + PATIENCE)?;
    if finished.status.success() {
        return Ok(());
    }
    let said = finished.stderr.trim().replace('\n', "; ");
    Err(Error::new(ErrorKind::Io, format!("git gc failed: {said}")).at_path(directory))
}
