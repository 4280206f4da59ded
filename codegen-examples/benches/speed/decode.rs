//! Typed strict decoding of streams of Cars.

use std::hint::black_box;

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::peers::{CARS, Comments, Error, PlainCar};
use crate::rounds::Table;

/// The ways that a stream of Cars is read.
pub(crate) fn print(serializer: &Serializer, is_wanted: impl Fn(&str, &str) -> bool) -> Result<(), Error> {
    let cases = [(Comments::Without, "plain"), (Comments::With, "commented")];
    for (comments, name) in cases {
        let text = comments.stream(CARS);
        let lines = json_lines(serializer, &text)?;
        let title = format!("Decode {name} Cars");
        Table::new(title, "objects", CARS, text.len())
            .case("yaml_serde, a plain struct", || by_yaml_serde::<PlainCar>(&text))
            .case("yaml_serde, the derived object", || by_yaml_serde::<Car>(&text))
            .case("**ours**, by the scheme", || by_scheme(serializer, &text))
            .target(2.0)
            .case("ours, past the scheme", || past_the_scheme(serializer, &text))
            .case("serde_json, a plain struct", || by_serde_json::<PlainCar>(&lines))
            .case("serde_json, the derived object", || by_serde_json::<Car>(&lines))
            .case("ours, JSON, by the scheme", || by_scheme_from_json(serializer, &lines))
            .print(&is_wanted)?;
    }
    Ok(())
}

fn json_lines(serializer: &Serializer, yaml: &str) -> Result<String, Error> {
    let objects = serializer.decoder().decode_all(FrameReader::yaml(yaml.as_bytes()))?;
    let mut writer = FrameWriter::json(Vec::new());
    serializer.encoder().pretty(false).encode(&mut writer, &objects)?;
    Ok(String::from_utf8(writer.into_inner())?)
}

fn by_scheme(serializer: &Serializer, text: &str) -> Result<usize, Error> {
    count(serializer.decoder().objects(FrameReader::yaml(text.as_bytes())))
}

fn by_scheme_from_json(serializer: &Serializer, text: &str) -> Result<usize, Error> {
    count(serializer.decoder().objects(FrameReader::json(text.as_bytes())))
}

fn past_the_scheme(serializer: &Serializer, text: &str) -> Result<usize, Error> {
    let decoder = serializer.decoder();
    let frames = FrameReader::yaml(text.as_bytes());
    count(frames.map(|frame| frame.and_then(|frame| decoder.decode_as::<Car>(&frame))))
}

fn by_yaml_serde<T: DeserializeOwned>(text: &str) -> Result<usize, Error> {
    count(serde_yaml::Deserializer::from_str(text).map(T::deserialize))
}

fn by_serde_json<T: for<'de> Deserialize<'de>>(text: &str) -> Result<usize, Error> {
    count(serde_json::Deserializer::from_str(text).into_iter::<T>())
}

fn count<T, E: Into<Error>>(objects: impl Iterator<Item = Result<T, E>>) -> Result<usize, Error> {
    let mut count = 0;
    for object in objects {
        black_box(object.map_err(Into::into)?);
        count += 1;
    }
    Ok(count)
}
