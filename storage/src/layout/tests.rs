//! Tests of the layouts.

use libgitops_core::gvk::GroupVersionKind;
use proptest::prelude::*;

use super::*;

const CAR: GroupVersionKind = GroupVersionKind::from_static("sample-app.weave.works", "v1alpha1", "Car");
const POD: GroupVersionKind = GroupVersionKind::from_static("", "v1", "Pod");

fn libgitops() -> Layout {
    Layout::libgitops(CAR.group.clone())
}

#[test]
fn each_layout_has_one_path_for_a_key() {
    let json = ContentType::Json;
    let rows = [
        (Layout::default(), ObjectKey::namespaced(POD, "default", "a.b"), "core/Pod/default/a.b.yaml"),
        (Layout::default(), ObjectKey::cluster(POD, "a"), "core/Pod/a.yaml"),
        (
            Layout::default(),
            ObjectKey::namespaced(CAR, "default", "foo"),
            "sample-app.weave.works/Car/default/foo.yaml",
        ),
        (Layout::grouped().with_content_type(json), ObjectKey::cluster(POD, "a"), "core/Pod/a.json"),
        (libgitops(), ObjectKey::namespaced(CAR, "default", "foo"), "Car/default/foo/metadata.yaml"),
        (libgitops(), ObjectKey::cluster(CAR, "foo"), "Car/foo/metadata.yaml"),
        (libgitops().with_content_type(json), ObjectKey::cluster(CAR, "foo"), "Car/foo/metadata.json"),
    ];
    for (layout, key, path) in rows {
        assert_eq!(layout.path_of(&key).unwrap(), Path::new(path));
        assert_eq!(layout.key_of(Path::new(path)), Some(UnversionedKey::from(&key)), "{path}");
        let place = layout.place(&key).unwrap();
        assert_eq!(format!("{}/{}", place.directory(), place.file_name("yml")), place.file("yml"));
    }
}

#[test]
fn a_path_that_is_no_objects_has_no_key() {
    let grouped = [
        "",
        "core",
        "core/Pod",
        "core/Pod/default",
        "core/Pod/default/a",
        "core/Pod/default/a.txt",
        "core/Pod/default/.yaml",
        "core/Pod/default/a/b.yaml",
        "core/Pod/.hidden.yaml",
        "core/Pod/../a.yaml",
        "/core/Pod/a.yaml",
        "core/Pod/A b.yaml",
        "core/Pod/UPPER/a.yaml",
        "core/Pod/a.YAML",
        "core/1/a.yaml",
        "Core/Pod/a.yaml",
    ];
    for path in grouped {
        assert_eq!(Layout::default().key_of(Path::new(path)), None, "{path:?}");
    }
    let nested = [
        "Car/metadata.yaml",
        "Car/foo/other.yaml",
        "Car/a/b/c/metadata.yaml",
        "Car/..",
        "Car/a/metadata.txt",
    ];
    for path in nested {
        assert_eq!(libgitops().key_of(Path::new(path)), None, "{path:?}");
    }
}

#[test]
fn keys_without_a_place_of_their_own_are_refused() {
    let rows = [
        (
            Layout::default(),
            ObjectKey::cluster(GroupVersionKind::from_static("core", "v1", "A"), "a"),
            ErrorKind::Invalid,
        ),
        (libgitops(), ObjectKey::cluster(POD, "a"), ErrorKind::Unsupported),
        (libgitops(), ObjectKey::namespaced(CAR, "default", "metadata.yaml"), ErrorKind::Invalid),
        (libgitops(), ObjectKey::namespaced(CAR, "default", "../foo"), ErrorKind::Invalid),
    ];
    for (layout, key, kind) in rows {
        assert_eq!(layout.path_of(&key).unwrap_err().kind(), kind, "{key}");
    }
}

proptest! {
    #[test]
    fn a_key_and_its_path_stand_for_each_other(
        namespace in "([a-z0-9-]{1,8})?", name in "[a-zA-Z0-9._:-]{1,12}", is_nested in any::<bool>(),
    ) {
        let layout = if is_nested { libgitops() } else { Layout::default() };
        let key = ObjectKey::namespaced(CAR, namespace, name);
        if let Ok(path) = layout.path_of(&key) {
            prop_assert_eq!(layout.key_of(&path), Some(UnversionedKey::from(&key)));
        }
    }

    #[test]
    fn a_path_with_a_key_is_the_path_of_that_key(
        path in "(core|sample-app.weave.works|Car)/(Car|default|a)/([a-z.]{1,5}/)?([a-z]{1,3}|metadata)\\.(yaml|yml|json)",
    ) {
        for layout in [libgitops(), Layout::default()] {
            if let Some(key) = layout.key_of(Path::new(&path)) {
                let place = layout.place(&key.with_version("v1alpha1")).unwrap();
                prop_assert!(place.extensions().any(|(extension, _)| Path::new(&place.file(extension)) == Path::new(&path)));
            }
        }
    }
}
