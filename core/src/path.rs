//! The path of a field inside an object, in the spelling of Kubernetes' error messages.

use std::fmt;

/// One step of a [`FieldPath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathSegment {
    /// A field of a mapping: `.spec`.
    Field(String),
    /// An item of a list, counted from 0: `[2]`.
    Index(usize),
}

/// Where a value stands in its object: `spec.containers[2].image`, `metadata.labels[app.kubernetes.io/name]`.
///
/// The spelling is that of apimachinery's `field.Path`: a name that holds anything but ASCII letters, digits, `-` and
/// `_` stands in brackets. The path of the whole object is empty and displays as nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath {
    segments: Vec<PathSegment>,
}

impl FieldPath {
    /// The path of the object itself.
    pub const fn root() -> Self {
        Self { segments: Vec::new() }
    }

    /// The path one field deeper.
    #[must_use]
    pub fn field(&self, name: impl Into<String>) -> Self {
        self.with(PathSegment::Field(name.into()))
    }

    /// The path one list item deeper, counted from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(PathSegment::Index(index))
    }

    /// The path one step deeper.
    #[must_use]
    pub fn with(&self, segment: PathSegment) -> Self {
        let mut segments = Vec::with_capacity(self.segments.len() + 1);
        segments.extend_from_slice(&self.segments);
        segments.push(segment);
        Self { segments }
    }

    /// Adds a step at the end.
    pub fn push(&mut self, segment: PathSegment) {
        self.segments.push(segment);
    }

    /// The steps from the object to the value.
    pub fn segments(&self) -> &[PathSegment] {
        &self.segments
    }

    /// Whether this is the path of the object itself.
    pub fn is_root(&self) -> bool {
        self.segments.is_empty()
    }
}

impl From<Vec<PathSegment>> for FieldPath {
    fn from(segments: Vec<PathSegment>) -> Self {
        Self { segments }
    }
}

impl From<&str> for FieldPath {
    /// Reads what [`Display`](fmt::Display) writes: names behind points, and in brackets a number for an index or any
    /// other text for a name. Every text is a path; a bracket that is never closed is part of a name.
    fn from(text: &str) -> Self {
        let mut path = Self::root();
        let mut rest = text;
        while !rest.is_empty() {
            let in_brackets = rest.strip_prefix('[').and_then(|inside| inside.split_once(']'));
            if let Some((inside, after)) = in_brackets {
                let is_index = !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit());
                path.push(match inside.parse() {
                    Ok(index) if is_index => PathSegment::Index(index),
                    _ => PathSegment::Field(inside.to_owned()),
                });
                rest = after.strip_prefix('.').unwrap_or(after);
                continue;
            }
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, char)| matches!(char, '.' | '['))
                .map(|(index, _)| index);
            let (name, after) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
            path.push(PathSegment::Field(name.to_owned()));
            rest = after.strip_prefix('.').unwrap_or(after);
        }
        path
    }
}

impl FromIterator<PathSegment> for FieldPath {
    fn from_iter<I: IntoIterator<Item = PathSegment>>(segments: I) -> Self {
        Self { segments: segments.into_iter().collect() }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.segments.iter().enumerate() {
            match segment {
                PathSegment::Index(index) => write!(f, "[{index}]")?,
                PathSegment::Field(name) if !is_plain(name) => write!(f, "[{name}]")?,
                PathSegment::Field(name) if position == 0 => f.write_str(name)?,
                PathSegment::Field(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_displayed() {
        for text in [
            "",
            "spec",
            "spec.containers[2].image",
            "metadata.labels[app.kubernetes.io/name].x",
            "[0][1]",
            "a[b c]",
        ] {
            assert_eq!(FieldPath::from(text).to_string(), text);
        }
        assert_eq!(FieldPath::from("a[2]"), FieldPath::root().field("a").index(2));
        assert_eq!(FieldPath::from("a[b"), FieldPath::root().field("a").field("[b"));
    }

    #[test]
    fn display_spells_paths_as_kubernetes_does() {
        let path = FieldPath::root().field("spec").field("containers").index(2).field("image");
        assert_eq!(path.to_string(), "spec.containers[2].image");
        let path = FieldPath::root().field("metadata").field("labels").field("app.kubernetes.io/name");
        assert_eq!(path.to_string(), "metadata.labels[app.kubernetes.io/name]");
        assert_eq!(FieldPath::root().index(0).to_string(), "[0]");
        assert_eq!(FieldPath::root().to_string(), "");
    }
}
