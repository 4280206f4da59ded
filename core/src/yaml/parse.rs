//! YAML: from the events of granit to trees, with the places that its events do not tell.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, Span as RawSpan, StructureStyle, Tag};

use super::build::{Builder, Range, small};
use super::error::SyntaxError;
use super::gap::{block_scalar, is_colon, is_dash, sequence_dash, skip_trivia};
use super::node::{NodeId, Shape};
use super::tree::{EXPLICIT_END, EXPLICIT_START, Tree};
use super::{MAX_DEPTH, comments, message};
use crate::source::Span;

/// Reads all documents of a YAML 1.2 text.
///
/// There is always at least one tree: an empty text, or one of comments only, gives a tree without a root. Comments
/// after the last document belong to it. A byte order mark at the start of a document is skipped.
///
/// Stricter than YAML 1.2, as Kubernetes' reader is: a tab may not stand before a block mapping or sequence.
///
/// # Errors
///
/// The first thing that is not YAML; collections nested deeper than [`MAX_DEPTH`]; an alias without its anchor, or
/// inside the node that it stands for; a text of 4 GiB or more.
pub fn parse(text: &str) -> Result<Vec<Tree<'_>>, SyntaxError> {
    check_size(text.len())?;
    let options = granit_parser::options! {
        strict_indentation: true,
        emit_anchor_events: true,
        // Kubernetes' reader, libyaml and YAML 1.2.2 §8.1.1.2 (`b-chomped-last`) agree on this, the test suite does not.
        block_scalar_eof_without_line_feed: true,
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut reader = Reader::new(text);
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| message::explain(text, &error, reader.builder.cursor))?;
        reader.event(event, &span)?;
    }
    Ok(reader.trees)
}

/// Refuses texts whose offsets do not fit into a node.
pub(super) fn check_size(length: usize) -> Result<(), SyntaxError> {
    if u32::try_from(length).is_ok_and(|length| length < u32::MAX) {
        return Ok(());
    }
    Err(SyntaxError::new("the text is 4 GiB long or longer", Span::new(0, 0)))
}

struct Reader<'t> {
    text: &'t str,
    trees: Vec<Tree<'t>>,
    builder: Builder<'t>,
    /// Of the current document: granit's number of each anchor, rising, and its node.
    anchors: Vec<(usize, NodeId)>,
    explicit_start: bool,
    yaml_version: Option<(u32, u32)>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            trees: Vec::new(),
            builder: Builder::new(text, 0, 0),
            anchors: Vec::new(),
            explicit_start: false,
            yaml_version: None,
        }
    }

    fn event(&mut self, event: Event<'t>, raw: &RawSpan) -> Result<(), SyntaxError> {
        let span = to_span(raw);
        match event {
            Event::Scalar(content, style, anchor, tag) => {
                self.remember(anchor);
                let has_properties = anchor != 0 || tag.is_some();
                self.scalar(content, style, span, has_properties);
                self.tag(tag, raw);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.remember(anchor);
                self.begin_sequence(style, span)?;
                self.tag(tag, raw);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.remember(anchor);
                self.begin_mapping(style, span)?;
                self.tag(tag, raw);
            }
            // Only a flow collection has a token at its end; a block one ends with its last child.
            Event::SequenceEnd | Event::MappingEnd if span.is_empty() => self.builder.end(0),
            Event::SequenceEnd | Event::MappingEnd => self.builder.end(span.end),
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::Anchor(_, _) => self.builder.anchor(span),
            Event::DocumentStart(explicit, version) => {
                self.begin_document(span, explicit);
                self.yaml_version = version.map(|version| (version.major, version.minor));
            }
            Event::DocumentEnd => self.end_document(span),
            Event::StreamEnd => self.end_stream(),
            // Comments are switched off, and an unresolved alias is an error.
            _ => {}
        }
        Ok(())
    }

    fn begin_document(&mut self, span: Span, explicit: bool) {
        self.explicit_start = explicit;
        self.close_last(span.start);
        let from = if explicit { span.end } else { self.trees.last().map_or(0, |tree| tree.span.end) };
        // Documents of one stream are alike.
        let capacity = self.trees.last().map_or_else(|| (self.text.len() / 12).min(64) + 1, Tree::len);
        self.builder = Builder::new(self.text, capacity, from);
        self.anchors.clear();
    }

    fn end_document(&mut self, span: Span) {
        let builder = std::mem::replace(&mut self.builder, Builder::new(self.text, 0, 0));
        let mut tree = builder.finish();
        if tree.nodes.len() == 1
            && tree.nodes.iter().all(|node| is_absent(node.shape, node.span()) && node.flags == 0)
        {
            tree.nodes.clear();
            tree.expanded_len = 0;
        }
        let start = self.trees.last().map_or(0, |tree| tree.span.end);
        if self.explicit_start {
            tree.marks |= EXPLICIT_START;
        }
        if !span.is_empty() {
            tree.marks |= EXPLICIT_END;
        }
        tree.yaml_version = self.yaml_version;
        // Without `...` the end is known when the next document begins.
        tree.span = Span::new(start, span.end.max(start));
        self.trees.push(tree);
    }

    fn end_stream(&mut self) {
        if self.trees.is_empty() {
            self.trees.push(Builder::new(self.text, 0, 0).finish());
        }
        if let Some(last) = self.trees.last_mut() {
            last.span.end = self.text.len();
            last.comments = comments::find(last);
        }
    }

    /// Ends the part of the text that belongs to the document before, now that the next one begins at `next`.
    fn close_last(&mut self, next: usize) {
        if let Some(last) = self.trees.last_mut() {
            if !last.has_explicit_end() {
                last.span.end = next;
            }
            last.comments = comments::find(last);
        }
    }

    fn remember(&mut self, anchor: usize) {
        if anchor != 0 {
            self.anchors.push((anchor, self.builder.next_id()));
        }
    }

    fn tag(&mut self, tag: Option<Cow<'_, Tag>>, raw: &RawSpan) {
        let Some(tag) = tag else { return };
        let span = raw.tag_span().map_or_else(|| to_span(raw), |span| to_span(&span));
        self.builder.tag(format!("{}{}", tag.handle(), tag.suffix()).into(), span);
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        let found = self.anchors.binary_search_by_key(&anchor, |(number, _)| *number);
        let target = found.ok().and_then(|index| self.anchors.get(index)).map(|(_, node)| *node);
        match target {
            Some(target) if self.builder.is_complete(target) => {
                self.builder.alias(span, target);
                Ok(())
            }
            Some(target) => {
                let anchor = self.builder.anchor_of(target).unwrap_or(span);
                let error = SyntaxError::new("the alias stands inside the node that it stands for", span);
                Err(error.with_related("the node's anchor", anchor))
            }
            None => Err(SyntaxError::new("there is no anchor of this name before the alias", span)),
        }
    }

    fn scalar(&mut self, content: Cow<'t, str>, style: ScalarStyle, span: Span, has_properties: bool) {
        let shape = match style {
            ScalarStyle::Plain => Shape::Plain,
            ScalarStyle::SingleQuoted => Shape::SingleQuoted,
            ScalarStyle::DoubleQuoted => Shape::DoubleQuoted,
            ScalarStyle::Literal => Shape::Literal,
            ScalarStyle::Folded => Shape::Folded,
        };
        if is_absent(shape, span) {
            let at = self.absent_place(span.start, has_properties);
            return self.builder.scalar(shape, Span::new(at, at), Range::Text(at..at));
        }
        let span = match shape {
            Shape::Literal | Shape::Folded => {
                block_scalar(self.text.as_bytes(), self.builder.cursor, span, &content)
            }
            _ => span,
        };
        if *content == *"<<" {
            self.builder.note_merge();
        }
        match content {
            Cow::Borrowed(piece) => match offset_in(self.text, piece) {
                Some(start) => self.builder.scalar(shape, span, Range::Text(start..start + piece.len())),
                None => self.builder.scalar(shape, span, Range::Decoded(piece)),
            },
            Cow::Owned(decoded) => self.builder.scalar(shape, span, Range::Decoded(&decoded)),
        }
    }

    fn begin_sequence(&mut self, style: StructureStyle, span: Span) -> Result<(), SyntaxError> {
        if style == StructureStyle::Flow {
            self.builder.begin(Shape::FlowSequence, span.start);
            return Ok(());
        }
        let bytes = self.text.as_bytes();
        let mut start = span.start;
        if !is_dash(bytes, start) {
            start = self.dash_before(start);
        } else if let Some(parent) = self.builder.parent().copied()
            && parent.shape == Shape::BlockSequence
            && parent.second == 0
            && parent.start as usize == start
        {
            let outer = self.dash_before(start);
            if let Some(parent) = self.builder.parent_mut() {
                parent.start = small(outer);
            }
        }
        self.refuse_tab_before(start)?;
        self.builder.begin(Shape::BlockSequence, start);
        Ok(())
    }

    /// The first dash of a sequence that stands no deeper than its key: granit lets it begin at its first item.
    fn dash_before(&self, item: usize) -> usize {
        let dash = sequence_dash(self.text.as_bytes(), self.builder.cursor);
        dash.filter(|dash| *dash < item).unwrap_or(item)
    }

    fn begin_mapping(&mut self, style: StructureStyle, span: Span) -> Result<(), SyntaxError> {
        match style {
            StructureStyle::Flow => self.builder.begin(Shape::FlowMapping, span.start),
            StructureStyle::Block => {
                self.refuse_tab_before(span.start)?;
                self.builder.begin(Shape::BlockMapping, span.start);
            }
        }
        Ok(())
    }

    fn refuse_tab_before(&self, start: usize) -> Result<(), SyntaxError> {
        let before = self.text.as_bytes().get(..start).unwrap_or_default();
        let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t'));
        match blanks.enumerate().filter(|(_, byte)| **byte == b'\t').last() {
            None => Ok(()),
            Some((distance, _)) => {
                let tab = start - distance - 1;
                Err(SyntaxError::new(message::TAB_INDENTATION, Span::new(tab, tab + 1)))
            }
        }
    }

    /// Where an absent scalar belongs; granit puts it before the colon, or at whatever comes next.
    fn absent_place(&self, place: usize, has_properties: bool) -> usize {
        let bytes = self.text.as_bytes();
        let cursor = self.builder.cursor;
        let place = place.max(cursor);
        let Some(parent) = self.builder.parent().filter(|_| !has_properties) else {
            return place;
        };
        let is_value = parent.second % 2 == 1;
        match parent.shape {
            Shape::BlockMapping | Shape::FlowMapping if is_value => {
                let next = skip_trivia(bytes, cursor);
                let is_flow = parent.shape == Shape::FlowMapping;
                if is_colon(bytes, next, is_flow) { next + 1 } else { cursor }
            }
            Shape::BlockSequence => {
                let from = if parent.second == 0 { parent.start as usize } else { cursor };
                let next = skip_trivia(bytes, from);
                if bytes.get(next) == Some(&b'-') { next + 1 } else { place }
            }
            _ => place,
        }
    }
}

fn is_absent(shape: Shape, span: Span) -> bool {
    shape == Shape::Plain && span.is_empty()
}

fn to_span(raw: &RawSpan) -> Span {
    // `new_from_str` always knows its bytes.
    let start = raw.start.byte_offset().unwrap_or_default();
    Span::new(start, raw.end.byte_offset().unwrap_or_default().max(start))
}

/// Where `piece` lies in `text`, if it is a piece of it.
fn offset_in(text: &str, piece: &str) -> Option<usize> {
    let offset = (piece.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (offset + piece.len() <= text.len()).then_some(offset)
}
