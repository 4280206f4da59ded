//! When two values are equal for a `test`: RFC 6902 §4.6.

use std::collections::BTreeMap;

use crate::value::{Number, Value};

/// Whether two values are the same to JSON, which has one kind of number.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => equal_numbers(*left, *right),
        (Value::Sequence(left), Value::Sequence(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Mapping(left), Value::Mapping(right)) => {
            let others: BTreeMap<&str, &Value> = right.iter().collect();
            let is_there = |(key, value)| others.get(key).is_some_and(|other| equal(value, other));
            left.len() == right.len() && left.iter().all(is_there)
        }
        _ => left == right,
    }
}

fn equal_numbers(left: Number, right: Number) -> bool {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => left == right,
        #[expect(clippy::float_cmp, reason = "numbers are equal when they are the same one")]
        (None, None) => left.as_f64() == right.as_f64(),
        _ => false,
    }
}

/// The number as an integer, if it is a whole one in the range of those.
fn integer(number: Number) -> Option<i128> {
    if number.is_integer() {
        return number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    }
    let float = number.as_f64();
    #[expect(clippy::cast_possible_truncation, reason = "the float is whole and in range")]
    (float.fract() == 0.0 && float.abs() < 1e30).then_some(float as i128)
}
