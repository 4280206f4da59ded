//! What does not stop the decoding is told on the side.

use std::sync::Mutex;

use expect_test::expect;
use libgitops::codec::WarningKind;
use libgitops::prelude::*;
use libgitops_tests::v1beta1::Depot;

use super::serializer;

#[test]
fn a_lenient_decoder_warns_of_what_a_strict_one_refuses() {
    let text = "\
apiVersion: fleet.example.com/v1beta1
kind: Depot
metadata:
  name: d
  nmae: e
spec:
  places: 1
  places: 3
";
    let warnings = Mutex::new(Vec::new());
    let serializer = serializer();
    let decoder = serializer
        .decoder()
        .strict(false)
        .on_warning(|warning| warnings.lock().unwrap().push((warning.kind, warning.to_string())));
    let depot: Depot = decoder.decode_as(&Frame::yaml(text).with_source("depot.yaml")).unwrap();
    drop(decoder);
    assert_eq!(depot.spec.places, Some(3), "of equal keys the last one counts");
    let warnings = warnings.into_inner().unwrap();
    let kinds: Vec<WarningKind> = warnings.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [WarningKind::UnknownField, WarningKind::DuplicateKey, WarningKind::Deprecated]);
    let texts: Vec<String> = warnings.into_iter().map(|(_, text)| text).collect();
    expect![[r#"
        depot.yaml:5:3: metadata.nmae: unknown field `nmae`, did you mean `name`?
            |
          5 |   nmae: e
            |   ^^^^
        depot.yaml:8:3: spec.places: the key `places` is given twice
            |
          8 |   places: 3
            |   ^^^^^^
        depot.yaml:7:3: the first one is here
            |
          7 |   places: 1
            |   ^^^^^^
        depot.yaml:1:13: apiVersion: fleet.example.com/v1beta1 Depot is deprecated; use v1
            |
          1 | apiVersion: fleet.example.com/v1beta1
            |             ^^^^^^^^^^^^^^^^^^^^^^^^^"#]]
    .assert_eq(&texts.join("\n"));
}

#[test]
fn a_lenient_decoder_still_refuses_what_does_not_fit() {
    let refused = |spec: &str| {
        let text = format!(
            "apiVersion: fleet.example.com/v1\nkind: Depot\nmetadata: {{nmae: x}}\nspec: {{{spec}}}\n"
        );
        let error = serializer().decoder().strict(false).decode(&Frame::yaml(text)).unwrap_err();
        error.problems().iter().map(|problem| problem.message().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        refused("capacity: many"),
        ["expected a non-negative integer (u32), found the string \"many\""]
    );
    // A type that denies unknown fields by itself denies them to every reader.
    assert_eq!(refused("capasity: 1"), ["unknown field `capasity`, did you mean `capacity`?"]);
}

#[test]
fn without_anyone_who_listens_warnings_are_dropped() {
    let text = "apiVersion: fleet.example.com/v1beta1\nkind: Depot\nspec: {}\n";
    assert!(serializer().decoder().decode(&Frame::yaml(text)).is_ok());
}

#[test]
fn a_directive_that_kubernetes_refuses_is_warned_of() {
    for (directive, expected) in [("%YAML 1.1", 0), ("%YAML 1.2", 1)] {
        let warnings = Mutex::new(Vec::new());
        let text = format!("{directive}\n---\napiVersion: fleet.example.com/v1\nkind: Depot\nspec: {{}}\n");
        let serializer = serializer();
        let decoder = serializer.decoder().on_warning(|warning| warnings.lock().unwrap().push(warning.kind));
        decoder.decode(&Frame::yaml(text)).unwrap();
        assert_eq!(*warnings.lock().unwrap(), vec![WarningKind::Directive; expected], "{directive}");
    }
}
