//! Checks of reading, writing and removing one object.

use libgitops_core::key::ObjectKey;

use super::{LAMP, SWITCH, Wrong, equal, fails, lamp};
use crate::error::ErrorKind::{AlreadyExists, Conflict, NotFound};
use crate::options::{Precondition, RemovePrecondition};
use crate::raw::{Change, RawStorage, RawStorageExt as _};
use crate::version::{Checksum, Version};

pub(super) fn what_was_written_is_read(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let keys = [
        lamp("home", "desk"),
        ObjectKey::cluster(LAMP, "sun"),
        ObjectKey::namespaced(SWITCH, "home", "desk"),
    ];
    for key in &keys {
        let content_type = storage.content_type(key)?;
        let bytes = key.to_string().into_bytes();
        let written = storage.write(key, &bytes, Precondition::Absent)?;
        equal("the change", &written.change, &Change::Created)?;
        equal("the checksum of the write", &written.checksum, &Checksum::of(&bytes))?;
        let info = storage.stat(key)?;
        equal("the version", &info.version, &written.version)?;
        equal("the checksum", &info.checksum, &written.checksum)?;
        equal("the size", &info.size, &(bytes.len() as u64))?;
        equal("the content type after and before", &info.content_type, &content_type)?;
    }
    for key in &keys {
        let read = storage.read(key)?;
        equal("the bytes", &read.bytes, &key.to_string().into_bytes())?;
        equal("what reading and looking know", &read.info, &storage.stat(key)?)?;
        equal("the content type", &storage.content_type(key)?, &read.info.content_type)?;
        equal("whether it exists", &storage.exists(key)?, &true)?;
    }
    Ok(())
}

pub(super) fn an_absent_object_is_not_found(storage: &dyn RawStorage) -> Result<(), Wrong> {
    storage.write(&lamp("home", "desk"), b"x", Precondition::Any)?;
    for key in [lamp("home", "floor"), lamp("office", "desk"), ObjectKey::cluster(LAMP, "desk")] {
        fails(storage.read(&key), NotFound, &key)?;
        fails(storage.stat(&key), NotFound, &key)?;
        fails(storage.checksum(&key), NotFound, &key)?;
        fails(storage.write(&key, b"y", Precondition::Present), NotFound, &key)?;
        fails(storage.write(&key, b"y", Precondition::Matches(Version::new(2))), NotFound, &key)?;
        fails(storage.remove(&key, RemovePrecondition::Present), NotFound, &key)?;
        fails(storage.remove(&key, RemovePrecondition::Matches(Version::new(2))), NotFound, &key)?;
        equal("whether it exists", &storage.exists(&key)?, &false)?;
    }
    Ok(())
}

pub(super) fn a_create_is_exclusive(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let key = lamp("home", "desk");
    storage.write(&key, b"first", Precondition::Absent)?;
    for bytes in [b"first".as_slice(), b"second"] {
        fails(storage.write(&key, bytes, Precondition::Absent), AlreadyExists, &key)?;
    }
    equal("the bytes", &storage.read(&key)?.bytes, &b"first".to_vec())
}

pub(super) fn a_write_in_an_old_version_is_a_conflict(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let key = lamp("home", "desk");
    let first = storage.write(&key, b"first", Precondition::Absent)?.version;
    let second = storage.write(&key, b"second", Precondition::Matches(first))?.version;
    let unknown = Version::new(second.get() + 1);
    for stale in [first, unknown, Version::INITIAL, Version::new(0)] {
        for bytes in [b"second".as_slice(), b"third"] {
            fails(storage.write(&key, bytes, Precondition::Matches(stale)), Conflict, &key)?;
        }
        fails(storage.remove(&key, RemovePrecondition::Matches(stale)), Conflict, &key)?;
    }
    // The bytes of the first write, and not its version.
    let third = storage.write(&key, b"first", Precondition::Matches(second))?;
    equal("the change", &third.change, &Change::Updated)?;
    fails(storage.write(&key, b"fourth", Precondition::Matches(first)), Conflict, &key)?;
    storage.remove(&key, RemovePrecondition::Matches(third.version))?;
    Ok(())
}

pub(super) fn versions_rise(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let mut last = Version::INITIAL;
    let mut rises = |version: Version| {
        let result = equal("whether the version is above all before", &(version > last), &true);
        last = version;
        result
    };
    let keys = [lamp("home", "desk"), lamp("office", "desk"), ObjectKey::cluster(SWITCH, "main")];
    for (round, removed) in (0..3_u8).zip(&keys) {
        for key in &keys {
            rises(storage.write(key, &[round], Precondition::Any)?.version)?;
        }
        for key in &keys {
            rises(storage.write(key, &[round, round], Precondition::Present)?.version)?;
        }
        rises(storage.remove(removed, RemovePrecondition::Present)?)?;
    }
    let listed = storage.list_all(&LAMP.into())?.version;
    equal("the version of the list", &listed, &last)
}

pub(super) fn a_write_of_the_same_bytes_keeps_the_version(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let key = lamp("home", "desk");
    let first = storage.write(&key, b"x", Precondition::Any)?;
    for precondition in [Precondition::Any, Precondition::Present, Precondition::Matches(first.version)] {
        let again = storage.write(&key, b"x", precondition)?;
        equal("the change", &again.change, &Change::Unchanged)?;
        equal("the version", &again.version, &first.version)?;
    }
    Ok(())
}

pub(super) fn a_removed_object_is_gone(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let (key, other) = (lamp("home", "desk"), lamp("home", "floor"));
    storage.write(&other, b"y", Precondition::Absent)?;
    let first = storage.write(&key, b"x", Precondition::Absent)?.version;
    let removed = storage.remove(&key, RemovePrecondition::Matches(first))?;
    equal("whether the removal has a higher version", &(removed > first), &true)?;
    fails(storage.read(&key), NotFound, &key)?;
    equal("the bytes of another object", &storage.read(&other)?.bytes, &b"y".to_vec())?;
    let again = storage.write(&key, b"x", Precondition::Absent)?;
    equal("the change", &again.change, &Change::Created)?;
    equal("whether the new object has a higher version", &(again.version > removed), &true)?;
    fails(storage.remove(&key, RemovePrecondition::Matches(first)), Conflict, &key)
}

pub(super) fn versions_of_a_kind_are_one_object(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let key = lamp("home", "desk");
    storage.write(&key, b"x", Precondition::Absent)?;
    let mut other = LAMP;
    other.version = "v2".into();
    let same = key.with_kind(other);
    match storage.read(&same) {
        Ok(read) => equal("the bytes", &read.bytes, &b"x".to_vec()),
        // A storage may be for one group version alone.
        Err(error) => equal("the error's kind", &error.kind(), &crate::ErrorKind::Unsupported),
    }
}

pub(super) fn any_bytes_are_kept(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let key = lamp("home", "desk");
    let large = vec![b'x'; 1 << 18];
    for bytes in [b"".as_slice(), b"\0\xff\r\n", b"no line end", &large] {
        let written = storage.write(&key, bytes, Precondition::Any)?;
        let read = storage.read(&key)?;
        equal("whether the bytes are the same", &(read.bytes == bytes), &true)?;
        equal("the checksum", &read.info.checksum, &written.checksum)?;
    }
    Ok(())
}

pub(super) fn a_failed_operation_changes_nothing(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let (key, absent) = (lamp("home", "desk"), lamp("office", "desk"));
    let version = storage.write(&key, b"x", Precondition::Absent)?.version;
    fails(storage.write(&key, b"y", Precondition::Absent), AlreadyExists, &key)?;
    fails(storage.write(&key, b"y", Precondition::Matches(Version::new(0))), Conflict, &key)?;
    fails(storage.write(&absent, b"y", Precondition::Present), NotFound, &absent)?;
    fails(storage.remove(&absent, RemovePrecondition::Present), NotFound, &absent)?;
    equal("the version", &storage.stat(&key)?.version, &version)?;
    equal("the bytes", &storage.read(&key)?.bytes, &b"x".to_vec())?;
    equal("the list", &storage.list_all(&LAMP.into())?.keys, &vec![key])
}
