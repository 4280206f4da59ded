//! The one error of this package: a kind to act on, and all problems of a document with their places.

use std::error::Error as StdError;
use std::fmt;

use crate::path::FieldPath;
use crate::source::Place;

/// What went wrong, as far as a caller can act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not YAML or not JSON.
    Syntax,
    /// The text is well-formed, and its content is not what the type or a rule asks for.
    Invalid,
    /// The scheme does not know the object's group.
    UnknownGroup,
    /// The scheme knows the group, and not this version of it.
    UnknownVersion,
    /// The scheme knows group and version, and not this kind.
    UnknownKind,
    /// The operation cannot be done on this object or content.
    Unsupported,
    /// A limit was reached: the size of a frame, the number of frames or of alias expansions.
    LimitExceeded,
    /// Two types claim the same kind or name in a scheme.
    Conflict,
    /// Reading or writing failed.
    Io,
}

/// Why an object could not be converted to another version, as [`Error::conversion_fault`] gives it.
///
/// That a conversion itself fails is not among them: a [`Spoke`](crate::object::Spoke) is total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConversionFault {
    /// The target is no version of the object's kind.
    ForeignKind,
    /// The kind has several versions, and none of them is marked as its hub.
    NoHub,
    /// Several versions of the kind are marked as its hub.
    SeveralHubs,
    /// The version names a hub that is not the one of the scheme.
    OtherHub,
    /// The version has no conversion to and from its hub.
    NoConversion,
    /// The object, or the type asked for, is not the one that the scheme has for the kind and version.
    OtherType,
    /// The target has no metadata to carry what it has no place for.
    Lossy,
}

/// One problem: what, in which field, and where in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    message: String,
    path: FieldPath,
    place: Option<Place>,
    related: Option<(String, Place)>,
}

impl Problem {
    /// A problem in words: lower case, no full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: FieldPath::root(), place: None, related: None }
    }

    /// Says in which field.
    #[must_use]
    pub fn at_path(mut self, path: FieldPath) -> Self {
        self.path = path;
        self
    }

    /// Says where in the text.
    #[must_use]
    pub fn at_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Points at a second place, such as the first of two equal keys.
    #[must_use]
    pub fn with_related(mut self, label: impl Into<String>, place: Place) -> Self {
        self.related = Some((label.into(), place));
        self
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The field, empty for the whole object.
    pub fn path(&self) -> &FieldPath {
        &self.path
    }

    /// Where in the text, if the text is known.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// A second place and what it is.
    pub fn related(&self) -> Option<(&str, &Place)> {
        self.related.as_ref().map(|(label, place)| (label.as_str(), place))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        if !self.path.is_root() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, "\n{}", place.snippet().trim_end())?;
        }
        if let Some((label, place)) = &self.related {
            write!(f, "\n{place}: {label}\n{}", place.snippet().trim_end())?;
        }
        Ok(())
    }
}

/// Why an operation of this package failed.
///
/// `Display` says operation and object, then every problem with `file:line:column`, the field's path, the line and a
/// caret. It never repeats its [`source`](StdError::source).
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    problems: Vec<Problem>,
    conversion_fault: Option<ConversionFault>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error without a place: the message says operation and object, lower case, no full stop.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let (problems, conversion_fault, source) = (Vec::new(), None, None);
        Self(Box::new(Inner { kind, message: message.into(), problems, conversion_fault, source }))
    }

    /// Adds problems. A joined error is one error then.
    #[must_use]
    pub fn with_problems(mut self, problems: impl IntoIterator<Item = Problem>) -> Self {
        self.forget_parts();
        self.0.problems.extend(problems);
        self
    }

    /// Says why an object could not be converted.
    #[must_use]
    pub fn with_conversion_fault(mut self, fault: ConversionFault) -> Self {
        self.0.conversion_fault = Some(fault);
        self
    }

    /// Keeps the error that caused this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Replaces the message, keeping kind, problems and source. A joined error is one error then.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.forget_parts();
        self.0.message = message.into();
        self
    }

    /// What a caller can act on.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation and the object, without the problems.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Every problem that was found, in the order of the text.
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }

    /// Whether the scheme does not know the object's group, version or kind.
    pub fn is_unrecognized(&self) -> bool {
        matches!(self.0.kind, ErrorKind::UnknownGroup | ErrorKind::UnknownVersion | ErrorKind::UnknownKind)
    }

    /// Why an object could not be converted, if that is what went wrong.
    pub fn conversion_fault(&self) -> Option<ConversionFault> {
        self.0.conversion_fault
    }

    /// Joins several errors of one operation: the kind of the first, all messages, all problems. Errors that were joined
    /// before are taken apart first.
    pub fn join(errors: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut parts: Vec<Self> = errors.into_iter().flat_map(Self::into_parts).collect();
        if parts.len() < 2 {
            return parts.pop();
        }
        let kind = parts.first()?.kind();
        let messages: Vec<&str> = parts.iter().map(Self::message).collect();
        let mut joined = Self::new(kind, messages.join("\n"));
        joined.0.problems = parts.iter().flat_map(|part| part.problems().iter().cloned()).collect();
        joined.0.source = Some(Box::new(Joined(parts)));
        Some(joined)
    }

    /// The errors that [`join`](Self::join) joined, or this one.
    pub(crate) fn into_parts(mut self) -> Vec<Self> {
        match self.0.source.take().map(<dyn StdError + Send + Sync>::downcast::<Joined>) {
            Some(Ok(joined)) => return joined.0,
            Some(Err(source)) => self.0.source = Some(source),
            None => {}
        }
        vec![self]
    }

    fn forget_parts(&mut self) {
        if self.joined().is_some() {
            self.0.source = None;
        }
    }

    fn joined(&self) -> Option<&[Self]> {
        let joined = self.0.source.as_ref()?.downcast_ref::<Joined>()?;
        Some(&joined.0)
    }

    /// The errors that [`join`](Self::join) joined, or this one.
    pub fn parts(&self) -> &[Self] {
        self.joined().unwrap_or(std::slice::from_ref(self))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((first, rest)) = self.joined().and_then(<[Self]>::split_first) {
            write!(f, "{first}")?;
            return rest.iter().try_for_each(|part| write!(f, "\n{part}"));
        }
        f.write_str(&self.0.message)?;
        for problem in &self.0.problems {
            write!(f, "\n{problem}")?;
        }
        Ok(())
    }
}

/// Says what `Display` says, and what caused it: a program whose `main` returns the error prints this. `{:#?}` shows the
/// parts.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            fmt::Display::fmt(self, f)?;
            let mut cause = self.source();
            while let Some(error) = cause {
                write!(f, "\ncaused by: {error}")?;
                cause = error.source();
            }
            return Ok(());
        }
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("problems", &self.0.problems)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.0.source.as_deref() {
            // The joined errors are displayed already.
            Some(source) if source.is::<Joined>() => None,
            Some(source) => Some(source),
            None => None,
        }
    }
}

#[derive(Debug)]
struct Joined(Vec<Error>);

impl fmt::Display for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} errors", self.0.len())
    }
}

impl StdError for Joined {}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &str, problem: &str) -> Error {
        Error::new(ErrorKind::Invalid, message).with_problems([Problem::new(problem)])
    }

    #[test]
    fn a_joined_error_tells_all_and_has_all_problems_and_parts() {
        let inner = Error::join([error("b", "2"), error("c", "3")]).unwrap();
        let joined = Error::join([error("a", "1"), inner, error("d", "4")]).unwrap();
        assert_eq!(joined.to_string(), "a\n1\nb\n2\nc\n3\nd\n4");
        assert_eq!(joined.message(), "a\nb\nc\nd");
        let problems: Vec<&str> = joined.problems().iter().map(Problem::message).collect();
        assert_eq!(problems, ["1", "2", "3", "4"]);
        assert_eq!(joined.parts().len(), 4);
        assert!(joined.source().is_none());
        let renamed = joined.with_message("all").with_problems([Problem::new("5")]);
        assert_eq!(renamed.to_string(), "all\n1\n2\n3\n4\n5");
        assert_eq!(renamed.parts().len(), 1);
        let one = Error::join([error("a", "1").with_source("why")]).unwrap();
        assert_eq!((one.message(), one.source().unwrap().to_string().as_str()), ("a", "why"));
        assert_eq!(format!("{one:?}"), "a\n1\ncaused by: why");
        assert!(format!("{one:#?}").starts_with("Error {\n"), "{one:#?}");
        assert!(Error::join([]).is_none());
    }
}
