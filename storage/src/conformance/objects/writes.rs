//! Checks of creating, updating and deleting objects.

use std::sync::Mutex;

use libgitops_core::codec::Frame;
use libgitops_core::dynamic::DynamicObject;
use libgitops_core::meta::MetadataExt as _;
use libgitops_core::object::AnyObject;

use super::super::{Wrong, equal, fails};
use super::{Lamp, as_lamp, lamp, lamp_key, lamps};
use crate::error::Error;
use crate::error::ErrorKind::{AlreadyExists, Conflict, Invalid, NotFound, Unsupported};
use crate::options::RemovePrecondition;
use crate::storage::{ReadStorageExt as _, Storage};
use crate::version::Version;

pub(super) fn a_create_is_exclusive(storage: &dyn Storage) -> Result<(), Wrong> {
    let key = lamp_key("home", "desk");
    let created = as_lamp(storage.create(&lamp("home", "desk", 40))?)?;
    fails(storage.create(&lamp("home", "desk", 60)), AlreadyExists, &key)?;
    fails(storage.create(&created), Invalid, &key)?;
    equal("what is stored", &as_lamp(storage.get(&key)?)?, &created)
}

pub(super) fn an_update_in_an_old_version_is_a_conflict(storage: &dyn Storage) -> Result<(), Wrong> {
    let key = lamp_key("home", "desk");
    let mut first = as_lamp(storage.create(&lamp("home", "desk", 40))?)?;
    let mut second = first.clone();
    second.spec.watts = 60;
    second = as_lamp(storage.update(&second)?)?;
    equal("whether the version rose", &(version(&second)? > version(&first)?), &true)?;
    first.spec.watts = 80;
    fails(storage.update(&first), Conflict, &key)?;
    equal("what is stored", &as_lamp(storage.get(&key)?)?, &second)?;
    let again = as_lamp(storage.update(&second)?)?;
    equal("the version of an update that changes nothing", &version(&again)?, &version(&second)?)?;
    // Without a version it is the caller's wish to replace any.
    let third = as_lamp(storage.update(&lamp("home", "desk", 5))?)?;
    equal("what replaces any version", &third.spec.watts, &5)?;
    fails(storage.update(&second), Conflict, &key)?;
    let mut wrong = third;
    wrong.metadata.set_resource_version("new");
    equal("a version that is none", &storage.update(&wrong).err().map(|error| error.kind()), &Some(Invalid))
}

pub(super) fn an_update_keeps_the_identity(storage: &dyn Storage) -> Result<(), Wrong> {
    let mut given = lamp("home", "desk", 40);
    given.metadata.set_uid("a");
    let created = as_lamp(storage.create(&given)?)?;
    let updated = as_lamp(storage.update(&lamp("home", "desk", 60))?)?;
    equal("the uid", &updated.metadata.uid(), &Some("a"))?;
    let times = (updated.metadata.creation_timestamp(), created.metadata.creation_timestamp());
    equal("the creation timestamp", &times.0, &times.1)?;
    given.metadata.set_uid("b");
    fails(storage.update(&given), Conflict, &lamp_key("home", "desk"))?;
    equal("what is stored", &as_lamp(storage.get(&lamp_key("home", "desk"))?)?, &updated)
}

pub(super) fn a_deleted_object_is_gone(storage: &dyn Storage) -> Result<(), Wrong> {
    let key = lamp_key("home", "desk");
    storage.create(&lamp("home", "floor", 40))?;
    let first = as_lamp(storage.create(&lamp("home", "desk", 40))?)?;
    let second = as_lamp(storage.update(&lamp("home", "desk", 60))?)?;
    fails(storage.delete(&key, RemovePrecondition::Matches(version(&first)?)), Conflict, &key)?;
    let gone = storage.delete(&key, RemovePrecondition::Matches(version(&second)?))?;
    equal("whether the version rose", &(gone > version(&second)?), &true)?;
    fails(storage.get(&key), NotFound, &key)?;
    fails(storage.delete(&key, RemovePrecondition::Present), NotFound, &key)?;
    fails(storage.update(&second), NotFound, &key)?;
    equal("the count", &storage.count(&lamps())?, &1)?;
    let anew = as_lamp(storage.create(&lamp("home", "desk", 80))?)?;
    equal("whether the version rose", &(version(&anew)? > gone), &true)
}

pub(super) fn what_breaks_a_rule_changes_nothing(storage: &dyn Storage) -> Result<(), Wrong> {
    let key = lamp_key("home", "desk");
    let stored = as_lamp(storage.create(&lamp("home", "desk", 40))?)?;
    fails(storage.update(&lamp("home", "desk", 1000)), Invalid, &key)?;
    fails(storage.create(&lamp("home", "floor", 1000)), Invalid, &lamp_key("home", "floor"))?;
    let partial = storage.get_meta(&key)?;
    fails(storage.update(&partial), Unsupported, &key)?;
    for name in ["", "..", "a/b", "a\0b"] {
        let failed = storage.create(&lamp("home", name, 40)).err().map(|error| error.kind());
        equal("a name that no object can have", &failed, &Some(Invalid))?;
    }
    equal("what is stored", &as_lamp(storage.get(&key)?)?, &stored)?;
    equal("the count", &storage.count(&lamps())?, &1)
}

pub(super) fn dynamic_objects_are_held_to_the_type(storage: &dyn Storage) -> Result<(), Wrong> {
    let head = "apiVersion: lights.example.com/v1\nkind: Lamp\nmetadata: {name: desk, namespace: home}\n";
    let dynamic = |spec: &str| -> Result<DynamicObject, Error> {
        Ok(storage.serializer().decoder().decode_as(&Frame::yaml(format!("{head}spec: {spec}\n")))?)
    };
    let key = lamp_key("home", "desk");
    for wrong in ["{watts: many}", "{watts: 40, hight: 3}", "{watts: 1000}"] {
        fails(storage.create(&dynamic(wrong)?), Invalid, &key)?;
    }
    equal("what was created", &as_lamp(storage.create(&dynamic("{watts: 40}")?)?)?.spec.watts, &40)?;
    equal("what was updated", &as_lamp(storage.update(&dynamic("{watts: 60}")?)?)?.spec.watts, &60)
}

pub(super) fn threads_lose_no_increment(storage: &dyn Storage) -> Result<(), Wrong> {
    const THREADS: u64 = 4;
    const INCREMENTS: u64 = 25;
    let key = lamp_key("home", "desk");
    storage.create(&lamp("home", "desk", 0))?;
    let wrong = Mutex::new(None);
    let increment = || {
        for _ in 0..INCREMENTS {
            if let Err(error) = increment_once(storage)
                && let Ok(mut wrong) = wrong.lock()
            {
                *wrong = Some(error);
            }
        }
    };
    std::thread::scope(|scope| (0..THREADS).for_each(|_| drop(scope.spawn(increment))));
    if let Some(wrong) = wrong.into_inner().unwrap_or_default() {
        return Err(wrong);
    }
    equal("the sum", &as_lamp(storage.get(&key)?)?.spec.watts, &(THREADS * INCREMENTS))
}

fn increment_once(storage: &dyn Storage) -> Result<(), Wrong> {
    loop {
        let mut lamp = as_lamp(storage.get(&lamp_key("home", "desk"))?)?;
        lamp.spec.watts += 1;
        match storage.update(&lamp as &dyn AnyObject) {
            Err(error) if error.kind() == Conflict => {}
            result => return result.map(|_| ()).map_err(Wrong::from),
        }
    }
}

fn version(lamp: &Lamp) -> Result<Version, Error> {
    lamp.metadata.resource_version().unwrap_or_default().parse()
}
