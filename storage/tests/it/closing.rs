//! Watches as streams, and how watches, streams and threads end.

use std::fs;
use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use futures_core::Stream as _;
use libgitops_storage::conformance::Lamp;
use libgitops_storage::conformance::policy;
use libgitops_storage::{
    ErrorKind, EventStorage as _, MemoryRawStorage, MemoryStorage, ReadStorageExt as _, Watch, WatchEvent,
    WatchFrom, WatchOptions, WatchStorage, WriteStorage as _,
};

use crate::children::{child_directory, say, start};
use crate::watch::{PATIENCE, document, lamp, lamps, manifests, next, told, until};

fn memory() -> WatchStorage<MemoryRawStorage> {
    WatchStorage::new(MemoryStorage::in_memory(policy())).unwrap()
}

async fn next_of_stream(watch: &mut Watch) -> Option<Result<WatchEvent, libgitops_storage::Error>> {
    poll_fn(|context| Pin::new(&mut *watch).poll_next(context)).await
}

async fn told_by_stream(watch: &mut Watch) -> String {
    told(&next_of_stream(watch).await.expect("an event").unwrap())
}

#[test]
fn a_watch_is_a_stream_of_any_executor() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let storage = Arc::new(memory());
    storage.create(&lamp("desk", 1)).unwrap();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let writing = Arc::clone(&storage);
    // It writes when the task waits, so that the task has to be woken.
    let writer = std::thread::spawn(move || {
        for watts in 2..50 {
            let () = receiver.blocking_recv().unwrap();
            writing.update(&lamp("desk", watts)).unwrap();
        }
        let () = receiver.blocking_recv().unwrap();
        writing.close();
    });
    let storage_of_task = Arc::clone(&storage);
    runtime.block_on(async move {
        assert_eq!(told_by_stream(&mut watch).await, "ADDED desk 1");
        assert_eq!(told_by_stream(&mut watch).await, "BOOKMARK");
        for watts in 2..50 {
            sender.send(()).await.unwrap();
            assert_eq!(told_by_stream(&mut watch).await, format!("MODIFIED desk {watts}"));
        }
        sender.send(()).await.unwrap();
        assert!(next_of_stream(&mut watch).await.is_none(), "a closed storage ends its streams");
        assert!(next_of_stream(&mut watch).await.is_none());
        let mut late = storage_of_task.watch(&lamps(), WatchOptions::new().from(WatchFrom::Now)).unwrap();
        assert!(next_of_stream(&mut late).await.is_none(), "a watch of a closed storage ends at once");
    });
    writer.join().unwrap();
    // Closed is the watching; the storage can be used.
    assert_eq!(storage.kind::<Lamp>().get("home/desk").unwrap().spec.watts, 49);
    storage.update(&lamp("desk", 50)).unwrap();
}

#[test]
fn a_stream_that_falls_behind_ends_with_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let storage = memory();
    let options = WatchOptions::new().from(WatchFrom::Now).with_buffer(NonZeroUsize::new(2).unwrap());
    let mut watch = storage.watch(&lamps(), options).unwrap();
    for name in ["a", "b", "c"] {
        storage.create(&lamp(name, 1)).unwrap();
    }
    runtime.block_on(async {
        assert_eq!(next_of_stream(&mut watch).await.unwrap().unwrap_err().kind(), ErrorKind::Expired);
        assert!(next_of_stream(&mut watch).await.is_none());
    });
}

#[test]
fn a_watch_ends_a_thread_that_waits_for_its_next_event() {
    let storage = memory();
    let mut watch = storage.watch(&lamps(), WatchOptions::new()).unwrap();
    assert_eq!(next(&mut watch), "BOOKMARK");
    let waiting = std::thread::spawn(move || watch.find_map(Result::err));
    storage.close();
    assert!(waiting.join().unwrap().is_none());
}

/// How many threads this program has.
fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

/// In a program of its own, since other tests have threads too.
#[test]
fn closing_ends_every_thread() {
    let Some(_directory) = child_directory() else {
        let root = tempfile::tempdir().unwrap();
        let output = start("closing::closing_ends_every_thread", root.path(), "").wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("@8 threads more while it was watched"), "{said}");
        return;
    };
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("desk.yaml"), document("desk", 1)).unwrap();
    let before = threads();
    for round in 0..50 {
        // Two threads each: the one that looks, and the one that waits for the system's hints.
        let storages: Vec<_> = (0..4).map(|_| manifests(&root)).collect();
        let mut watches: Vec<Watch> =
            storages.iter().map(|storage| storage.watch(&lamps(), WatchOptions::new()).unwrap()).collect();
        for watch in &mut watches {
            assert_eq!(until(watch, "BOOKMARK"), ["ADDED desk 1"]);
        }
        if round == 0 {
            say(&format!("{} threads more while it was watched", threads() - before));
        }
        // F-38: something is about to be looked at.
        fs::write(root.path().join("desk.yaml"), document("desk", 2)).unwrap();
        fs::write(root.path().join("desk.yaml"), document("desk", 1)).unwrap();
        // By hand, by the end of the storage, or after the end of the watches.
        match round % 3 {
            0 => storages.iter().for_each(WatchStorage::close),
            1 => drop(storages),
            _ => watches.clear(),
        }
        if round % 3 < 2 {
            for watch in &mut watches {
                let last = watch.find_map(Result::err);
                assert!(last.is_none(), "{last:?}");
            }
        }
    }
    // The thread that waits for hints ends by itself, soon after.
    let deadline = Instant::now() + PATIENCE;
    while threads() > before {
        assert!(Instant::now() < deadline, "{} threads are left", threads() - before);
        std::thread::yield_now();
    }
}
