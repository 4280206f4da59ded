//! Quantities against the tables of apimachinery's own tests and against exact integers.

use proptest::prelude::*;
use std::collections::HashSet;

use super::*;

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn decimal(mantissa: i128, exponent: i64) -> Decimal {
    Decimal::new(mantissa, exponent).unwrap()
}

/// The table of apimachinery's `TestQuantityParse`; where Kubernetes rounds or cuts off, the exact value.
#[test]
fn quantities_are_read_exactly_in_every_form() {
    use QuantityFormat::{BinarySi, DecimalExponent, DecimalSi};
    for (text, mantissa, exponent, format) in [
        ("0", 0, 0, DecimalSi),
        ("0n", 0, 0, DecimalSi),
        ("0Ki", 0, 0, BinarySi),
        ("00", 0, 0, DecimalSi),
        ("1", 1, 0, DecimalSi),
        ("1Ki", 1024, 0, BinarySi),
        ("7Mi", 7 << 20, 0, BinarySi),
        ("6Gi", 6 << 30, 0, BinarySi),
        ("5Ti", 5 << 40, 0, BinarySi),
        ("4Pi", 4 << 50, 0, BinarySi),
        ("3Ei", 3 << 60, 0, BinarySi),
        ("5n", 5, -9, DecimalSi),
        ("4u", 4, -6, DecimalSi),
        ("3m", 3, -3, DecimalSi),
        ("50k", 5, 4, DecimalSi),
        ("7M", 7, 6, DecimalSi),
        ("6G", 6, 9, DecimalSi),
        ("300T", 3, 14, DecimalSi),
        ("2P", 2, 15, DecimalSi),
        ("1E", 1, 18, DecimalSi),
        ("1E-3", 1, -3, DecimalExponent),
        ("1e3", 1, 3, DecimalExponent),
        ("1e14", 1, 14, DecimalExponent),
        ("1.3E+6", 13, 5, DecimalExponent),
        ("0.5e-2", 5, -3, DecimalExponent),
        ("100.035k", 100_035, 0, DecimalSi),
        ("0.00050k", 5, -1, DecimalSi),
        ("0.50000", 5, -1, DecimalSi),
        ("6.987654321G", 6_987_654_321, 0, DecimalSi),
        ("1.01E", 101, 16, DecimalSi),
        ("100.035Ki", 10_243_584, -2, BinarySi),
        ("0.05Gi", 536_870_912, -1, BinarySi),
        (".001", 1, -3, DecimalSi),
        ("1.", 1, 0, DecimalSi),
        ("1.G", 1, 9, DecimalSi),
        // Here 3.001n would be 4n, 0.9n 1n, 9Ei 2^63 - 1 and 0.000000000001Ki 2n.
        ("3.001n", 3001, -12, DecimalSi),
        ("0.9n", 9, -10, DecimalSi),
        ("9Ei", 9 << 60, 0, BinarySi),
        ("9223372036854775807Ki", i128::from(i64::MAX) << 10, 0, BinarySi),
        ("0.000000000001Ki", 1024, -12, BinarySi),
        ("99999999999999999999999999999999999999", 10_i128.pow(38) - 1, 0, DecimalSi),
        ("1e2147483647", 1, 2_147_483_647, DecimalExponent),
        ("0.1e-2147483647", 1, -2_147_483_648, DecimalExponent),
    ] {
        let magnitude = decimal(mantissa, exponent);
        for (sign, value) in [("", magnitude), ("+", magnitude), ("-", magnitude.negated())] {
            let text = format!("{sign}{text}");
            let found = quantity(&text);
            assert_eq!((found.value, found.format()), (value, format), "{text}");
            assert_eq!(found.to_string(), text);
            assert_eq!(found.canonical(), found, "{text}");
            assert_eq!(quantity(found.canonical().as_str()), found, "{text}");
        }
    }
}

#[test]
fn what_is_no_quantity_is_refused_with_the_reason() {
    let long = "1".repeat(39);
    let many_zeros = format!("1{}1", "0".repeat(100_000));
    for (text, reason) in [
        ("", "expected digits"),
        (".", "expected digits"),
        ("-.", "expected digits"),
        ("+", "expected digits"),
        ("Ki", "expected digits"),
        ("--1", "expected digits"),
        ("aoeu", "expected digits"),
        (" 1", "expected digits"),
        ("1.1.M", "second decimal point"),
        ("1+1.0M", "is no suffix"),
        ("0.1mi", "\"mi\" is no suffix"),
        ("0.1am", "is no suffix"),
        (".5i", "\"i\" is no suffix"),
        ("1i", "is no suffix"),
        ("-3.01e-", "\"e-\" is no suffix"),
        ("1e", "is no suffix"),
        ("1e1.5", "is no suffix"),
        ("1K", "\"K\" is no suffix"),
        ("1mb", "is no suffix"),
        ("1 ", "\" \" is no suffix"),
        ("1é", "is no suffix"),
        ("1e2147483648", "is no suffix"),
        (&long, "more than 38 significant digits"),
        (&many_zeros, "more than 38 significant digits"),
        ("99999999999999999999999999999999999999Ki", "more than 38 significant digits"),
        ("0.01e-2147483647", "exponent of more than 32 bits"),
        ("10e2147483647", "exponent of more than 32 bits"),
    ] {
        let error = text.parse::<Quantity>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn zeros_at_either_end_are_no_digits() {
    let zeros = "0".repeat(1000);
    assert_eq!(quantity(&format!("1{zeros}")), quantity("1e1000"));
    assert_eq!(quantity(&format!("0.{zeros}1")), quantity("1e-1001"));
    assert_eq!(quantity(&format!("{zeros}1.{zeros}")), quantity("1"));
}

/// The tables of apimachinery's `TestQuantityString` and `TestQuantityParseEmit`.
#[test]
fn the_canonical_spelling_is_that_of_kubernetes() {
    for (text, canonical) in [
        ("1024Mi", "1Gi"),
        ("307200Ki", "300Mi"),
        ("1025024Mi", "1001Gi"),
        ("1.5Gi", "1536Mi"),
        ("0.005Ki", "5120m"),
        ("0.5Ki", "512"),
        ("1023Ki", "1023Ki"),
        ("1.0009765625Ki", "1025"),
        ("1.1Ki", "1126400m"),
        ("2048Ei", "2048Ei"),
        ("5000m", "5"),
        ("0.5", "500m"),
        ("1000M", "1G"),
        ("0.001T", "1G"),
        ("1000u", "1m"),
        ("1.08", "1080m"),
        ("1080000000n", "1080m"),
        ("1234567M", "1234567M"),
        ("10800", "10800"),
        ("1000E", "1e21"),
        ("0.1n", "100e-12"),
        ("0Ki", "0"),
        ("-0", "0"),
        ("+1", "1"),
        (".001e12", "1e9"),
        ("0.001e0", "1e-3"),
        ("1000e-12", "1e-9"),
        ("80e-3", "80e-3"),
        ("300e6", "300e6"),
        ("1E4", "10e3"),
        ("00e5", "0"),
        ("1e0", "1"),
        ("-1.5", "-1500m"),
        ("-1024Ki", "-1Mi"),
    ] {
        let canonical_quantity = quantity(text).canonical();
        assert_eq!(canonical_quantity.to_string(), canonical, "{text}");
        assert_eq!(canonical_quantity, quantity(text));
    }
}

#[test]
fn quantities_are_equal_ordered_and_hashed_by_value() {
    for (left, right) in [
        ("1Gi", "1024Mi"),
        ("0.5", "500m"),
        ("1e3", "1k"),
        ("-0", "0Ki"),
        ("1.0", "1"),
        ("9Ei", "10376293541461622784"),
    ] {
        let (left, right) = (quantity(left), quantity(right));
        assert_eq!(left, right);
        assert_eq!(left.cmp(&right), Ordering::Equal);
        assert_eq!(HashSet::from([left, right]).len(), 1);
    }
    let ascending = [
        "-1e2147483647",
        "-1Ei",
        "-1001m",
        "-1",
        "-1n",
        "-1e-2147483648",
        "0",
        "1e-2147483648",
        "1n",
        "50m",
        "100m",
        "999m",
        "1",
        "1000.001",
        "1Ki",
        "1.0001Ki",
        "1M",
        "1Mi",
        "100Gi",
        "10000T",
        "9Ei",
        "99999999999999999999999999999999999999",
        "1e38",
        "1e2147483647",
    ];
    for pair in ascending.windows(2) {
        assert!(quantity(pair[0]) < quantity(pair[1]), "{pair:?}");
    }
}

#[test]
fn numbers_round_up_away_from_zero() {
    for (text, value, milli, exact) in [
        ("0", Some(0), Some(0), Some(0)),
        ("9.01", Some(10), Some(9010), None),
        ("-9.01", Some(-10), Some(-9010), None),
        ("1n", Some(1), Some(1), None),
        ("-0.0001", Some(-1), Some(-1), None),
        ("1500m", Some(2), Some(1500), None),
        ("1.5Gi", Some(1_610_612_736), Some(1_610_612_736_000), Some(1_610_612_736)),
        ("9223372036854775807", Some(i64::MAX.into()), Some(9_223_372_036_854_775_807_000), Some(i64::MAX)),
        ("8Ei", Some(1 << 63), Some((1 << 63) * 1000), None),
        ("1e37", Some(10_i128.pow(37)), None, None),
        ("1e39", None, None, None),
        ("1e-1000", Some(1), Some(1), None),
        ("1e-2147483648", Some(1), Some(1), None),
        ("1e2147483647", None, None, None),
    ] {
        let quantity = quantity(text);
        assert_eq!(quantity.value(), value, "{text}");
        assert_eq!(quantity.milli_value(), milli, "{text}");
        assert_eq!(quantity.to_i64(), exact, "{text}");
    }
}

#[test]
fn floats_are_the_nearest_ones() {
    for (text, float) in [
        ("0.1", 0.1),
        ("1.5Gi", 1_610_612_736.0),
        ("300m", 0.3),
        ("-1e400", f64::NEG_INFINITY),
        ("1e-400", 0.0),
    ] {
        assert_eq!(quantity(text).to_f64_lossy().to_bits(), f64::to_bits(float), "{text}");
    }
}

#[test]
fn sums_are_exact_and_keep_the_format_of_the_first_that_is_not_zero() {
    for (left, right, sum, difference) in [
        ("100m", "1", "1100m", "-900m"),
        ("1Gi", "512Mi", "1536Mi", "512Mi"),
        ("1Gi", "1G", "2073741824", "73741824"),
        ("1G", "1Gi", "2073741824", "-73741824"),
        ("1.5Gi", "0", "1.5Gi", "1.5Gi"),
        ("0", "1.5Gi", "1.5Gi", "-1536Mi"),
        ("0.1", "0.2", "300m", "-100m"),
        ("1e3", "1", "1001", "999"),
        ("1Ki", "1Ki", "2Ki", "0"),
        ("1E", "1n", "1000000000000000000000000001n", "999999999999999999999999999n"),
    ] {
        let (left, right) = (quantity(left), quantity(right));
        assert_eq!(left.checked_add(&right).unwrap().to_string(), sum, "{left} + {right}");
        assert_eq!(left.checked_sub(&right).unwrap().to_string(), difference, "{left} - {right}");
    }
    let (one, tiny) = (quantity("1"), quantity("1e-39"));
    assert_eq!(one.checked_add(&tiny), None);
    assert_eq!(one.checked_sub(&tiny), None);
    assert_eq!(quantity("1e2147483647").checked_add(&quantity("1e-2147483648")), None);
    assert_eq!((-quantity("9.01")).to_string(), "-9010m");
}

#[test]
fn constructors_write_plain_numbers_and_thousandths() {
    assert_eq!(Quantity::default().to_string(), "0");
    assert_eq!(Quantity::from(i64::MIN).to_i64(), Some(i64::MIN));
    assert_eq!(Quantity::from(1000).to_string(), "1000");
    assert_eq!(Quantity::from_milli(1500).to_string(), "1500m");
    assert_eq!(Quantity::from_milli(2000).to_string(), "2");
    assert_eq!(format!("{:?} {:>5}", quantity("1Gi"), quantity("1Gi")), r#"Quantity("1Gi")   1Gi"#);
}

#[test]
fn strings_and_numbers_are_read_and_strings_written() {
    for (wire, text) in [
        (r#""1Gi""#, "1Gi"),
        (r#"" 1Gi ""#, "1Gi"),
        ("1", "1"),
        ("-1", "-1"),
        ("0.5", "0.5"),
        ("0.1", "0.1"),
        ("1e3", "1000"),
        ("1e300", "1e300"),
        ("1.5e-12", "1.5e-12"),
        ("-0.0", "-0"),
        ("18446744073709551615", "18446744073709551615"),
    ] {
        let quantity: Quantity = serde_json::from_str(wire).unwrap();
        assert_eq!(serde_json::to_string(&quantity).unwrap(), format!("{text:?}"), "{wire}");
    }
    for wire in [r#""x""#, "true", "null", "[]", r#""""#] {
        assert!(serde_json::from_str::<Quantity>(wire).is_err(), "{wire}");
    }
}

/// An exact value by another way: a whole number of `10^-30`.
fn any_small_quantity() -> impl Strategy<Value = (String, i128)> {
    let suffixes: Vec<(&'static str, i128, u32)> = vec![
        ("n", 1, 21),
        ("u", 1, 24),
        ("m", 1, 27),
        ("", 1, 30),
        ("e-12", 1, 18),
        ("E-3", 1, 27),
        ("Ki", 1 << 10, 30),
        ("k", 1, 33),
        ("e2", 1, 32),
    ];
    (0_i128..1000, "[0-9]{0,6}", any::<bool>(), proptest::sample::select(suffixes)).prop_map(
        |(integer, fraction, negative, (suffix, factor, power))| {
            let places = u32::try_from(fraction.len()).unwrap();
            let digits: i128 = format!("{integer}{fraction}").parse().unwrap();
            let exact = digits * factor * 10_i128.pow(power - places);
            let sign = if negative { "-" } else { "" };
            (format!("{sign}{integer}.{fraction}{suffix}"), if negative { -exact } else { exact })
        },
    )
}

proptest! {
    #[test]
    fn order_and_sums_are_those_of_the_exact_numbers(
        (left_text, left) in any_small_quantity(),
        (right_text, right) in any_small_quantity(),
    ) {
        let (a, b) = (quantity(&left_text), quantity(&right_text));
        prop_assert_eq!(a.cmp(&b), left.cmp(&right));
        prop_assert_eq!(a == b, left == right);
        prop_assert_eq!(a.checked_add(&b).unwrap().value, decimal(left + right, -30));
        prop_assert_eq!(a.checked_sub(&b).unwrap().value, decimal(left - right, -30));
        let unit = 10_i128.pow(30);
        let up = left / unit + (left % unit).signum();
        prop_assert_eq!(a.value(), Some(up));
    }

    #[test]
    fn the_canonical_spelling_reads_back_as_the_same_number(
        mantissa in any::<i64>(), exponent in -40_i32..40, suffix in 0_usize..3,
    ) {
        let text = match suffix {
            0 => format!("{mantissa}e{exponent}"),
            1 => format!("{mantissa}Mi"),
            _ => format!("{mantissa}u"),
        };
        let given = quantity(&text);
        let canonical = given.canonical();
        prop_assert_eq!(&quantity(canonical.as_str()), &given);
        prop_assert_eq!(canonical.canonical().to_string(), canonical.to_string());
    }

    #[test]
    fn reading_any_text_ends_in_a_quantity_of_that_text_or_an_error(text in "[-+]?[0-9.]{0,60}[eEinumkKMGTP]{0,2}[-+]?[0-9]{0,12}") {
        if let Ok(quantity) = text.parse::<Quantity>() {
            prop_assert_eq!(quantity.as_str(), text);
            prop_assert_eq!(&quantity.canonical(), &quantity);
        }
    }

    #[test]
    fn any_finite_float_is_read_exactly(bits in any::<u64>()) {
        let float = f64::from_bits(bits);
        let read = spelling::of_f64(float).parse::<Quantity>();
        if float.is_finite() {
            // A quantity has one zero: adding 0.0 takes the sign off the negative one.
            prop_assert_eq!(read.unwrap().to_f64_lossy().to_bits(), (float + 0.0).to_bits());
        } else {
            prop_assert!(read.is_err());
        }
    }
}
