//! Tests of block YAML: layout, and that every reader gets back what was written.

use expect_test::expect;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::emit::judges::{assert_read_as, hard_text, hard_value, judged_yaml};
use crate::value::{Map, Value, to_value};

fn ordered(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn documents_look_as_kubectl_prints_them() {
    let car = ordered(
        r##"{
            "kind": "Car",
            "metadata": {"name": "foo", "labels": {}, "finalizers": [], "creationTimestamp": null},
            "spec": {
                "yes": "no",
                "ports": [80, {"name": "http", "port": 8080, "extra": {"a": [1]}}, [], {}, null],
                "matrix": [[1, 2], [[3], "x"], [{"a": 1, "b": [true]}]],
                "script": "#!/bin/sh\necho \"hi\"\n\nexit 0\n",
                "cut": "a\nb",
                "kept": "a\n\n\n",
                "indented": "  a\nb\n",
                "list": ["a\nb\n", {"text": "c\n  d\n"}],
                "breaks": "\n\n",
                "windows": "a\r\nb"
            },
            "speed": [53.4, 1.0, 1e300, -0.0, 18446744073709551615, -9223372036854775808]
        }"##,
    );
    expect![[r#"
        kind: Car
        metadata:
          name: foo
          labels: {}
          finalizers: []
          creationTimestamp: null
        spec:
          "yes": "no"
          ports:
          - 80
          - name: http
            port: 8080
            extra:
              a:
              - 1
          - []
          - {}
          - null
          matrix:
          - - 1
            - 2
          - - - 3
            - x
          - - a: 1
              b:
              - true
          script: |
            #!/bin/sh
            echo "hi"

            exit 0
          cut: |-
            a
            b
          kept: |+
            a


          indented: |2
              a
            b
          list:
          - |
            a
            b
          - text: |
              c
                d
          breaks: "\n\n"
          windows: "a\r\nb"
        speed:
        - 53.4
        - 1.0
        - 1.0e+300
        - -0.0
        - 18446744073709551615
        - -9223372036854775808
    "#]]
    .assert_eq(&judged_yaml(&car));
}

#[test]
fn any_value_can_be_the_whole_document() {
    let cases = [
        (json!(null), "null\n"),
        (json!("a\nb\n"), "\"a\\nb\\n\"\n"),
        (json!("--- a"), "\"--- a\"\n"),
        (json!({}), "{}\n"),
        (json!([]), "[]\n"),
        (json!([[[]], {"a": 1}]), "- - []\n- a: 1\n"),
        (json!(-0.5), "-0.5\n"),
    ];
    for (value, expected) in cases {
        assert_eq!(judged_yaml(&to_value(&value).unwrap()), expected);
    }
    let mut text = String::new();
    yaml(&Tape::new(), &mut text);
    assert_eq!(text, "");
}

#[test]
fn keys_too_long_for_one_line_are_marked() {
    for (length, marked) in [(1024, false), (1025, true), (5000, true)] {
        let long = "k".repeat(length);
        for value in
            [json!(1), json!("a\nb\n"), json!([1, [2]]), json!({"a": {"b": 1}}), json!([]), json!(null)]
        {
            let nested = json!({"x": {"before": 1, long.clone(): value}, "y": [{long.clone(): value}, 2]});
            let text = judged_yaml(&to_value(&nested).unwrap());
            assert_eq!(text.contains("? k"), marked, "{length}");
        }
    }
    judged_yaml(&Map::from([(": \n".repeat(300), 1)]).into());
}

#[test]
fn entries_and_items_stand_at_their_column_in_the_style_asked_for() {
    let tape = Tape::of(&json!({"a": ["x\ny\n", {"b": [1]}]})).unwrap();
    let root = tape.root().unwrap();
    let wide = BlockStyle { indent: 4, indent_lists: true, ..BlockStyle::default() };
    let mut text = String::new();
    yaml_entry("spec", root, 2, wide, &mut text);
    yaml_item(root, 2, BlockStyle::default(), &mut text);
    yaml_entry("on", Tape::of(" a\n").unwrap().root().unwrap(), 2, wide, &mut text);
    let expected = "  spec:
      a:
          - |
              x
              y
          - b:
                - 1
  - a:
    - |
      x
      y
    - b:
      - 1
  \"on\": |4
       a
";
    assert_eq!(text, expected);
}

#[test]
fn depth_costs_no_stack() {
    let mut deep = Value::Null;
    for level in 0..2_000 {
        deep = if level % 2 == 0 { Map::from([("k", deep)]).into() } else { Value::Sequence(vec![deep]) };
    }
    let tape = Tape::of(&deep).unwrap();
    let mut text = String::new();
    std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(64 * 1024);
        small.spawn_scoped(scope, || yaml(&tape, &mut text)).unwrap();
    });
    assert_eq!(text.lines().count(), 1_000);
    assert!(text.ends_with("k: null\n"));
}

/// The text as value, key, list item and inside others.
fn in_every_place(text: &str) -> Value {
    let map = Map::from([(text, Value::from(text)), ("last", text.into())]);
    let list = Value::from(vec![Value::from(text), vec![text].into(), map.clone().into(), text.into()]);
    let outer = Map::from([("list", list.clone()), ("map", map.into()), (text, list)]);
    outer.into()
}

#[test]
fn the_nasty_texts_survive_in_every_place() {
    let Ok(corpora) = std::env::var("LIBGITOPS_CORPORA") else {
        eprintln!("skipped: LIBGITOPS_CORPORA is not set");
        return;
    };
    let texts = std::fs::read_to_string(format!("{corpora}/cases/nasty-strings.json")).unwrap();
    let texts: Vec<String> = serde_json::from_str(&texts).unwrap();
    assert!(texts.len() > 80);
    for text in texts {
        judged_yaml(&in_every_place(&text));
        judged_yaml(&Value::from(text));
    }
}

#[test]
fn floats_at_the_edges_survive() {
    let floats = [
        0.0,
        -0.0,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::MIN,
        f64::EPSILON,
        5e-324,
        1e15,
        1e16,
        1e21,
        1e-5,
        0.1 + 0.2,
    ];
    for float in floats {
        judged_yaml(&Value::try_from(float).unwrap());
    }
    for float in [f32::MIN_POSITIVE, f32::MAX, 1e-45, 0.1, 16_777_216.0, 7.038_531e-26] {
        judged_yaml(&Value::try_from(float).unwrap());
    }
}

proptest! {
    #[test]
    fn every_text_survives_in_every_place(text in hard_text()) {
        judged_yaml(&in_every_place(&text));
    }

    #[test]
    fn every_value_survives(value in hard_value()) {
        judged_yaml(&value);
    }

    #[test]
    fn entries_survive_in_any_style(
        key in hard_text(), value in hard_value(), column in 0..7_usize, indent in 0..12_usize, indent_lists: bool,
    ) {
        let style = BlockStyle { indent, indent_lists, ..BlockStyle::default() };
        let tape = Tape::of(&value).unwrap();
        let mut text = if column == 0 { String::new() } else { "x:\n".to_owned() };
        yaml_entry(&key, tape.root().unwrap(), column, style, &mut text);
        let entry = Value::from(Map::from([(key, value.clone())]));
        let expected = if column == 0 { entry } else { Map::from([("x", entry)]).into() };
        assert_read_as(&text, &expected);

        let mut text = "x:\n".to_owned();
        yaml_item(tape.root().unwrap(), column, style, &mut text);
        yaml_item(tape.root().unwrap(), column, style, &mut text);
        assert_read_as(&text, &Map::from([("x", vec![value.clone(), value])]).into());
    }
}
