//! The program `sample-serializer` as a person runs it: what it reads, writes, tells and answers.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes the expected texts so")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};

/// What a run left behind.
#[derive(Debug)]
struct Outcome {
    code: i32,
    output: String,
    told: String,
}

fn run(arguments: &[&str], input: &[u8]) -> Outcome {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sample-serializer"))
        .args(arguments)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = program.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that has failed already does not read its input.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = program.wait_with_output().unwrap();
    writer.join().unwrap();
    Outcome {
        code: output.status.code().unwrap(),
        output: String::from_utf8(output.stdout).unwrap(),
        told: String::from_utf8(output.stderr).unwrap(),
    }
}

fn check(arguments: &[&str], input: &str, code: i32, output: &Expect, told: &Expect) {
    let outcome = run(arguments, input.as_bytes());
    output.assert_eq(&outcome.output);
    told.assert_eq(&outcome.told);
    assert_eq!(outcome.code, code, "{arguments:?}");
}

/// A file with this text, named for the test that uses it.
fn file(name: &str, text: impl AsRef<[u8]>) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(path, text).unwrap();
    name.to_owned()
}

const MIXED: &str = "\
# The fleet.
---
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata: {name: bug, namespace: garage} # small
spec: {engine: 'flat four', yearModel: '1967'}
---
# Not ours.
apiVersion:   v1
kind: ConfigMap
data: {answer: \"yes\"}
---
apiVersion: v1
kind: List
items:
- {apiVersion: sample-app.weave.works/v1alpha1, kind: Motorcycle, metadata: {name: m}, spec: {}}
- {apiVersion: sample-app.weave.works/v1alpha1, kind: Car, metadata: {name: taxi}, spec: {}, status: {speed: 0.1}}
";

#[test]
fn a_mixed_stream_is_written_as_yaml() {
    check(
        &[],
        MIXED,
        0,
        &expect![[r#"
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Car
        metadata:
          name: bug
          namespace: garage
        spec:
          engine: flat four
          yearModel: "1967"
        ---
        # Not ours.
        apiVersion:   v1
        kind: ConfigMap
        data: {answer: "yes"}
        ---
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Motorcycle
        metadata:
          name: m
        spec: {}
        ---
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Car
        metadata:
          name: taxi
        spec: {}
        status:
          speed: 0.1
          acceleration: 0.0
          distance: 0
          persons: 0
    "#]],
        &expect![],
    );
    // What it wrote it writes again.
    let once = run(&[], MIXED.as_bytes()).output;
    assert_eq!(run(&[], once.as_bytes()).output, once);
}

#[test]
fn a_mixed_stream_is_written_as_json() {
    check(
        &["-o", "json", "--compact"],
        MIXED,
        0,
        &expect![[r#"
        {"apiVersion":"sample-app.weave.works/v1alpha1","kind":"Car","metadata":{"name":"bug","namespace":"garage"},"spec":{"engine":"flat four","yearModel":"1967"}}
        {"apiVersion":"v1","kind":"ConfigMap","data":{"answer":"yes"}}
        {"apiVersion":"sample-app.weave.works/v1alpha1","kind":"Motorcycle","metadata":{"name":"m"},"spec":{}}
        {"apiVersion":"sample-app.weave.works/v1alpha1","kind":"Car","metadata":{"name":"taxi"},"spec":{},"status":{"speed":0.1,"acceleration":0.0,"distance":0,"persons":0}}
    "#]],
        &expect![],
    );
    let outcome = run(&["--output=json"], MIXED.as_bytes());
    let values: Vec<serde_json::Value> =
        serde_json::Deserializer::from_str(&outcome.output).into_iter().collect::<Result<_, _>>().unwrap();
    assert_eq!(values.len(), 4);
    assert!(outcome.output.starts_with("{\n  \"apiVersion\""));
    // A file of JSON is read as JSON, and gives the same objects.
    let name = file("mixed.json", &outcome.output);
    assert_eq!(run(&["-o", "json", &name], b"").output, outcome.output);
}

#[test]
fn all_objects_become_one_list() {
    check(
        &["--list"],
        MIXED,
        0,
        &expect![[r#"
        apiVersion: v1
        kind: List
        items:
        - apiVersion: sample-app.weave.works/v1alpha1
          kind: Car
          metadata:
            name: bug
            namespace: garage
          spec:
            engine: flat four
            yearModel: "1967"
        - apiVersion: v1
          kind: ConfigMap
          data:
            answer: "yes"
        - apiVersion: sample-app.weave.works/v1alpha1
          kind: Motorcycle
          metadata:
            name: m
          spec: {}
        - apiVersion: sample-app.weave.works/v1alpha1
          kind: Car
          metadata:
            name: taxi
          spec: {}
          status:
            speed: 0.1
            acceleration: 0.0
            distance: 0
            persons: 0
    "#]],
        &expect![],
    );
    let list = run(&["--list"], MIXED.as_bytes()).output;
    assert_eq!(run(&["--list"], list.as_bytes()).output, list);
    assert_eq!(run(&["--list"], b"").output, "apiVersion: v1\nkind: List\nitems: []\n");
}

const STRANGE: &str = "\
apiVersion: sample-app.weave.works/v1alpha1
kind: Motorcycle
metadata: {name: m}
spec: {colour: red, bodyType: chopper}
";

#[test]
fn what_a_strict_run_refuses_a_lenient_one_warns_of() {
    check(
        &[],
        STRANGE,
        1,
        &expect![],
        &expect![[r#"
        error: cannot decode sample-app.weave.works/v1alpha1 Motorcycle "m": 1 problem
        <stdin>:4:8: spec.colour: unknown field `colour`, did you mean `color`?
            |
          4 | spec: {colour: red, bodyType: chopper}
            |        ^^^^^^
    "#]],
    );
    check(
        &["--strict=false"],
        STRANGE,
        0,
        &expect![[r#"
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Motorcycle
        metadata:
          name: m
        spec:
          bodyType: chopper
    "#]],
        &expect![[r#"
        warning: <stdin>:4:8: spec.colour: unknown field `colour`, did you mean `color`?
            |
          4 | spec: {colour: red, bodyType: chopper}
            |        ^^^^^^
    "#]],
    );
}

#[test]
fn defaults_are_applied_when_asked_for() {
    let text = "apiVersion: sample-app.weave.works/v1alpha1\nkind: Motorcycle\nmetadata: {name: m}\n\
                ---\napiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nmetadata: {name: c}\nspec: {}\n";
    check(
        &["--default"],
        text,
        0,
        &expect![[r#"
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Motorcycle
        metadata:
          name: m
        spec:
          color: blue
        ---
        apiVersion: sample-app.weave.works/v1alpha1
        kind: Car
        metadata:
          name: c
        spec:
          brand: Mercedes
    "#]],
        &expect![],
    );
}

#[test]
fn unknown_kinds_are_refused_when_asked_for() {
    check(
        &["--unknown", "refuse", "-o", "json", "--compact"],
        MIXED,
        1,
        &expect![[r#"
        {"apiVersion":"sample-app.weave.works/v1alpha1","kind":"Car","metadata":{"name":"bug","namespace":"garage"},"spec":{"engine":"flat four","yearModel":"1967"}}
        {"apiVersion":"sample-app.weave.works/v1alpha1","kind":"Motorcycle","metadata":{"name":"m"},"spec":{}}
        {"apiVersion":"sample-app.weave.works/v1alpha1","kind":"Car","metadata":{"name":"taxi"},"spec":{},"status":{"speed":0.1,"acceleration":0.0,"distance":0,"persons":0}}
    "#]],
        &expect![[r#"
            error: cannot decode v1 ConfigMap: no kind of the group "" (core) is registered; known groups: sample-app.weave.works (a crate that the program does not name is not linked, and its kinds are not registered)
            <stdin>:9:15: apiVersion: this kind is not registered
                |
              9 | apiVersion:   v1
                |               ^^
        "#]],
    );
}

#[test]
fn an_object_that_breaks_its_own_rules_is_refused_with_its_place() {
    let text = MIXED.replace("speed: 0.1", "speed: -3");
    let outcome = run(&[], text.as_bytes());
    assert_eq!(outcome.code, 1);
    expect![[r#"
        error: cannot decode sample-app.weave.works/v1alpha1 Car "taxi": 1 problem
        <stdin>:17:110: items[1].status.speed: must not be negative
             |
          17 | …nd: Car, metadata: {name: taxi}, spec: {}, status: {speed: -3}}
             |                                                             ^^
    "#]]
    .assert_eq(&outcome.told);
    assert!(outcome.output.contains("name: m") && !outcome.output.contains("taxi"));
}

#[test]
fn a_wrong_command_line_is_explained() {
    for (arguments, sentence) in [
        (&["--outptu", "json"][..], "invalid option '--outptu'"),
        (&["-o", "xml"], "--output is yaml or json, not \"xml\""),
        (&["--strict=maybe"], "--strict is true or false, not maybe"),
        (&["--unknown"], "--unknown needs a value"),
    ] {
        let outcome = run(arguments, MIXED.as_bytes());
        assert_eq!((outcome.code, outcome.output.as_str()), (2, ""), "{arguments:?}");
        assert!(
            outcome.told.starts_with(&format!("{sentence}\n\nUsage: sample-serializer")),
            "{}",
            outcome.told
        );
    }
    let help = run(&["--help"], b"");
    assert_eq!((help.code, help.told.as_str()), (0, ""));
    assert!(help.output.starts_with("Usage: sample-serializer"));
}

#[test]
fn a_missing_file_does_not_keep_the_others_from_being_written() {
    let good = file("good.yaml", "apiVersion: v1\nkind: Namespace\n");
    check(
        &["missing.yaml", &good],
        "",
        1,
        &expect![[r#"
        apiVersion: v1
        kind: Namespace
    "#]],
        &expect![[r#"
        error: cannot read missing.yaml: No such file or directory (os error 2)
    "#]],
    );
    let outcome = run(&["."], b"");
    assert_ne!(outcome.code, 0, "a folder is no file: {outcome:?}");
}

#[test]
fn a_broken_file_is_told_with_its_places_and_the_rest_is_written() {
    let broken = file(
        "broken.yaml",
        b"apiVersion: v1\nkind: Namespace\n---\nkind: [\n---\nkind: Car\n---\n\xFF\n---\napiVersion: v1\nkind: Pod\n",
    );
    check(
        &[&broken],
        "",
        1,
        &expect![[r#"
        apiVersion: v1
        kind: Namespace
        ---
        apiVersion: v1
        kind: Pod
    "#]],
        &expect![[r#"
            error: cannot read document 2 of broken.yaml: it is not valid YAML
            broken.yaml:4:7: `[` is never closed
                |
              4 | kind: [
                |       ^
            error: cannot decode document 3 of broken.yaml: it is no object
            broken.yaml:6:1: apiVersion: missing field `apiVersion`
                |
              6 | kind: Car
                | ^
            error: cannot read document 4 of broken.yaml as text
            broken.yaml:8:1: the bytes FF are not valid UTF-8
                |
              8 | ?
                | ^
        "#]],
    );
}

#[test]
fn files_and_standard_input_are_read_in_order() {
    let first = file("first.yaml", "apiVersion: v1\nkind: First");
    let last = file("last.json", r#"{"apiVersion": "v1", "kind": "Last"}"#);
    let outcome = run(&[&first, "-", &last, "-o", "json", "--compact"], b"apiVersion: v1\nkind: Middle\n");
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let kinds: Vec<&str> = outcome.output.lines().map(|line| line.split('"').nth(7).unwrap()).collect();
    assert_eq!(kinds, ["First", "Middle", "Last"]);
}

#[test]
fn nothing_is_added_to_nothing() {
    for input in ["", "\n", "---\n", "# a comment\n"] {
        let copied = run(&[], input.as_bytes());
        assert_eq!((copied.code, copied.output.as_str(), copied.told.as_str()), (0, input, ""));
        let converted = run(&["--output", "json"], input.as_bytes());
        assert_eq!((converted.code, converted.output.as_str(), converted.told.as_str()), (0, "", ""));
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sample-serializer"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = program.stdin.take().unwrap();
    let mut output = program.stdout.take().unwrap();
    let writer = std::thread::spawn(move || {
        // More than any pipe and buffer holds, so that the program meets the closed pipe.
        for _ in 0..100_000 {
            if stdin.write_all(b"apiVersion: v1\nkind: Namespace\n---\n").is_err() {
                return;
            }
        }
    });
    let mut first = [0; 14];
    output.read_exact(&mut first).unwrap();
    drop(output);
    let outcome = program.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(&first, b"apiVersion: v1");
    assert_eq!(String::from_utf8(outcome.stderr).unwrap(), "");
    assert_eq!(outcome.status.code(), Some(0));
}
