//! Encoding of Cars as YAML and JSON.

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use serde::Serialize;

use crate::peers::{CARS, Comments, Error, PlainCar};
use crate::rounds::Table;

/// The ways that Cars are written.
pub(crate) fn print(serializer: &Serializer, is_wanted: impl Fn(&str, &str) -> bool) -> Result<(), Error> {
    let text = Comments::Without.stream(CARS);
    let cars = cars(serializer, &text)?;
    let plain: Vec<PlainCar> = cars.iter().map(plain).collect();
    let yaml = written(&serializer.encoder(), ContentType::Yaml, &cars)?;
    Table::new("Encode Cars as YAML", "objects", CARS, yaml.len())
        .case("yaml_serde, a plain struct", || by_yaml_serde(&plain))
        .case("yaml_serde, the derived object", || by_yaml_serde(&cars))
        .case("**ours**", || written(&serializer.encoder(), ContentType::Yaml, &cars).map(|_| cars.len()))
        .target(1.0)
        .print(&is_wanted)?;
    let compact = serializer.encoder().pretty(false);
    let json = written(&compact, ContentType::Json, &cars)?;
    Table::new("Encode Cars as JSON", "objects", CARS, json.len())
        .case("serde_json, a plain struct", || by_serde_json(&plain))
        .case("serde_json, the derived object", || by_serde_json(&cars))
        .case("**ours**", || written(&compact, ContentType::Json, &cars).map(|_| cars.len()))
        .print(&is_wanted)
}

fn cars(serializer: &Serializer, text: &str) -> Result<Vec<Car>, Error> {
    let decoder = serializer.decoder();
    let frames = FrameReader::yaml(text.as_bytes());
    let cars: Result<_, _> = frames.map(|frame| decoder.decode_as(&frame?)).collect();
    Ok(cars?)
}

fn plain(car: &Car) -> PlainCar {
    PlainCar {
        api_version: "sample-app.weave.works/v1alpha1".to_owned(),
        kind: "Car".to_owned(),
        metadata: car.metadata.clone(),
        spec: car.spec.clone(),
        status: car.status.clone(),
    }
}

fn written(encoder: &Encoder<'_>, content_type: ContentType, cars: &[Car]) -> Result<Vec<u8>, Error> {
    let mut writer = FrameWriter::new(content_type, Vec::new());
    encoder.encode(&mut writer, cars)?;
    Ok(writer.into_inner())
}

fn by_yaml_serde<T: Serialize>(cars: &[T]) -> Result<usize, Error> {
    let mut serializer = serde_yaml::Serializer::new(Vec::new());
    for car in cars {
        car.serialize(&mut serializer)?;
    }
    serializer.into_inner()?;
    Ok(cars.len())
}

fn by_serde_json<T: Serialize>(cars: &[T]) -> Result<usize, Error> {
    let mut out = Vec::new();
    for car in cars {
        serde_json::to_writer(&mut out, car)?;
        out.push(b'\n');
    }
    Ok(cars.len())
}
