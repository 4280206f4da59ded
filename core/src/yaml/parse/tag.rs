//! Tags with their prefix written out (YAML 1.2.2, §6.8.2 and §6.9.1).

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::yaml::error::SyntaxErrorKind;

/// The tag of the key `<<`.
pub(super) const MERGE: &str = "tag:yaml.org,2002:merge";

/// What `!!` stands for unless a document says otherwise.
const SECONDARY: &str = "tag:yaml.org,2002:";

/// `c-ns-tag-property` [97], with the handles of the document's `%TAG` directives.
pub(super) fn resolve<'t>(
    tag: &'t str,
    handles: &BTreeMap<&'t str, &'t str>,
) -> Result<Cow<'t, str>, SyntaxErrorKind> {
    let verbatim = tag.strip_prefix("!<").and_then(|rest| rest.strip_suffix('>'));
    if let Some(verbatim) = verbatim {
        return unescape(verbatim);
    }
    // `c-non-specific-tag` [100].
    if tag == "!" {
        return Ok(Cow::Borrowed("!"));
    }
    let (handle, suffix) = match tag.get(1..).and_then(|rest| rest.split_once('!')) {
        Some((name, suffix)) => (tag.get(..name.len() + 2).unwrap_or_default(), suffix),
        None => ("!", tag.get(1..).unwrap_or_default()),
    };
    let prefix = match (handles.get(handle).copied(), handle) {
        (Some(prefix), _) => prefix,
        (None, "!") => "!",
        (None, "!!") => SECONDARY,
        (None, _) => return Err(SyntaxErrorKind::UndeclaredHandle),
    };
    Ok(Cow::Owned([unescape(prefix)?, unescape(suffix)?].concat()))
}

/// Whether every `%` begins an escape of UTF-8.
pub(super) fn is_well_formed(text: &str) -> bool {
    unescape(text).is_ok()
}

/// Replaces `%` and two digits by the byte that they stand for.
fn unescape(text: &str) -> Result<Cow<'_, str>, SyntaxErrorKind> {
    if !text.contains('%') {
        return Ok(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = after.first_chunk::<2>().filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or(SyntaxErrorKind::TagEscape)?);
        rest = after.get(2..).unwrap_or_default();
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Owned(text)),
        Err(_) => Err(SyntaxErrorKind::TagEscape),
    }
}
