//! Checks of patches.

use std::sync::Mutex;

use libgitops_core::meta::MetadataExt as _;
use libgitops_core::patch::{Patch, PatchType};

use super::super::{Wrong, equal, fails};
use super::{as_lamp, lamp, lamp_key};
use crate::error::Error;
use crate::error::ErrorKind::{Conflict, Invalid, NotFound};
use crate::patch::StorageExt as _;
use crate::storage::Storage;

fn patch(patch_type: PatchType, text: &str) -> Result<Patch, Wrong> {
    Ok(Patch::parse(patch_type, text).map_err(Error::from)?)
}

pub(super) fn a_patch_changes_what_it_says(storage: &dyn Storage) -> Result<(), Wrong> {
    let key = lamp_key("home", "desk");
    let other = as_lamp(storage.create(&lamp("home", "floor", 1))?)?;
    let mut given = lamp("home", "desk", 40);
    given.metadata.set_label("room", "study");
    let mut expected = as_lamp(storage.create(&given)?)?;
    for (patch_type, text, watts) in [
        (PatchType::Merge, r#"{"spec": {"watts": 50}}"#, 50),
        (PatchType::Json, r#"[{"op": "replace", "path": "/spec/watts", "value": 60}]"#, 60),
        (PatchType::StrategicMerge, r#"{"spec": {"watts": 70}}"#, 70),
    ] {
        let patched = as_lamp(storage.patch(&key, &patch(patch_type, text)?)?)?;
        let version = patched.metadata.resource_version().unwrap_or_default().to_owned();
        equal(
            "whether the version changed",
            &(Some(&*version) != expected.metadata.resource_version()),
            &true,
        )?;
        expected.metadata.set_resource_version(&version);
        expected.spec.watts = watts;
        equal("what a patch gives", &patched, &expected)?;
        equal("what is stored", &as_lamp(storage.get(&key)?)?, &expected)?;
    }
    equal("another object", &as_lamp(storage.get(&lamp_key("home", "floor"))?)?, &other)
}

pub(super) fn a_patch_that_changes_nothing_writes_nothing(storage: &dyn Storage) -> Result<(), Wrong> {
    let created = as_lamp(storage.create(&lamp("home", "desk", 40))?)?;
    for text in ["{}", r#"{"spec": {"watts": 40}}"#] {
        let patched = storage.patch(&lamp_key("home", "desk"), &patch(PatchType::Merge, text)?)?;
        equal("what a patch gives", &as_lamp(patched)?, &created)?;
    }
    equal("what is stored", &as_lamp(storage.get(&lamp_key("home", "desk"))?)?, &created)
}

pub(super) fn a_patch_that_is_refused_changes_nothing(storage: &dyn Storage) -> Result<(), Wrong> {
    let key = lamp_key("home", "desk");
    let first = as_lamp(storage.create(&lamp("home", "desk", 40))?)?;
    let stored = as_lamp(storage.update(&lamp("home", "desk", 41))?)?;
    let stale = format!(
        r#"{{"metadata": {{"resourceVersion": "{}"}}, "spec": {{"watts": 1}}}}"#,
        first.metadata.resource_version().unwrap_or_default()
    );
    for (text, kind) in [
        (r#"{"metadata": {"name": "floor"}}"#, Invalid),
        (r#"{"metadata": {"namespace": "work"}}"#, Invalid),
        (r#"{"spec": {"watts": "many"}}"#, Invalid),
        (r#"{"spec": {"watts": 1000}}"#, Invalid),
        (r#"{"spec": {"hight": 1}}"#, Invalid),
        (&stale, Conflict),
    ] {
        fails(storage.patch(&key, &patch(PatchType::Merge, text)?), kind, &key)?;
    }
    let absent = lamp_key("home", "floor");
    fails(storage.patch(&absent, &patch(PatchType::Merge, "{}")?), NotFound, &absent)?;
    equal("what is stored", &as_lamp(storage.get(&key)?)?, &stored)
}

/// Each of its own label, all of one object.
pub(super) fn patches_of_threads_are_all_applied(storage: &dyn Storage) -> Result<(), Wrong> {
    const THREADS: usize = 3;
    const PATCHES: usize = 5;
    let key = lamp_key("home", "desk");
    storage.create(&lamp("home", "desk", 40))?;
    let wrong = Mutex::new(None);
    let apply = |thread: usize| -> Result<(), Wrong> {
        for number in 0..PATCHES {
            let text = format!(r#"{{"metadata": {{"labels": {{"thread-{thread}-{number}": "x"}}}}}}"#);
            storage.patch(&key, &patch(PatchType::Merge, &text)?)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (apply, wrong) = (&apply, &wrong);
            scope.spawn(move || {
                if let Err(error) = apply(thread)
                    && let Ok(mut wrong) = wrong.lock()
                {
                    *wrong = Some(error);
                }
            });
        }
    });
    if let Some(wrong) = wrong.into_inner().unwrap_or_default() {
        return Err(wrong);
    }
    let lamp = as_lamp(storage.get(&key)?)?;
    equal("the number of labels", &lamp.metadata.labels.len(), &(THREADS * PATCHES))
}
