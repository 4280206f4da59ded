//! The laws: what holds of every conversion, however much the converters lose.

use proptest::prelude::*;

use super::generate::{Edit, edit, old, older, train};
use super::model::{Car, Old, Older, Train, scheme};
use crate::convert::needless::Ways;
use crate::convert::{Converter, RESIDUAL_PREFIX};
use crate::meta::MetadataExt as _;
use crate::object::{AnyObject, Object, Spoke};
use crate::value::{Tape, Value};

/// How many cases a law has at least; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let cases = config.cases.max(2000);
    ProptestConfig { cases, max_global_rejects: cases, ..config }
}

pub(super) fn wire(object: &dyn AnyObject) -> Value {
    let mut tape = Tape::default();
    object.record(&mut tape).unwrap();
    tape.to_value()
}

/// Converts to one type after the other.
pub(super) fn through<A: Object, B: Object>(converter: Converter<'_>, object: impl Object) -> (A, B) {
    let first: A = converter.convert(object).unwrap();
    let second = converter.convert(first.clone()).unwrap();
    (first, second)
}

fn edited(mut old: Old, edits: Vec<Edit>) -> Old {
    for edit in edits {
        edit.apply(&mut old);
    }
    old
}

pub(super) fn without_residuals<T: Object>(mut object: T) -> T {
    if let Some(metadata) = object.any_metadata_mut() {
        let residuals: Vec<String> = {
            metadata
                .annotations()
                .map(|(name, _)| name.to_owned())
                .filter(|name| name.starts_with(RESIDUAL_PREFIX))
                .collect()
        };
        for name in residuals {
            metadata.remove_annotation(&name);
        }
    }
    object
}

fn is_unique(cars: &[Car]) -> bool {
    cars.iter().all(|car| cars.iter().filter(|other| other.name == car.name).count() == 1)
}

/// Each law as a property of one converter, so that it can be shown to fail for a broken one.
#[expect(clippy::needless_pass_by_value, reason = "a law is given the values that were drawn for it")]
pub(super) mod law {
    use super::*;

    pub(in super::super) fn l1(converter: Converter<'_>, train: Train) -> Result<(), TestCaseError> {
        let (_, back): (Old, Train) = through(converter, train.clone());
        prop_assert_eq!(wire(&back), wire(&train));
        let (_, back): (Older, Train) = through(converter, train.clone());
        prop_assert_eq!(wire(&back), wire(&train));
        Ok(())
    }

    pub(in super::super) fn l2(
        converter: Converter<'_>,
        old: Old,
        older: Older,
    ) -> Result<(), TestCaseError> {
        let (_, back): (Train, Old) = through(converter, old.clone());
        prop_assert_eq!(wire(&back), wire(&old));
        let (_, back): (Train, Older) = through(converter, older.clone());
        prop_assert_eq!(wire(&back), wire(&older));
        Ok(())
    }

    pub(in super::super) fn chains(
        converter: Converter<'_>,
        train: Train,
        old: Old,
    ) -> Result<(), TestCaseError> {
        let (first, _): (Old, Older) = through(converter, train.clone());
        let (_, back): (Older, Train) = through(converter, first);
        prop_assert_eq!(wire(&back), wire(&train));
        let (_, back): (Older, Old) = through(converter, old.clone());
        prop_assert_eq!(wire(&back), wire(&old));
        Ok(())
    }

    /// After any edit the old view of the result is the edited object.
    pub(in super::super) fn l3(
        converter: Converter<'_>,
        train: Train,
        edits: Vec<Edit>,
    ) -> Result<(), TestCaseError> {
        let edited = edited(converter.convert(train).unwrap(), edits);
        let (_, view): (Train, Old) = through(converter, edited.clone());
        prop_assert_eq!(wire(&without_residuals(view)), wire(&without_residuals(edited)));
        Ok(())
    }

    /// What was restored takes nothing from what the old version sees, also without any residual.
    pub(in super::super) fn l3b(
        converter: Converter<'_>,
        train: Train,
        edits: Vec<Edit>,
    ) -> Result<(), TestCaseError> {
        let edited = edited(converter.convert(train).unwrap(), edits);
        let (meant, unrestored) = {
            let plain = without_residuals(edited.clone());
            (wire(&plain), wire(&Old::from_hub(plain.into_hub())))
        };
        let restored: Train = converter.convert(edited).unwrap();
        let seen = wire(&Old::from_hub(without_residuals(restored)));
        for field in ["name", "speed", "year", "passengers", "ports", "drive", "wagons", "seats"] {
            let [meant, unrestored, seen] =
                [&meant, &unrestored, &seen].map(|value| value.get("spec").and_then(|spec| spec.get(field)));
            if unrestored == meant {
                prop_assert_eq!(seen, meant, "{}", field);
            }
        }
        Ok(())
    }

    /// What the old version has no place for stays, whatever is edited beside it.
    pub(in super::super) fn l4(
        converter: Converter<'_>,
        train: Train,
        edits: Vec<Edit>,
    ) -> Result<(), TestCaseError> {
        prop_assume!(is_unique(&train.spec.cars));
        let before: Old = converter.convert(train.clone()).unwrap();
        let edited = edited(before.clone(), edits);
        let result: Train = converter.convert(edited.clone()).unwrap();
        let (was, is) = (&train.spec, &result.spec);
        prop_assert_eq!(was.limit, is.limit);
        prop_assert_eq!(&was.stops, &is.stops);
        prop_assert_eq!(&train.metadata.labels, &result.metadata.labels);
        for (name, seats) in &was.seats {
            if let Some(kept) = is.seats.get(name) {
                prop_assert_eq!(kept.second, seats.second);
            }
        }
        if edited.spec.year == before.spec.year {
            prop_assert_eq!(was.year, is.year);
        }
        if edited.spec.name == before.spec.name {
            prop_assert_eq!(&was.title, &is.title);
        }
        if edited.spec.speed == before.spec.speed {
            prop_assert_eq!(was.speed.to_bits(), is.speed.to_bits());
        }
        if edited.spec.passengers == before.spec.passengers {
            prop_assert_eq!((was.adults, was.children), (is.adults, is.children));
        }
        prop_assume!(is_unique(&is.cars));
        for car in &was.cars {
            let wagon = |old: &Old| old.spec.wagons.iter().find(|wagon| wagon.name == car.name).cloned();
            let kept = is.cars.iter().find(|kept| kept.name == car.name);
            match (wagon(&before), wagon(&edited)) {
                // Not even the item was seen.
                (None, None) => prop_assert_eq!(kept, Some(car)),
                (Some(one), Some(other)) if one.image == other.image => {
                    prop_assert_eq!(kept.map(|kept| &kept.digest), Some(&car.digest));
                }
                // The digest describes the image.
                (Some(_), Some(_)) => prop_assert_eq!(kept.map(|kept| &kept.digest), Some(&None)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The same for what is said of objects of any type.
    pub(in super::super) fn kept(
        converter: Converter<'_>,
        train: Train,
        edits: Vec<Edit>,
    ) -> Result<(), TestCaseError> {
        let edited = edited(converter.convert(train.clone()).unwrap(), edits);
        let result: Train = converter.convert(edited.clone()).unwrap();
        let scheme = scheme();
        let (hub, version) = (scheme.of_type::<Train>().unwrap(), scheme.of_type::<Old>().unwrap());
        let ways = Ways::between(Converter::new(&scheme), hub, version).unwrap().unwrap();
        prop_assert_eq!(ways.lost_without_need(&train, &edited, &result).unwrap(), []);
        Ok(())
    }

    /// Items of a keyed list keep what belongs to them when they are put in another order.
    pub(in super::super) fn l5(converter: Converter<'_>, train: Train) -> Result<(), TestCaseError> {
        prop_assume!(is_unique(&train.spec.cars));
        let mut old: Old = converter.convert(train.clone()).unwrap();
        old.spec.wagons.reverse();
        let result: Train = converter.convert(old.clone()).unwrap();
        for car in &train.spec.cars {
            prop_assert_eq!(result.spec.cars.iter().find(|kept| kept.name == car.name), Some(car));
        }
        if old.spec.wagons.len() > 1 {
            let seen = result.spec.cars.iter().filter(|car| !car.hidden).map(|car| &car.name);
            prop_assert!(seen.eq(old.spec.wagons.iter().map(|wagon| &wagon.name)));
        }
        Ok(())
    }

    /// A residual that was copied by hand to an object of the version that it serves brings nothing back.
    pub(in super::super) fn l6(
        converter: Converter<'_>,
        train: Train,
        old: Old,
    ) -> Result<(), TestCaseError> {
        let name = format!("{RESIDUAL_PREFIX}v1");
        let other: Old = converter.convert(train).unwrap();
        // Such a train loses next to nothing, so that no residual of its own is written over the copy.
        let train = old.into_hub();
        let mut forged = train.clone();
        if let Some(residual) = other.metadata.annotations.get(&name) {
            forged.metadata.annotations.insert(name.clone(), residual.clone());
        }
        let (_, back): (Old, Train) = through(converter, forged);
        prop_assert_eq!(wire(&back), wire(&train));
        Ok(())
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_hub_comes_back_as_it_was(train in train()) {
        law::l1(Converter::new(&scheme()), train)?;
    }

    #[test]
    fn a_spoke_comes_back_as_it_was(old in old(), older in older()) {
        law::l2(Converter::new(&scheme()), old, older)?;
    }

    #[test]
    fn versions_do_not_disturb_each_other_on_the_way_through_the_hub(train in train(), old in old()) {
        law::chains(Converter::new(&scheme()), train, old)?;
    }

    #[test]
    fn an_edit_of_the_old_version_is_what_the_old_version_sees(
        train in train(), edits in proptest::collection::vec(edit(), 1..4),
    ) {
        law::l3(Converter::new(&scheme()), train, edits)?;
    }

    #[test]
    fn what_comes_back_takes_nothing_from_what_the_old_version_sees(
        train in train(), edits in proptest::collection::vec(edit(), 1..4),
    ) {
        law::l3b(Converter::new(&scheme()), train, edits)?;
    }

    #[test]
    fn an_edit_of_one_field_keeps_what_else_is_carried(
        train in train(), edits in proptest::collection::vec(edit(), 1..4),
    ) {
        law::l4(Converter::new(&scheme()), train, edits)?;
    }

    #[test]
    fn an_edit_loses_nothing_without_need(
        train in train(), edits in proptest::collection::vec(edit(), 1..4),
    ) {
        law::kept(Converter::new(&scheme()), train, edits)?;
    }

    #[test]
    fn items_keep_what_is_theirs_in_another_order(train in train()) {
        law::l5(Converter::new(&scheme()), train)?;
    }

    #[test]
    fn a_residual_copied_by_hand_brings_nothing_back(train in train(), old in old()) {
        law::l6(Converter::new(&scheme()), train, old)?;
    }
}
