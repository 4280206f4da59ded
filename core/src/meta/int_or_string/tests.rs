//! Integers, strings and percentages against the tables of apimachinery's own tests.

use super::*;

#[test]
fn integers_and_strings_are_read_and_written_as_they_are() {
    for (wire, value) in [
        ("8080", IntOrString::Int(8080)),
        ("-2147483648", IntOrString::Int(i32::MIN)),
        ("2147483647", IntOrString::Int(i32::MAX)),
        (r#""http""#, IntOrString::from("http")),
        (r#""8080""#, IntOrString::from("8080")),
        (r#""""#, IntOrString::from(String::new())),
    ] {
        let read: IntOrString = serde_json::from_str(wire).unwrap();
        assert_eq!(read, value, "{wire}");
        assert_eq!(serde_json::to_string(&read).unwrap(), wire);
        assert_eq!(read.to_string(), wire.trim_matches('"'));
    }
    for wire in ["2147483648", "-2147483649", "18446744073709551615", "80.0", "true", "null", "{}"] {
        let error = serde_json::from_str::<IntOrString>(wire).unwrap_err();
        assert!(error.to_string().contains("expected an integer of 32 bits or a string"), "{error}");
    }
}

/// The table of apimachinery's `TestParse`.
#[test]
fn a_text_is_an_integer_if_32_bits_hold_it() {
    for text in ["0", "2147483647", "-2147483648"] {
        assert_eq!(IntOrString::parse(text), IntOrString::Int(text.parse().unwrap()));
    }
    for text in ["", "http", "25%", "1.0", "2147483648", "-2147483649", "9223372036854775808"] {
        assert_eq!(IntOrString::parse(text), IntOrString::from(text));
    }
}

/// The tables of apimachinery's `TestGetIntFromIntOrString` and `TestGetIntFromIntOrPercent`.
#[test]
fn percentages_scale_and_integers_do_not() {
    for (value, total, up, down) in [
        (IntOrString::from(123), 0, 123, 123),
        (IntOrString::from("90%"), 100, 90, 90),
        (IntOrString::from("90%"), 95, 86, 85),
        (IntOrString::from("0%"), 95, 0, 0),
        (IntOrString::from("-10%"), 95, -9, -10),
        (IntOrString::from("300%"), 3, 9, 9),
        (IntOrString::from("1%"), i64::MAX, 92_233_720_368_547_759, 92_233_720_368_547_758),
    ] {
        assert_eq!(value.scaled_value(total, Rounding::Up).unwrap(), up, "{value}");
        assert_eq!(value.scaled_value(total, Rounding::Down).unwrap(), down, "{value}");
    }
    for text in
        ["", "90", "%", "a%", "90#", "40%%", "30%0", "1.5%", "9223372036854775808%", "9223372036854775807%"]
    {
        let error = IntOrString::from(text).scaled_value(101, Rounding::Up).unwrap_err();
        assert!(error.to_string().contains("is no percentage"), "{error}");
    }
}
