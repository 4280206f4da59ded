//! The text of an object in another version of its kind.

use super::{Manifest, read_any};
use crate::convert::Report;
use crate::delta::Moves;
use crate::edit::{EditOptions, Edited};
use crate::error::Error;
use crate::gvk::GroupVersionKind;
use crate::object::{AnyObject, AsObject};
use crate::path::{FieldPath, PathSegment};

impl<T: AsObject> Manifest<T> {
    /// The text as that of the object in another version of its kind: what the versions call by other names keeps its
    /// lines and comments under the new name, and what stays the same stays as it is written.
    ///
    /// # Errors
    /// As [`Converter::convert_into_new`](crate::convert::Converter::convert_into_new) and [`edited`](Self::edited).
    pub fn in_version(&self, gvk: &GroupVersionKind) -> Result<Edited, Error> {
        self.in_version_by(gvk, self.options)
    }

    pub(in crate::codec) fn in_version_by(
        &self,
        gvk: &GroupVersionKind,
        options: EditOptions,
    ) -> Result<Edited, Error> {
        let converter = crate::convert::Converter::new(&self.reader.scheme);
        let object = converter.convert_into_new(self.object.as_object().clone_boxed(), gvk)?;
        self.as_version_by(&*object, options)
    }

    /// The text as that of this object, which is one of the same name in another version of the kind.
    ///
    /// # Errors
    /// As [`in_version`](Self::in_version).
    pub fn as_version(&self, object: &dyn AnyObject) -> Result<Edited, Error> {
        self.as_version_by(object, self.options)
    }

    fn as_version_by(&self, object: &dyn AnyObject, options: EditOptions) -> Result<Edited, Error> {
        let converter = crate::convert::Converter::new(&self.reader.scheme);
        let report = converter.explain(self.object.as_object().clone_boxed(), &object.gvk())?;
        self.converted_by(object, &moves(&report), read_any, options)
    }
}

/// Which fields have another name or place, each as high up as it can be said.
fn moves(report: &Report) -> Moves {
    let mut moved: Vec<(FieldPath, FieldPath)> = Vec::new();
    for (from, to) in &report.renamed {
        let pair = highest(report, from, to).unwrap_or_else(|| (from.clone(), to.clone()));
        // The text of a value that is split moves to its first part.
        if !moved.iter().any(|(known, _)| *known == pair.0) {
            moved.push(pair);
        }
    }
    moved.into_iter().fold(Moves::none(), |moves, (from, to)| moves.with(from, to))
}

/// The highest field that moved with all that is in it, if this value moved with one.
fn highest(report: &Report, from: &FieldPath, to: &FieldPath) -> Option<(FieldPath, FieldPath)> {
    let pairs = from.segments().iter().rev().zip(to.segments().iter().rev());
    let common = pairs.take_while(|(from, to)| from == to).count();
    let from = from.segments().get(..from.segments().len() - common)?;
    let to = to.segments().get(..to.segments().len() - common)?;
    let is_whole = report.kept.iter().all(|kept| !kept.segments().starts_with(from))
        && report.renamed.iter().all(|(other_from, other_to)| {
            let rest = other_from.segments().strip_prefix(from);
            rest.is_none_or(|rest| other_to.segments().strip_prefix(to) == Some(rest))
        });
    (is_whole && !from.is_empty() && !to.is_empty()).then(|| (path(from), path(to)))
}

fn path(segments: &[PathSegment]) -> FieldPath {
    segments.iter().fold(FieldPath::root(), |path, segment| path.with(segment.clone()))
}
