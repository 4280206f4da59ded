//! Finds a key that stands twice in a mapping, without allocating for the mappings that objects have.

/// Up to this many keys, comparing all pairs is faster than sorting.
const FEW: usize = 16;

/// The first of `keys`, in an unspecified order, that occurs twice.
pub(super) fn duplicate<'k>(keys: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    // Most mappings of objects come from a BTreeMap.
    let mut following = keys.clone().skip(1);
    if keys.clone().zip(&mut following).all(|(key, next)| key < next) {
        return None;
    }
    if keys.clone().nth(FEW).is_none() {
        let mut seen = 0;
        return keys.clone().find(|key| {
            seen += 1;
            keys.clone().take(seen - 1).any(|earlier| earlier == *key)
        });
    }
    let mut sorted: Vec<&str> = keys.collect();
    sorted.sort_unstable();
    sorted.array_windows().find(|[key, next]| key == next).map(|[key, _]| *key)
}
