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
