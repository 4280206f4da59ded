//! Checks of reading objects: one, all of a kind, or the only one that fits.

use libgitops_core::codec::Frame;
use libgitops_core::dynamic::DynamicObject;
use libgitops_core::key::{KindKey, ObjectKey};
use libgitops_core::meta::{MetadataExt, ObjectMeta};
use libgitops_core::object::{AnyObject as _, AsObject, Object as _};

use super::super::{Wrong, equal, fails};
use super::{Room, as_lamp, lamp, lamp_key, lamps};
use crate::error::ErrorKind::{Ambiguous, Invalid, NotFound, Unrecognized};
use crate::filter::{NameFilter, NamespaceFilter};
use crate::object_list::{ObjectList, ObjectListOptions};
use crate::options::{ListOptions, RemovePrecondition};
use crate::storage::{ReadStorageExt as _, Storage};

pub(super) fn what_was_created_is_read(storage: &dyn Storage) -> Result<(), Wrong> {
    let mut given = lamp("home", "desk", 40);
    given.metadata.set_label("room", "study");
    let created = as_lamp(storage.create(&given)?)?;
    equal("what was created", &created.spec, &given.spec)?;
    equal("its label", &created.metadata.label("room"), &Some("study"))?;
    equal("whether it has a version", &created.metadata.resource_version().is_some(), &true)?;
    equal("whether it has a creation timestamp", &created.metadata.creation_timestamp().is_some(), &true)?;
    let key = storage.key_for(&created)?;
    equal("its key", &key, &lamp_key("home", "desk"))?;
    equal("what is got", &as_lamp(storage.get(&key)?)?, &created)?;
    let meta = storage.get_meta(&key)?;
    equal("the metadata alone", &meta.metadata, &created.metadata)?;
    equal("the kind of the metadata alone", &meta.gvk(), &created.gvk())?;
    let listed = storage.list(&lamps(), &ObjectListOptions::all())?;
    equal("the errors of the list", &listed.errors.len(), &0)?;
    for object in listed.objects {
        equal("what is listed", &as_lamp(object)?, &created)?;
    }
    let listed = storage.list_meta(&lamps(), &ObjectListOptions::all())?;
    for object in &listed.objects {
        equal("the metadata that is listed", &object.metadata, &created.metadata)?;
    }
    equal("the count", &(listed.objects.len(), storage.count(&lamps())?), &(1, 1))?;
    let before = storage.checksum(&key)?;
    storage.update(&lamp("home", "desk", 60))?;
    equal("whether the checksum changed", &(storage.checksum(&key)? != before), &true)
}

pub(super) fn an_absent_object_is_not_found(storage: &dyn Storage) -> Result<(), Wrong> {
    equal("the count of a kind without objects", &storage.count(&lamps())?, &0)?;
    storage.create(&lamp("home", "desk", 40))?;
    for key in [lamp_key("home", "floor"), lamp_key("work", "desk")] {
        fails(storage.get(&key), NotFound, &key)?;
        fails(storage.get_meta(&key), NotFound, &key)?;
        fails(storage.checksum(&key), NotFound, &key)?;
        fails(storage.update(&lamp(key.namespace(), key.name(), 40)), NotFound, &key)?;
        fails(storage.delete(&key, RemovePrecondition::Present), NotFound, &key)?;
        equal("what may be there", &storage.get_opt(&key)?.is_some(), &false)?;
    }
    Ok(())
}

pub(super) fn namespaces_follow_the_scope(storage: &dyn Storage) -> Result<(), Wrong> {
    let default = storage.policy().default_namespace().to_owned();
    let created = storage.create(&lamp("", "desk", 40))?;
    equal("its key", &storage.key_for(&created)?, &lamp_key(&default, "desk"))?;
    let read = as_lamp(storage.get(&lamp_key("", "desk"))?)?;
    equal("its namespace", &read.metadata.namespace(), &Some(default.as_str()))?;

    let room = Room { metadata: ObjectMeta::named("kitchen") };
    let created = storage.create(&room)?;
    let key = ObjectKey::cluster(Room::RESOURCE.gvk(), "kitchen");
    equal("the key in cluster scope", &storage.key_for(&created)?, &key)?;
    equal("the namespace in cluster scope", &storage.get_meta(&key)?.metadata.namespace(), &None)?;
    let wrong = ObjectKey::namespaced(Room::RESOURCE.gvk(), "home", "kitchen");
    fails(storage.get(&wrong), Invalid, &wrong)?;
    let wrong = Room { metadata: ObjectMeta::namespaced("home", "kitchen") };
    equal("a namespace in cluster scope", &kind_of(storage.create(&wrong)), &Some(Invalid))
}

pub(super) fn lists_are_sorted_of_one_kind_and_filtered(storage: &dyn Storage) -> Result<(), Wrong> {
    storage.create(&Room { metadata: ObjectMeta::named("kitchen") })?;
    for (namespace, name) in
        [("work", "a"), ("home", "desk"), ("home", "a-b"), ("home", "a.b"), ("home", "a")]
    {
        storage.create(&lamp(namespace, name, 40))?;
    }
    let rows = [
        (ObjectListOptions::all(), vec!["home/a", "home/a-b", "home/a.b", "home/desk", "work/a"]),
        (ObjectListOptions::all().in_namespace("work"), vec!["work/a"]),
        (ObjectListOptions::all().in_namespace("nowhere"), vec![]),
        (ObjectListOptions::all().with_filter(NameFilter::prefix("a-")), vec!["home/a-b"]),
        (
            ObjectListOptions::all()
                .with_filter(NameFilter::exact("a"))
                .with_filter(NamespaceFilter::new("home")),
            vec!["home/a"],
        ),
    ];
    for (options, expected) in rows {
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        equal("the list", &names(&storage.list(&lamps(), &options)?), &expected)?;
        equal("the list of metadata", &names(&storage.list_meta(&lamps(), &options)?), &expected)?;
    }
    equal("the count", &storage.count(&lamps())?, &5)
}

pub(super) fn pages_join_to_the_whole_list(storage: &dyn Storage) -> Result<(), Wrong> {
    for number in 0..7 {
        storage.create(&lamp("home", &format!("lamp-{number}"), number))?;
    }
    let whole = names(&storage.list(&lamps(), &ObjectListOptions::all())?);
    for limit in [1, 3, 7, 8] {
        let mut options = ObjectListOptions::all().with_limit(limit);
        let mut joined = Vec::new();
        loop {
            let page = storage.list(&lamps(), &options)?;
            equal("whether a page is within its limit", &(page.objects.len() <= limit), &true)?;
            joined.extend(names(&page));
            let Some(next) = page.next else { break };
            options = options.after(next);
        }
        equal("the pages", &joined, &whole)?;
    }
    let unlimited = storage.list(&lamps(), &ObjectListOptions::all().with_limit(0))?;
    equal("the list without a limit", &(names(&unlimited), unlimited.next), &(whole, None))?;
    let wrong = ObjectListOptions::all().after("no token");
    equal("a token that no list gave", &kind_of(storage.list(&lamps(), &wrong)), &Some(Invalid))
}

pub(super) fn the_one_object_that_fits_is_found(storage: &dyn Storage) -> Result<(), Wrong> {
    for (namespace, name) in [("home", "desk"), ("home", "floor"), ("work", "desk")] {
        storage.create(&lamp(namespace, name, 40))?;
    }
    let find =
        |name: &str| storage.find(&lamps(), &ObjectListOptions::all().with_filter(NameFilter::exact(name)));
    equal("the one that fits", &storage.key_for(&find("floor")?)?, &lamp_key("home", "floor"))?;
    equal("none that fits", &kind_of(find("spot")), &Some(NotFound))?;
    equal("several that fit", &kind_of(find("desk")), &Some(Ambiguous))
}

pub(super) fn lists_with_versions_tell_each_one(storage: &dyn Storage) -> Result<(), Wrong> {
    let kind = lamps();
    for (namespace, name) in [("home", "desk"), ("home", "floor"), ("work", "desk")] {
        storage.create(&lamp(namespace, name, 40))?;
    }
    storage.create(&Room { metadata: ObjectMeta::named("kitchen") })?;
    storage.update(&lamp("home", "desk", 60))?;
    storage.delete(&lamp_key("home", "floor"), RemovePrecondition::Present)?;
    let found = storage.list_versions(&kind, &ListOptions::all())?;
    equal("the number of errors", &found.errors.len(), &0)?;
    let keys: Vec<ObjectKey> = found.objects.iter().map(|(key, _)| key.clone()).collect();
    equal("the objects", &keys, &vec![lamp_key("home", "desk"), lamp_key("work", "desk")])?;
    for (key, version) in &found.objects {
        let object = as_lamp(storage.get(key)?)?;
        let own = object.metadata.resource_version().map(str::to_owned);
        equal("the version that is listed", &Some(version.to_string()), &own)?;
        equal("the version alone", &storage.version(key)?, version)?;
        equal("whether the list has seen it", &(*version <= found.version), &true)?;
    }
    let part = ListOptions::all().in_namespace("work");
    equal("those of a namespace", &storage.list_versions(&kind, &part)?.objects.len(), &1)?;
    fails(storage.version(&lamp_key("home", "floor")), NotFound, &lamp_key("home", "floor"))?;
    let wrong = ListOptions::all().after("no token");
    equal("a token that no list gave", &kind_of(storage.list_versions(&kind, &wrong)), &Some(Invalid))
}

pub(super) fn unknown_kinds_are_refused(storage: &dyn Storage) -> Result<(), Wrong> {
    let document = "apiVersion: lights.example.com/v1\nkind: Sofa\nmetadata: {name: red}\n";
    let decoded: Result<DynamicObject, _> = storage.serializer().decoder().decode_as(&Frame::yaml(document));
    let sofa = decoded.map_err(crate::error::Error::from)?;
    let key = ObjectKey::namespaced(sofa.gvk(), "home", "red");
    let all = ObjectListOptions::all();
    let kinds = [
        kind_of(storage.key_for(&sofa)),
        kind_of(storage.create(&sofa)),
        kind_of(storage.update(&sofa)),
        kind_of(storage.delete(&key, RemovePrecondition::Present)),
        kind_of(storage.get(&key)),
        kind_of(storage.get_meta(&key)),
        kind_of(storage.list(key.kind(), &all)),
        kind_of(storage.list_meta(key.kind(), &all)),
        kind_of(storage.checksum(&key)),
        kind_of(storage.count(&KindKey::new(sofa.gvk()))),
        kind_of(storage.version(&key)),
        kind_of(storage.list_versions(key.kind(), &ListOptions::all())),
    ];
    equal("what each operation fails with", &kinds, &[Some(Unrecognized); 12])
}

fn kind_of<T>(result: Result<T, crate::error::Error>) -> Option<crate::error::ErrorKind> {
    result.err().map(|error| error.kind())
}

fn names<O: AsObject>(list: &ObjectList<O>) -> Vec<String> {
    let name = |object: &O| object.as_object().metadata().and_then(MetadataExt::namespaced_name);
    list.objects.iter().map(|object| name(object).map_or_else(String::new, |name| name.to_string())).collect()
}
