//! What was decoded is the same after it was encoded, in YAML and in JSON.
#![no_main]

use std::sync::LazyLock;

use codegen_examples::v1alpha1::{Car, Motorcycle};
use libfuzzer_sys::fuzz_target;
use libgitops::prelude::*;
use libgitops::scheme;

scheme! {
    static SCHEME = [Car, Motorcycle]
}

static SERIALIZER: LazyLock<Serializer> = LazyLock::new(|| Serializer::new(&SCHEME));

fuzz_target!(|input: (u8, &[u8])| {
    let (options, bytes) = input;
    let [is_json, strict, default, validate, unknown] = [1, 2, 4, 8, 16].map(|bit| options & bit != 0);
    let content_type = if is_json { ContentType::Json } else { ContentType::Yaml };
    let decoder = SERIALIZER
        .decoder()
        .strict(strict)
        .default(default)
        .validate(validate)
        .decode_unknown(unknown)
        .on_warning(|warning| drop(warning.to_string()));
    for frame in FrameReader::new(content_type, bytes) {
        let Ok(frame) = frame else { return };
        match decoder.decode_as::<DynamicObject>(&frame) {
            Ok(object) => assert_stays(&object),
            Err(error) => drop(error.to_string()),
        }
        let _ = decoder.decode_as::<PartialObjectMetadata>(&frame).is_ok();
        for object in decoder.objects([Ok(frame)]) {
            match object {
                Ok(object) => assert_known_stays(&*object),
                Err(error) => drop(error.to_string()),
            }
        }
    }
});

fn assert_stays(object: &DynamicObject) {
    for content_type in [ContentType::Yaml, ContentType::Json] {
        let text = SERIALIZER.encoder().to_string(object, content_type).expect("it was text before");
        let again = decode::<DynamicObject>(&text, content_type);
        assert_eq!(again, *object, "{text}");
    }
}

/// Typed objects are compared by what they are encoded to: their floats may be those that differ from themselves.
fn assert_known_stays(object: &dyn AnyObject) {
    let encoder = SERIALIZER.encoder();
    for content_type in [ContentType::Yaml, ContentType::Json] {
        // YAML's `.inf` is a float that neither of our texts may hold.
        let Ok(text) = encoder.to_string(object, content_type) else { return };
        let again = if object.is::<Car>() {
            encoder.to_string(&decode::<Car>(&text, content_type), content_type)
        } else if object.is::<Motorcycle>() {
            encoder.to_string(&decode::<Motorcycle>(&text, content_type), content_type)
        } else {
            return;
        };
        assert_eq!(again.expect("it was encoded before"), text);
    }
}

fn decode<T: libgitops::codec::Decodable>(text: &str, content_type: ContentType) -> T {
    match SERIALIZER.decoder().decode_as(&Frame::new(content_type, text)) {
        Ok(object) => object,
        Err(error) => panic!("{error}\n{text}"),
    }
}
