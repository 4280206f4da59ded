//! Documents that are written in another version than they had.

use libgitops::delta::Moves;
use libgitops::prelude::*;

fn serializer() -> Serializer {
    Serializer::new(Scheme::builder().build().unwrap())
}

fn dynamic(text: &str) -> DynamicObject {
    serializer().decoder().decode_as(&Frame::yaml(text)).unwrap()
}

fn converted(old: &str, new: &str, moves: &Moves) -> libgitops::edit::Edited {
    serializer().manifest::<DynamicObject>(old).unwrap().converted(&dynamic(new), moves).unwrap()
}

const OLD: &str = "\
# A car.
apiVersion: cars/v1alpha1
kind: Car
spec:
  # Loud.
  engine: V8 # really
  # By whom.
  brand:
    name: foo # so they say

    # Far away.
    country: bar
  list:
  - old: 1 # one
  year: 1998
";

#[test]
fn renames_keep_their_place_and_moves_take_their_lines_along() {
    let moves = Moves::none()
        .with("spec.engine", "spec.motor")
        .with("spec.brand", "maker")
        .with("spec.list[0].old", "spec.list[0].new");
    let new = "apiVersion: cars/v1\nkind: Car\nmaker: {name: foo, country: baz}\nspec: {motor: V8, list: [{new: 1}], year: 1998}\n";
    let expected = "\
# A car.
apiVersion: cars/v1
kind: Car
# By whom.
maker:
  name: foo # so they say

  # Far away.
  country: baz
spec:
  # Loud.
  motor: V8 # really
  list:
  - new: 1 # one
  year: 1998
";
    let edited = converted(OLD, new, &moves);
    assert_eq!(edited.text, expected);
    assert!(edited.lost_comments.is_empty());
}

#[test]
fn fields_move_into_a_mapping_that_is_new() {
    let moves = Moves::none().with("spec.engine", "spec.drive.engine").with("spec.year", "spec.drive.year");
    let new = "apiVersion: cars/v1\nkind: Car\nspec:\n  brand: {name: foo, country: bar}\n  list: [{old: 1}]\n  drive: {engine: V8, year: 1998}\n";
    let expected = "\
# A car.
apiVersion: cars/v1
kind: Car
spec:
  # By whom.
  brand:
    name: foo # so they say

    # Far away.
    country: bar
  list:
  - old: 1 # one
  drive:
    # Loud.
    engine: V8 # really
    year: 1998
";
    assert_eq!(converted(OLD, new, &moves).text, expected);
}

#[test]
fn comments_of_fields_that_are_gone_move_to_the_nearest_parent_and_are_told() {
    let new = "apiVersion: cars/v1\nkind: Car\nspec: {brand: {name: foo}, list: [{old: 1}], year: 1998}\n";
    let edited = converted(OLD, new, &Moves::none());
    let expected = "\
# A car.
apiVersion: cars/v1
kind: Car
# Loud.
# really
spec:
  # By whom.
  # Far away.
  brand:
    name: foo # so they say

  list:
  - old: 1 # one
  year: 1998
";
    assert_eq!(edited.text, expected);
    let lost: Vec<String> = edited
        .lost_comments
        .iter()
        .map(|lost| format!("{} {} {}", lost.path, lost.text, lost.is_moved))
        .collect();
    assert_eq!(
        lost,
        ["spec.engine # Loud. true", "spec.engine # really true", "spec.brand.country # Far away. true"]
    );
    // A second time nothing is added (in libgitops the header grows with every round).
    let again = converted(&edited.text, &new.replace("1998", "1999"), &Moves::none());
    assert_eq!(again.text, expected.replace("1998", "1999"));
}

#[test]
fn a_car_is_written_in_its_newest_version_with_the_comments_of_the_oldest() {
    let old = "\
# The fleet's first car.
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata:
  name: first # never renamed
  namespace: default
spec:
  # Who made it.
  brand: SAAB # of Sweden

  # What drives it.
  engine: 'V4' # loud
status:
  speed: 53.40 # km/h
  acceleration: 0
  distance: 7
  persons: 1
";
    let expected = "\
# The fleet's first car.
apiVersion: sample-app.weave.works/v1
kind: Car
metadata:
  name: first # never renamed
  namespace: default
spec:
  # Who made it.
  maker: SAAB # of Sweden

  # What drives it.
  engine: # loud
    name: 'V4'
status:
  speed: 53.40 # km/h
  acceleration: 0
  distance: 7
  persons: 1
";
    let serializer = Serializer::new(Scheme::linked().unwrap());
    let manifest = serializer.manifest::<codegen_examples::v1alpha1::Car>(old).unwrap();
    let edited = manifest.in_version(&codegen_examples::v1::Car::RESOURCE.gvk()).unwrap();
    assert_eq!(edited.text, expected);
    assert!(edited.lost_comments.is_empty(), "{:?}", edited.lost_comments);
    // And back again it is the old text.
    let manifest = serializer.manifest::<codegen_examples::v1::Car>(&edited.text).unwrap();
    let back = manifest.in_version(&codegen_examples::v1alpha1::Car::RESOURCE.gvk()).unwrap();
    assert_eq!(back.text, old);
}

/// The text of a scalar goes where its value goes: into a mapping and out of it again.
fn check_in_and_out(old: &str, new: &str) {
    let moves = Moves::none().with("engine", "engine.name").with("year", "engine.year");
    let head = "apiVersion: cars/v1\nkind: Car\n";
    let (old, new) = (format!("{head}{old}"), format!("{head}{new}"));
    let value = dynamic(&new);
    assert_eq!(converted(&old, &serializer().encoder().to_yaml(&value).unwrap(), &moves).text, new);
    let back = Moves::none().with("engine.name", "engine").with("engine.year", "year");
    let value = dynamic(&old);
    let edited = converted(&new, &serializer().encoder().to_yaml(&value).unwrap(), &back);
    assert_eq!(edited.text, old);
}

#[test]
fn a_scalar_that_goes_into_a_mapping_or_out_of_it_keeps_its_own_text() {
    check_in_and_out("engine: 'V4' # c\nz: 1\n", "engine: # c\n  name: 'V4'\nz: 1\n");
    check_in_and_out("engine: \"V\\x34\"\n", "engine:\n  name: \"V\\x34\"\n");
    check_in_and_out("engine: 0x1F\n", "engine:\n  name: 0x1F\n");
    check_in_and_out(
        "engine: |+ \n  V4\n\nz: 1\n".replace(" \n", "\n").as_str(),
        "engine:\n  name: |+\n    V4\n\nz: 1\n",
    );
    check_in_and_out("engine: >-\n  V\n  4\nz: 1\n", "engine:\n  name: >-\n    V\n    4\nz: 1\n");
    check_in_and_out("l: {}\nengine: 'V4'", "l: {}\nengine:\n  name: 'V4'");
}

#[test]
fn in_brackets_and_in_json_it_does_too() {
    let moves = Moves::none().with("spec.engine", "spec.engine.name");
    let head = "apiVersion: cars/v1\nkind: Car\n";
    let edited = converted(
        &format!("{head}spec: {{engine: 'V4', z: 1}}\n"),
        &format!("{head}spec: {{engine: {{name: V4}}, z: 1}}\n"),
        &moves,
    );
    assert_eq!(edited.text, format!("{head}spec: {{engine: {{name: 'V4'}}, z: 1}}\n"));
    let frame = Frame::json(r#"{"apiVersion":"cars/v1","kind":"Car","spec":{"engine":"V\u0034"}}"#);
    let serializer = serializer();
    let manifest = serializer.decoder().manifest::<DynamicObject>(frame).unwrap();
    let object = dynamic(&format!("{head}spec: {{engine: {{name: V4}}}}\n"));
    let expected = r#"{"apiVersion":"cars/v1","kind":"Car","spec":{"engine":{"name":"V\u0034"}}}"#;
    assert_eq!(manifest.converted(&object, &moves).unwrap().text, expected);
}

#[test]
fn comments_for_which_there_is_no_place_any_more_move_too() {
    let head = "apiVersion: cars/v1\nkind: Car\n";
    let check = |old: &str, new: &str, moves: &Moves, expect: &str, lost: &[&str]| {
        let edited = converted(&format!("{head}{old}"), &format!("{head}{new}"), moves);
        assert_eq!(edited.text, format!("{head}{expect}"));
        let told: Vec<&str> = edited.lost_comments.iter().map(|comment| comment.text.as_str()).collect();
        assert_eq!(told, lost);
        assert!(edited.lost_comments.iter().all(|comment| comment.is_moved));
    };
    // A mapping that becomes a scalar.
    let out = Moves::none().with("spec.engine.name", "spec.engine");
    check(
        "spec:\n  engine: # c\n    # a\n    name: 'V4' # b\n    power: 5 # d\n",
        "spec: {engine: V4}\n",
        &out,
        "spec:\n  # a\n  # b\n  # d\n  engine: 'V4' # c\n",
        &["# a", "# b", "# d"],
    );
    // A field that goes between braces.
    let into = Moves::none().with("spec.name", "spec.engine.name");
    check(
        "spec:\n  engine: {power: 5}\n  # a\n  name: 'V4' # b\n",
        "spec: {engine: {power: 5, name: V4}}\n",
        &into,
        "# a\n# b\nspec:\n  engine: {power: 5, name: 'V4'}\n",
        &["# a", "# b"],
    );
    // And one that comes out of them.
    let out = Moves::none().with("spec.engine.name", "spec.name");
    check(
        "spec:\n  engine: {\n    name: 'V4', # b\n    power: 5\n  }\n",
        "spec: {engine: {power: 5}, name: V4}\n",
        &out,
        "spec:\n  # b\n  engine: {\n    power: 5\n  }\n  name: 'V4'\n",
        &["# b"],
    );
}

#[test]
fn a_text_of_another_version_says_so_when_a_change_has_no_place_in_it() {
    let old = "\
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata: {name: first}
spec: {brand: SAAB}
status: {speed: 1, acceleration: 0, distance: 7, persons: 1}
";
    let serializer = Serializer::new(Scheme::linked().unwrap());
    let mut manifest = serializer.manifest::<codegen_examples::v1::Car>(old).unwrap();
    assert_eq!((manifest.spec.maker.as_str(), manifest.to_text().unwrap()), ("SAAB", old.to_owned()));
    manifest.spec.plate = Some("ABC".into());
    let error = manifest.to_text().unwrap_err();
    let advice = "its text is sample-app.weave.works/v1alpha1 Car: take it as that type for a change in place, and for the \
                  text of another version `in_version` of that manifest";
    assert_eq!(error.problems().last().map(libgitops::error::Problem::message), Some(advice), "{error}");

    // The way that it names: the edited object, as the version of the text has it, in that text.
    let mut own = serializer.manifest::<codegen_examples::v1alpha1::Car>(old).unwrap();
    *own.object_mut() = serializer.converter().convert(manifest.into_object()).unwrap();
    let text = own.to_text().unwrap();
    let again = serializer.manifest::<codegen_examples::v1::Car>(&text).unwrap();
    assert_eq!((again.spec.plate.as_deref(), again.spec.maker.as_str()), (Some("ABC"), "SAAB"));
}

/// A struct that an older version had, with a field whose name is a word of Rust.
mod motors {
    use libgitops::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Object, Clone, Debug)]
    #[object(group = "motors.example.com", version = "v1", scope = Namespaced, hub, unlisted)]
    pub(super) struct Motor {
        pub(super) metadata: ObjectMeta,
        pub(super) energy: String,
    }

    #[derive(Object, Spoke, Clone, Debug)]
    #[object(group = "motors.example.com", version = "v1beta1", kind = "Motor", scope = Namespaced, hub = Motor, unlisted)]
    pub(super) struct OldMotor {
        pub(super) metadata: ObjectMeta,
        #[spoke(unnest(r#type = energy))]
        pub(super) fuel: Fuel,
    }

    #[derive(Fields, Serialize, Deserialize, Clone, Debug)]
    pub(super) struct Fuel {
        pub(super) r#type: String,
    }
}

#[test]
fn a_field_called_as_a_word_of_rust_moves_with_its_comments() {
    let scheme = Scheme::builder().register::<motors::Motor>().register::<motors::OldMotor>();
    let serializer = Serializer::new(scheme.build().unwrap());
    let old = "apiVersion: motors.example.com/v1beta1\nkind: Motor\nmetadata: {name: a}\nfuel:\n  # The cheap one.\n  type: diesel # for now\n";
    let new = "apiVersion: motors.example.com/v1\nkind: Motor\nmetadata: {name: a}\n# The cheap one.\nenergy: diesel # for now\n";
    let manifest = serializer.manifest::<motors::OldMotor>(old).unwrap();
    let gvk = GroupVersionKind::from_static("motors.example.com", "v1", "Motor");
    assert_eq!(manifest.in_version(&gvk).unwrap().text, new);
}
