//! What others do between reading and writing.

use super::*;

/// A storage in which somebody else acts on the first reads or writes.
#[derive(Debug)]
struct Shared {
    raw: MemoryRawStorage,
    reads: AtomicUsize,
    after_read: fn(&MemoryRawStorage, usize),
    refuses: bool,
}

impl RawStorage for Shared {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        let object = self.raw.read(key);
        (self.after_read)(&self.raw, self.reads.fetch_add(1, Ordering::SeqCst));
        object
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        self.raw.stat(key)
    }

    fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
        if self.refuses && precondition != Precondition::Absent {
            return Err(Error::new(ErrorKind::Conflict, "it is always refused"));
        }
        self.raw.write(key, bytes, precondition)
    }

    fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.raw.remove(key, precondition)
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        self.raw.list(kind, options)
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        self.raw.content_type(key)
    }

    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        self.raw.key_for_path(path)
    }
}

fn shared(after_read: fn(&MemoryRawStorage, usize), refuses: bool) -> ObjectStorage<Shared> {
    let raw = Shared { raw: MemoryRawStorage::default(), reads: AtomicUsize::new(0), after_read, refuses };
    let storage = ObjectStorage::new(raw, policy());
    storage.create(&lamp("desk", 0)).unwrap();
    storage
}

/// Somebody who counts the watts up behind each of the first reads.
fn counts_up(raw: &MemoryRawStorage, reads: usize) {
    if reads < 6 {
        let stored = raw.read(&key("desk")).unwrap();
        let text = String::from_utf8(stored.bytes).unwrap();
        let text = text.replace(&format!("watts: {reads}\n"), &format!("watts: {}\n", reads + 1));
        raw.write(&key("desk"), text.as_bytes(), Precondition::Present).unwrap();
    }
}

#[test]
fn a_patch_is_applied_again_to_what_others_wrote_in_between() {
    let storage = shared(counts_up, false);
    let patched = as_lamp(storage.patch(&key("desk"), &merge(r#"{"status":{"hot":true}}"#)).unwrap());
    assert_eq!((patched.spec.watts, patched.status.hot), (6, true));
    assert_eq!(as_lamp(storage.get(&key("desk")).unwrap()), patched);
}

#[test]
fn a_status_is_put_on_what_others_wrote_in_between() {
    let storage = shared(counts_up, false);
    let mut state = lamp("desk", 77);
    state.status.hot = true;
    let stored = as_lamp(storage.update_status(&state).unwrap());
    assert_eq!((stored.spec.watts, stored.status.hot), (6, true));
}

#[test]
fn a_patch_that_names_a_version_is_not_applied_to_another_one() {
    let storage = shared(counts_up, false);
    let first = storage.raw().stat(&key("desk")).unwrap().version;
    let patch = format!(r#"{{"metadata":{{"resourceVersion":"{first}"}},"status":{{"hot":true}}}}"#);
    let error = storage.patch(&key("desk"), &merge(&patch)).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Conflict, Some("patch")));
    let stored = String::from_utf8(storage.raw().raw.read(&key("desk")).unwrap().bytes).unwrap();
    assert!(!stored.contains("hot"), "{stored}");
}

#[test]
fn a_conflict_that_nobodys_write_explains_ends_the_tries() {
    let storage = shared(|_, _| {}, true);
    let error = storage.patch(&key("desk"), &merge(r#"{"spec":{"watts":1}}"#)).unwrap_err();
    assert_eq!(
        (error.kind(), error.operation(), error.key()),
        (ErrorKind::Conflict, Some("patch"), Some(&key("desk")))
    );
    assert!(error.to_string().contains("it is always refused"), "{error}");
}

#[test]
fn an_object_that_was_removed_in_between_is_not_made_again() {
    let remove = |raw: &MemoryRawStorage, _: usize| {
        let gone = raw.remove(&key("desk"), RemovePrecondition::Present).map(drop);
        assert!(gone.is_ok_and(|()| true) || raw.read(&key("desk")).is_err());
    };
    let storage = shared(remove, false);
    let error = storage.patch(&key("desk"), &merge(r#"{"spec":{"watts":1}}"#)).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::NotFound, Some("patch")));
}

#[test]
fn no_patch_is_lost_among_threads() {
    each(|storage| {
        storage.create(&lamp("desk", 0)).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                scope.spawn(move || {
                    for number in 0..25 {
                        let patch = format!(r#"{{"metadata":{{"labels":{{"t{thread}-{number}":"x"}}}}}}"#);
                        storage.patch(&key("desk"), &merge(&patch)).unwrap();
                    }
                });
            }
        });
        assert_eq!(as_lamp(storage.get(&key("desk")).unwrap()).metadata.labels.len(), 100);
    });
}
