//! Pages of a sorted list: the same for every storage.

use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};

use crate::error::{Error, ErrorKind};
use crate::names::check_namespace;
use crate::options::ListOptions;
use crate::raw::Page;
use crate::version::Version;

/// What is in the place of an object, by the namespace and name that sort it.
pub(crate) type Entry<T = ()> = (NamespacedName, Result<T, Error>);

/// Checks what does not depend on the entries.
pub(crate) fn check(options: &ListOptions) -> Result<(), Error> {
    if let Some(namespace) = options.namespace.as_deref().filter(|namespace| !namespace.is_empty()) {
        check_namespace(namespace)?;
    }
    options.continue_token.as_deref().map(read_token).transpose()?;
    Ok(())
}

/// The page of these entries, which come in any order.
pub(crate) fn page(
    kind: &KindKey,
    entries: Vec<Entry>,
    options: &ListOptions,
    version: Version,
) -> Result<Page, Error> {
    page_with(kind, entries, options, version).map(|(page, _)| page)
}

/// The page of these entries, and what each of its keys has beside its name.
pub(crate) fn page_with<T>(
    kind: &KindKey,
    mut entries: Vec<Entry<T>>,
    options: &ListOptions,
    version: Version,
) -> Result<(Page, Vec<T>), Error> {
    let after = options.continue_token.as_deref().map(read_token).transpose()?;
    entries.retain(|(name, _)| {
        let is_asked_for = options.namespace.as_ref().is_none_or(|namespace| name.namespace == *namespace);
        is_asked_for && after.as_ref().is_none_or(|after| name > after)
    });
    // Stable: of entries with one name, the object comes before what is wrong about it.
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    let end = end_of_page(&entries, options.page_size());
    let next = match entries.get(..end).and_then(<[_]>::last) {
        Some((last, _)) if end < entries.len() => Some(write_token(last)),
        _ => None,
    };
    entries.truncate(end);
    let mut page = Page::new(Vec::with_capacity(end), Vec::new(), next, version);
    let mut beside = Vec::with_capacity(end);
    for (name, entry) in entries {
        match entry {
            Ok(own) => {
                page.keys.push(ObjectKey::new(kind.clone(), name));
                beside.push(own);
            }
            Err(error) => page.errors.push(error.in_operation_on("list", kind)),
        }
    }
    Ok((page, beside))
}

/// A page ends where it is full and the next name begins, so that the token, a name, parts it from the rest.
fn end_of_page<T>(entries: &[Entry<T>], limit: usize) -> usize {
    let mut end = limit.min(entries.len());
    let name = |at: usize| entries.get(at).map(|(name, _)| name);
    while end < entries.len() && name(end - 1) == name(end) {
        end += 1;
    }
    end
}

/// `<namespace>/<name>` of the last entry. Names in a place that no object can have may hold anything but a slash.
fn write_token(last: &NamespacedName) -> String {
    format!("{}/{}", last.namespace, last.name)
}

/// The last name of the page that gave a token.
pub(crate) fn read_token(token: &str) -> Result<NamespacedName, Error> {
    let malformed = || Error::new(ErrorKind::Invalid, format!("{token:?} is no continue token of a list"));
    let (namespace, name) = token.split_once('/').ok_or_else(malformed)?;
    if name.is_empty() || name.contains('/') {
        return Err(malformed());
    }
    Ok(NamespacedName::new(namespace, name))
}
