//! A patch made of two states makes the one of the other, in every format.

use proptest::prelude::*;

use super::*;

fn any_depot() -> impl Strategy<Value = Depot> {
    let workshop = ("[abc]", prop::option::of(0..3_u32), prop::collection::vec("[xy]", 0..3))
        .prop_map(|(name, lifts, skills)| Workshop { name, lifts, skills });
    let gate = (0..3_u16, any::<bool>(), prop::option::of(prop::sample::select(vec![0.1, 2.5, 1e300])))
        .prop_map(|(number, is_car, height)| {
            let vehicle = if is_car { Vehicle::Car } else { Vehicle::Truck };
            Gate { number, vehicle, height }
        });
    let status = (prop::sample::select(vec![0, 1, u32::MAX]), prop::option::of("[a-c]"))
        .prop_map(|(occupied, last_fault)| DepotStatus { occupied, last_fault });
    let metadata = (
        prop::collection::btree_map("[a-c]/?[a-c]", "[a-c]", 0..3),
        prop::sample::subsequence(vec!["one", "two", "three"], 0..3).prop_shuffle(),
    );
    let lists = (prop::collection::vec(workshop, 0..4), prop::collection::vec(gate, 0..4));
    (metadata, lists, status, prop::option::of(0..2_u32)).prop_map(
        |(metadata, (workshops, gates), status, capacity)| {
            let mut meta = ObjectMeta::named("north");
            meta.labels = metadata.0;
            meta.finalizers = metadata.1.into_iter().map(str::to_owned).collect();
            Depot {
                metadata: meta,
                spec: DepotSpec { workshops, gates, capacity, ..DepotSpec::default() },
                status,
            }
        },
    )
}

proptest! {
    #[test]
    fn a_patch_of_any_format_makes_one_state_of_the_other(before in any_depot(), after in any_depot()) {
        for patch_type in PatchType::ALL {
            let patch = Patch::create(patch_type, &before, &after).unwrap();
            prop_assert_eq!(&patch.apply(&before).unwrap(), &after, "{}", patch.to_json());
            prop_assert_eq!(patch.is_empty(), before == after, "{}", patch.to_json());
            let any = patcher().apply(&patch, &before).unwrap();
            prop_assert_eq!(any.downcast_ref::<Depot>(), Some(&after));
            if patch_type != PatchType::Json {
                // What is there already changes nothing.
                prop_assert_eq!(&patch.apply(&after).unwrap(), &after, "{}", patch.to_json());
            }
        }
    }
}
