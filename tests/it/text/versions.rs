//! Documents that are written in another version than they had.

use libgitops::delta::Moves;
use libgitops::prelude::*;

fn dynamic(text: &str) -> DynamicObject {
    Serializer::new(Scheme::builder().build().unwrap()).decoder().decode_as(&Frame::yaml(text)).unwrap()
}

fn converted(old: &str, new: &str, moves: &Moves) -> libgitops::edit::Edited {
    let serializer = Serializer::new(Scheme::builder().build().unwrap());
    serializer.manifest::<DynamicObject>(old).unwrap().converted(&dynamic(new), moves).unwrap()
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
    name: V4
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
    // And back again it is the old text but for what no line of the new one says.
    let manifest = serializer.manifest::<codegen_examples::v1::Car>(&edited.text).unwrap();
    let back = manifest.in_version(&codegen_examples::v1alpha1::Car::RESOURCE.gvk()).unwrap();
    let car: codegen_examples::v1alpha1::Car =
        serializer.decoder().decode_as(&Frame::yaml(back.text.as_str())).unwrap();
    assert_eq!(car.spec, serializer.manifest::<codegen_examples::v1alpha1::Car>(old).unwrap().spec);
    for comment in ["# Who made it.", "# of Sweden", "# What drives it.", "# loud", "# km/h"] {
        assert!(back.text.contains(comment), "{comment} is not in\n{}", back.text);
    }
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
    assert_eq!(error.problems().last().map(|problem| problem.message()), Some(advice), "{error}");

    // The way that it names: the edited object, as the version of the text has it, in that text.
    let mut own = serializer.manifest::<codegen_examples::v1alpha1::Car>(old).unwrap();
    *own.object_mut() = serializer.converter().convert(manifest.into_object()).unwrap();
    let text = own.to_text().unwrap();
    let again = serializer.manifest::<codegen_examples::v1::Car>(&text).unwrap();
    assert_eq!((again.spec.plate.as_deref(), again.spec.maker.as_str()), (Some("ABC"), "SAAB"));
}
