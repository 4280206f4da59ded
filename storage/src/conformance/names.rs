//! Checks of names.

use libgitops_core::gvk::GroupVersionKind;
use libgitops_core::key::ObjectKey;

use super::{LAMP, Wrong, equal, fails, lamp};
use crate::error::ErrorKind::Invalid;
use crate::options::{ListOptions, Precondition, RemovePrecondition};
use crate::raw::{RawStorage, RawStorageExt as _};

pub(super) fn names_that_lead_elsewhere_are_refused(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let long = "a".repeat(251);
    let names = [
        "",
        ".",
        "..",
        "../desk",
        "home/desk",
        "/desk",
        "desk\0",
        ".desk",
        "-desk",
        "de\\sk",
        "desk%2f",
        "d k",
        &long,
    ];
    let mut keys: Vec<ObjectKey> = names.iter().map(|name| lamp("home", name)).collect();
    keys.extend(["..", ".", "a/b", "Home", "ho.me", "h\0"].map(|namespace| lamp(namespace, "desk")));
    let kinds = ["", "..", "a/b", "L\0"].map(|kind| GroupVersionKind { kind: kind.into(), ..LAMP });
    keys.extend(kinds.map(|kind| ObjectKey::namespaced(kind, "home", "desk")));
    for key in &keys {
        fails(storage.read(key), Invalid, key)?;
        fails(storage.stat(key), Invalid, key)?;
        fails(storage.exists(key), Invalid, key)?;
        fails(storage.write(key, b"x", Precondition::Any), Invalid, key)?;
        fails(storage.remove(key, RemovePrecondition::Present), Invalid, key)?;
        fails(storage.content_type(key), Invalid, key)?;
    }
    let error = storage.list(&LAMP.into(), &ListOptions::all().in_namespace("../home")).err();
    equal("the error of a list", &error.map(|error| error.kind()), &Some(Invalid))
}

pub(super) fn names_that_differ_in_case_only_do_not_meet(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let (key, clash) = (lamp("home", "Desk"), lamp("home", "desk"));
    storage.write(&key, b"x", Precondition::Absent)?;
    fails(storage.write(&clash, b"y", Precondition::Any), Invalid, &clash)?;
    fails(storage.write(&lamp("home", "DESK"), b"y", Precondition::Any), Invalid, &lamp("home", "DESK"))?;
    storage.write(&lamp("office", "desk"), b"y", Precondition::Any)?;
    storage.remove(&key, RemovePrecondition::Present)?;
    storage.write(&clash, b"y", Precondition::Absent)?;
    fails(storage.write(&key, b"x", Precondition::Absent), Invalid, &key)?;
    equal("the list", &storage.list_all(&LAMP.into())?.keys, &vec![clash, lamp("office", "desk")])
}
