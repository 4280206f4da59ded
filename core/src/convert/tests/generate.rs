//! Random trains in each version, and random edits of an old one.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;

use super::model::{Car, Drive, Old, OldSeats, OldSpec, Older, Port, Seats, Train, TrainSpec, Wagon};
use crate::meta::ObjectMeta;

/// Few words, so that edits meet what is there.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-d]",
        "[A-C]x",
        Just("Zürich 🚆".to_owned()),
        Just("a/b~c[d]=\"e\"".to_owned())
    ]
}

fn metadata() -> impl Strategy<Value = ObjectMeta> {
    (of(word()), btree_map("[a-c]", word(), 0..3), btree_map("[a-c]", word(), 0..3), vec(word(), 0..2))
        .prop_map(|(name, labels, annotations, finalizers)| ObjectMeta {
            name,
            labels,
            annotations,
            finalizers,
            ..ObjectMeta::default()
        })
}

fn named<T: std::fmt::Debug>(
    items: impl Strategy<Value = T>,
    set_name: impl Fn(&mut T, String) + Clone,
) -> impl Strategy<Value = Vec<T>> {
    // Mostly different names, so that they are keys; equal ones now and then.
    (vec(items, 0..5), prop_oneof![4 => Just(false), 1 => Just(true)], vec(0_u8..4, 5), any::<bool>())
        .prop_map(move |(mut items, is_random, names, is_reversed)| {
            for (index, item) in items.iter_mut().enumerate() {
                let name = if is_random { names[index] } else { u8::try_from(index).unwrap() };
                set_name(item, char::from(b'a' + name).to_string());
            }
            if is_reversed {
                items.reverse();
            }
            items
        })
}

fn cars() -> impl Strategy<Value = Vec<Car>> {
    let car = (word(), of(word()), any::<bool>());
    let car = car.prop_map(|(image, digest, hidden)| Car { name: String::new(), image, digest, hidden });
    named(car, |car, name| car.name = name)
}

fn ports() -> impl Strategy<Value = Vec<Port>> {
    let port = (0_u16..3, prop_oneof![Just("TCP"), Just("UDP")], of(word()));
    vec(
        port.prop_map(|(number, protocol, title)| Port { number, protocol: protocol.to_owned(), title }),
        0..4,
    )
}

fn drive() -> impl Strategy<Value = Drive> {
    prop_oneof![
        Just(Drive::Steam),
        any::<u32>().prop_map(|volts| Drive::Electric { volts }),
        any::<u32>().prop_map(|liters| Drive::Diesel { liters })
    ]
}

fn speed() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(-0.0),
        (0_u8..4).prop_map(f64::from),
        Just(1e300),
        any::<f64>().prop_filter("finite", |speed| speed.is_finite())
    ]
}

fn count() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..3, any::<i64>(), Just(i64::MAX)]
}

fn seats() -> impl Strategy<Value = BTreeMap<String, Seats>> {
    btree_map(word(), (0_u8..3, 0_u8..3).prop_map(|(first, second)| Seats { first, second }), 0..3)
}

prop_compose! {
    pub(super) fn train()(
        metadata in metadata(),
        title in word(),
        (speed, limit, year) in (speed(), of(count()), of(prop_oneof![1900_u16..1903, any::<u16>()])),
        (adults, children) in (count(), count()),
        (cars, ports, stops) in (cars(), ports(), vec(word(), 0..3)),
        (seats, drive) in (seats(), drive()),
    ) -> Train {
        let spec = TrainSpec { title, speed, limit, year, adults, children, cars, ports, stops, seats, drive };
        Train { metadata, spec, ..Train::default() }
    }
}

fn wagons() -> impl Strategy<Value = Vec<Wagon>> {
    let wagon = (word(), of(word())).prop_map(|(image, color)| Wagon { name: String::new(), image, color });
    named(wagon, |wagon, name| wagon.name = name)
}

prop_compose! {
    fn old_spec()(
        (name, speed, year) in (word(), prop_oneof![0_u32..3, any::<u32>()], prop_oneof![Just("1999"), Just("1998b"), Just("")]),
        (passengers, wagons, ports) in (count(), wagons(), vec(0_u16..3, 0..4)),
        seats in btree_map(word(), (0_u8..3).prop_map(|first| OldSeats { first }), 0..3),
        (legacy, drive) in (of(word()), prop_oneof![Just("electric"), Just("other"), Just("horses")]),
    ) -> OldSpec {
        let (year, drive) = (year.to_owned(), drive.to_owned());
        OldSpec { name, speed, year, passengers, wagons, ports, seats, legacy, drive }
    }
}

prop_compose! {
    pub(super) fn old()(metadata in metadata(), spec in old_spec()) -> Old {
        Old { metadata, spec, ..Old::default() }
    }
}

prop_compose! {
    pub(super) fn older()(metadata in metadata(), cars in 0_usize..4, speed in prop_oneof![0_i16..3, any::<i16>()]) -> Older {
        Older { metadata, cars, speed, ..Older::default() }
    }
}

/// What a client of the old version does to an object.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Name(String),
    Speed(u32),
    Year(String),
    Passengers(i64),
    Image(usize, String),
    Color(usize, Option<String>),
    RemoveWagon(usize),
    AddWagon(String),
    ReverseWagons,
    Ports(Vec<u16>),
    Seat(String, u8),
    Legacy(Option<String>),
    Drive(String),
    Annotation(String),
    All(Box<OldSpec>),
}

pub(super) fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        word().prop_map(Edit::Name),
        (0_u32..4).prop_map(Edit::Speed),
        word().prop_map(Edit::Year),
        count().prop_map(Edit::Passengers),
        (0_usize..5, word()).prop_map(|(index, image)| Edit::Image(index, image)),
        (0_usize..5, of(word())).prop_map(|(index, color)| Edit::Color(index, color)),
        (0_usize..5).prop_map(Edit::RemoveWagon),
        "[a-f]".prop_map(Edit::AddWagon),
        Just(Edit::ReverseWagons),
        vec(0_u16..3, 0..3).prop_map(Edit::Ports),
        (word(), 0_u8..3).prop_map(|(name, first)| Edit::Seat(name, first)),
        of(word()).prop_map(Edit::Legacy),
        prop_oneof![Just("electric"), Just("other")].prop_map(|drive| Edit::Drive(drive.to_owned())),
        word().prop_map(Edit::Annotation),
        old_spec().prop_map(|spec| Edit::All(Box::new(spec))),
    ]
}

impl Edit {
    pub(super) fn apply(self, old: &mut Old) {
        let spec = &mut old.spec;
        match self {
            Self::Name(name) => spec.name = name,
            Self::Speed(speed) => spec.speed = speed,
            Self::Year(year) => spec.year = year,
            Self::Passengers(passengers) => spec.passengers = passengers,
            Self::Image(index, image) => {
                spec.wagons.iter_mut().skip(index).take(1).for_each(|wagon| wagon.image.clone_from(&image));
            }
            Self::Color(index, color) => {
                spec.wagons.iter_mut().skip(index).take(1).for_each(|wagon| wagon.color.clone_from(&color));
            }
            Self::RemoveWagon(index) if index < spec.wagons.len() => drop(spec.wagons.remove(index)),
            Self::RemoveWagon(_) => {}
            Self::AddWagon(name) => {
                spec.wagons.insert(spec.wagons.len() / 2, Wagon { name, ..Wagon::default() });
            }
            Self::ReverseWagons => spec.wagons.reverse(),
            Self::Ports(ports) => spec.ports = ports,
            Self::Seat(name, first) => drop(spec.seats.insert(name, OldSeats { first })),
            Self::Legacy(legacy) => spec.legacy = legacy,
            Self::Drive(drive) => spec.drive = drive,
            Self::Annotation(value) => drop(old.metadata.annotations.insert("edited".to_owned(), value)),
            Self::All(all) => *spec = *all,
        }
    }
}
