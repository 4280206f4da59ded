//! One document of a text: its changes, and its errors with their places.

use super::super::document::Document;
use crate::codec::Frame;
use crate::delta::{Delta, Known, Moves};
use crate::edit::{self, EditOptions, Edited};
use crate::error::{Error, ErrorKind, Problem};
use crate::path::FieldPath;
use crate::value::Tape;

/// The text of a document whose object has become another one.
pub(super) fn edited(
    frame: &Frame,
    (base, new): (&Tape, &Tape),
    known: Known,
    moves: &Moves,
    options: EditOptions,
) -> Result<Edited, Error> {
    let delta = base.root().zip(new.root()).and_then(|(base, new)| Delta::through(base, new, known, moves));
    let Some(delta) = delta else { return Ok(unchanged(frame.text()?)) };
    let Some(document) = Document::parse(frame)? else {
        return Err(Error::new(ErrorKind::Unsupported, "the document holds no object that could be changed"));
    };
    document.check_aliases()?;
    edit::edit(&document.tree, document.root, &delta, moves, options).map_err(|refusal| {
        let path = edit::path_at(&document.tree, document.root, &refusal);
        let field = if path.is_root() { String::new() } else { format!("{path} of ") };
        let message = format!("cannot change {field}{} in place", frame.described());
        let problem = Problem::new(refusal.reason).at_path(path).at_place(document.place(refusal.span));
        Error::new(ErrorKind::Unsupported, message).with_problems([problem])
    })
}

/// A text as it was.
pub(super) fn unchanged(text: &str) -> Edited {
    Edited { text: text.to_owned(), lost_comments: Vec::new(), rewritten: Vec::<FieldPath>::new() }
}
