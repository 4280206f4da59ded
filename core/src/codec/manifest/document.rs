//! One document of a text: its changes, and its errors with their places.

use super::super::decoder::nothing;
use super::super::document::Document;
use crate::codec::{ContentType, Frame};
use crate::delta::{Delta, Known, Moves};
use crate::edit::{self, EditOptions, Edited};
use crate::emit::{self, JsonStyle};
use crate::error::{Error, ErrorKind, Problem};
use crate::path::FieldPath;
use crate::value::Tape;
use crate::yaml::Tree;

/// Reads a document as the object that it has to be.
pub(super) type ReadBack<'r> = &'r dyn Fn(&Document<'_>) -> Result<Tape, Error>;

/// A text, and what it is read as.
type Written = (Edited, Result<Tape, Error>);

/// The text of a document whose object has become another one.
pub(super) fn edited(
    frame: &Frame,
    (base, new): (&Tape, &Tape),
    known: Known,
    moves: &Moves,
    options: EditOptions,
    read: ReadBack<'_>,
) -> Result<Written, Error> {
    let Some(document) = Document::parse(frame)? else {
        return Err(Error::new(ErrorKind::Unsupported, "the document holds no object that could be changed"));
    };
    let delta = base.root().zip(new.root()).and_then(|(base, new)| Delta::through(base, new, known, moves));
    let Some(delta) = delta else { return Ok((unchanged(frame.text()?), read(&document))) };
    document.check_aliases()?;
    if let Some(error) = sealed(&document) {
        return Err(error);
    }
    let mut found = Err(nothing());
    let mut read_new = |text: &str, tree: Tree<'_>| {
        let frame = frame.with_text(text);
        found = Document::of(&frame, tree).ok_or_else(nothing).and_then(|document| read(&document));
    };
    let edited = edit::edit_and_read(&document.tree, document.root, &delta, moves, options, &mut read_new);
    let edited = edited.map_err(|refusal| {
        let path = edit::path_at(&document.tree, document.root, &refusal);
        let field = if path.is_root() { String::new() } else { format!("{path} of ") };
        let message = format!("cannot change {field}{} in place", frame.described());
        let problem = Problem::new(refusal.reason).at_path(path).at_place(document.place(refusal.span));
        Error::new(ErrorKind::Unsupported, message).with_problems([problem])
    })?;
    Ok((edited, found))
}

/// Why a document of SOPS is not changed: its message authentication code covers every value, so that SOPS would refuse
/// to decrypt it. It is changed by way of its decrypted text.
fn sealed(document: &Document<'_>) -> Option<Error> {
    let sops = document.field(document.root, "sops")?;
    document.field(document.tree.resolve(sops), "mac")?;
    let message = format!("cannot change {}: SOPS has sealed it", document.frame.described());
    let reason = "a change would break the message authentication code; change the decrypted text";
    let path = FieldPath::root().field("sops").field("mac");
    let problem = Problem::new(reason).at_path(path).at_place(document.place(document.tree.span(sops)));
    Some(Error::new(ErrorKind::Unsupported, message).with_problems([problem]))
}

/// The document of an object as an encoder writes it, in the place of one with comments.
pub(super) fn anew(frame: &Frame, new: &Tape, read: ReadBack<'_>) -> Result<Written, Error> {
    let old = frame.text()?;
    let mut text = String::new();
    match frame.content_type() {
        ContentType::Yaml => {
            let marker = Document::parse(frame)?.is_some_and(|document| document.tree.has_explicit_start());
            text.push_str(if marker { "---\n" } else { "" });
            emit::yaml(new, &mut text);
        }
        ContentType::Json if old.trim().contains('\n') => emit::json(new, JsonStyle::Pretty, &mut text),
        ContentType::Json => emit::json(new, JsonStyle::Compact, &mut text),
    }
    let written = frame.with_text(&text);
    let found = Document::parse(&written).and_then(|document| read(&document.ok_or_else(nothing)?));
    Ok((Edited { text, lost_comments: Vec::new(), rewritten: vec![FieldPath::root()] }, found))
}

/// A text as it was.
pub(super) fn unchanged(text: &str) -> Edited {
    Edited { text: text.to_owned(), lost_comments: Vec::new(), rewritten: Vec::<FieldPath>::new() }
}
