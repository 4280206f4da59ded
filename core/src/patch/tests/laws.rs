//! What holds for patches of any two values.

use super::*;

proptest! {
    #[test]
    fn a_json_patch_makes_the_one_of_the_other(before in any_value(true), after in any_value(true)) {
        let patch = JsonPatch::create(&before, &after);
        prop_assert_eq!(patch.apply(before.clone()).unwrap(), after.clone());
        prop_assert_eq!(patch.operations().is_empty(), before == after);
        let read = Patch::parse(PatchType::Json, Patch::Json(patch.clone()).to_json()).unwrap();
        prop_assert_eq!(read, Patch::Json(patch));
    }

    #[test]
    fn a_merge_patch_makes_the_one_of_the_other(before in any_value(true), after in any_value(false)) {
        let patch = MergePatch::create(&before, &after).unwrap();
        prop_assert_eq!(patch.apply(before.clone()), after.clone());
        let read = Patch::parse(PatchType::Merge, Patch::Merge(patch.clone()).to_json()).unwrap();
        prop_assert_eq!(read.apply_to_value(before, None).unwrap(), after);
    }

    #[test]
    fn a_merge_patch_that_is_made_is_right_or_refused(before in any_value(true), after in any_value(true)) {
        if let Ok(patch) = MergePatch::create(&before, &after) {
            prop_assert_eq!(patch.apply(before), after);
        }
    }

    #[test]
    fn a_merge_patch_applied_twice_is_applied_once(value in any_value(true), patch in any_value(true)) {
        let patch = MergePatch::new(patch);
        let once = patch.apply(value);
        prop_assert_eq!(patch.apply(once.clone()), once);
    }

    #[test]
    fn a_json_patch_is_applied_or_refused_and_never_panics(
        value in any_value(true),
        operations in prop::collection::vec(any_operation(), 0..6),
    ) {
        let patch = JsonPatch::new(operations).unwrap();
        if let Ok(patched) = patch.apply(value) {
            // Whatever was made can be written and read again.
            prop_assert_eq!(super::value(&text::of(&patched)), patched);
        }
    }
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let pointer = || {
        let token = prop::sample::select(vec!["a", "b", "", "0", "1", "-", "01", "a/b"]);
        prop::collection::vec(token, 0..4)
            .prop_map(|tokens| tokens.into_iter().map(str::to_owned).collect::<JsonPointer>())
    };
    (0..6_u8, pointer(), pointer(), any_value(true)).prop_map(|(kind, path, from, value)| match kind {
        0 => Operation::Add { path, value },
        1 => Operation::Remove { path },
        2 => Operation::Replace { path, value },
        3 => Operation::Move { from, path },
        4 => Operation::Copy { from, path },
        _ => Operation::Test { path, value },
    })
}
