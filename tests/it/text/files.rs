//! Whole files with several documents.

#![expect(clippy::string_slice, reason = "a test may panic")]

use codegen_examples::v1alpha1::Car;
use libgitops::Error;
use libgitops::prelude::*;

fn serializer() -> Serializer {
    Serializer::new(Scheme::linked().unwrap())
}

const FLEET: &str = "\
# Copyright, and so on.

---
# The first.
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata: {name: a} # one
spec: {}
---
# Nothing here.
---
apiVersion: other/v1
kind: Strange
list: [ 1,2 ]
--- # the last
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata:
  name: c
spec:
  engine: |
    V8
    with a turbo";

fn file() -> ManifestFile {
    let serializer = serializer();
    let decoder = serializer.decoder().decode_unknown(true);
    ManifestFile::read(&decoder, ContentType::Yaml, FLEET).unwrap()
}

#[test]
fn a_file_that_nothing_is_done_to_is_the_very_same_text() {
    assert_eq!(file().to_text().unwrap(), FLEET);
    assert_eq!(file().len(), 3);
}

#[test]
fn an_unknown_kind_is_told_with_what_takes_it_along() {
    let list = "apiVersion: v1\nkind: List\nitems: [{apiVersion: other/v1, kind: Stranger}, {apiVersion: other/v1}]\n";
    let error = serializer().manifests(&format!("{FLEET}\n---\n{list}")).map(|_| ()).unwrap_err();
    let messages: Vec<&str> = error.parts().iter().map(Error::message).collect();
    let advice = "; a decoder with `decode_unknown(true)` takes it along";
    assert_eq!(messages.len(), 3, "{error}");
    for (message, kind) in messages.iter().zip(["Strange", "Stranger"]) {
        assert!(message.starts_with(&format!("cannot decode other/v1 {kind}: no kind of the group other")));
        assert!(message.ends_with(advice), "{message}");
    }
    assert!(!messages[2].contains(advice), "what is wrong in another way stays wrong: {}", messages[2]);
}

#[test]
fn one_object_of_several_is_changed() {
    let mut file = file();
    let car = file.get_mut(2).unwrap().downcast_mut::<Car>().unwrap();
    car.spec.engine = "V8\nwithout a turbo".into();
    assert_eq!(file.to_text().unwrap(), FLEET.replace("with a", "without a"));
    let strange = file.get_mut(1).unwrap().downcast_mut::<DynamicObject>().unwrap();
    strange.fields_mut().get_mut("list").unwrap().as_sequence_mut().unwrap().push(3.into());
    assert_eq!(file.to_text().unwrap(), FLEET.replace("with a", "without a").replace("1,2", "1,2,3"));
}

#[test]
fn an_object_is_added_behind_the_last_without_changing_it() {
    let mut file = file();
    let car = Car { metadata: ObjectMeta::named("d"), ..Car::default() };
    file.push(Box::new(car) as Box<dyn AnyObject>);
    let expected = FLEET.replace("engine: |", "engine: |-");
    let added =
        "\n---\napiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nmetadata:\n  name: d\nspec: {}\n";
    assert_eq!(file.to_text().unwrap(), format!("{expected}{added}"));
}

#[test]
fn an_object_goes_and_the_header_and_all_others_stay() {
    let mut file = file();
    assert_eq!(file.remove(0).unwrap().object().metadata().unwrap().name(), Some("a"));
    let start = FLEET.find("---\n# The first").unwrap();
    let end = FLEET.find("---\n# Nothing").unwrap();
    let expected = format!("{}{}", &FLEET[..start], &FLEET[end..]);
    assert_eq!(file.to_text().unwrap(), expected);
    let mut file = self::file();
    file.remove(2).unwrap();
    assert_eq!(file.to_text().unwrap(), FLEET[..FLEET.find("--- # the last").unwrap()]);
}

#[test]
fn an_object_is_replaced_and_moved() {
    let mut file = file();
    let mut other = file.get(0).unwrap().downcast_ref::<Car>().unwrap().clone();
    other.metadata.set_name("b");
    file.replace(0, Box::new(other)).unwrap();
    assert_eq!(file.to_text().unwrap(), FLEET.replace("name: a", "name: b"));
    let mut file = self::file();
    file.move_to(2, 0);
    let [first, nothing, strange, last] = parts();
    let ended = last.replace("engine: |", "engine: |-");
    assert_eq!(
        file.to_text().unwrap(),
        format!("# Copyright, and so on.\n\n{ended}\n{first}{nothing}{strange}")
    );
    let mut file = self::file();
    file.move_to(1, 2);
    assert_eq!(
        file.to_text().unwrap(),
        format!("# Copyright, and so on.\n\n{first}{nothing}{ended}\n{strange}")
    );
}

/// The documents of the fleet: the first car, the comments, the strange one and the last car, each with its marker.
fn parts() -> [&'static str; 4] {
    let at = |part| FLEET.find(part).unwrap();
    let starts =
        [at("---\n# The first"), at("---\n# Nothing"), at("---\napiVersion: other"), at("--- # the last")];
    let end = |index: usize| starts.get(index + 1).copied().unwrap_or(FLEET.len());
    std::array::from_fn(|index| &FLEET[starts[index]..end(index)])
}

#[test]
fn an_object_is_put_between_others_with_its_own_text() {
    let [first, nothing, strange, last] = parts();
    let header = "# Copyright, and so on.\n\n";
    // Taken out of one file and put into another one, with its comments.
    let mut other = serializer().manifests(&format!("{first}{nothing}{last}")).unwrap();
    let taken = other.remove(0).unwrap();
    let mut file = file();
    file.remove(0).unwrap();
    file.insert(1, taken);
    assert_eq!(file.to_text().unwrap(), format!("{header}{nothing}{strange}{first}{last}"));
    // A new one.
    let car = Car { metadata: ObjectMeta::named("new"), ..Car::default() };
    file.insert(0, Box::new(car.clone()) as Box<dyn AnyObject>);
    let new =
        "---\napiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nmetadata:\n  name: new\nspec: {}\n";
    assert_eq!(file.to_text().unwrap(), format!("{header}{nothing}{new}{strange}{first}{last}"));
    // One of another kind takes the place with a text of its own.
    let replaced = file.replace(1, Box::new(car)).unwrap();
    assert!(replaced.is::<DynamicObject>());
    assert_eq!(file.to_text().unwrap(), format!("{header}{nothing}{new}{new}{first}{last}"));
    assert_eq!(file.len(), 4);
    // The license stays at the top, with a marker below it or without.
    for header in ["# Copyright.\n---\n", "# Copyright.\n\n"] {
        let text = format!("{header}apiVersion: other/v1\nkind: Strange # one\n");
        let serializer = serializer();
        let decoder = serializer.decoder().decode_unknown(true);
        let mut file = ManifestFile::read(&decoder, ContentType::Yaml, &text).unwrap();
        let car = Car { metadata: ObjectMeta::named("new"), ..Car::default() };
        file.insert(0, Box::new(car) as Box<dyn AnyObject>);
        let car = new.strip_prefix("---\n").unwrap();
        let head = header.replace("\n\n", "\n\n---\n");
        let expected = format!("{head}{car}---\napiVersion: other/v1\nkind: Strange # one\n");
        assert_eq!(file.to_text().unwrap(), expected, "{header:?}");
    }
}

#[test]
fn the_items_of_a_list_become_documents_with_their_comments() {
    // libgitops's test of this is disabled: it never kept them.
    let list = "\
# All of them.
apiVersion: v1
kind: List
items:
# The first.
- apiVersion: sample-app.weave.works/v1alpha1
  kind: Car
  metadata:
    name: a # one
  spec: {}
# The second.
- kind: Car # of course
  apiVersion: sample-app.weave.works/v1alpha1

  metadata:
    name: b
  spec: {}
";
    let serializer = serializer();
    let mut file = serializer.manifests(list).unwrap();
    file.split_lists(&serializer.decoder()).unwrap();
    let expected = "\
# All of them.
# The first.
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata:
  name: a # one
spec: {}
---
# The second.
kind: Car # of course
apiVersion: sample-app.weave.works/v1alpha1

metadata:
  name: b
spec: {}
";
    assert_eq!(file.to_text().unwrap(), expected);
}

#[test]
fn an_item_of_a_list_is_changed_in_place() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: sample-app.weave.works/v1alpha1\n  kind: Car\n  metadata: {name: a} # one\n  spec: {}\n";
    let mut file = serializer().manifests(list).unwrap();
    let items = file.get_mut(0).unwrap().downcast_mut::<AnyList>().unwrap();
    items.items[0].metadata_mut().unwrap().set_name("b");
    assert_eq!(file.to_text().unwrap(), list.replace("name: a", "name: b"));
}

#[test]
fn a_stream_of_json_is_kept() {
    let text = "{\"apiVersion\": \"v1\", \"kind\": \"A\"}\n\n{\"kind\": \"B\",\n \"apiVersion\": \"v1\", \"n\": 1}\n";
    let serializer = serializer();
    let decoder = serializer.decoder().decode_unknown(true);
    let mut file = ManifestFile::read(&decoder, ContentType::Json, text).unwrap();
    assert_eq!(file.to_text().unwrap(), text);
    file.get_mut(1).unwrap().downcast_mut::<DynamicObject>().unwrap().fields_mut().insert("n", 2);
    assert_eq!(file.to_text().unwrap(), text.replace("\"n\": 1", "\"n\": 2"));
}

#[test]
fn marks_in_a_stream_of_json_are_kept() {
    let (a, b) = ("{\"apiVersion\": \"v1\", \"kind\": \"A\"}", "{\"apiVersion\": \"v1\", \"kind\": \"B\"}");
    let serializer = serializer();
    let decoder = serializer.decoder().decode_unknown(true);
    let read = |text: &str| ManifestFile::read(&decoder, ContentType::Json, text).unwrap();
    for text in [
        String::new(),
        "\u{feff}".to_owned(),
        format!("\u{feff}{a}\n"),
        format!("{a}\n\u{feff}"),
        format!("{a}{b}"),
        format!("{a}\n\u{feff}{b}\r\n\n"),
    ] {
        assert_eq!(read(&text).to_text().unwrap(), text);
    }
    // A mark goes nowhere but to the start.
    let mut file = read(&format!("\u{feff}{a}{b}"));
    file.move_to(0, 1);
    assert_eq!(file.to_text().unwrap(), format!("{b}\n{a}"));
}
