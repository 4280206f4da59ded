//! Values of any type, made up by a deserializer, and what is learned from those that the type refuses.

use std::fmt;

use serde::de::DeserializeOwned;

use super::walk::Walk;
use super::{Learned, Source};

/// Texts that types often take, and that often break things.
const TEXTS: [&str; 26] = [
    "",
    "a",
    "b",
    "name-1",
    "1",
    "0",
    "-1",
    "0.5",
    "100m",
    "1Gi",
    "5m0s",
    "2000-02-29T12:00:00Z",
    "2000-02-29T12:00:00.000001Z",
    "true",
    "null",
    "yes",
    "~",
    "Zürich 🚆",
    "a: b # c",
    "- x",
    "line\nline\n",
    " lead",
    "\"quoted\"",
    "v1",
    "cGxhaW4=",
    "k in (a)",
];
const INTEGERS: [i128; 12] =
    [0, 1, 2, -1, 127, 255, 32_767, 65_535, 2_147_483_647, 4_294_967_295, i64::MAX as i128, u64::MAX as i128];
const FLOATS: [f64; 9] = [0.0, 1.0, -1.5, -0.0, 0.1, 1e300, f64::MIN_POSITIVE, 4_503_599_627_370_497.5, 53.4];
/// How deep values nest before they end.
const DEPTH: usize = 8;
/// How often a value is tried again with what was learned.
const ATTEMPTS: u32 = 500;

/// Why no value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GenerateError {
    /// A struct needs a field.
    Missing(&'static str),
    /// A place takes other words.
    Words(&'static [&'static str]),
    /// A field came under two names.
    Twice,
    /// A value was refused.
    Refused(String),
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(field) => write!(f, "the field `{field}` is missing"),
            Self::Words(words) => write!(f, "expected one of {words:?}"),
            Self::Twice => f.write_str("a field is given twice"),
            Self::Refused(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for GenerateError {}

impl serde::de::Error for GenerateError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Refused(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::Twice
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::Words(expected)
    }
}

/// Where the walk is, and what it may choose.
#[derive(Debug)]
pub(super) struct State<'s> {
    pub(super) source: &'s mut Source,
    pub(super) learned: &'s Learned,
    pub(super) path: Vec<String>,
    /// The structs that were left last, innermost first, for a field that is missing.
    pub(super) left: String,
    /// The last choice among candidates: the one to blame when it is refused.
    last: Option<(String, u64)>,
    /// The field that was named last.
    pub(super) last_field: String,
    /// A place of which every candidate was refused.
    pub(super) hopeless: Option<String>,
}

/// The candidate that stands for leaving a field out.
pub(super) const ABSENT: u64 = u64::MAX;

impl State<'_> {
    pub(super) fn place(&self) -> String {
        self.path.join(".")
    }

    pub(super) fn is_deep(&self) -> bool {
        self.path.len() > DEPTH
    }

    /// One of several candidates that was not refused here yet.
    pub(super) fn candidate(&mut self, count: u64) -> Result<u64, GenerateError> {
        let place = self.place();
        let choice = self.source.below(count);
        if let Some(candidate) = self.learned.candidate(&place, choice, count) {
            self.last = Some((place, candidate));
            return Ok(candidate);
        }
        self.hopeless = Some(place);
        Err(GenerateError::Refused("everything was refused".to_owned()))
    }

    pub(super) fn text(&mut self) -> Result<String, GenerateError> {
        if let Some(words) = self.learned.words(&self.place()) {
            let index = self.source.below(words.len() as u64);
            self.last = Some((self.place(), index));
            let word = usize::try_from(index).ok().and_then(|index| words.get(index));
            return Ok(word.cloned().unwrap_or_default());
        }
        let candidate = self.candidate(TEXTS.len() as u64)?;
        let text = usize::try_from(candidate).ok().and_then(|index| TEXTS.get(index));
        Ok(text.copied().unwrap_or_default().to_owned())
    }

    pub(super) fn integer(&mut self, low: i128, high: i128) -> Result<i128, GenerateError> {
        let count = INTEGERS.len() as u64;
        let candidate = self.candidate(count + 3)?;
        let known = usize::try_from(candidate).ok().and_then(|index| INTEGERS.get(index)).copied();
        let value = match candidate - candidate.min(count) {
            0 if known.is_some() => known.unwrap_or_default(),
            0 => low,
            1 => high,
            _ => i128::from(self.source.next()),
        };
        Ok(if value < low || value > high {
            low + value.rem_euclid(high - low + 1).min(high - low)
        } else {
            value
        })
    }

    pub(super) fn float(&mut self) -> Result<f64, GenerateError> {
        let count = FLOATS.len() as u64;
        let candidate = self.candidate(count + 1)?;
        let known = usize::try_from(candidate).ok().and_then(|index| FLOATS.get(index)).copied();
        let drawn = f64::from_bits(self.source.next());
        Ok(known.unwrap_or(if drawn.is_finite() { drawn } else { 0.0 }))
    }
}

/// Makes up a value; what the type refuses is learned for the next one.
pub(crate) fn generate<T: DeserializeOwned>(source: &mut Source, learned: &mut Learned) -> Result<T, String> {
    let mut message = String::new();
    for _ in 0..ATTEMPTS {
        let known = learned.clone();
        let mut state = State {
            source,
            learned: &known,
            path: Vec::new(),
            left: String::new(),
            last: None,
            last_field: String::new(),
            hopeless: None,
        };
        let error = match T::deserialize(Walk(&mut state)) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let State { left, last, last_field, hopeless, .. } = state;
        message = format!("{}: {error}", last.as_ref().map_or("", |(path, _)| path));
        if let Some(place) = hopeless {
            if !learned.refuse(&place, ABSENT) {
                break;
            }
            continue;
        }
        let is_new = match (error, last) {
            // The other name comes behind the first one, and is never given again.
            (GenerateError::Twice, _) => learned.refuse(&last_field, ABSENT),
            (GenerateError::Missing(field), _) => learned.require(&left, field),
            (GenerateError::Words(words), Some((path, _))) => learned.set_words(&path, words),
            (GenerateError::Refused(_), Some((path, candidate))) => learned.refuse(&path, candidate),
            (_, None) => false,
        };
        if !is_new {
            break;
        }
    }
    Err(message)
}
