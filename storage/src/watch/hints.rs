//! Hints that something below a directory may have changed. They may be missing or too many; what counts is looked up.

use std::path::Path;
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::observer::Signal;

/// Directories in which programs work all the time and no object is.
const BUSY: [&str; 2] = [".git", ".libgitops"];

/// Sends a hint for every event of the system below a directory, for as long as it lives.
pub(super) struct Hints {
    _watcher: RecommendedWatcher,
}

impl Hints {
    /// Begins to watch.
    ///
    /// # Errors
    /// What the system says, such as that there are too many watches. Then there are no hints.
    pub(super) fn begin(directory: &Path, signals: Sender<Signal>) -> notify::Result<Self> {
        // A link in the place of the root is followed, and none below it: it may lead to the whole file system.
        let root = directory.canonicalize()?;
        let below = root.clone();
        let send = move |event| {
            if let Some(signal) = signal(&below, event) {
                let _nobody_looks_any_more = signals.send(signal);
            }
        };
        let mut watcher = RecommendedWatcher::new(send, Config::default().with_follow_symlinks(false))?;
        watcher.watch(&root, RecursiveMode::Recursive)?;
        Ok(Self { _watcher: watcher })
    }
}

/// What an event of the system hints at, if at anything.
fn signal(root: &Path, event: notify::Result<Event>) -> Option<Signal> {
    match event {
        Ok(event) if event.need_rescan() => Some(Signal::Lost),
        Ok(event) if is_change(&event) && !is_elsewhere(root, &event) => Some(Signal::Hint),
        Ok(_) => None,
        // From now on something may change without a hint.
        Err(error) => Some(Signal::Failed(error)),
    }
}

/// Looking at files is no change. That one is closed may be the only word of what was written by way of memory.
fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

fn is_elsewhere(root: &Path, event: &Event) -> bool {
    let is_busy = |path: &Path| {
        let below = path.strip_prefix(root).unwrap_or(path);
        below.components().any(|part| BUSY.iter().any(|busy| part.as_os_str() == *busy))
    };
    !event.paths.is_empty() && event.paths.iter().all(|path| is_busy(path))
}

impl std::fmt::Debug for Hints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hints")
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, Flag, ModifyKind, RenameMode};

    use super::*;

    fn is_hint(kind: EventKind, paths: &[&str]) -> bool {
        let event = paths.iter().fold(Event::new(kind), |event, path| event.add_path(path.into()));
        matches!(signal(Path::new("/data"), Ok(event)), Some(Signal::Hint))
    }

    #[test]
    fn what_may_be_a_change_is_a_hint() {
        let created = EventKind::Create(CreateKind::File);
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        for (kind, paths, expected) in [
            (created, &["/data/a.yaml"][..], true),
            (created, &["/data/..data_tmp"], true),
            (created, &["/data/.git/index.lock"], false),
            (created, &["/data/.libgitops/log"], false),
            // A directory above the root may be called so.
            (created, &["/data/.github/a.yaml"], true),
            (renamed, &["/data/.git/x", "/data/a.yaml"], true),
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), &["/data/a.yaml"], false),
            (EventKind::Access(AccessKind::Close(AccessMode::Read)), &["/data/a.yaml"], false),
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), &["/data/a.yaml"], true),
            (EventKind::Any, &[], true),
        ] {
            assert_eq!(is_hint(kind, paths), expected, "{kind:?} {paths:?}");
        }
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matches!(signal(Path::new("/data"), Ok(lost)), Some(Signal::Lost)));
        let exhausted = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
        assert!(matches!(signal(Path::new("/data"), Err(exhausted)), Some(Signal::Failed(_))));
    }
}
