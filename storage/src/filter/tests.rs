//! Each filter on typed, dynamic and metadata-only objects.

use libgitops::prelude::*;
use libgitops_core::codec::{Frame, Serializer};
use libgitops_core::dynamic::{DynamicObject, PartialObjectMetadata};
use libgitops_core::scheme::Scheme;

use super::*;

/// A thing of the tests.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "example.com", version = "v1", scope = Namespaced)]
struct Thing {
    metadata: ObjectMeta,
}

const THINGS: [&str; 4] = [
    "{name: desk, namespace: home, uid: a1, labels: {tier: web}}",
    "{name: desk-2, namespace: work, uid: a2, labels: {tier: db, old: ''}}",
    "{name: floor, namespace: home}",
    "{name: room}",
];

type View<'d> = &'d dyn Fn(&Frame) -> Box<dyn AnyObject>;

/// What of [`THINGS`] is kept, in each of the three views.
fn check(filter: &dyn ObjectFilter, expected: &[usize]) {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let decoder = serializer.decoder();
    let frame = |metadata: &str| {
        Frame::yaml(format!("apiVersion: example.com/v1\nkind: Thing\nmetadata: {metadata}\n"))
    };
    let views: [View<'_>; 3] = [
        &|frame| Box::new(decoder.decode_as::<Thing>(frame).unwrap()),
        &|frame| Box::new(decoder.decode_as::<DynamicObject>(frame).unwrap()),
        &|frame| Box::new(decoder.decode_as::<PartialObjectMetadata>(frame).unwrap()),
    ];
    for (number, view) in views.into_iter().enumerate() {
        let kept = |position: &usize| filter.keep(&*view(&frame(THINGS[*position])));
        assert_eq!((0..4).filter(kept).collect::<Vec<_>>(), expected, "view {number}");
    }
}

#[test]
fn names_match_exactly_or_by_their_beginning_and_namespaces_exactly() {
    check(&NameFilter::exact("desk"), &[0]);
    check(&NameFilter::exact("des"), &[]);
    check(&NameFilter::exact(""), &[]);
    check(&NameFilter::prefix("desk"), &[0, 1]);
    check(&NameFilter::prefix(""), &[0, 1, 2, 3]);
    check(&NameFilter::prefix("d").in_namespace("work"), &[1]);
    check(&NameFilter::exact("room").in_namespace(""), &[3]);
    check(&NamespaceFilter::new("home"), &[0, 2]);
    check(&NamespaceFilter::new("hom"), &[]);
    check(&NamespaceFilter::new(""), &[3]);
}

#[test]
fn uids_match_where_there_is_one() {
    check(&UidFilter::exact("a1"), &[0]);
    check(&UidFilter::exact("a"), &[]);
    check(&UidFilter::prefix("a"), &[0, 1]);
    check(&UidFilter::prefix(""), &[0, 1]);
}

#[test]
fn kinds_match_in_any_version() {
    check(&KindFilter::new(GroupKind::new("example.com", "Thing")), &[0, 1, 2, 3]);
    check(&KindFilter::new(GroupKind::new("example.org", "Thing")), &[]);
    check(&KindFilter::new(GroupKind::new("example.com", "Things")), &[]);
}

#[test]
fn labels_match_as_kubernetes_selects_them() {
    for (selector, expected) in [
        ("", &[0, 1, 2, 3][..]),
        ("tier=web", &[0]),
        ("tier", &[0, 1]),
        ("!tier", &[2, 3]),
        ("tier!=web", &[1, 2, 3]),
        ("tier in (web,db),old=", &[1]),
    ] {
        check(&selector.parse::<Selector>().unwrap(), expected);
    }
}

#[test]
fn fields_match_by_name_and_namespace_and_no_other_field_is_taken() {
    for (selector, expected) in [
        ("", &[0, 1, 2, 3][..]),
        ("metadata.name=desk", &[0]),
        ("metadata.namespace!=home", &[1, 3]),
        ("metadata.namespace=", &[3]),
        ("metadata.namespace=home,metadata.name!=desk", &[2]),
    ] {
        check(&FieldFilter::new(selector.parse().unwrap()).unwrap(), expected);
    }
    let error = FieldFilter::new("metadata.name=a,spec.x=b".parse().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("\"spec.x\""), "{error}");
}

#[test]
fn a_pipe_sends_on_what_is_kept_and_takes_functions() {
    /// Keeps the first object that it sees.
    struct First;

    impl ListFilter for First {
        fn filter<'o>(&self, mut objects: Vec<Listed<'o>>) -> Vec<Listed<'o>> {
            objects.truncate(1);
            objects
        }
    }

    let things = || ["a", "b", "c"].map(|name| Thing { metadata: ObjectMeta::named(name) }).to_vec();
    let is_not_a =
        |object: &dyn AnyObject| object.metadata().is_some_and(|metadata| metadata.name() != Some("a"));
    for (pipe, expected) in [
        (Pipe::default(), &["a", "b", "c"][..]),
        (Pipe::default().then(is_not_a), &["b", "c"]),
        (Pipe::default().then(is_not_a).then_list(First), &["b"]),
        (Pipe::default().then_list(First).then(is_not_a), &[]),
        (Pipe::default().then_list(Pipe::default().then(is_not_a)).then_list(First), &["b"]),
    ] {
        let kept = pipe.apply(things(), |thing| thing);
        let names: Vec<_> = kept.iter().map(|thing| thing.metadata.name().unwrap()).collect();
        assert_eq!(names, expected);
    }
}
