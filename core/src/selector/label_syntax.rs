//! The syntax of label keys and values, as `k8s.io/apimachinery/pkg/util/validation` checks it.

use crate::error::Problem;

const NAME_MAX: usize = 63;
const PREFIX_MAX: usize = 253;
const NAME_FORM: &str = "letters, digits, `-`, `_` and `.`, with a letter or digit first and last";
const PREFIX_FORM: &str =
    "a DNS name: lower case letters, digits, `-` and `.`, with a letter or digit around each `.`";

/// What is wrong with a label key, if anything: it is a name of up to 63 characters, with or without a DNS name of up to
/// 253 characters and a slash before it. Annotations and finalizers have the same syntax.
pub fn label_key_problem(key: &str) -> Option<Problem> {
    let (prefix, name) = match key.split_once('/') {
        None => (None, key),
        Some((prefix, name)) => (Some(prefix), name),
    };
    let refuse = |reason: String| Some(Problem::new(format!("{key:?} is no label key: {reason}")));
    if let Some(prefix) = prefix {
        if prefix.len() > PREFIX_MAX {
            return refuse(format!("the part before `/` is longer than {PREFIX_MAX} characters"));
        }
        if !prefix.split('.').all(is_dns_label) {
            return refuse(format!("the part before `/` must be {PREFIX_FORM}"));
        }
    }
    if name.is_empty() {
        return refuse("the name is empty".to_owned());
    }
    name_fault(name).and_then(|reason| refuse(format!("the name {reason}")))
}

/// What is wrong with a label value, if anything: it is empty or a name of up to 63 characters.
pub fn label_value_problem(value: &str) -> Option<Problem> {
    let reason = name_fault(value).filter(|_| !value.is_empty())?;
    Some(Problem::new(format!("{value:?} is no label value: it {reason}")))
}

fn name_fault(name: &str) -> Option<String> {
    let outer = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let bytes = name.as_bytes();
    if bytes.len() > NAME_MAX {
        Some(format!("is longer than {NAME_MAX} characters"))
    } else if !outer(bytes.first()) || !outer(bytes.last()) || !name.bytes().all(inner) {
        Some(format!("must be {NAME_FORM}"))
    } else {
        None
    }
}

fn is_dns_label(label: &str) -> bool {
    let outer =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = label.as_bytes();
    outer(bytes.first())
        && outer(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_names_with_or_without_a_dns_prefix() {
        let long = format!("{}/{}", ["a"; 127].join("."), "b".repeat(63));
        for key in ["a", "A-b_c.d", "1", "example.com/a", "0.1.2.domain/99", "a-b.c/D", "simple/1.2", &long] {
            assert_eq!(label_key_problem(key), None, "{key}");
        }
        let long_prefix = format!("{}/a", ["a"; 128].join("."));
        for (key, reason) in [
            ("", "the name is empty"),
            ("example.com/", "the name is empty"),
            (&"a".repeat(64), "the name is longer than 63"),
            (&long_prefix, "before `/` is longer than 253"),
            ("/a", "before `/` must be a DNS name"),
            ("Example.com/a", "before `/` must be a DNS name"),
            ("a..b/c", "before `/` must be a DNS name"),
            ("-a/c", "before `/` must be a DNS name"),
            ("a_b/c", "before `/` must be a DNS name"),
            ("a/b/c", "the name must be letters"),
            ("-a", "the name must be letters"),
            ("a.", "the name must be letters"),
            ("a b", "the name must be letters"),
            ("é", "the name must be letters"),
        ] {
            let problem = label_key_problem(key).unwrap();
            assert!(problem.message().contains(reason), "{problem}");
        }
    }

    #[test]
    fn values_are_empty_or_names() {
        for value in ["", "a", "10.10.100.1", "tick.tack_clock", &"a".repeat(63)] {
            assert_eq!(label_value_problem(value), None, "{value}");
        }
        for value in ["-a", "a-", "a/b", "a b", " ", "ü", &"a".repeat(64)] {
            assert!(label_value_problem(value).unwrap().message().contains("is no label value"), "{value}");
        }
    }
}
