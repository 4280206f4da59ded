//! Reading, writing and counting of points in time.

use proptest::prelude::*;

use super::*;

#[test]
fn times_are_read_with_any_offset_and_fraction_and_written_in_utc() {
    for (text, written, micro) in [
        ("2020-08-17T12:00:00Z", "2020-08-17T12:00:00Z", "2020-08-17T12:00:00.000000Z"),
        ("2020-08-17T14:00:00+02:00", "2020-08-17T12:00:00Z", "2020-08-17T12:00:00.000000Z"),
        ("2020-08-17T00:30:00-23:30", "2020-08-18T00:00:00Z", "2020-08-18T00:00:00.000000Z"),
        ("2020-08-17T12:00:00-00:00", "2020-08-17T12:00:00Z", "2020-08-17T12:00:00.000000Z"),
        ("2020-08-17T12:00:00.5Z", "2020-08-17T12:00:00.5Z", "2020-08-17T12:00:00.500000Z"),
        ("2020-08-17T12:00:00,25Z", "2020-08-17T12:00:00.25Z", "2020-08-17T12:00:00.250000Z"),
        ("2020-08-17T12:00:00.000000Z", "2020-08-17T12:00:00Z", "2020-08-17T12:00:00.000000Z"),
        (
            "2020-08-17T12:00:00.123456789Z",
            "2020-08-17T12:00:00.123456789Z",
            "2020-08-17T12:00:00.123456789Z",
        ),
        ("2020-02-29T23:59:59Z", "2020-02-29T23:59:59Z", "2020-02-29T23:59:59.000000Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"),
        (
            "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59.999999999Z",
        ),
    ] {
        let time: Time = text.parse().unwrap();
        assert_eq!(time.to_string(), written, "{text}");
        assert_eq!(MicroTime::from(time).to_string(), micro, "{text}");
        assert_eq!(text.parse::<MicroTime>().unwrap(), MicroTime::from(time));
    }
}

#[test]
fn what_is_no_time_is_refused_with_the_reason() {
    for (text, reason) in [
        ("", "it ends too early"),
        ("2020-08-17", "a separator is missing"),
        ("2020-08-17 12:00:00Z", "a separator is missing"),
        ("2020-08-17t12:00:00z", "a separator is missing"),
        ("2020-08-17T12:00Z", "a separator is missing"),
        ("2020-8-17T12:00:00Z", "a digit is missing"),
        ("+020-08-17T12:00:00Z", "a digit is missing"),
        ("2020-08-17T12:00:00", "neither `Z` nor an offset"),
        ("2020-08-17T12:00:00.Z", "the fraction has no digits"),
        ("2020-08-17T12:00:00.1234567891Z", "more than nine digits"),
        ("2020-08-17T12:00:00+0200", "a separator is missing"),
        ("2020-08-17T12:00:00+24:00", "there is no such offset"),
        ("2020-08-17T12:00:00Z ", "something follows the offset"),
        ("2021-02-29T12:00:00Z", "there is no such day"),
        ("2020-00-17T12:00:00Z", "there is no such day"),
        ("2020-08-17T24:00:00Z", "there is no such time of day"),
        ("2016-12-31T23:59:60Z", "there is no such time of day"),
        ("0000-01-01T00:00:00+00:01", "outside the years"),
        ("9999-12-31T23:59:59-00:01", "outside the years"),
        ("２０２０-08-17T12:00:00Z", "a digit is missing"),
    ] {
        let error = text.parse::<Time>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(reason), "{text}: {error}");
    }
}

#[test]
fn seconds_and_nanoseconds_count_from_1970() {
    for (text, seconds, nanoseconds) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2001-09-09T01:46:40.000000001Z", 1_000_000_000, 1),
        ("1969-12-31T23:59:59.75Z", -1, 750_000_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
    ] {
        let time: Time = text.parse().unwrap();
        assert_eq!((time.unix_seconds(), time.subsec_nanoseconds()), (seconds, nanoseconds), "{text}");
        assert_eq!(Time::from_unix(seconds, nanoseconds), Some(time), "{text}");
    }
    for (seconds, nanoseconds) in [
        (253_402_300_800, 0),
        (-62_167_219_201, 0),
        (i64::MAX, 0),
        (i64::MIN, 0),
        (0, 1_000_000_000),
        (0, u32::MAX),
    ] {
        assert_eq!(Time::from_unix(seconds, nanoseconds), None, "{seconds} {nanoseconds}");
    }
}

#[test]
fn to_seconds_cuts_the_fraction_as_apimachinery_does() {
    for (text, cut) in [
        ("2020-08-17T12:00:00.999Z", "2020-08-17T12:00:00Z"),
        ("1960-01-01T00:00:00.5Z", "1960-01-01T00:00:00Z"),
        ("2020-08-17T12:00:00Z", "2020-08-17T12:00:00Z"),
    ] {
        assert_eq!(text.parse::<Time>().unwrap().to_seconds().to_string(), cut);
    }
}

#[test]
fn the_wire_form_is_a_string() {
    let time: Time = serde_json::from_str(r#""2020-08-17T12:00:00Z""#).unwrap();
    assert_eq!(serde_json::to_string(&time).unwrap(), r#""2020-08-17T12:00:00Z""#);
    let error = serde_json::from_str::<Time>("1597665600").unwrap_err();
    assert!(error.to_string().contains("expected an RFC 3339 time"), "{error}");
    let error = serde_json::from_str::<MicroTime>(r#""yesterday""#).unwrap_err();
    assert!(error.to_string().contains(r#""yesterday" is no time"#), "{error}");
}

fn any_point() -> impl Strategy<Value = (i64, u32)> {
    (-62_167_219_200_i64..=253_402_300_799, prop_oneof![Just(0), 0_u32..1_000_000_000])
}

proptest! {
    #[test]
    fn a_time_reads_what_it_writes_and_keeps_every_nanosecond((seconds, nanoseconds) in any_point()) {
        let time = Time::from_unix(seconds, nanoseconds).unwrap();
        prop_assert_eq!((time.unix_seconds(), time.subsec_nanoseconds()), (seconds, nanoseconds));
        prop_assert_eq!(time.to_string().parse::<Time>().unwrap(), time);
        let micro = MicroTime::from(time);
        prop_assert_eq!(micro.to_string().parse::<MicroTime>().unwrap(), micro);
        if let Some(system_time) = time.to_system_time() {
            prop_assert_eq!(Time::try_from(system_time).unwrap(), time);
        }
    }

    #[test]
    fn times_are_ordered_as_their_points(left in any_point(), right in any_point()) {
        let time = |(seconds, nanoseconds)| Time::from_unix(seconds, nanoseconds).unwrap();
        prop_assert_eq!(time(left).cmp(&time(right)), left.cmp(&right));
    }

    #[test]
    fn reading_any_text_does_not_panic(text in ".{0,40}") {
        prop_assert!(text.parse::<Time>().is_err());
    }
}
