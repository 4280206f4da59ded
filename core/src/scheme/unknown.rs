//! The error for a kind that the scheme does not know: which part is unknown, and what is known instead.

use super::{Origin, Scheme};
use crate::error::{Error, ErrorKind};
use crate::gvk::GroupVersionKind;

pub(super) fn error(scheme: &Scheme, gvk: &GroupVersionKind) -> Error {
    let groups = scheme.groups();
    if !groups.contains(&gvk.group.as_ref()) {
        let known = list(groups.iter().map(|group| named(group)));
        let group = named(&gvk.group);
        let advice = advice(scheme);
        return Error::new(
            ErrorKind::UnknownGroup,
            format!(
                "unknown kind {gvk}: no kind of the group {group} is registered; known groups: {known}{advice}"
            ),
        );
    }
    let versions = scheme.group_versions(&gvk.group);
    if !versions.iter().any(|known| known.version == gvk.version) {
        let known = list(versions.iter().map(ToString::to_string));
        return Error::new(
            ErrorKind::UnknownVersion,
            format!(
                "unknown kind {gvk}: the group has no version `{}`; known versions: {known}",
                gvk.version
            ),
        );
    }
    let kinds = scheme.registrations().iter().map(|one| one.resource());
    let kinds = kinds.filter(|one| one.group == gvk.group && one.version == gvk.version);
    let known = list(kinds.map(|one| one.kind.to_owned()));
    let other = scheme.versions(&gvk.group_kind());
    let elsewhere = if other.is_empty() {
        String::new()
    } else {
        let versions = list(other.iter().map(|one| one.resource().group_version().to_string()));
        format!("; `{}` is known in {versions}", gvk.kind)
    };
    Error::new(
        ErrorKind::UnknownKind,
        format!(
            "unknown kind {gvk}: {} has no kind `{}`; known kinds: {known}{elsewhere}",
            gvk.group_version(),
            gvk.kind
        ),
    )
}

fn advice(scheme: &Scheme) -> &'static str {
    match scheme.origin {
        Origin::Linked => {
            " (a crate that the program does not name is not linked, and its kinds are not registered)"
        }
        Origin::Listed => "",
    }
}

fn named(group: &str) -> String {
    if group.is_empty() { "\"\" (core)".to_owned() } else { group.to_owned() }
}

fn list(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
