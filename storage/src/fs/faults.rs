//! Every system call of every change is made to fail in every way: the object is as before or as after, never between.

use std::fs;
use std::io;
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::ObjectKey;
use rustix::fs::{OFlags, RawMode};
use rustix::io::Errno;

use super::calls::{Access, Calls, Kernel};
use super::engine::Engine;
use super::root::{Root, UNFINISHED};
use super::{Durability, FileOptions, FileRawStorage};
use crate::error::{Error, ErrorKind};
use crate::layout::Layout;
use crate::options::{Precondition, RemovePrecondition};
use crate::raw::{RawStorage as _, RawStorageExt as _};
use crate::version::Version;

/// What happens at the chosen call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It fails once.
    Error(Errno),
    /// If it is a write, half of the bytes are written, which is no error.
    ShortWrite,
    /// If it is a write, half of the bytes are written, and the rest does not fit.
    TornWrite,
    /// The process is gone before it: this call and all after it do nothing.
    Crash,
    /// The process is gone in the middle of it, if it is a write.
    TornCrash,
}

const FAULTS: [Fault; 6] = [
    Fault::Error(Errno::IO),
    Fault::Error(Errno::NOSPC),
    Fault::ShortWrite,
    Fault::TornWrite,
    Fault::Crash,
    Fault::TornCrash,
];

/// The kernel's calls, of which one goes wrong.
#[derive(Debug)]
struct Faulty {
    fault: Fault,
    /// The calls before the one that goes wrong.
    left: AtomicUsize,
    is_reached: AtomicBool,
    is_dead: AtomicBool,
    /// Whether the write after a torn one has to fail.
    is_full: AtomicBool,
    /// What was brought to the disk and renamed, in this order.
    journal: Mutex<Vec<String>>,
}

/// What a call does.
enum Turn {
    Well,
    Half,
}

impl Faulty {
    const NEVER: usize = usize::MAX / 2;

    fn new(fault: Fault, left: usize) -> Self {
        let no = || AtomicBool::new(false);
        Self {
            fault,
            left: AtomicUsize::new(left),
            is_reached: no(),
            is_dead: no(),
            is_full: no(),
            journal: Mutex::default(),
        }
    }

    fn arm(&self, left: usize) {
        self.left.store(left, Ordering::SeqCst);
    }

    /// Notes a call by the names of what it is about, as the kernel knows them.
    fn note(&self, call: &str, file: BorrowedFd<'_>, name: &str) {
        let path = fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).unwrap_or_default();
        let last = path.file_name().unwrap_or_default().to_string_lossy();
        self.journal.lock().unwrap().push(format!("{call} {last} {name}").trim_end().to_owned());
    }

    fn step(&self, is_write: bool) -> io::Result<Turn> {
        if self.is_dead.load(Ordering::SeqCst) {
            return Err(io::Error::other("the process is gone"));
        }
        if is_write && self.is_full.swap(false, Ordering::SeqCst) {
            return Err(Errno::NOSPC.into());
        }
        if self.left.fetch_sub(1, Ordering::SeqCst) != 0 {
            return Ok(Turn::Well);
        }
        self.arm(Self::NEVER);
        self.is_reached.store(true, Ordering::SeqCst);
        match self.fault {
            Fault::Error(errno) => Err(errno.into()),
            Fault::ShortWrite | Fault::TornWrite | Fault::TornCrash if !is_write => Ok(Turn::Well),
            Fault::TornWrite => {
                self.is_full.store(true, Ordering::SeqCst);
                Ok(Turn::Half)
            }
            Fault::ShortWrite | Fault::TornCrash => Ok(Turn::Half),
            Fault::Crash => {
                self.is_dead.store(true, Ordering::SeqCst);
                Err(io::Error::other("the process is gone"))
            }
        }
    }
}

impl Calls for Faulty {
    fn open(&self, directory: BorrowedFd<'_>, path: &str, flags: OFlags) -> io::Result<OwnedFd> {
        self.step(false)?;
        Kernel.open(directory, path, flags)
    }

    fn create(&self, directory: BorrowedFd<'_>, name: &str, mode: RawMode) -> io::Result<OwnedFd> {
        self.step(false)?;
        Kernel.create(directory, name, mode)
    }

    fn write(&self, file: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<usize> {
        match self.step(true)? {
            Turn::Well => Kernel.write(file, bytes),
            Turn::Half => {
                let count = Kernel.write(file, &bytes[..bytes.len().div_ceil(2)])?;
                self.is_dead.store(self.fault == Fault::TornCrash, Ordering::SeqCst);
                Ok(count)
            }
        }
    }

    fn write_at(&self, file: BorrowedFd<'_>, bytes: &[u8], offset: u64) -> io::Result<usize> {
        match self.step(true)? {
            Turn::Well => Kernel.write_at(file, bytes, offset),
            Turn::Half => {
                let count = Kernel.write_at(file, &bytes[..bytes.len().div_ceil(2)], offset)?;
                self.is_dead.store(self.fault == Fault::TornCrash, Ordering::SeqCst);
                Ok(count)
            }
        }
    }

    fn set_access(&self, file: BorrowedFd<'_>, access: Access) -> io::Result<()> {
        self.step(false)?;
        Kernel.set_access(file, access)
    }

    fn sync(&self, file: BorrowedFd<'_>) -> io::Result<()> {
        // That it is asked for and can fail is what is tested here; the disk has nothing to do with it.
        self.step(false)?;
        self.note("sync", file, "");
        Ok(())
    }

    fn rename(&self, directory: BorrowedFd<'_>, from: &str, to: &str) -> io::Result<()> {
        self.step(false)?;
        self.note("rename", directory, to);
        Kernel.rename(directory, from, to)
    }

    fn rename_new(&self, directory: BorrowedFd<'_>, from: &str, to: &str) -> io::Result<()> {
        self.step(false)?;
        self.note("rename", directory, to);
        Kernel.rename_new(directory, from, to)
    }

    fn unlink(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()> {
        self.step(false)?;
        self.note("unlink", directory, name);
        Kernel.unlink(directory, name)
    }

    fn make_directory(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()> {
        self.step(false)?;
        Kernel.make_directory(directory, name)
    }

    fn remove_directory(&self, directory: BorrowedFd<'_>, name: &str) -> io::Result<()> {
        self.step(false)?;
        Kernel.remove_directory(directory, name)
    }

    fn lock(&self, file: BorrowedFd<'_>) -> io::Result<()> {
        self.step(false)?;
        Kernel.lock(file)
    }
}

/// A change, and the calls that it is known to make.
#[derive(Clone, Copy, Debug)]
enum Change {
    Open,
    Create,
    Update,
    Remove,
    /// The file was edited past the library, and is looked at.
    Edit,
}

const OLD: &[u8] = b"the old bytes of the object\n";
const NEW: &[u8] = b"the new bytes of the object, which are more\n";
const EDITED: &[u8] = b"bytes from elsewhere\n";

impl Change {
    fn before_and_after(self) -> [Option<&'static [u8]>; 2] {
        match self {
            Self::Open => [Some(OLD), Some(OLD)],
            Self::Create => [None, Some(NEW)],
            Self::Update => [Some(OLD), Some(NEW)],
            Self::Remove => [Some(OLD), None],
            Self::Edit => [Some(EDITED), Some(EDITED)],
        }
    }

    /// Makes the directory as it is before, and says the highest version in it.
    fn prepare(self, root: &Path, layout: &Layout) -> Version {
        let storage = reopen(root, layout);
        let other = storage.write(&lamp("other"), OLD, Precondition::Absent).unwrap().version;
        match self {
            Self::Create => other,
            Self::Edit => {
                storage.write(&lamp("desk"), OLD, Precondition::Absent).unwrap();
                fs::write(storage.path_of(&lamp("desk")).unwrap(), EDITED).unwrap();
                storage.write(&lamp("other"), NEW, Precondition::Any).unwrap().version
            }
            _ => storage.write(&lamp("desk"), OLD, Precondition::Absent).unwrap().version,
        }
    }

    fn run(self, engine: &Engine<Faulty>) -> Result<Option<Version>, Error> {
        let key = lamp("desk");
        match self {
            Self::Open => Ok(None),
            Self::Create => Ok(Some(engine.write(&key, NEW, Precondition::Absent)?.version)),
            Self::Update => Ok(Some(engine.write(&key, NEW, Precondition::Present)?.version)),
            Self::Remove => Ok(Some(engine.remove(&key, RemovePrecondition::Present)?)),
            Self::Edit => Ok(Some(engine.get(&key)?.1.info.version)),
        }
    }
}

fn lamp(name: &str) -> ObjectKey {
    let namespace = if name == "other" { "office" } else { "home" };
    ObjectKey::namespaced(GroupVersionKind::from_static("lights.example.com", "v1", "Lamp"), namespace, name)
}

/// A storage whose calls all go well; it does not wait for the disk, with which nothing goes wrong here.
fn reopen(root: &Path, layout: &Layout) -> FileRawStorage {
    let options = FileOptions::new(layout.clone()).with_durability(Durability::Buffered);
    FileRawStorage::open_with(root, options).unwrap()
}

/// Whether a writer's unfinished file is anywhere.
fn has_leftover(directory: &Path) -> bool {
    fs::read_dir(directory).unwrap().any(|entry| {
        let entry = entry.unwrap();
        entry.file_name() == UNFINISHED || entry.file_type().unwrap().is_dir() && has_leftover(&entry.path())
    })
}

/// Runs a change with a fault at one call, and says whether there is such a call.
fn run(change: Change, layout: &Layout, fault: Fault, at: usize) -> bool {
    let case = format!("{change:?} with {fault:?} at call {at} in {layout:?}");
    let directory = tempfile::tempdir().unwrap();
    let last = change.prepare(directory.path(), layout);
    let is_open = matches!(change, Change::Open);
    let calls = Faulty::new(fault, if is_open { at } else { Faulty::NEVER });
    let root = Root::open(directory.path(), calls, Durability::Synced).unwrap();
    let engine = Engine::open(root, layout.clone());
    let result = match &engine {
        Ok(engine) => {
            if !is_open {
                engine.journal.root.calls.arm(at);
            }
            let result = change.run(engine);
            if !engine.journal.root.calls.is_reached.load(Ordering::SeqCst) {
                return false;
            }
            // The last write was torn: the fault was its, and not that of a write of something else.
            engine.journal.root.calls.is_full.store(false, Ordering::SeqCst);
            result
        }
        Err(error) => Err(Error::new(error.kind(), error.to_string())),
    };
    let [before, after] = change.before_and_after();
    let is_harmless = fault == Fault::ShortWrite || result.is_ok();
    if let Err(error) = &result {
        assert!(fault != Fault::ShortWrite, "{case}: {error}");
        assert_eq!(error.kind(), ErrorKind::Io, "{case}: {error}");
    }
    // The same program goes on, unless it is gone.
    let is_crash = matches!(fault, Fault::Crash | Fault::TornCrash);
    if let (Ok(engine), false) = (&engine, is_crash) {
        engine
            .write(&lamp("other"), b"on", Precondition::Any)
            .unwrap_or_else(|error| panic!("{case}: {error:?}"));
        assert!(!has_leftover(directory.path()), "{case}: a file is left over");
    }
    drop(engine);
    // And another one comes.
    let storage = reopen(directory.path(), layout);
    assert!(!has_leftover(directory.path()), "{case}: a file is left over");
    let now = storage.exists(&lamp("desk")).unwrap().then(|| storage.read(&lamp("desk")).unwrap());
    let bytes = now.as_ref().map(|now| now.bytes.as_slice());
    assert!(bytes == after || !is_harmless && bytes == before, "{case}: {bytes:?}, {result:?}");
    if let (Err(error), false) = (&result, is_crash) {
        let is_said = error.to_string().contains("and a power cut may undo that");
        assert_eq!(bytes == before || before == after, !is_said || before == after, "{case}: {error}");
    }
    // What failed kept the version.
    if let (Err(_), Some(now), Change::Update | Change::Remove, false) = (&result, &now, change, is_crash) {
        assert_eq!(now.info.version == last, bytes == before, "{case}: {:?} after {last}", now.info.version);
    }
    // Versions went on.
    if let (Ok(Some(version)), Some(now)) = (&result, &now) {
        assert_eq!(now.info.version, *version, "{case}");
    }
    let next = storage.write(&lamp("desk"), b"next", Precondition::Any).unwrap().version;
    let known =
        result.ok().flatten().into_iter().chain(now.map(|now| now.info.version)).fold(last, Version::max);
    assert!(next > known, "{case}: {next} after {known}");
    let page = storage.list_all(&lamp("desk").gvk().into()).unwrap();
    assert_eq!((page.keys.len(), page.errors.len()), (2, 0), "{case}: {page:?}");
    true
}

/// Far more than a change makes.
const MOST_CALLS: usize = 1000;

/// Runs a change with every fault at every call, and says how many calls there are.
fn run_all(change: Change) -> usize {
    let layouts = [Layout::default(), Layout::libgitops(lamp("desk").gvk().group.clone())];
    let mut most = 0;
    for layout in &layouts {
        for fault in FAULTS {
            let count = (0..MOST_CALLS).take_while(|at| run(change, layout, fault, *at)).count();
            assert!(count < MOST_CALLS, "the change makes calls without end");
            most = most.max(count);
        }
    }
    most
}

#[test]
fn a_fault_at_any_call_of_a_create_leaves_nothing_or_the_whole() {
    assert!(run_all(Change::Create) > 20);
}

#[test]
fn a_fault_at_any_call_of_an_update_leaves_the_old_or_the_new() {
    assert!(run_all(Change::Update) > 12);
}

#[test]
fn a_fault_at_any_call_of_a_removal_leaves_the_whole_or_nothing() {
    assert!(run_all(Change::Remove) > 10);
}

#[test]
fn a_fault_at_any_call_of_opening_leaves_all_as_it_was() {
    assert!(run_all(Change::Open) > 8);
}

#[test]
fn a_fault_while_an_edit_is_noticed_leaves_the_edit() {
    assert!(run_all(Change::Edit) > 4);
}

#[test]
fn nobody_reads_an_unfinished_file_who_may_not_read_the_old_one() {
    let mut found = 0;
    for at in 0..MOST_CALLS {
        let directory = tempfile::tempdir().unwrap();
        Change::Update.prepare(directory.path(), &Layout::default());
        let file = directory.path().join("lights.example.com/Lamp/home/desk.yaml");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let calls = Faulty::new(Fault::Crash, Faulty::NEVER);
        let root = Root::open(directory.path(), calls, Durability::Synced).unwrap();
        let engine = Engine::open(root, Layout::default()).unwrap();
        engine.journal.root.calls.arm(at);
        if Change::Update.run(&engine).is_ok() {
            break;
        }
        if let Ok(unfinished) = fs::metadata(file.with_file_name(UNFINISHED)) {
            assert_eq!(unfinished.permissions().mode() & 0o777, 0o600, "before call {at}");
            found += 1;
        }
    }
    assert!(found > 3, "{found}");
}

/// The order in which a crash of the whole machine can lose nothing: a file before its name, a name before the answer,
/// and a new directory's name as well.
#[test]
#[cfg(target_os = "linux")]
fn a_change_is_on_the_disk_in_the_right_order_before_it_returns() {
    let journal_of = |change: Change, layout: &Layout, durability: Durability| {
        let directory = tempfile::tempdir().unwrap();
        change.prepare(directory.path(), layout);
        let root =
            Root::open(directory.path(), Faulty::new(Fault::Crash, Faulty::NEVER), durability).unwrap();
        let engine = Engine::open(root, layout.clone()).unwrap();
        engine.journal.root.calls.journal.lock().unwrap().clear();
        change.run(&engine).unwrap();
        engine.journal.root.calls.journal.into_inner().unwrap()
    };
    let grouped = Layout::default();
    let libgitops = Layout::libgitops(lamp("desk").gvk().group.clone());
    let file = "sync .libgitops.tmp";
    let rows: [(Change, &Layout, &[&str]); 6] = [
        (Change::Create, &grouped, &[file, "rename home desk.yaml", "sync home", "sync Lamp"]),
        (Change::Update, &grouped, &[file, "rename home desk.yaml", "sync home"]),
        // The directory of the namespace went with its last file.
        (Change::Remove, &grouped, &["unlink home desk.yaml", "sync Lamp"]),
        (
            Change::Create,
            &libgitops,
            &[file, "rename desk metadata.yaml", "sync desk", "sync Lamp", "sync home"],
        ),
        (Change::Update, &libgitops, &[file, "rename desk metadata.yaml", "sync desk"]),
        (Change::Remove, &libgitops, &["unlink desk metadata.yaml", "sync Lamp"]),
    ];
    for (change, layout, expected) in rows {
        assert_eq!(journal_of(change, layout, Durability::Synced), expected, "{change:?} in {layout:?}");
        let buffered: Vec<&str> = expected.iter().copied().filter(|call| !call.starts_with("sync")).collect();
        assert_eq!(journal_of(change, layout, Durability::Buffered), buffered, "{change:?} in {layout:?}");
    }
}
