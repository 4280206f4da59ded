//! The comment tests of libgitops, whose cases are those of its `CopyComments`.

use libgitops::prelude::*;

/// Writes the object of `to` into the text of `from`.
fn check(from: &str, to: &str, expect: &str) {
    let head = "apiVersion: v1\nkind: ConfigMap\n";
    let with_head =
        |text: &str| if text.contains("kind:") { text.to_owned() } else { format!("{head}{text}") };
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let mut manifest = serializer.manifest::<DynamicObject>(&with_head(from)).unwrap();
    *manifest = serializer.decoder().decode_as(&Frame::yaml(with_head(to))).unwrap();
    assert_eq!(manifest.to_text().unwrap(), with_head(expect));
}

const DEPLOYMENT: &str = "\
# A comment of several
# paragraphs.

#
# The second one.

apiVersion: apps/v1
kind: Deployment
spec: # inline of spec
  # above replicas
  replicas: 3 # inline of replicas
  # below replicas
  template:
    spec:
      containers:
      - name: foo
        image: bar # comment 1
";

#[test]
fn comments_around_a_field_stay_when_it_changes() {
    let bare = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 4\n  template:\n    spec:\n      containers:\n      - {name: foo, image: bar}\n";
    check(DEPLOYMENT, bare, &DEPLOYMENT.replace("replicas: 3", "replicas: 4"));
}

#[test]
fn comments_of_list_items_that_are_maps_stay() {
    let bare = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - {name: foo, image: baz}\n";
    check(DEPLOYMENT, bare, &DEPLOYMENT.replace("image: bar", "image: baz"));
    // Also of kinds that no schema is built in for.
    check(
        "items:\n- name: a\n  v: 1 # c\n",
        "items:\n- {name: a, v: 2}\n",
        "items:\n- name: a\n  v: 2 # c\n",
    );
}

#[test]
fn a_comment_that_the_text_has_is_the_one_that_stays() {
    check("replicas: 3 # own\n", "replicas: 4 # other\n", "replicas: 4 # own\n");
}

#[test]
fn comments_of_items_stay_and_move_along() {
    check("l:\n- a # comment\n", "l:\n- a\n- z\n", "l:\n- a # comment\n- z\n");
    check("l:\n# above\n- a\n", "l: [a, z]\n", "l:\n# above\n- a\n- z\n");
    check("l:\n- a\n- b # c\n- c\n", "l: [d, b, e]\n", "l:\n- d\n- b # c\n- e\n");
    check("l:\n- a\n- b # c\n- c\n", "l: [a, c, b]\n", "l:\n- a\n- c\n- b # c\n");
    check("l:\n- a # c\n", "l: [b]\n", "l:\n- b # c\n");
    check("l:\n- a # c\n", "l: [a, b]\n", "l:\n- a # c\n- b\n");
    check("l:\n- a # c\n- b\n", "l: [a]\n", "l:\n- a # c\n");
}

#[test]
fn a_long_text_keeps_its_style_and_its_comment() {
    let long = "a text that is quoted, has seventy-five characters, and a comment behind it";
    assert_eq!(long.len(), 75);
    check(
        &format!("a: \"{long}\" # c\nb: 1\n"),
        &format!("a: >-\n  {long}\nb: 2\n"),
        &format!("a: \"{long}\" # c\nb: 2\n"),
    );
}

#[test]
fn comments_inside_of_maps_and_lists_without_anything_else_stay() {
    let text = "a:\n  # nothing yet\nb:\n  - x: 1 # one\n    # and more\n  # the end\nc: 1\n";
    check(
        text,
        "a:\nb: [{x: 1}, {x: 2}]\nc: 2\n",
        &text.replace("c: 1", "c: 2").replace("    # and more\n", "    # and more\n  - x: 2\n"),
    );
    check(text, "a: {k: v}\nb: [{x: 1}]\nc: 1\n", &text.replace("a:\n", "a:\n  k: v\n"));
}

#[test]
fn an_object_has_no_text_in_it() {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    let manifest = serializer.manifest::<DynamicObject>(DEPLOYMENT).unwrap();
    let again = serializer.encoder().to_yaml(manifest.object()).unwrap();
    assert!(!again.contains('#') && !again.contains("annotations"), "{again}");
    // Without metadata, and in several threads at once.
    std::thread::scope(|scope| {
        for number in 0..4 {
            let mut manifest = manifest.clone();
            scope.spawn(move || {
                manifest
                    .fields_mut()
                    .get_mut("spec")
                    .unwrap()
                    .as_mapping_mut()
                    .unwrap()
                    .insert("replicas", number);
                let expected = DEPLOYMENT.replace("replicas: 3", &format!("replicas: {number}"));
                assert_eq!(manifest.to_text().unwrap(), expected);
            });
        }
    });
}
