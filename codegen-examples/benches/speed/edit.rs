//! Cars that are decoded, changed in one field, and written into the text that they came from.

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use serde::{Deserialize as _, Serialize as _};

use crate::peers::{CARS, Comments, Error, PlainCar};
use crate::rounds::Table;

/// The ways of an edit.
pub(crate) fn print(serializer: &Serializer, is_wanted: impl Fn(&str, &str) -> bool) -> Result<(), Error> {
    let commented = Comments::With.stream(CARS);
    let plain = Comments::Without.stream(CARS);
    Table::new("Decode, set one field, encode", "objects", CARS, commented.len())
        .case("yaml_serde, a plain struct, without comments", || by_yaml_serde(&plain))
        .case("ours, written anew, comments lost", || anew(serializer, &commented))
        .case("**ours**, comments kept", || kept(serializer, &commented, true))
        .target(0.5)
        .case("ours, comments kept, nothing changed", || kept(serializer, &commented, false))
        .print(&is_wanted)?;
    for (form, document) in [("document", yaml as fn(usize) -> Frame), ("JSON text on one line", json)] {
        let (one, large) = (document(1), document(100));
        Table::new(format!("One {form} with 1,000 items"), "items", 1_000, one.text()?.len())
            .case("one of them changes", || changed(serializer, &one, 1))
            .case("a hundred of them change", || changed(serializer, &one, 100))
            .case("all of them change", || changed(serializer, &one, 1_000))
            .print(&is_wanted)?;
        Table::new(format!("One {form} with 100,000 items"), "items", 100_000, large.text()?.len())
            .case("one of them changes", || changed(serializer, &large, 1))
            .case("all of them change", || changed(serializer, &large, 100_000))
            .print(&is_wanted)?;
    }
    Ok(())
}

fn by_yaml_serde(text: &str) -> Result<usize, Error> {
    let mut out = serde_yaml::Serializer::new(Vec::new());
    let mut count = 0;
    for document in serde_yaml::Deserializer::from_str(text) {
        let mut car = PlainCar::deserialize(document)?;
        car.status.speed += 1.0;
        car.serialize(&mut out)?;
        count += 1;
    }
    out.into_inner()?;
    Ok(count)
}

fn anew(serializer: &Serializer, text: &str) -> Result<usize, Error> {
    let (decoder, encoder) = (serializer.decoder(), serializer.encoder());
    let mut writer = FrameWriter::yaml(Vec::with_capacity(text.len()));
    let mut count = 0;
    for frame in FrameReader::yaml(text.as_bytes()) {
        let mut car: Car = decoder.decode_as(&frame?)?;
        car.status.speed += 1.0;
        encoder.encode(&mut writer, [&car])?;
        count += 1;
    }
    Ok(count)
}

fn kept(serializer: &Serializer, text: &str, changes: bool) -> Result<usize, Error> {
    let decoder = serializer.decoder();
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    for frame in FrameReader::yaml(text.as_bytes()) {
        let mut car = decoder.manifest::<Car>(frame?)?;
        if changes {
            car.status.speed += 1.0;
        }
        out.push_str(&car.to_text()?);
        count += 1;
    }
    Ok(count)
}

/// A document with a thousand times so many items.
fn yaml(thousands: usize) -> Frame {
    let item = |index| format!("- name: item-{index} # the item\n  value: {index}");
    let items: Vec<String> = (0..thousands * 1_000).map(item).collect();
    Frame::new(ContentType::Yaml, format!("apiVersion: v1\nkind: Numbers\nitems:\n{}\n", items.join("\n")))
}

fn json(thousands: usize) -> Frame {
    let item = |index| format!(r#"{{"name":"item-{index}","value":{index}}}"#);
    let items: Vec<String> = (0..thousands * 1_000).map(item).collect();
    let items = items.join(",");
    Frame::new(ContentType::Json, format!(r#"{{"apiVersion":"v1","kind":"Numbers","items":[{items}]}}"#))
}

fn changed(serializer: &Serializer, document: &Frame, changes: usize) -> Result<usize, Error> {
    let mut manifest = serializer.decoder().manifest::<DynamicObject>(document.clone())?;
    let items = manifest.fields_mut().get_mut("items").and_then(|items| items.as_sequence_mut());
    let items = items.ok_or("there are no items")?;
    let step = items.len() / changes;
    for item in items.iter_mut().step_by(step).take(changes) {
        if let Some(item) = item.as_mapping_mut() {
            item.insert("value", -1);
        }
    }
    let count = items.len();
    manifest.to_text()?;
    Ok(count)
}
