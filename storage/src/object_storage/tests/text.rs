//! Updates of documents that a person wrote.

use libgitops_core::edit::{EditOptions, Fallback};

use super::*;

const OWN: &str = "\
# The lamp on the desk.
apiVersion: 'example.com/v1'
kind: Lamp
metadata:   # who it is
    name: desk
    labels: {room: office}   # upstairs

spec:
    # Bright enough.
    watts: 40 # at most
    hue: warm # unknown to the type
";

fn update(storage: &AnyStorage, change: impl FnOnce(&mut Lamp)) -> Result<(), Error> {
    let serializer = serializer();
    let stored = storage.raw().read(&lamp_key("home", "desk")).unwrap().into_frame();
    let mut lamp: Lamp = serializer.decoder().strict(false).decode_as(&stored).unwrap();
    lamp.metadata.set_namespace("home");
    change(&mut lamp);
    storage.update(&lamp).map(|_| ())
}

#[test]
fn an_update_changes_the_lines_that_it_means_and_no_other() {
    // F-25: in libgitops every update destroys comments.
    let key = lamp_key("home", "desk");
    each(|storage| {
        put(storage, &key, OWN);
        let before = storage.raw().stat(&key).unwrap().version;
        update(storage, |_| {}).unwrap();
        assert_eq!(text(storage, &key), OWN);
        assert_eq!(storage.raw().stat(&key).unwrap().version, before);
        update(storage, |lamp| lamp.spec.watts = 60).unwrap();
        assert_eq!(text(storage, &key), OWN.replace("40", "60"));
        update(storage, |lamp| lamp.spec.color = "off".to_owned()).unwrap();
        let expected = OWN.replace("40 # at most\n", "60 # at most\n    color: 'off'\n");
        assert_eq!(text(storage, &key), expected);
        update(storage, |lamp| lamp.metadata.set_label("floor", "2")).unwrap();
        let expected = expected.replace("{room: office}", "{room: office, floor: '2'}");
        assert_eq!(text(storage, &key), expected);
    });
}

#[test]
fn what_cannot_be_changed_in_place_is_refused_unless_the_policy_says_otherwise() {
    let key = lamp_key("home", "desk");
    let shared = "apiVersion: example.com/v1\nkind: Lamp\nmetadata: {name: desk, labels: &own {color: red}}\nspec:\n  <<: *own # shared\n  watts: 1\n";
    each(|storage| {
        put(storage, &key, shared);
        let error = update(storage, |lamp| lamp.spec.color.clear()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert_eq!(text(storage, &key), shared);
    });
    let options = EditOptions { fallback: Fallback::RewriteSection, ..EditOptions::default() };
    let policy = ObjectPolicy::new(serializer()).with_edit_options(options);
    let storage =
        ObjectStorage::new(Box::new(MemoryRawStorage::new(Layout::grouped())) as Box<dyn RawStorage>, policy);
    put(&storage, &key, shared);
    update(&storage, |lamp| lamp.spec.color.clear()).unwrap();
    assert_eq!(text(&storage, &key), shared.replace("  <<: *own # shared\n", ""));
}
