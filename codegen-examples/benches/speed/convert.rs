//! Conversion between versions, beside what a person would write by hand and beside decoding.
//!
//! Every way is given clones of the same objects, so the clone is a part of all times; the first table has it alone.

use codegen_examples::{v1, v1alpha1};
use libgitops::convert::Converter;
use libgitops::prelude::*;

use crate::peers::{CARS, Comments, Error};
use crate::rounds::Table;

/// The ways that Cars are converted.
pub(crate) fn print(serializer: &Serializer, is_wanted: impl Fn(&str, &str) -> bool) -> Result<(), Error> {
    let text = Comments::Without.stream(CARS);
    let decoder = serializer.decoder();
    let read = FrameReader::yaml(text.as_bytes()).map(|frame| decoder.decode_as(&frame?));
    let old: Vec<v1alpha1::Car> = read.collect::<Result<_, _>>()?;
    up(serializer, &text, &old, &is_wanted)?;
    down_and_back(serializer, &old, &is_wanted)?;
    bijective(&old, &is_wanted)
}

fn up(
    serializer: &Serializer,
    text: &str,
    old: &[v1alpha1::Car],
    is_wanted: &impl Fn(&str, &str) -> bool,
) -> Result<(), Error> {
    let converter = serializer.converter();
    let json = serializer.encoder().pretty(false);
    let mut frames = FrameWriter::json(Vec::new());
    json.encode(&mut frames, old)?;
    let json = frames.into_inner();
    Table::new("Convert Cars from v1alpha1 to the hub", "objects", CARS, text.len())
        .case("by hand", || each(old, by_hand))
        .case("the clone alone", || each(old, |car| car))
        .case("**ours**, the derived spoke alone", || each(old, v1alpha1::Car::into_hub))
        .case("**ours**, `Converter`, which loses nothing", || {
            try_each(old, |car| converter.convert::<v1::Car>(car))
        })
        .case("decode JSON, to v1alpha1", || decode(serializer, FrameReader::json(&json[..]), false))
        .case("decode JSON, to the hub", || decode(serializer, FrameReader::json(&json[..]), true))
        .case("decode YAML, to v1alpha1", || decode(serializer, FrameReader::yaml(text.as_bytes()), false))
        .case("decode YAML, to the hub", || decode(serializer, FrameReader::yaml(text.as_bytes()), true))
        .print(is_wanted)
}

fn down_and_back(
    serializer: &Serializer,
    old: &[v1alpha1::Car],
    is_wanted: &impl Fn(&str, &str) -> bool,
) -> Result<(), Error> {
    let converter = serializer.converter();
    let full = |car: &v1alpha1::Car| {
        let mut car = car.clone().into_hub();
        car.spec.engine.kilowatts = Some(200);
        car.spec.plate = Some("B-OB 1".to_owned());
        car
    };
    let hubs: Vec<v1::Car> = old.iter().map(full).collect();
    let carried: Vec<v1alpha1::Car> =
        hubs.iter().map(|car| converter.convert(car.clone())).collect::<Result<_, _>>()?;
    Table::new("Convert Cars of which two fields are carried", "objects", CARS, 0)
        .case("by hand from the hub, which loses them", || each(&hubs, v1alpha1::Car::from_hub))
        .case("**ours**, from the hub to v1alpha1", || {
            try_each(&hubs, |car| converter.convert::<v1alpha1::Car>(car))
        })
        .case("**ours**, from v1alpha1 to the hub", || {
            try_each(&carried, |car| converter.convert::<v1::Car>(car))
        })
        .print(is_wanted)
}

/// What a person would write who does not mind that something is lost.
fn by_hand(car: v1alpha1::Car) -> v1::Car {
    let v1alpha1::Car { metadata, spec, status } = car;
    let (model_year, model_series) = codegen_examples::lens::model::up(spec.year_model);
    let spec = v1::CarSpec {
        engine: v1::Engine { name: spec.engine, kilowatts: None },
        model_year,
        model_series,
        maker: spec.brand,
        wheels: Vec::new(),
        plate: None,
    };
    let status = v1::CarStatus {
        speed: status.speed,
        acceleration: status.acceleration,
        distance: status.distance,
        persons: status.persons.try_into().unwrap_or_default(),
    };
    v1::Car { metadata, spec, status }
}

/// A version that differs from its hub by names alone.
#[derive(Object, Spoke, Clone, Debug, Default, PartialEq)]
#[object(group = "bench.example.com", version = "v1beta1", kind = "Renamed", scope = Namespaced)]
#[object(hub = Renamed, unlisted)]
struct OldRenamed {
    metadata: ObjectMeta,
    #[serde(default)]
    #[spoke(rename = status)]
    observed: v1alpha1::CarStatus,
    #[serde(default)]
    #[spoke(rename = content)]
    spec: v1alpha1::CarSpec,
}

/// Its hub.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "bench.example.com", version = "v1", scope = Namespaced, hub, unlisted)]
struct Renamed {
    metadata: ObjectMeta,
    #[serde(default)]
    content: v1alpha1::CarSpec,
    status: v1alpha1::CarStatus,
}

fn bijective(cars: &[v1alpha1::Car], is_wanted: &impl Fn(&str, &str) -> bool) -> Result<(), Error> {
    let scheme = Scheme::builder().register::<Renamed>().register::<OldRenamed>().build()?;
    let converter = Converter::new(&scheme);
    let renamed =
        |car: v1alpha1::Car| OldRenamed { metadata: car.metadata, observed: car.status, spec: car.spec };
    let old: Vec<OldRenamed> = cars.iter().cloned().map(renamed).collect();
    let hub = |old: OldRenamed| Renamed { metadata: old.metadata, content: old.spec, status: old.observed };
    let boxed: Vec<Box<dyn AnyObject>> = old.iter().map(|car| Box::new(car.clone()) as _).collect();
    Table::new("Convert by a spoke that is proven to lose nothing", "objects", CARS, 0)
        .case("by hand", || each(&old, hub))
        .case("by hand, boxed", || each(&old, |car| Box::new(hub(*Box::new(car)))))
        .case("**ours**, the derived spoke alone", || each(&old, OldRenamed::into_hub))
        .case("**ours**, `Converter`", || try_each(&old, |car| converter.convert::<Renamed>(car)))
        .case("**ours**, `Converter`, boxed", || try_each(&boxed, |car| converter.convert_to_hub(car)))
        .print(is_wanted)
}

#[expect(clippy::unnecessary_wraps, reason = "the cases of a table may fail")]
fn each<A: Clone, B>(objects: &[A], convert: impl Fn(A) -> B) -> Result<usize, Error> {
    let converted: Vec<B> = objects.iter().cloned().map(convert).collect();
    Ok(std::hint::black_box(converted).len())
}

fn try_each<A: Clone, B>(
    objects: &[A],
    convert: impl Fn(A) -> Result<B, libgitops::Error>,
) -> Result<usize, Error> {
    let converted: Vec<B> = objects.iter().cloned().map(convert).collect::<Result<_, _>>()?;
    Ok(std::hint::black_box(converted).len())
}

fn decode(
    serializer: &Serializer,
    frames: FrameReader<impl std::io::Read>,
    to_hub: bool,
) -> Result<usize, Error> {
    Ok(serializer.decoder().convert_to_hub(to_hub).decode_all(frames)?.len())
}
