//! Tests of plain scalars that are more than texts.

use proptest::prelude::*;

use super::*;
use crate::emit::judges::{near_number, some_schema_sees_no_text};
use crate::yaml::Scalar;

#[test]
fn words_and_numbers_of_some_reader_are_no_texts() {
    let special = [
        "",
        "~",
        "null",
        "NULL",
        "Null",
        "nULL",
        "y",
        "Y",
        "n",
        "yes",
        "No",
        "ON",
        "off",
        "true",
        "FALSE",
        "=",
        "<<",
        ".inf",
        "-.Inf",
        "+.INF",
        ".nan",
        ".NaN",
        "0",
        "-1",
        "+1",
        "0777",
        "08",
        "0o17",
        "0O17",
        "0x1F",
        "-0x1f",
        "0_x1F",
        "0b11",
        "0B1",
        "1_000",
        "1__0",
        "1,000",
        "1e3",
        "1E+3",
        "12e03",
        ".5",
        "-.5",
        "1.",
        "1.5e-3",
        "1.0e+300",
        ".",
        "1:30",
        "190:20:30",
        "-1:30",
        "1:30.5",
        "2001-01-01",
        "2001-1-1",
        "2001-01-01T00:00:00Z",
        "2001-01-01 00:00:00",
        "123456789012345678901234567890",
        "1e400",
        "0x",
        "0b",
        "0b-01",
        "0b+1",
    ];
    for text in special {
        assert!(reads_as_something_else(text), "{text:?}");
    }
}

#[test]
fn what_manifests_are_full_of_is_text() {
    let texts = [
        "nginx:1.25",
        "1.2.3",
        "10.0.0.1",
        "10.0.0.0/8",
        "500m",
        "100Mi",
        "1Gi",
        "v1",
        "apps/v1",
        "-c",
        "--flag=x",
        "a",
        "yess",
        "nil",
        "none",
        "null x",
        "0xg",
        "0b2",
        "0o8",
        "1e",
        "12345e",
        "e1",
        "1.10.0",
        "..",
        "./x",
        "-",
        "+",
        "--",
        "+x",
        "2001-01-01-x",
        "2001-01",
        "20010101-2",
        "1:x",
        "a:b",
        "sha256:1234",
        "1-2",
        "5s",
        "1h30m",
        "3.x",
        "0.0.1",
        "=x",
        "~/x",
        "<x>",
        "yes!",
        "truee",
        "8e4f2b1",
        "inf",
        "nan",
    ];
    for text in texts {
        assert!(!reads_as_something_else(text), "{text:?}");
    }
}

/// Every text of up to five characters of those that numbers, dates and words are made of.
#[test]
fn no_short_text_that_is_typed_passes_for_text() {
    const ALPHABET: &[u8] = b"01278xobe+-._:,nyf~";
    let mut texts = vec![String::new()];
    for _ in 0..5 {
        texts = texts
            .iter()
            .flat_map(|text| ALPHABET.iter().map(move |byte| format!("{text}{}", char::from(*byte))))
            .collect();
        for text in texts.iter().filter(|text| !reads_as_something_else(text)) {
            assert!(matches!(crate::yaml::resolve_plain(text), Scalar::String(_)), "{text:?}");
            assert!(!some_schema_sees_no_text(text), "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn nothing_that_a_schema_types_passes_for_text(text in near_number()) {
        if some_schema_sees_no_text(&text) {
            prop_assert!(reads_as_something_else(&text), "{:?}", text);
        }
    }
}
