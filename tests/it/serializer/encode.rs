//! Encode: the rows of libgitops, and what its own notes call untested.

use expect_test::{Expect, expect};
use libgitops::dynamic::DynamicObject;
use libgitops::object::AsObject;
use libgitops::prelude::*;

use crate::foogroup::{serializer, v1alpha1, v1alpha2, yaml};

fn simple() -> v1alpha1::Simple {
    v1alpha1::Simple { test_string: "foo".to_owned() }
}

fn complex() -> v1alpha1::Complex {
    v1alpha1::Complex { string: "bar".to_owned(), ..v1alpha1::Complex::default() }
}

fn check(content_type: ContentType, objects: &[Box<dyn AnyObject>], expected: &Expect) {
    let mut writer = FrameWriter::new(content_type, Vec::new());
    serializer().encoder().pretty(false).encode(&mut writer, objects).unwrap();
    expected.assert_eq(&String::from_utf8(writer.into_inner()).unwrap());
}

#[test]
fn objects_are_written_with_their_kind_first_and_then_in_the_order_of_the_type() {
    check(
        ContentType::Yaml,
        &[Box::new(simple())],
        &expect![[r#"
        apiVersion: foogroup/v1alpha1
        kind: Simple
        testString: foo
    "#]],
    );
    // libgitops sorts the keys of YAML, capitals first, so that apiVersion stands behind Int64; here a person finds the
    // kind at the top, in YAML as in JSON.
    check(
        ContentType::Yaml,
        &[Box::new(complex())],
        &expect![[r#"
        apiVersion: foogroup/v1alpha1
        kind: Complex
        string: bar
        int: 0
        Int64: 0
        bool: false
    "#]],
    );
    check(
        ContentType::Yaml,
        &[Box::new(simple()), Box::new(complex())],
        &expect![[r#"
        apiVersion: foogroup/v1alpha1
        kind: Simple
        testString: foo
        ---
        apiVersion: foogroup/v1alpha1
        kind: Complex
        string: bar
        int: 0
        Int64: 0
        bool: false
    "#]],
    );
    check(
        ContentType::Json,
        &[Box::new(simple())],
        &expect![[r#"
        {"apiVersion":"foogroup/v1alpha1","kind":"Simple","testString":"foo"}
    "#]],
    );
    check(
        ContentType::Json,
        &[Box::new(complex())],
        &expect![[r#"
        {"apiVersion":"foogroup/v1alpha1","kind":"Complex","string":"bar","int":0,"Int64":0,"bool":false}
    "#]],
    );
    // libgitops writes JSON values without anything between them; here each stands on its line.
    check(
        ContentType::Json,
        &[Box::new(simple()), Box::new(complex())],
        &expect![[r#"
        {"apiVersion":"foogroup/v1alpha1","kind":"Simple","testString":"foo"}
        {"apiVersion":"foogroup/v1alpha1","kind":"Complex","string":"bar","int":0,"Int64":0,"bool":false}
    "#]],
    );
}

#[test]
fn no_creation_timestamp_and_no_empty_status_are_made_up() {
    // libgitops writes `metadata: {creationTimestamp: null}`, which nobody asked for (F-15).
    let old = v1alpha1::Crd { test_string: Some("foobar".to_owned()), ..v1alpha1::Crd::default() };
    check(
        ContentType::Yaml,
        &[Box::new(old)],
        &expect![[r#"
        apiVersion: foogroup/v1alpha1
        kind: CRD
        testString: foobar
    "#]],
    );
    let new = v1alpha2::Crd { metadata: ObjectMeta::named("x"), other_string: Some("foobar".to_owned()) };
    check(
        ContentType::Yaml,
        &[Box::new(new)],
        &expect![[r#"
        apiVersion: foogroup/v1alpha2
        kind: CRD
        metadata:
          name: x
        otherString: foobar
    "#]],
    );
    let car = codegen_examples::v1alpha1::Car { metadata: ObjectMeta::named("car"), ..Default::default() };
    check(
        ContentType::Yaml,
        &[Box::new(car)],
        &expect![[r#"
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Car
        metadata:
          name: car
        spec: {}
    "#]],
    );
}

#[test]
fn an_object_that_was_read_in_a_version_is_written_in_that_version() {
    // libgitops holds the internal version and writes the preferred one; here nothing is converted unless asked for.
    for version in ["v1alpha1", "v1alpha2"] {
        let text = format!("apiVersion: foogroup/{version}\nkind: Simple\ntestString: foo\n");
        let object = serializer().decoder().decode(&yaml(&text)).unwrap();
        assert_eq!(serializer().encoder().to_yaml(&object).unwrap(), text);
    }
}

#[test]
fn pretty_json_holds_for_every_object_whatever_writes_it() {
    // In libgitops a type with a JSON writer of its own stays on one line (F-16).
    fn pretty(object: &impl AsObject) -> String {
        serializer().encoder().to_json(object).unwrap()
    }
    let mut dynamic = DynamicObject::new(v1alpha1::Simple::RESOURCE.gvk());
    dynamic.fields_mut().insert("testString", "foo");
    let unknown = Unknown::new(
        v1alpha1::Simple::RESOURCE.gvk(),
        ContentType::Yaml,
        "apiVersion: foogroup/v1alpha1\nkind: Simple\ntestString: foo\n",
    );
    let text = pretty(&simple());
    expect![[r#"
        {
          "apiVersion": "foogroup/v1alpha1",
          "kind": "Simple",
          "testString": "foo"
        }
    "#]]
    .assert_eq(&text);
    assert_eq!(pretty(&dynamic), text);
    assert_eq!(pretty(&unknown), text);
    let list = AnyList::new(vec![Box::new(simple()), Box::new(unknown)]);
    expect![[r#"
        {
          "apiVersion": "v1",
          "kind": "List",
          "items": [
            {
              "apiVersion": "foogroup/v1alpha1",
              "kind": "Simple",
              "testString": "foo"
            },
            {
              "apiVersion": "foogroup/v1alpha1",
              "kind": "Simple",
              "testString": "foo"
            }
          ]
        }
    "#]]
    .assert_eq(&pretty(&list));
}

#[test]
fn encoding_does_not_touch_the_object() {
    let mut car = v1alpha1::Crd { metadata: ObjectMeta::named("x"), test_string: None };
    car.metadata.annotations.insert("a".to_owned(), "b".to_owned());
    let before = car.clone();
    serializer().encoder().to_yaml(&car).unwrap();
    assert_eq!(car, before);
}

#[test]
fn texts_that_some_reader_of_yaml_mistakes_are_quoted() {
    for text in [
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "True",
        "null",
        "~",
        "",
        "1",
        "1_000",
        "0o17",
        "017",
        "0x1f",
        "1e3",
        ".inf",
        ".nan",
        "12:30:45",
        "2001-01-01",
        "<<",
        "=",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        " a",
        "a ",
        "\t",
        "{",
        "[",
        "? a",
        "| a",
        "> a",
    ] {
        let object = v1alpha1::Simple { test_string: text.to_owned() };
        let written = serializer().encoder().to_yaml(&object).unwrap();
        let line = written.lines().nth(2).unwrap();
        let value = line.strip_prefix("testString: ").unwrap();
        assert!(value.starts_with(['"', '\'']), "{line}");
        assert_eq!(serializer().decoder().decode_as::<v1alpha1::Simple>(&yaml(&written)).unwrap(), object);
        // libyaml, a reader of YAML 1.1, agrees.
        let judge: serde_yaml::Value = serde_yaml::from_str(&written).unwrap();
        assert_eq!(judge["testString"], text, "{line}");
    }
}

#[test]
fn the_objects_before_one_that_cannot_be_written_are_written() {
    let mut broken =
        codegen_examples::v1alpha1::Car { metadata: ObjectMeta::named("car"), ..Default::default() };
    broken.status.speed = f64::NAN;
    let objects: [Box<dyn AnyObject>; 3] = [Box::new(simple()), Box::new(broken), Box::new(complex())];
    let mut writer = FrameWriter::yaml(Vec::new());
    let error = serializer().encoder().encode(&mut writer, &objects).unwrap_err();
    expect![[r#"
        cannot encode sample-app.weave.works/v1alpha1 Car car: cannot encode the value
        status.speed: a float must be finite"#]]
    .assert_eq(&error.to_string());
    expect![[r#"
        apiVersion: foogroup/v1alpha1
        kind: Simple
        testString: foo
    "#]]
    .assert_eq(&String::from_utf8(writer.into_inner()).unwrap());
}

#[test]
fn metadata_comes_before_the_other_fields_wherever_the_type_has_it() {
    #[derive(Object, Clone, Debug, Default, PartialEq)]
    #[object(group = "tests.example.com", version = "v1", scope = Namespaced, unlisted)]
    struct Last {
        size: u8,
        metadata: ObjectMeta,
    }
    let object = Last { size: 1, metadata: ObjectMeta::named("x") };
    let written = serializer().encoder().to_yaml(&object).unwrap();
    assert_eq!(written, "apiVersion: tests.example.com/v1\nkind: Last\nmetadata:\n  name: x\nsize: 1\n");
}

#[test]
fn texts_that_are_hard_to_write_survive_as_values_and_as_keys() {
    let serializer = serializer();
    for text in [
        "a\u{85}b",
        "a\u{2028}b",
        "\u{feff}x",
        "a\rb",
        "a\u{7f}",
        "\u{1}",
        "many\nlines\n",
        " lead\nx",
        "trail \nx",
        "x\n\n\n",
        "\n",
        "#\n#",
        "---",
        "...",
        "- \n",
        "a: b\nc",
        "\u{1F600}",
        "'",
        "\"",
        "\\",
        "a\tb\n",
    ] {
        let mut object = DynamicObject::new(GroupVersionKind::from_static("", "v1", "X"));
        object.fields_mut().insert("value", text);
        object.fields_mut().insert(text, "key");
        for content_type in [ContentType::Yaml, ContentType::Json] {
            let written = serializer.encoder().to_string(&object, content_type).unwrap();
            let frame = Frame::new(content_type, written.clone());
            assert_eq!(serializer.decoder().decode_as::<DynamicObject>(&frame).unwrap(), object, "{written}");
            let judge: serde_yaml::Value = serde_yaml::from_str(&written).unwrap();
            assert_eq!(
                (judge["value"].as_str(), judge[text].as_str()),
                (Some(text), Some("key")),
                "{written}"
            );
        }
    }
}
