//! The names of the Kubernetes API: their syntax, what was probably meant by a bad one, and the guessed plural.

/// The longest DNS label, and so the longest kind, version and resource name.
const LABEL_MAX: usize = 63;
/// The longest DNS subdomain, and so the longest group.
const SUBDOMAIN_MAX: usize = 253;

/// A kind of name with its syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Group,
    Version,
    Kind,
    Plural,
    Singular,
    Short,
    Category,
}

impl Name {
    /// What is wrong with `text` as such a name, in one sentence, or `None` if nothing is.
    pub(crate) fn fault(self, text: &str) -> Option<String> {
        if self.holds(text) {
            return None;
        }
        let meant = Some(self.meant(text)).filter(|meant| self.holds(meant));
        let suggestion = meant.map(|meant| format!(": did you mean {meant:?}?")).unwrap_or_default();
        Some(format!("{text:?} is no {}; expected {}{suggestion}", self.noun(), self.syntax()))
    }

    /// The syntax rules are those of `k8s.io/apimachinery/pkg/util/validation` and of the validation of
    /// `CustomResourceDefinition`. The group of a type in Go's API machinery may be without a dot (`apps`).
    fn holds(self, text: &str) -> bool {
        match self {
            Self::Group => text.is_empty() || is_subdomain(text),
            Self::Kind => is_kind(text),
            Self::Version | Self::Plural | Self::Singular | Self::Short | Self::Category => is_dns_1035(text),
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Group => "API group",
            Self::Version => "API version",
            Self::Kind => "kind",
            Self::Plural => "plural",
            Self::Singular => "singular",
            Self::Short => "short name",
            Self::Category => "category",
        }
    }

    fn syntax(self) -> &'static str {
        match self {
            Self::Group => {
                "a DNS name such as \"apps.example.com\" (lower case, at most 253 characters), or \"\" for the core group"
            }
            Self::Version => {
                "a version such as \"v1\" or \"v1beta2\" (a lower-case letter, then lower-case letters, digits and `-`, \
                 at most 63 characters)"
            }
            Self::Kind => {
                "a name such as \"Car\" (an upper-case letter, then letters and digits, at most 63 characters)"
            }
            Self::Plural | Self::Singular | Self::Short | Self::Category => {
                "a lower-case letter, then lower-case letters, digits and `-`, at most 63 characters"
            }
        }
    }

    /// `text` with the usual mistakes mended; it may still be wrong.
    fn meant(self, text: &str) -> String {
        let mut meant = text.trim().replace(['_', ' '], "-").to_ascii_lowercase();
        match self {
            Self::Kind => return upper_camel(text),
            Self::Version => {
                meant.truncate(meant.find('.').unwrap_or(meant.len()));
                if meant.starts_with(|first: char| first.is_ascii_digit()) {
                    meant.insert(0, 'v');
                }
            }
            Self::Group | Self::Plural | Self::Singular | Self::Short | Self::Category => {}
        }
        meant
    }
}

/// A DNS-1123 subdomain: labels of lower-case letters, digits and inner `-`, joined by dots.
fn is_subdomain(text: &str) -> bool {
    let is_label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !label.is_empty()
            && label.bytes().all(|byte| inner(byte) || byte == b'-')
            && label.bytes().next().is_some_and(inner)
            && label.bytes().next_back().is_some_and(inner)
    };
    text.len() <= SUBDOMAIN_MAX && text.split('.').all(is_label)
}

/// A DNS-1035 label: a DNS-1123 label that starts with a letter.
fn is_dns_1035(text: &str) -> bool {
    text.len() <= LABEL_MAX
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_kind(text: &str) -> bool {
    text.len() <= LABEL_MAX
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn upper_camel(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .flat_map(|word| {
            word.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(word.chars().skip(1))
        })
        .collect()
}

/// The plural of a lower-case English word, by the rule that kube-rs uses for its guess.
pub(crate) fn plural_of(word: &str) -> String {
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    if sibilant {
        return format!("{word}es");
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.is_empty() && !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{word}s"),
    }
}

/// The candidate that differs from `word` by at most two edits, the nearest if there are several.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.into_iter().map(|candidate| (edit_distance(word, candidate), candidate));
    // Two edits make any word of two letters out of any other.
    let near = scored.filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.len());
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbor (optimal string alignment).
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous_letter = None;
    for (row, letter) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&last, column) + usize::from(letter != *other);
            let mut best = replaced.min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let before = column.checked_sub(1).and_then(|index| right.get(index));
            if previous_letter == Some(*other) && before == Some(&letter) {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_letter = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: Name, good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(name.fault(text), None, "{name:?} {text:?}");
        }
        for text in bad {
            assert!(name.fault(text).is_some(), "{name:?} {text:?}");
        }
    }

    #[test]
    fn names_follow_the_rules_of_apimachinery() {
        let long = "a".repeat(64);
        let long_group = format!("{long}.").repeat(4);
        check(
            Name::Group,
            &["", "apps", "example.com", "1.example.com", "x-k8s.io", &long],
            &["Example.com", ".", "a.", ".a", "a..b", "a_b", "-a.b", "a-.b", "a b", "ä.de", &long_group],
        );
        check(
            Name::Version,
            &["v1", "v1beta2", "v10alpha1", "latest", "v1-x"],
            &["", "V1", "1", "v1.0", "v1_0", "v1-", "-v1", " v1", &long],
        );
        check(
            Name::Kind,
            &["Car", "X", "HTTPRoute", "Car2"],
            &["", "car", "Car_2", "2Car", "Ärger", "Car-2"],
        );
        check(Name::Plural, &["cars", "c", "car-parts"], &["", "Cars", "1cars", "car.s", "cars-", &long]);
    }

    #[test]
    fn a_bad_name_suggests_what_was_meant() {
        for (name, text, meant) in [
            (Name::Group, "Apps.Example.com", "apps.example.com"),
            (Name::Group, "my_group.io", "my-group.io"),
            (Name::Version, "V1", "v1"),
            (Name::Version, "1", "v1"),
            (Name::Version, "v1.0", "v1"),
            (Name::Kind, "car", "Car"),
            (Name::Kind, "race_car", "RaceCar"),
            (Name::Plural, "Cars", "cars"),
        ] {
            let fault = name.fault(text).unwrap();
            assert!(fault.ends_with(&format!("did you mean {meant:?}?")), "{fault}");
        }
        assert!(!Name::Group.fault("a..b").unwrap().contains("did you mean"));
    }

    #[test]
    fn plurals_follow_the_usual_english_rule() {
        for (word, plural) in [
            ("car", "cars"),
            ("bus", "buses"),
            ("box", "boxes"),
            ("batch", "batches"),
            ("mesh", "meshes"),
            ("policy", "policies"),
            ("gateway", "gateways"),
            ("y", "ys"),
        ] {
            assert_eq!(plural_of(word), plural);
        }
    }

    #[test]
    fn edits_are_counted_with_swaps_as_one() {
        for (left, right, distance) in [
            ("", "", 0),
            ("", "ab", 2),
            ("group", "group", 0),
            ("gruop", "group", 1),
            ("scop", "scope", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(edit_distance(left, right), distance, "{left} {right}");
            assert_eq!(edit_distance(right, left), distance, "{right} {left}");
        }
    }

    #[test]
    fn the_nearest_word_within_two_edits_is_suggested() {
        let keys = ["group", "version", "hub"];
        assert_eq!(nearest("gruop", keys), Some("group"));
        assert_eq!(nearest("versions", keys), Some("version"));
        assert_eq!(nearest("plural", keys), None);
        assert_eq!(nearest("ab", ["cd"]), None);
    }
}
