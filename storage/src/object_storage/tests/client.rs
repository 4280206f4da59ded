//! The client of one kind.

use super::*;
use crate::filter::NameFilter;

#[test]
fn a_client_creates_reads_updates_and_deletes_objects_of_its_type() {
    each(|storage| {
        let lamps = storage.kind::<Lamp>();
        let mut desk = lamp("", "desk", 40);
        lamps.create(&mut desk).unwrap();
        assert_eq!(desk.metadata.namespace(), Some("default"));
        assert_eq!(lamps.get("desk").unwrap(), desk);
        let first = desk.metadata.resource_version().unwrap().to_owned();
        desk.spec.watts = 60;
        lamps.update(&mut desk).unwrap();
        assert_ne!(desk.metadata.resource_version(), Some(first.as_str()));
        // The refreshed version is the one that the next update expects.
        desk.spec.watts = 80;
        lamps.update(&mut desk).unwrap();
        assert_eq!(lamps.get_opt("desk").unwrap(), Some(desk.clone()));

        let mut bright = Lamp { spec: LampSpec { watts: 1000, ..LampSpec::default() }, ..desk.clone() };
        let before = bright.clone();
        assert_eq!(kind_of(lamps.update(&mut bright)), Some(ErrorKind::Invalid));
        assert_eq!(bright, before);

        let version: Version = desk.metadata.resource_version().unwrap().parse().unwrap();
        assert!(lamps.delete("desk", RemovePrecondition::Matches(version)).unwrap() > version);
        assert_eq!(kind_of(lamps.get("desk")), Some(ErrorKind::NotFound));
        assert_eq!(lamps.get_opt("desk").unwrap(), None);
    });
}

#[test]
fn a_client_of_a_namespace_stays_in_it() {
    each(|storage| {
        let (all, home) = (storage.kind::<Lamp>(), storage.kind::<Lamp>().in_namespace("home"));
        home.create(&mut lamp("", "desk", 40)).unwrap();
        all.create(&mut lamp("work", "desk", 60)).unwrap();
        all.create(&mut lamp("", "desk", 80)).unwrap();
        let watts = |client: &KindClient<'_, _, Lamp>, name: &str| client.get(name).unwrap().spec.watts;
        assert_eq!((watts(&all, "desk"), watts(&home, "desk")), (80, 40));
        assert_eq!((watts(&all, "home/desk"), watts(&home, "home/desk")), (40, 40));
        assert_eq!(kind_of(home.get("work/desk")), Some(ErrorKind::Invalid));
        for wrong in ["", "/desk", "home/", "a/b/c"] {
            assert_eq!(kind_of(all.get(wrong)), Some(ErrorKind::Invalid), "{wrong:?}");
        }
        let everything = ObjectListOptions::all();
        assert_eq!(names(&all.list(&everything).unwrap()), ["default/desk", "home/desk", "work/desk"]);
        assert_eq!(names(&home.list(&everything).unwrap()), ["home/desk"]);
        let desk = everything.with_filter(NameFilter::exact("desk"));
        assert_eq!(home.find(&desk).unwrap().spec.watts, 40);
        assert_eq!(kind_of(all.find(&desk)), Some(ErrorKind::Ambiguous));
        assert_eq!(kind_of(home.create(&mut lamp("work", "spot", 1))), Some(ErrorKind::Invalid));
        home.delete("desk", RemovePrecondition::Present).unwrap();
        assert_eq!(names(&all.list(&desk).unwrap()), ["default/desk", "work/desk"]);
    });
}

#[test]
fn a_client_of_cluster_scope_has_no_namespace() {
    each(|storage| {
        let rooms = storage.kind::<Room>();
        rooms.create(&mut Room { metadata: ObjectMeta::named("kitchen") }).unwrap();
        assert_eq!(rooms.get("kitchen").unwrap().metadata.namespace(), None);
        assert_eq!(kind_of(rooms.in_namespace("home").get("kitchen")), Some(ErrorKind::Invalid));
    });
}

#[test]
fn a_client_refuses_kinds_that_the_scheme_has_not_or_as_another_type() {
    /// Another type for the kind `Lamp`.
    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "example.com", version = "v1", kind = "Lamp", scope = Namespaced, unlisted)]
    struct OtherLamp {
        metadata: ObjectMeta,
    }

    fn check<T: HasMetadata>(storage: &AnyStorage, object: &mut T, expected: ErrorKind) {
        let client = storage.kind::<T>();
        let results = [
            kind_of(client.create(object)),
            kind_of(client.update(object)),
            kind_of(client.get("desk")),
            kind_of(client.list(&ObjectListOptions::all())),
            kind_of(client.find(&ObjectListOptions::all())),
            kind_of(client.delete("desk", RemovePrecondition::Present)),
        ];
        assert_eq!(results, [Some(expected); 6]);
    }

    each(|storage| {
        let mut other = OtherLamp { metadata: ObjectMeta::named("desk") };
        check(storage, &mut other, ErrorKind::Unsupported);
        let scheme = Scheme::builder().register::<Room>().build().unwrap();
        let raw: Box<dyn RawStorage> = Box::new(MemoryRawStorage::default());
        let without = ObjectStorage::new(raw, Serializer::new(scheme));
        check(&without, &mut lamp("", "desk", 1), ErrorKind::Unrecognized);
    });
}
