//! Durations against the tables of Go's own tests.

use proptest::prelude::*;

use super::*;

const MICROSECOND: i64 = 1_000;
const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// The table of Go's `TestParseDuration`.
#[test]
fn durations_are_read_as_go_reads_them() {
    for (text, nanoseconds) in [
        ("0", 0),
        ("-0", 0),
        ("+0", 0),
        ("5s", 5 * SECOND),
        ("30s", 30 * SECOND),
        ("1478s", 1478 * SECOND),
        ("-5s", -5 * SECOND),
        ("+5s", 5 * SECOND),
        ("5.0s", 5 * SECOND),
        ("5.6s", 5 * SECOND + 600 * MILLISECOND),
        ("5.s", 5 * SECOND),
        (".5s", 500 * MILLISECOND),
        ("1.0s", SECOND),
        ("1.00s", SECOND),
        ("1.004s", SECOND + 4 * MILLISECOND),
        ("1.0040s", SECOND + 4 * MILLISECOND),
        ("100.00100s", 100 * SECOND + MILLISECOND),
        ("10ns", 10),
        ("11us", 11 * MICROSECOND),
        ("12µs", 12 * MICROSECOND),
        ("12μs", 12 * MICROSECOND),
        ("13ms", 13 * MILLISECOND),
        ("14s", 14 * SECOND),
        ("15m", 15 * MINUTE),
        ("16h", 16 * HOUR),
        ("3h30m", 3 * HOUR + 30 * MINUTE),
        ("10.5s4m", 4 * MINUTE + 10 * SECOND + 500 * MILLISECOND),
        ("-2m3.4s", -(2 * MINUTE + 3 * SECOND + 400 * MILLISECOND)),
        ("1h2m3s4ms5us6ns", HOUR + 2 * MINUTE + 3 * SECOND + 4 * MILLISECOND + 5 * MICROSECOND + 6),
        ("39h9m14.425s", 39 * HOUR + 9 * MINUTE + 14 * SECOND + 425 * MILLISECOND),
        ("52763797000ns", 52_763_797_000),
        ("0.3333333333333333333h", 20 * MINUTE),
        ("9007199254740993ns", (1 << 53) + 1),
        ("9223372036854775807ns", i64::MAX),
        ("9223372036854775.807us", i64::MAX),
        ("9223372036s854ms775us807ns", i64::MAX),
        ("-9223372036854775808ns", i64::MIN),
        ("-9223372036854775.808us", i64::MIN),
        ("-9223372036s854ms775us808ns", i64::MIN),
        ("-2562047h47m16.854775808s", i64::MIN),
        ("0.100000000000000000000h", 6 * MINUTE),
        ("0.830103483285477580700h", 49 * MINUTE + 48 * SECOND + 372_539_827),
    ] {
        assert_eq!(text.parse::<Duration>().unwrap().nanoseconds(), nanoseconds, "{text}");
    }
}

/// The table of Go's `TestParseDurationErrors`.
#[test]
fn what_is_no_duration_is_refused_with_the_reason() {
    let nines = format!("{}h", "9".repeat(60));
    for (text, reason) in [
        ("", "there is no number"),
        ("3", "a unit is missing"),
        ("-", "there is no number"),
        ("s", "a number is missing before \"s\""),
        (".", "a number is missing"),
        ("-.", "a number is missing"),
        (".s", "a number is missing"),
        ("+.s", "a number is missing"),
        ("1d", "\"d\" is no unit"),
        ("\u{85}85", "a number is missing"),
        ("hello", "a number is missing"),
        ("1h-30m", "\"h-\" is no unit"),
        ("--1s", "a number is missing"),
        ("1 s", "\" s\" is no unit"),
        ("1S", "\"S\" is no unit"),
        ("1.5", "a unit is missing"),
        ("1..5s", "a unit is missing"),
        ("00", "a unit is missing"),
        ("9223372036854775810ns", "longer than 292 years"),
        ("9223372036854775808ns", "longer than 292 years"),
        ("-9223372036854775809ns", "longer than 292 years"),
        ("9223372036854776us", "longer than 292 years"),
        ("3000000h", "longer than 292 years"),
        ("9223372036854775.808us", "longer than 292 years"),
        ("9223372036854ms775us808ns", "longer than 292 years"),
        ("2562047h99h", "longer than 292 years"),
        (&nines, "longer than 292 years"),
    ] {
        let error = text.parse::<Duration>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(reason), "{error}");
    }
}

/// The table of Go's `TestDurationString`.
#[test]
fn durations_are_written_as_go_writes_them() {
    for (nanoseconds, text) in [
        (0, "0s"),
        (1, "1ns"),
        (1100, "1.1µs"),
        (2_200_000, "2.2ms"),
        (999_999_999, "999.999999ms"),
        (3_300_000_000, "3.3s"),
        (MINUTE, "1m0s"),
        (90 * MINUTE, "1h30m0s"),
        (HOUR, "1h0m0s"),
        (4 * MINUTE + 5 * SECOND, "4m5s"),
        (4 * MINUTE + 5001 * MILLISECOND, "4m5.001s"),
        (5 * HOUR + 6 * MINUTE + 7001 * MILLISECOND, "5h6m7.001s"),
        (8 * MINUTE + 1, "8m0.000000001s"),
        (i64::MAX, "2562047h47m16.854775807s"),
        (i64::MIN, "-2562047h47m16.854775808s"),
        (-1100, "-1.1µs"),
    ] {
        assert_eq!(Duration::from_nanoseconds(nanoseconds).to_string(), text);
    }
}

#[test]
fn durations_convert_to_and_from_those_of_the_standard_library() {
    let duration = Duration::try_from(StdDuration::from_millis(1500)).unwrap();
    assert_eq!(duration, "1.5s".parse().unwrap());
    assert_eq!(StdDuration::try_from(duration).unwrap(), StdDuration::from_millis(1500));
    assert!(Duration::try_from(StdDuration::MAX).is_err());
    assert!(StdDuration::try_from(-duration).is_err());
    assert_eq!(Duration::from_seconds(2).unwrap().to_string(), "2s");
    assert_eq!(Duration::from_seconds(i64::MAX), None);
}

#[test]
fn the_wire_form_is_a_string() {
    let duration: Duration = serde_json::from_str(r#""90m""#).unwrap();
    assert_eq!(serde_json::to_string(&duration).unwrap(), r#""1h30m0s""#);
    let error = serde_json::from_str::<Duration>("90").unwrap_err();
    assert!(error.to_string().contains("expected a duration such as"), "{error}");
}

proptest! {
    #[test]
    fn a_duration_parses_what_it_displays(nanoseconds in any::<i64>(), shift in 0_u32..63) {
        let duration = Duration::from_nanoseconds(nanoseconds >> shift);
        prop_assert_eq!(duration.to_string().parse::<Duration>().unwrap(), duration);
    }

    #[test]
    fn reading_any_text_does_not_panic(text in "[-+]?([0-9.]{0,25}(ns|us|ms|s|m|h|é)?){0,3}") {
        if let Ok(duration) = text.parse::<Duration>() {
            prop_assert_eq!(duration.to_string().parse::<Duration>().unwrap(), duration);
        }
    }
}
