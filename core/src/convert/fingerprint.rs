//! Short hashes of values, by which a guard sees whether a value was changed.

use crate::value::{Map, Number, Value};

/// A hash of 48 bits of a value, or of its absence. The order of keys does not count, as in the equality of values.
///
/// It guards against edits and not against an adversary: who can write the annotation can write the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fingerprint(u64);

const BITS: u32 = 48;
/// The URL-safe alphabet of base64, 6 bits a letter.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Fingerprint {
    /// The fingerprint of nothing.
    pub(super) const ABSENT: Self = Self(0);

    pub(super) fn of(value: Option<&Value>) -> Self {
        value.map_or(Self::ABSENT, |value| {
            // Zero stands for absence.
            Self((hash(value) >> (u64::BITS - BITS)).max(1))
        })
    }

    /// Eight letters, none for absence.
    pub(super) fn to_text(self) -> String {
        if self == Self::ABSENT {
            return String::new();
        }
        let letter = |index: u32| {
            let bits = (self.0 >> (BITS - 6 * (index + 1))) & 63;
            ALPHABET.get(usize::try_from(bits).unwrap_or_default()).map_or('A', |byte| char::from(*byte))
        };
        (0..BITS / 6).map(letter).collect()
    }

    /// Reads what [`to_text`](Self::to_text) writes.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::ABSENT);
        }
        if text.len() != 8 {
            return None;
        }
        let bits = text.bytes().try_fold(0, |bits, byte| {
            let letter = ALPHABET.iter().position(|letter| *letter == byte)?;
            Some(bits << 6 | u64::try_from(letter).ok()?)
        })?;
        Some(Self(bits))
    }
}

fn hash(value: &Value) -> u64 {
    match value {
        Value::Null => finish(fnv(0, "null".as_bytes())),
        Value::Bool(value) => finish(fnv(1, &[u8::from(*value)])),
        Value::Number(number) => finish(number_hash(*number)),
        Value::String(text) => finish(fnv(3, text.as_bytes())),
        Value::Sequence(items) => {
            finish(items.iter().fold(fnv(4, &[]), |state, item| fnv(state, &hash(item).to_le_bytes())))
        }
        Value::Mapping(map) => finish(map_hash(map)),
    }
}

/// The text of a number is the same for equal numbers.
fn number_hash(number: Number) -> u64 {
    fnv(2, number.to_string().as_bytes())
}

/// A sum, so that the order of the entries does not count.
fn map_hash(map: &Map) -> u64 {
    let entry =
        |(key, value): (&str, &Value)| finish(fnv(fnv(5, key.as_bytes()), &hash(value).to_le_bytes()));
    map.iter().map(entry).fold(6, u64::wrapping_add)
}

/// FNV-1a, started from a state.
fn fnv(state: u64, bytes: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325_u64 ^ state.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The last steps of `SplitMix64`, which spread what FNV leaves in the low bits.
fn finish(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn values_differ_and_the_order_of_keys_does_not_count() {
        let values: Vec<Value> = vec![
            Value::Null,
            false.into(),
            true.into(),
            0.into(),
            1.into(),
            "".into(),
            "0".into(),
            "null".into(),
            Value::try_from(0.0).unwrap(),
            Value::try_from(-0.0).unwrap(),
            Value::Sequence(Vec::new()),
            Map::new().into(),
            vec![Value::Null].into(),
            vec![Value::Sequence(Vec::new())].into(),
            vec![1, 2].into(),
            vec![2, 1].into(),
            Map::from([("a", 1), ("b", 2)]).into(),
            Map::from([("a", 2), ("b", 1)]).into(),
            Map::from([("a", 1)]).into(),
        ];
        let prints: BTreeSet<Fingerprint> = values.iter().map(|value| Fingerprint::of(Some(value))).collect();
        assert_eq!(prints.len(), values.len());
        assert!(!prints.contains(&Fingerprint::ABSENT));
        let (one, other): (Value, Value) =
            (Map::from([("a", 1), ("b", 2)]).into(), Map::from([("b", 2), ("a", 1)]).into());
        assert_eq!(Fingerprint::of(Some(&one)), Fingerprint::of(Some(&other)));
        assert_eq!(
            Fingerprint::of(Some(&Value::try_from(0.1_f32).unwrap())),
            Fingerprint::of(Some(&Value::try_from(0.1_f64).unwrap()))
        );
    }

    #[test]
    fn texts_are_read_as_they_are_written() {
        for value in [Value::Null, 7.into(), "x".into()] {
            let print = Fingerprint::of(Some(&value));
            assert_eq!(print.to_text().len(), 8);
            assert_eq!(Fingerprint::from_text(&print.to_text()), Some(print));
        }
        assert_eq!(Fingerprint::from_text(""), Some(Fingerprint::ABSENT));
        assert_eq!(Fingerprint::from_text("short"), None);
        assert_eq!(Fingerprint::from_text("bad text"), None);
    }

    /// The annotation outlives a release of the library, so the hash must not change.
    #[test]
    fn fingerprints_are_the_same_in_every_release() {
        let value: Value = Map::from([("name", Value::from("a")), ("port", 80.into())]).into();
        assert_eq!(Fingerprint::of(Some(&value)).to_text(), "3sDeJ_Ce");
    }
}
