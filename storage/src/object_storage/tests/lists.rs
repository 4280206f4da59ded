//! Lists: everything that is there, page by page, filtered, and in spite of what cannot be read.

use super::*;
use crate::filter::{ListFilter, Listed, NameFilter};

fn fill(storage: &AnyStorage) {
    for (namespace, name) in [("home", "desk"), ("home", "floor"), ("work", "desk"), ("work", "spot")] {
        storage.create(&lamp(namespace, name, 40)).unwrap();
    }
}

const ALL: [&str; 4] = ["home/desk", "home/floor", "work/desk", "work/spot"];

#[test]
fn lists_counts_and_paths_see_every_object_of_every_namespace() {
    // F-21: with identifiers of namespace and name.
    each(|storage| {
        fill(storage);
        let list = storage.list(&lamps(), &ObjectListOptions::all()).unwrap();
        assert_eq!(names(&list), ALL);
        assert!(list.errors.is_empty() && list.next.is_none());
        assert_eq!(names(&storage.list_meta(&lamps(), &ObjectListOptions::all()).unwrap()), ALL);
        assert_eq!(storage.count(&lamps()).unwrap(), 4);
        let spot = ObjectListOptions::all().with_filter(NameFilter::exact("spot"));
        assert_eq!(
            storage.key_for(&storage.find(&lamps(), &spot).unwrap()).unwrap(),
            lamp_key("work", "spot")
        );
        let path = storage.raw().read(&lamp_key("work", "spot")).unwrap().location;
        let key = storage.raw().key_for_path(path.as_ref().as_ref()).unwrap();
        assert_eq!(key.with_version("v1"), lamp_key("work", "spot"));
        let at_home = ObjectListOptions::all().in_namespace("home");
        assert_eq!(names(&storage.list(&lamps(), &at_home).unwrap()), &ALL[..2]);
    });
}

#[test]
fn an_unreadable_object_hides_no_other_one() {
    // F-27: of `list`, `list_meta` and `find`.
    each(|storage| {
        fill(storage);
        put(storage, &lamp_key("home", "broken"), "apiVersion: [\n");
        put(
            storage,
            &lamp_key("work", "alien"),
            "apiVersion: example.com/v1\nkind: Room\nmetadata: {name: alien}\n",
        );
        let list = storage.list(&lamps(), &ObjectListOptions::all()).unwrap();
        let metas = storage.list_meta(&lamps(), &ObjectListOptions::all()).unwrap();
        assert_eq!(
            (names(&list), names(&metas)),
            (ALL.map(String::from).into(), ALL.map(String::from).into())
        );
        for errors in [list.errors, metas.errors] {
            let keys: Vec<_> = errors.iter().map(|error| error.key().unwrap().clone()).collect();
            assert_eq!(keys, [lamp_key("home", "broken"), lamp_key("work", "alien")]);
            assert!(
                errors.iter().all(|error| error.kind() == ErrorKind::Unreadable && error.path().is_some())
            );
        }
        assert_eq!(storage.count(&lamps()).unwrap(), 6);
        let floor = ObjectListOptions::all().with_filter(NameFilter::exact("floor"));
        assert!(storage.find(&lamps(), &floor).is_ok());
        let none = ObjectListOptions::all().with_filter(NameFilter::exact("none"));
        let error = storage.find(&lamps(), &none).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().ends_with("no object matches, and 2 could not be read"), "{error}");
        assert!(std::error::Error::source(&error).unwrap().to_string().contains("home/broken"));
    });
}

#[test]
fn an_object_in_the_place_of_another_scope_is_an_error_of_the_list() {
    each(|storage| {
        fill(storage);
        let stray = ObjectKey::cluster(Lamp::RESOURCE.gvk(), "stray");
        put(storage, &stray, &lamp_document("{name: stray}"));
        let list = storage.list(&lamps(), &ObjectListOptions::all()).unwrap();
        assert_eq!(names(&list), ALL);
        assert_eq!(list.errors.iter().map(Error::kind).collect::<Vec<_>>(), [ErrorKind::Invalid]);
        assert_eq!(list.errors[0].key(), Some(&stray));
        assert!(list.errors[0].to_string().ends_with("the object has no namespace"), "{}", list.errors[0]);
    });
}

#[test]
fn find_gives_the_only_object_that_matches() {
    each(|storage| {
        fill(storage);
        for limit in [1, 2, 3, 100] {
            let named = |name: &str| {
                ObjectListOptions::all().with_limit(limit).with_filter(NameFilter::exact(name.to_owned()))
            };
            let spot = storage.find(&lamps(), &named("spot")).unwrap();
            assert_eq!(storage.key_for(&spot).unwrap(), lamp_key("work", "spot"), "{limit}");
            assert_eq!(kind_of(storage.find(&lamps(), &named("none"))), Some(ErrorKind::NotFound), "{limit}");
            let error = storage.find(&lamps(), &named("desk")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Ambiguous, "{limit}");
            assert!(error.to_string().ends_with("such as home/desk and work/desk"), "{error}");
        }
    });
}

/// Turns a list around.
struct Backwards;

impl ListFilter for Backwards {
    fn filter<'o>(&self, mut objects: Vec<Listed<'o>>) -> Vec<Listed<'o>> {
        objects.reverse();
        objects
    }
}

#[test]
fn pages_join_to_the_list_and_filters_run_one_behind_the_other() {
    each(|storage| {
        fill(storage);
        let desks = ObjectListOptions::all().with_filter(NameFilter::prefix("d")).with_list_filter(Backwards);
        assert_eq!(names(&storage.list(&lamps(), &desks).unwrap()), ["work/desk", "home/desk"]);
        assert_eq!(names(&storage.list_meta(&lamps(), &desks).unwrap()), ["work/desk", "home/desk"]);
        for (limit, pages) in [(1, 4), (2, 2), (3, 2), (4, 1)] {
            let (mut seen, mut count) = (Vec::new(), 0);
            let mut options = desks.clone().with_limit(limit);
            loop {
                let page = storage.list(&lamps(), &options).unwrap();
                count += 1;
                seen.extend(names(&page));
                let Some(token) = page.next else { break };
                options = options.after(token);
            }
            seen.sort();
            assert_eq!((seen, count), (vec!["home/desk".into(), "work/desk".into()], pages), "{limit}");
        }
        let wrong = ObjectListOptions::all().after("no token");
        assert_eq!(kind_of(storage.list(&lamps(), &wrong)), Some(ErrorKind::Invalid));
    });
}
