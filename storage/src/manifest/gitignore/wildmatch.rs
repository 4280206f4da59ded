//! Git's `wildmatch`: whether a path matches a pattern with `*`, `**`, `?` and brackets.

/// Whether all of a path matches all of a pattern. `*` and `?` match no slash, `**` between slashes any directories.
///
/// It works on bytes, as Git does: `?` is one byte.
pub(super) fn matches(pattern: &[u8], path: &[u8]) -> bool {
    Match { pattern, failed: vec![false; (pattern.len() + 1) * (path.len() + 1)], path }.from(0, 0)
}

struct Match<'m> {
    pattern: &'m [u8],
    path: &'m [u8],
    /// From which pairs of positions it is known not to match, so that stars behind stars take no exponential time.
    failed: Vec<bool>,
}

impl Match<'_> {
    fn from(&mut self, pattern: usize, path: usize) -> bool {
        let known = pattern * (self.path.len() + 1) + path;
        if self.failed.get(known).copied().unwrap_or(true) {
            return false;
        }
        let matched = self.try_from(pattern, path);
        if let Some(failed) = self.failed.get_mut(known) {
            *failed = !matched;
        }
        matched
    }

    fn try_from(&mut self, mut at: usize, mut path: usize) -> bool {
        loop {
            let found = self.path.get(path).copied();
            match self.pattern.get(at).copied() {
                None => return found.is_none(),
                Some(b'*') => return self.star(at, path),
                Some(b'?') => {
                    if found.is_none_or(|byte| byte == b'/') {
                        return false;
                    }
                    at += 1;
                }
                Some(b'[') => {
                    let Some(byte) = found.filter(|byte| *byte != b'/') else { return false };
                    let bracket = self.pattern.get(at + 1..).and_then(|behind| bracket(behind, byte));
                    let Some((true, length)) = bracket else { return false };
                    at += 1 + length;
                }
                Some(b'\\') => {
                    // A backslash at the end stands for nothing, so the pattern matches nothing.
                    if found.is_none() || self.pattern.get(at + 1).copied() != found {
                        return false;
                    }
                    at += 2;
                }
                Some(literal) => {
                    if found != Some(literal) {
                        return false;
                    }
                    at += 1;
                }
            }
            path += 1;
        }
    }

    /// One star or more at `at`.
    fn star(&mut self, at: usize, path: usize) -> bool {
        let stars =
            self.pattern.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == b'*').count();
        let rest = at + stars;
        let before = at.checked_sub(1).and_then(|before| self.pattern.get(before));
        let behind = self.pattern.get(rest..).unwrap_or_default();
        let is_alone = before.is_none_or(|byte| *byte == b'/')
            && (behind.is_empty() || behind.starts_with(b"/") || behind.starts_with(b"\\/"));
        let crosses = stars > 1 && is_alone;
        // `**/` may stand for no directory at all.
        if crosses && behind.starts_with(b"/") && self.from(rest + 1, path) {
            return true;
        }
        let mut path = path;
        loop {
            if self.from(rest, path) {
                return true;
            }
            match self.path.get(path) {
                None => return false,
                Some(b'/') if !crosses => return false,
                Some(_) => path += 1,
            }
        }
    }
}

/// Whether brackets contain a byte, and how many bytes of the pattern they take behind the opening one; `None` if they
/// are malformed.
fn bracket(pattern: &[u8], byte: u8) -> Option<(bool, usize)> {
    let is_negated = matches!(pattern.first(), Some(b'!' | b'^'));
    let mut at = usize::from(is_negated);
    let mut is_in = false;
    // What a dash may make a range of.
    let mut before: Option<u8> = None;
    loop {
        let rest = pattern.get(at..)?;
        let (found, may_begin_range, length) = match (rest, before) {
            ([b'\\', escaped, ..], _) => (*escaped == byte, Some(*escaped), 2),
            ([b'-', b'\\', last, ..], Some(first)) => ((first..=*last).contains(&byte), None, 3),
            ([b'-', last, ..], Some(first)) if !b"]\\".contains(last) => {
                ((first..=*last).contains(&byte), None, 2)
            }
            ([b'[', b':', class @ ..], _) => {
                let end = class.iter().position(|byte| *byte == b']')?;
                match class.get(..end).unwrap_or_default().strip_suffix(b":") {
                    Some(name) => (is_in_class(name, byte)?, None, 2 + end + 1),
                    None => (byte == b'[', Some(b'['), 1),
                }
            }
            // An escape of nothing.
            ([b'\\'] | [], _) => return None,
            ([literal, ..], _) => (*literal == byte, Some(*literal), 1),
        };
        is_in |= found;
        before = may_begin_range;
        at += length;
        if pattern.get(at) == Some(&b']') {
            return Some((is_in != is_negated, at + 1));
        }
    }
}

fn is_in_class(class: &[u8], byte: u8) -> Option<bool> {
    Some(match class {
        b"alnum" => byte.is_ascii_alphanumeric(),
        b"alpha" => byte.is_ascii_alphabetic(),
        b"blank" => matches!(byte, b' ' | b'\t'),
        b"cntrl" => byte.is_ascii_control(),
        b"digit" => byte.is_ascii_digit(),
        b"graph" => byte.is_ascii_graphic(),
        b"lower" => byte.is_ascii_lowercase(),
        b"print" => byte.is_ascii_graphic() || byte == b' ',
        b"punct" => byte.is_ascii_punctuation(),
        b"space" => byte.is_ascii_whitespace() || byte == 0x0b,
        b"upper" => byte.is_ascii_uppercase(),
        b"xdigit" => byte.is_ascii_hexdigit(),
        _ => return None,
    })
}
