//! Tests of manifests.

use super::file::same_stream;
use crate::codec::Frame;

/// What the writer of frames never does, since it puts a break between two values that need one.
#[test]
fn a_stream_of_json_that_lost_joined_or_changed_a_value_is_told() {
    let two = ["{\"a\":1}", "[2]"];
    for (frames, text, expected) in [
        (&two[..], "{\"a\":1}[2]", true),
        (&two, "{ \"a\" : 1 }\n\n[2]\n", true),
        (&two, "{\"a\":1}", false),
        (&two, "{\"a\":1}[2][2]", false),
        (&two, "[2]{\"a\":1}", false),
        (&two, "{\"a\":1}[3]", false),
        (&two, "{\"a\":1.0}[2]", false),
        (&two, "", false),
        (&["1", "2"], "1 2", true),
        (&["1", "2"], "12", false),
        (&["\u{feff}1", "", "\n", "\u{feff}"], "1", true),
        (&["1", "\u{feff}"], "\u{feff}1\n\u{feff}", true),
        (&[], " \n", true),
        (&[], "1", false),
    ] {
        let of: Vec<Frame> = frames.iter().map(|text| Frame::json(*text)).collect();
        assert_eq!(same_stream(&of, text).unwrap(), expected, "{frames:?} {text:?}");
    }
}
