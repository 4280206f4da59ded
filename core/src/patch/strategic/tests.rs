//! Strategic merge patches by Kubernetes' own tests, and what holds for any.

use super::*;
use crate::fields::{Field, Shape};
use crate::patch::Patch;
use crate::patch::tests::value;

mod laws;
mod rules;

/// The tests of `k8s.io/apimachinery/pkg/util/strategicpatch`.
const VECTORS: &str = include_str!("../../../../tests/data/patch/strategic-merge-patch.json");

/// `MergeItem` of those tests.
static MERGE_ITEM: FieldTable = FieldTable {
    fields: &[
        Field::new("merging_list", "mergingList", LIST).with_list_keys(&["name"]),
        Field::new("non_merging_list", "nonMergingList", LIST),
        Field::new("merging_int_list", "mergingIntList", Shape::Opaque).with_list_keys(schema::ITSELF),
        Field::new("non_merging_int_list", "nonMergingIntList", Shape::Opaque),
        Field::new("merge_item_ptr", "mergeItemPtr", Shape::Optional(&LIST)).with_list_keys(&["name"]),
        Field::new("simple_map", "simpleMap", Shape::Map(&Shape::Opaque)),
        Field::new("retain_keys_map", "retainKeysMap", ITEM),
        Field::new("retain_keys_merging_list", "retainKeysMergingList", LIST).with_list_keys(&["name"]),
    ],
};

const ITEM: Shape = Shape::Struct(|| &MERGE_ITEM);
const LIST: Shape = Shape::List(&ITEM);

fn apply(document: &Value, patch: &Value) -> Result<Value, Error> {
    StrategicMergePatch::from_value(patch.clone())?.apply(document.clone(), Some(&MERGE_ITEM))
}

#[test]
fn the_tests_of_kubernetes_hold() {
    let cases = value(VECTORS);
    let (mut applied, mut refused, mut created, mut created_equal) = (0, 0, 0, 0);
    let mut unsaid = Vec::new();
    for case in cases.as_sequence().unwrap() {
        let part = |name: &str| case.get(name);
        let comment = part("comment").unwrap().as_str().unwrap();
        let (document, patch) = (part("doc").unwrap(), part("patch").unwrap());
        let patched = apply(document, patch);
        if let Some(expected) = part("expected") {
            assert_eq!(patched.as_ref().ok(), Some(expected), "{comment}: {patched:?}");
            applied += 1;
        } else {
            assert!(patched.is_err(), "{comment}");
            refused += 1;
        }
        let Some(after) = part("after") else { continue };
        match StrategicMergePatch::create(document, after, Some(&MERGE_ITEM)) {
            Ok(made) => {
                let made_again = made.apply(document.clone(), Some(&MERGE_ITEM)).unwrap();
                assert_eq!(made_again, *after, "{comment}");
                // No table of ours asks for `$retainKeys`, and items that have equal keys are written all together.
                if !comment.contains("retainKeys") && !comment.contains("duplicate") {
                    assert_eq!(made.as_mapping(), patch.as_mapping().unwrap(), "{comment}");
                    created_equal += 1;
                }
                created += 1;
            }
            Err(error) => unsaid.push(format!("{comment}: {}", error.problems()[0].path())),
        }
    }
    assert_eq!((applied, refused, created, created_equal), (257, 3, 112, 70));
    let expected = [
        // A null in an object, which Kubernetes drops.
        "defined null values should propagate overwrite current fields (with conflict): other",
        "defined null values should propagate removing original fields: value",
        // An object that holds a directive, and a set with equal items.
        "nested patch merge with empty list: mergingList[1][$patch]",
        "behavior of set element order for a merging int list with duplicate: mergingIntList",
    ];
    assert_eq!(unsaid, expected);
}
