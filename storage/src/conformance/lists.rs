//! Checks of lists.

use libgitops_core::key::{KindKey, ObjectKey};

use super::{LAMP, SWITCH, Wrong, equal, lamp};
use crate::error::ErrorKind;
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::raw::{RawStorage, RawStorageExt as _};
use crate::version::Version;

/// Some objects of one kind, sorted, and one of another kind.
fn fill(storage: &dyn RawStorage) -> Result<Vec<ObjectKey>, Wrong> {
    let mut keys = vec![ObjectKey::cluster(LAMP, "moon"), ObjectKey::cluster(LAMP, "sun")];
    for namespace in ["a", "a-b", "b"] {
        for name in ["a", "a-1", "a.b", "b", "b0"] {
            keys.push(lamp(namespace, name));
        }
    }
    // Written in another order than they are listed.
    for key in keys.iter().rev() {
        storage.write(key, b"x", Precondition::Absent)?;
    }
    storage.write(&ObjectKey::namespaced(SWITCH, "a", "a"), b"x", Precondition::Absent)?;
    Ok(keys)
}

pub(super) fn lists_are_sorted_and_of_one_kind(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let mut keys = fill(storage)?;
    let kind = KindKey::new(LAMP);
    equal("the list", &storage.list_all(&kind)?.keys, &keys)?;
    for namespace in ["", "a", "a-b", "absent"] {
        let expected: Vec<ObjectKey> =
            keys.iter().filter(|key| key.namespace() == namespace).cloned().collect();
        let page = storage.list(&kind, &ListOptions::all().in_namespace(namespace))?;
        equal("the list of a namespace", &page.keys, &expected)?;
    }
    let removed = keys.remove(3);
    let version = storage.remove(&removed, RemovePrecondition::Present)?;
    let page = storage.list_all(&kind)?;
    equal("the list after a removal", &page.keys, &keys)?;
    equal("its version", &page.version, &version)?;
    equal("the number of errors", &page.errors.len(), &0)
}

pub(super) fn a_kind_without_objects_has_an_empty_list(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let page = storage.list_all(&SWITCH.into())?;
    equal("the list", &page.keys, &Vec::new())?;
    equal("the token", &page.next, &None)?;
    storage.write(&lamp("a", "a"), b"x", Precondition::Absent)?;
    equal("the list", &storage.list_all(&SWITCH.into())?.keys, &Vec::new())?;
    storage.remove(&lamp("a", "a"), RemovePrecondition::Present)?;
    equal("the list", &storage.list_all(&LAMP.into())?.keys, &Vec::new())
}

pub(super) fn pages_join_to_the_whole_list(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let keys = fill(storage)?;
    let kind = KindKey::new(LAMP);
    for limit in [1, 2, 5, keys.len() - 1, keys.len(), keys.len() + 1] {
        let mut options = ListOptions::all().with_limit(limit);
        let mut found = Vec::new();
        loop {
            let page = storage.list(&kind, &options)?;
            equal("whether the page has at most the limit", &(page.keys.len() <= limit), &true)?;
            found.extend(page.keys);
            let Some(next) = page.next else { break };
            options = options.after(next);
        }
        equal("all pages", &found, &keys)?;
    }
    let unlimited = storage.list(&kind, &ListOptions::all().with_limit(0))?;
    equal("the page without a limit", &(unlimited.keys, unlimited.next), &(keys, None))?;
    for token in ["", "a", "a/", "a/b/c"] {
        let error = storage.list(&kind, &ListOptions::all().after(token)).err().map(|error| error.kind());
        equal("the error for a token that no page gave", &error, &Some(ErrorKind::Invalid))?;
    }
    Ok(())
}

pub(super) fn lists_with_versions_tell_each_one(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let kind = KindKey::new(LAMP);
    equal("the list of nothing", &storage.list_versions(&kind, &ListOptions::all())?.objects, &Vec::new())?;
    let keys = fill(storage)?;
    let agree = || -> Result<Vec<(ObjectKey, Version)>, Wrong> {
        let listed = storage.list_versions(&kind, &ListOptions::all())?;
        equal("the number of errors", &listed.errors.len(), &0)?;
        for (key, version) in &listed.objects {
            equal("the version that is listed", version, &storage.stat(key)?.version)?;
            equal("whether the list has seen it", &(*version <= listed.version), &true)?;
        }
        Ok(listed.objects)
    };
    let before = agree()?;
    let listed: Vec<ObjectKey> = before.iter().map(|(key, _)| key.clone()).collect();
    equal("the objects", &listed, &keys)?;
    let (Some((changed, old)), Some((removed, _))) = (before.get(1), before.get(3)) else { return Ok(()) };
    let version = storage.write(changed, b"y", Precondition::Matches(*old))?.version;
    storage.remove(removed, RemovePrecondition::Present)?;
    let mut expected = before.clone();
    expected.retain(|(key, _)| key != removed);
    for (key, known) in &mut expected {
        if key == changed {
            *known = version;
        }
    }
    equal("the list after a change and a removal", &agree()?, &expected)?;
    let mut options = ListOptions::all().in_namespace("a").with_limit(2);
    let mut joined = Vec::new();
    loop {
        let page = storage.list_versions(&kind, &options)?;
        joined.extend(page.objects);
        let Some(next) = page.next else { break };
        options = options.after(next);
    }
    expected.retain(|(key, _)| key.namespace() == "a");
    equal("the pages of a namespace", &joined, &expected)
}
