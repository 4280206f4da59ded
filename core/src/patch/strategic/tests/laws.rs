//! What holds for any two objects of a type with keyed lists, sets, lists without keys and maps.

use proptest::prelude::*;

use super::*;
use crate::patch::tests::any_value;

/// Mappings with the fields of [`MERGE_ITEM`], in which items may lack their keys or have equal ones.
fn any_item(is_wild: bool) -> impl Strategy<Value = Value> {
    let leaf = named(is_wild).prop_map(Value::from);
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let name = prop::sample::select(vec![
            "mergingList",
            "nonMergingList",
            "mergeItemPtr",
            "retainKeysMergingList",
        ]);
        let list = prop::collection::vec(inner.clone(), 0..4);
        let ints = prop::collection::vec(0..4_u32, 0..5);
        let map = prop::collection::btree_map("[ab]", any_value(is_wild), 0..3);
        let is_set = prop::sample::select(vec!["mergingIntList", "nonMergingIntList"]);
        (named(is_wild), name, list, is_set, ints, map, inner, any::<u8>()).prop_map(
            move |(mut item, name, mut list, ints_name, mut ints, map, inner, which)| {
                if !is_wild {
                    distinct(&mut list);
                    let mut seen = std::collections::BTreeSet::new();
                    ints.retain(|number| seen.insert(*number));
                }
                if which & 1 != 0 {
                    item.insert(name, list);
                }
                if which & 2 != 0 {
                    item.insert(ints_name, ints);
                }
                if which & 4 != 0 {
                    item.insert("simpleMap", map.into_iter().collect::<Map>());
                }
                if which & 8 != 0 {
                    item.insert("retainKeysMap", inner);
                }
                item.into()
            },
        )
    })
}

fn named(is_wild: bool) -> impl Strategy<Value = Map> {
    let names: Vec<Value> = vec!["a".into(), "b".into(), "c".into(), 1.into()];
    let name = if is_wild {
        prop::option::of(prop::sample::select([names, vec![Value::Null]].concat())).boxed()
    } else {
        prop::sample::select(names).prop_map(Some).boxed()
    };
    (name, prop::option::of(any_value(is_wild))).prop_map(|(name, value)| {
        let value = value.map(|value| ("value", value));
        name.map(|name| ("name", name)).into_iter().chain(value).collect()
    })
}

fn distinct(items: &mut Vec<Value>) {
    let mut names: Vec<Value> = Vec::new();
    items.retain(|item| {
        let name = item.get("name").cloned().unwrap_or_default();
        let is_new = !names.contains(&name);
        names.push(name);
        is_new
    });
}

fn create(before: &Value, after: &Value) -> Result<StrategicMergePatch, Error> {
    StrategicMergePatch::create(before, after, Some(&MERGE_ITEM))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_patch_makes_the_one_of_the_other(before in any_item(false), after in any_item(false)) {
        let patch = create(&before, &after).unwrap();
        prop_assert_eq!(patch.apply(before.clone(), Some(&MERGE_ITEM)).unwrap(), after.clone());
        prop_assert_eq!(patch.as_mapping().is_empty(), before == after);
        let json = Patch::StrategicMerge(patch.clone()).to_json();
        prop_assert_eq!(Patch::parse(PatchType::StrategicMerge, json).unwrap(), Patch::StrategicMerge(patch));
    }

    #[test]
    fn a_patch_that_is_made_is_right_or_refused(before in any_item(true), after in any_item(true)) {
        if let Ok(patch) = create(&before, &after) {
            prop_assert_eq!(patch.apply(before, Some(&MERGE_ITEM)).unwrap(), after);
        }
    }

    #[test]
    fn a_patch_is_a_merge_patch_where_nothing_is_known(before in any_value(false), patch in any_value(true)) {
        let (Value::Mapping(_), Value::Mapping(fields)) = (&before, &patch) else { return Ok(()) };
        let merged = crate::patch::MergePatch::new(patch.clone()).apply(before.clone());
        let strategic = StrategicMergePatch::new(fields.clone()).apply(before, None).unwrap();
        prop_assert_eq!(strategic, merged);
    }

    #[test]
    fn any_patch_is_applied_or_refused_and_never_panics(target in any_item(true), patch in any_item(true)) {
        if let Ok(patched) = apply(&target, &patch) {
            prop_assert_eq!(value(&crate::patch::text::of(&patched)), patched);
        }
    }
}
