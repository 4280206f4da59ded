//! The stream of documents (YAML 1.2.2, chapter 9).

use super::block::Form;
use super::{Level, Parser, Properties, tag};
use crate::source::Span;
use crate::yaml::build::Builder;
use crate::yaml::characters::{BYTE_ORDER_MARK, after_break, is_json, line_end, unprintable};
use crate::yaml::error::{SyntaxError, SyntaxErrorKind, SyntaxErrors};
use crate::yaml::scan::{Directive, Line, Record, Refusal, Scanned};
use crate::yaml::token::TokenKind;
use crate::yaml::tree::{Comment, EXPLICIT_END, EXPLICIT_START, Tree};

/// The most control characters of one document that are told.
const MAX_UNPRINTABLE: usize = 20;

/// A document as it was read.
type Document<'t> = Result<Tree<'t>, SyntaxErrors>;

/// How a document begins and ends.
#[derive(Default)]
struct Frame {
    is_explicit: bool,
    has_end: bool,
    yaml_version: Option<(u32, u32)>,
}

impl<'t, R: Record> Parser<'t, R> {
    /// `l-yaml-stream` [211]: all documents, and who wanted to know of the tokens.
    pub(super) fn stream(mut self) -> (Vec<Document<'t>>, R) {
        let mut documents: Vec<Document<'t>> = Vec::new();
        let mut start = self.scanner.position;
        while let Some(line) = self.document_prefix() {
            documents.push(self.document(start, line, documents.last()));
            start = self.scanner.position;
        }
        self.finish_stream(&mut documents);
        (documents, self.scanner.tokens)
    }

    /// Gives the comments after the last document to it, and an empty stream its one document.
    fn finish_stream(&mut self, documents: &mut Vec<Document<'t>>) {
        let end = self.scanner.position;
        if documents.is_empty() {
            let builder = Builder::new(self.scanner.text, 0, 0);
            self.note_unprintable(Span::new(0, end));
            documents.push(self.finish_document(builder, 0, &Frame::default()));
            return;
        }
        let comments = std::mem::take(&mut self.scanner.comments);
        if let Some(Ok(tree)) = documents.last_mut() {
            let from = tree.span.end;
            tree.span.end = end;
            tree.comments.extend(comments.into_iter().map(|span| Comment { span }));
            self.note_unprintable(Span::new(from, end));
        }
        if let Some(errors) = SyntaxErrors::new(std::mem::take(&mut self.scanner.errors)) {
            documents.push(Err(errors));
        }
    }

    /// `l-document-prefix*` [202], and what is left of the suffix of the document before: the first line of the next one.
    fn document_prefix(&mut self) -> Option<Line> {
        loop {
            if self.is_at_byte_order_mark() {
                let end = self.scanner.position + BYTE_ORDER_MARK.len();
                self.prefix_marks.push(self.scanner.position);
                self.scanner.take(TokenKind::ByteOrderMark, end);
                self.scanner.line = end;
            }
            let line = self.scanner.next_line()?;
            if self.is_at_marker() && self.scanner.peek() == b'.' {
                if let Err(refusal) = self.document_suffix() {
                    self.scanner.errors.push(refusal.into_error());
                    self.skip_document();
                }
            } else if self.scanner.column() > 0 || !self.is_at_byte_order_mark() {
                return Some(line);
            }
        }
    }

    fn is_at_byte_order_mark(&self) -> bool {
        let rest = self.scanner.bytes.get(self.scanner.position..);
        rest.is_some_and(|rest| rest.starts_with(BYTE_ORDER_MARK))
    }

    /// `l-document-suffix` [205].
    fn document_suffix(&mut self) -> Scanned {
        self.scanner.take(TokenKind::DocumentEnd, self.scanner.position + 3);
        self.scanner.rest_of_line(SyntaxErrorKind::AfterDocumentEnd)
    }

    /// `l-any-document` [210], from the first line of it that is neither blank nor a comment.
    fn document(&mut self, start: usize, first: Line, before: Option<&Document<'t>>) -> Document<'t> {
        // Documents of one stream are alike.
        let capacity = match before {
            Some(Ok(tree)) => tree.len(),
            _ => (self.scanner.bytes.len() / 12).min(64) + 1,
        };
        self.builder = Builder::new(self.scanner.text, capacity, self.scanner.position);
        self.level = Level::DOCUMENT;
        self.outer.clear();
        self.flow.clear();
        self.pending = Properties::default();
        self.handles.clear();
        let mut frame = Frame::default();
        let mut read = None;
        if let Err(refusal) = self.document_content(&mut frame, first) {
            let error = refusal.into_error();
            read = Some(error.span().end.max(self.scanner.position));
            self.scanner.errors.push(error);
            self.skip_document();
        }
        self.note_unprintable(Span::new(start, read.unwrap_or(self.scanner.position)));
        let builder = std::mem::replace(&mut self.builder, Builder::new(self.scanner.text, 0, 0));
        self.finish_document(builder, start, &frame)
    }

    /// `l-directive-document` [209], `l-explicit-document` [208] or `l-bare-document` [207].
    fn document_content(&mut self, frame: &mut Frame, first: Line) -> Scanned {
        let mut first = self.directives(frame, first)?;
        self.vacancy = self.scanner.position;
        if self.is_at_marker() {
            frame.is_explicit = true;
            self.scanner.take(TokenKind::DocumentStart, self.scanner.position + 3);
            self.builder.cursor = self.scanner.position;
            self.vacancy = self.scanner.position;
            self.after_start()?;
            first = None;
        }
        self.block_lines(first)?;
        if !self.scanner.is_at_end() && self.scanner.peek() == b'.' {
            frame.has_end = true;
            self.scanner.take(TokenKind::DocumentEnd, self.scanner.position + 3);
            self.check_suffix()?;
        }
        Ok(())
    }

    /// What follows `...` on its line belongs to the next document, unless it may not stand there.
    fn check_suffix(&self) -> Scanned {
        let mut at = self.scanner.white_end(self.scanner.position);
        if self.scanner.byte(at) == b'#' && at > self.scanner.position {
            at = line_end(self.scanner.bytes, at);
        }
        let is_end = matches!(self.scanner.byte(at), b'\n' | b'\r') || at >= self.scanner.bytes.len();
        if is_end { Ok(()) } else { self.error(SyntaxErrorKind::AfterDocumentEnd, at) }
    }

    /// `l-directive*` [82]: the line after them.
    fn directives(&mut self, frame: &mut Frame, first: Line) -> Scanned<Option<Line>> {
        let mut line = Some(first);
        let mut last = None;
        while self.scanner.peek() == b'%' && self.scanner.column() == 0 {
            let (directive, span) = self.scanner.directive()?;
            last = Some(span);
            match directive {
                Directive::Yaml(..) if frame.yaml_version.is_some() => {
                    self.scanner.note(SyntaxErrorKind::SecondYamlDirective, span);
                }
                Directive::Yaml(major, minor) => frame.yaml_version = Some((major, minor)),
                Directive::Tag(handle, _) if self.handles.contains_key(handle) => {
                    self.scanner.note(SyntaxErrorKind::SecondTagDirective, span);
                }
                Directive::Tag(_, prefix) if !tag::is_well_formed(prefix) => {
                    self.scanner.note(SyntaxErrorKind::TagEscape, span);
                }
                Directive::Tag(handle, prefix) => {
                    self.handles.insert(handle, prefix);
                }
                Directive::Reserved => {}
            }
            line = self.scanner.next_line();
        }
        match last {
            Some(span) if self.scanner.peek() != b'-' || !self.is_at_marker() => {
                Err(Refusal::of(SyntaxErrorKind::DirectiveWithoutDocument, span))
            }
            _ => Ok(line),
        }
    }

    /// After a mistake: leaves the rest of the document unread.
    fn skip_document(&mut self) {
        let bytes = self.scanner.bytes;
        let mut line = self.scanner.position;
        if line > self.scanner.line {
            line = after_break(bytes, line_end(bytes, line));
        }
        while line < bytes.len() && !self.scanner.is_document_marker(line) {
            line = after_break(bytes, line_end(bytes, line));
        }
        self.scanner.take(TokenKind::Unread, line);
        self.scanner.line = line;
    }

    fn finish_document(&mut self, builder: Builder<'t>, start: usize, frame: &Frame) -> Document<'t> {
        let span = Span::new(start, self.scanner.position);
        let comments = std::mem::take(&mut self.scanner.comments);
        if let Some(errors) = SyntaxErrors::new(std::mem::take(&mut self.scanner.errors)) {
            return Err(errors);
        }
        let mut tree = builder.finish();
        tree.comments = comments.into_iter().map(|span| Comment { span }).collect();
        tree.span = span;
        tree.yaml_version = frame.yaml_version;
        if frame.is_explicit {
            tree.marks |= EXPLICIT_START;
        }
        if frame.has_end {
            tree.marks |= EXPLICIT_END;
        }
        Ok(tree)
    }

    /// Tells of the characters that may not stand where they do: `nb-json` [2] may stand in quotes, and elsewhere
    /// `c-printable` [1] without byte order marks.
    fn note_unprintable(&mut self, document: Span) {
        let text = self.scanner.text.get(document.range()).unwrap_or_default();
        let mut quoted = self.builder.quoted_spans().peekable();
        let mut errors = Vec::new();
        for (offset, character) in unprintable(text) {
            let at = document.start + offset;
            while quoted.next_if(|span| span.end <= at).is_some() {}
            let is_quoted = quoted.peek().is_some_and(|span| span.start <= at);
            if is_quoted && is_json(character) || self.prefix_marks.binary_search(&at).is_ok() {
                continue;
            }
            let span = Span::new(at, at + character.len_utf8());
            errors.push(if character == '\u{FEFF}' {
                SyntaxError::of(SyntaxErrorKind::ByteOrderMark, span)
            } else {
                let code = u32::from(character);
                let message = format!("the control character U+{code:04X} may not stand in YAML");
                SyntaxError::with_message(SyntaxErrorKind::Unprintable, message, span)
            });
            if errors.len() == MAX_UNPRINTABLE {
                break;
            }
        }
        drop(quoted);
        self.prefix_marks.clear();
        // Whatever else was found at such a place follows from it.
        let is_there =
            |other: &SyntaxError| errors.iter().any(|error| error.span().start == other.span().start);
        self.scanner.errors.retain(|error| !is_there(error));
        self.scanner.errors.append(&mut errors);
    }

    /// What follows `---` on its line: no block collection may begin there.
    fn after_start(&mut self) -> Scanned {
        self.scanner.separate_in_line();
        if self.scanner.is_at_line_end() {
            return Ok(());
        }
        self.block_nodes(Form::AfterMarker, None)
    }
}
