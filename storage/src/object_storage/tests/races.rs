//! What others do between two steps of an operation.

use std::path::Path;

use super::*;

/// A storage in which somebody else acts behind each read and each list.
#[derive(Debug)]
struct Shared {
    raw: MemoryRawStorage,
    after_read: fn(&MemoryRawStorage),
    after_list: fn(&MemoryRawStorage),
}

impl RawStorage for Shared {
    fn read(&self, key: &ObjectKey) -> Result<RawObject, Error> {
        let object = self.raw.read(key);
        (self.after_read)(&self.raw);
        object
    }

    fn stat(&self, key: &ObjectKey) -> Result<RawInfo, Error> {
        self.raw.stat(key)
    }

    fn write(&self, key: &ObjectKey, bytes: &[u8], precondition: Precondition) -> Result<Written, Error> {
        self.raw.write(key, bytes, precondition)
    }

    fn remove(&self, key: &ObjectKey, precondition: RemovePrecondition) -> Result<Version, Error> {
        self.raw.remove(key, precondition)
    }

    fn list(&self, kind: &KindKey, options: &ListOptions) -> Result<Page, Error> {
        let page = self.raw.list(kind, options);
        (self.after_list)(&self.raw);
        page
    }

    fn content_type(&self, key: &ObjectKey) -> Result<ContentType, Error> {
        self.raw.content_type(key)
    }

    fn key_for_path(&self, path: &Path) -> Option<UnversionedKey> {
        self.raw.key_for_path(path)
    }
}

fn shared(after_read: fn(&MemoryRawStorage), after_list: fn(&MemoryRawStorage)) -> ObjectStorage<Shared> {
    ObjectStorage::new(Shared { raw: MemoryRawStorage::default(), after_read, after_list }, serializer())
}

#[test]
fn an_object_that_is_removed_while_a_list_is_read_is_not_in_it() {
    let remove_desk = |raw: &MemoryRawStorage| {
        raw.remove(&lamp_key("home", "desk"), RemovePrecondition::Present).unwrap();
    };
    let storage = shared(|_| {}, remove_desk);
    for name in ["desk", "floor"] {
        storage.create(&lamp("home", name, 40)).unwrap();
    }
    let list = storage.list(&lamps(), &ObjectListOptions::all()).unwrap();
    assert_eq!((names(&list), list.errors.len()), (vec!["home/floor".to_owned()], 0));
}

#[test]
fn an_update_does_not_replace_an_object_that_took_the_name_while_the_uid_was_compared() {
    let replace = |raw: &MemoryRawStorage| {
        let other = lamp_document("{name: desk, uid: b}");
        raw.write(&lamp_key("home", "desk"), other.as_bytes(), Precondition::Any).unwrap();
    };
    let storage = shared(replace, |_| {});
    let mut desk = lamp("home", "desk", 40);
    desk.metadata.set_uid("a");
    storage.create(&desk).unwrap();
    assert_eq!(kind_of(storage.update(&desk)), Some(ErrorKind::Conflict));
    let stored = storage.raw().raw.read(&lamp_key("home", "desk")).unwrap();
    assert!(String::from_utf8(stored.bytes).unwrap().contains("uid: b"));
}
