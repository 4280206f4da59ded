//! Which groups, kinds, namespaces and names can be parts of a path.
//!
//! The rules hold for every storage, also those without files, so that one can be exchanged for another.

use libgitops_core::gvk::GroupKind;
use libgitops_core::key::NamespacedName;

use crate::error::{Error, ErrorKind};

/// The longest name that a Linux file can have (`NAME_MAX` of `limits.h`), in bytes.
const LONGEST_FILE_NAME: usize = 255;

/// What is added to a name, at most, to make the name of its file.
const LONGEST_EXTENSION: usize = ".yaml".len();

/// Checks the two parts that name a kind.
pub(crate) fn check_kind(kind: &GroupKind) -> Result<(), Error> {
    let is_kind = kind.kind.starts_with(|char: char| char.is_ascii_alphabetic())
        && kind.kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && kind.kind.len() <= 63;
    if !is_kind {
        return Err(refused("kind", &kind.kind, "expected up to 63 letters, digits and `-`, first a letter"));
    }
    if !kind.group.is_empty() && !is_dns_subdomain(&kind.group) {
        return Err(refused("group", &kind.group, "expected a DNS subdomain"));
    }
    Ok(())
}

/// Checks namespace and name.
///
/// Names of Kubernetes' objects are DNS subdomains or, for some kinds such as `ClusterRole`, path segments
/// (`ValidatePathSegmentName` of apimachinery). Of the latter only those are taken that are no trap in a path or for a
/// program that is given the file's name.
pub(crate) fn check_name(name: &NamespacedName) -> Result<(), Error> {
    if !name.namespace.is_empty() {
        check_namespace(&name.namespace)?;
    }
    let text = name.name.as_str();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    if !text.bytes().all(is_plain) || !text.starts_with(|char: char| char.is_ascii_alphanumeric()) {
        let expected = "expected ASCII letters, digits, `-`, `.`, `_` and `:`, first a letter or digit";
        return Err(refused("name", text, expected));
    }
    if text.len() > LONGEST_FILE_NAME - LONGEST_EXTENSION {
        return Err(refused("name", text, "expected at most 250 bytes"));
    }
    Ok(())
}

/// Checks a namespace: a DNS label, so that a namespace is never taken for a file.
pub(crate) fn check_namespace(namespace: &str) -> Result<(), Error> {
    if is_dns_label(namespace) {
        Ok(())
    } else {
        Err(refused("namespace", namespace, "expected a DNS label"))
    }
}

fn refused(what: &str, text: &str, expected: &str) -> Error {
    Error::new(ErrorKind::Invalid, format!("{text:?} is no {what} that can be stored: {expected}"))
}

/// RFC 1123: lower case, at most 63 bytes.
fn is_dns_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let has_blunt_ends = !text.starts_with('-') && !text.ends_with('-');
    !text.is_empty() && text.len() <= 63 && text.bytes().all(is_inner) && has_blunt_ends
}

/// RFC 1123: labels joined by dots, at most 253 bytes.
fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_dns_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_leave_their_place_are_refused() {
        let long = "a".repeat(251);
        let refused = [
            "", ".", "..", "../x", "a/b", "/a", "a\0b", ".a", "-rf", "a b", "a\\b", "a%2fb", "a\n", "ä",
            "CON\u{0}", &long,
        ];
        for name in refused {
            let error = check_name(&NamespacedName::new("default", name)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{name:?}");
        }
        for namespace in ["..", "a/b", "A", "a.b", "-a", "a\0", &"a".repeat(64)] {
            assert!(check_name(&NamespacedName::new(namespace, "a")).is_err(), "{namespace:?}");
        }
        for name in ["a", "a.b-c", "system:node", "Foo_1", "a..b", &"a".repeat(250)] {
            check_name(&NamespacedName::new("", name)).unwrap();
            check_name(&NamespacedName::new("default", name)).unwrap();
        }
    }

    #[test]
    fn kinds_and_groups_that_could_leave_their_place_are_refused() {
        for (group, kind) in
            [("", ""), ("", ".."), ("", "a/b"), ("", "1a"), ("..", "A"), ("a/b", "A"), ("A", "A")]
        {
            assert!(check_kind(&GroupKind::new(group, kind)).is_err(), "{group:?} {kind:?}");
        }
        for (group, kind) in [("", "Pod"), ("apps", "Deployment"), ("sample-app.weave.works", "Car")] {
            check_kind(&GroupKind::new(group, kind)).unwrap();
        }
    }
}
