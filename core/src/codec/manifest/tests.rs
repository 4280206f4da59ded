//! Tests of manifests.

use super::file::same_stream;
use crate::codec::{ContentType, Frame, ManifestFile, Serializer};
use crate::dynamic::{AnyList, DynamicObject};
use crate::gvk::GroupVersionKind;
use crate::scheme::Scheme;

/// What the writer of frames never does, since it puts a break between two values that need one.
#[test]
fn a_stream_of_json_that_lost_joined_or_changed_a_value_is_told() {
    let two = ["{\"a\":1}", "[2]"];
    for (frames, text, expected) in [
        (&two[..], "{\"a\":1}[2]", true),
        (&two, "{ \"a\" : 1 }\n\n[2]\n", true),
        (&two, "{\"a\":1}", false),
        (&two, "{\"a\":1}[2][2]", false),
        (&two, "[2]{\"a\":1}", false),
        (&two, "{\"a\":1}[3]", false),
        (&two, "{\"a\":1.0}[2]", false),
        (&two, "", false),
        (&["1", "2"], "1 2", true),
        (&["1", "2"], "12", false),
        (&["\u{feff}1", "", "\n", "\u{feff}"], "1", true),
        (&["1", "\u{feff}"], "\u{feff}1\n\u{feff}", true),
        (&[], " \n", true),
        (&[], "1", false),
    ] {
        let of: Vec<Frame> = frames.iter().map(|text| Frame::json(*text)).collect();
        assert_eq!(same_stream(&of, text).unwrap(), expected, "{frames:?} {text:?}");
    }
}

const LIST: &str = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: A # first\n";

#[test]
fn lists_that_cannot_be_split_stay_whole() {
    let serializer = Serializer::new(const { Scheme::from_static(&[]) });
    let lenient = serializer.decoder().decode_unknown(true);
    let text = format!("apiVersion: v1\nkind: B\n---\n{LIST}");
    let mut file = ManifestFile::read(&lenient, ContentType::Yaml, &text).unwrap();
    assert!(file.split_lists(&serializer.decoder()).is_err());
    assert_eq!((file.len(), file.to_text().unwrap()), (2, text));
    file.split_lists(&lenient).unwrap();
    let split = "apiVersion: v1\nkind: B\n---\napiVersion: v1\nkind: A # first\n";
    assert_eq!(file.to_text().unwrap(), split);
}

#[test]
fn a_list_is_split_with_what_was_changed_in_it() {
    let serializer = Serializer::new(const { Scheme::from_static(&[]) });
    let decoder = serializer.decoder().decode_unknown(true);
    let mut file = ManifestFile::read(&decoder, ContentType::Yaml, LIST).unwrap();
    let list = file.get_mut(0).unwrap().downcast_mut::<AnyList>().unwrap();
    let item = list.items[0].downcast_mut::<DynamicObject>().unwrap();
    item.fields_mut().insert("color", "red");
    file.split_lists(&decoder).unwrap();
    assert_eq!(file.to_text().unwrap(), "apiVersion: v1\nkind: A # first\ncolor: red\n");
}

#[test]
fn a_license_stays_when_an_object_of_another_kind_takes_the_place_of_the_first() {
    let serializer = Serializer::new(const { Scheme::from_static(&[]) });
    let decoder = serializer.decoder().decode_unknown(true);
    let text = "# License\n\n---\napiVersion: v1\nkind: A # first\n---\napiVersion: v1\nkind: B\n";
    let mut file = ManifestFile::read(&decoder, ContentType::Yaml, text).unwrap();
    let other = DynamicObject::new(GroupVersionKind::from_static("", "v1", "C"));
    let old = file.replace(0, Box::new(other)).unwrap();
    assert_eq!((old.gvk().kind.as_ref(), file.len()), ("A", 2));
    assert_eq!(file.to_text().unwrap(), text.replace("A # first", "C"));
}
