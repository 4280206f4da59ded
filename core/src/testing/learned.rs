//! What was learned of a type while values were made up for it: what it asks for, and what it refuses.

use std::collections::{BTreeMap, BTreeSet};

/// What is known of a type's fields from values that it refused. It makes the next values better.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learned {
    /// Fields that may not be absent, by the path of their struct.
    required: BTreeSet<(String, String)>,
    /// Words that a place takes, where it said so.
    words: BTreeMap<String, Vec<String>>,
    /// Candidates that a place refused.
    refused: BTreeMap<String, BTreeSet<u64>>,
}

impl Learned {
    pub(super) fn require(&mut self, path: &str, field: &str) -> bool {
        self.required.insert((path.to_owned(), field.to_owned()))
    }

    pub(super) fn is_required(&self, path: &str, field: &str) -> bool {
        self.required.contains(&(path.to_owned(), field.to_owned()))
    }

    /// The fields that a map at a place must have.
    pub(super) fn required_of(&self, path: &str) -> Vec<String> {
        let of_path = self.required.iter().filter(|(place, _)| place == path);
        of_path.map(|(_, field)| field.clone()).collect()
    }

    pub(super) fn set_words(&mut self, path: &str, words: &[&str]) -> bool {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        !words.is_empty()
            && self.words.insert(path.to_owned(), words.clone()).is_none_or(|known| known != words)
    }

    pub(super) fn words(&self, path: &str) -> Option<&[String]> {
        self.words.get(path).map(Vec::as_slice)
    }

    pub(super) fn refuse(&mut self, path: &str, candidate: u64) -> bool {
        self.refused.entry(path.to_owned()).or_default().insert(candidate)
    }

    pub(super) fn is_refused(&self, path: &str, candidate: u64) -> bool {
        self.refused.get(path).is_some_and(|refused| refused.contains(&candidate))
    }

    /// The first candidate from `choice` on that was not refused; nothing when all were.
    pub(super) fn candidate(&self, path: &str, choice: u64, count: u64) -> Option<u64> {
        let refused = self.refused.get(path);
        let is_open = |candidate: &u64| refused.is_none_or(|refused| !refused.contains(candidate));
        (0..count).map(|step| (choice + step) % count).find(is_open)
    }
}
