//! Flow collections (YAML 1.2.2, §7.4).

use super::flow_level::{FlowAwaits, FlowKind, FlowLevel, Last};
use super::{Parser, Properties};
use crate::source::Span;
use crate::yaml::characters::{is_break, is_flow_indicator, is_separation};
use crate::yaml::error::{SyntaxError, SyntaxErrorKind};
use crate::yaml::node::Shape;
use crate::yaml::scan::{Context, Record, Refusal, Scanned};
use crate::yaml::token::TokenKind;

impl<R: Record> Parser<'_, R> {
    /// `c-flow-sequence(n,c)` [137] or `c-flow-mapping(n,c)` [140] with all that is inside, in a collection whose entries
    /// are indented by `parent` spaces.
    pub(super) fn flow_collection(&mut self, parent: isize, own: Properties) -> Scanned {
        // They may turn out to be those of a mapping whose first key this is.
        let pending = std::mem::take(&mut self.pending);
        self.open_flow(own)?;
        while let Some(level) = self.flow.last().copied() {
            self.flow_separation(parent)?;
            self.flow_part(level, parent)?;
        }
        self.pending = pending;
        Ok(())
    }

    /// `s-separate(n,c)` [80].
    fn flow_separation(&mut self, parent: isize) -> Scanned {
        if !is_separation(self.scanner.peek()) && self.scanner.peek() != b'#' {
            return Ok(());
        }
        self.scanner.separate_in_line();
        if self.scanner.peek() == b'#' {
            self.scanner.comment_after(SyntaxErrorKind::CommentNotSeparated)?;
        }
        if !is_break(self.scanner.peek()) {
            return if self.scanner.is_at_end() { Err(self.unclosed_flow()) } else { Ok(()) };
        }
        self.scanner.line_break();
        let Some(line) = self.scanner.next_line() else { return Err(self.unclosed_flow()) };
        if line.indent == 0 && self.is_at_marker() {
            return Err(self.unclosed_flow());
        }
        // A bracket that closes may stand under the key, as everybody writes it and Kubernetes' reader takes it, though
        // `s-flow-line-prefix` [69] has it further in. What is between the brackets may not: it is most often a bracket
        // that is missing.
        let is_closing = matches!(self.scanner.peek(), b']' | b'}') && line.tab.is_none();
        let indent = line.indent.cast_signed();
        if indent > parent || (indent == parent && is_closing) {
            return Ok(());
        }
        match line.tab {
            Some(tab) => self.error(SyntaxErrorKind::TabIndentation, tab),
            None => Err(self.outdented_flow()),
        }
    }

    /// One token of a flow collection and what it means.
    fn flow_part(&mut self, level: FlowLevel, parent: isize) -> Scanned {
        let byte = self.scanner.peek();
        match byte {
            b',' => self.flow_comma(),
            b']' | b'}' => self.close_flow(),
            b':' if self.is_flow_colon(level) => self.flow_colon(level),
            b'?' if is_separation(self.scanner.peek_at(1)) => self.flow_question(level),
            _ if !level.awaits_node() => Err(self.scanner.refusal(SyntaxErrorKind::MissingComma)),
            b'[' | b'{' => {
                let own = std::mem::take(&mut self.pending);
                self.open_flow(own)
            }
            b'&' | b'!' => {
                let own = self.properties(true)?;
                self.suspend(own);
                self.flow_absent_after_properties(level);
                Ok(())
            }
            b'*' | b'\'' | b'"' => self.flow_leaf(byte, parent),
            b'-' if is_separation(self.scanner.peek_at(1)) => {
                Err(self.scanner.refusal(SyntaxErrorKind::SequenceEntryInFlow))
            }
            _ if self.scanner.begins_plain(Context::Flow) => self.flow_leaf(byte, parent),
            _ => Err(self.no_node()),
        }
    }

    fn open_flow(&mut self, own: Properties) -> Scanned {
        let offset = self.scanner.position;
        self.check_depth(self.flow.len(), offset)?;
        let is_sequence = self.scanner.peek() == b'[';
        let (kind, shape, token) = if is_sequence {
            (FlowKind::Sequence, Shape::FlowSequence, TokenKind::FlowSequenceStart)
        } else {
            (FlowKind::Mapping, Shape::FlowMapping, TokenKind::FlowMappingStart)
        };
        let last = self.last_node(own, true);
        if let Some(outer) = self.flow.last_mut() {
            outer.advance(last);
        }
        self.builder.begin(shape, offset);
        self.apply(last.id, own);
        self.scanner.indicator(token);
        self.vacancy = self.scanner.position;
        self.flow.push(FlowLevel::new(kind, offset, FlowAwaits::Entry));
        Ok(())
    }

    /// The node that begins here, as a possible key.
    fn last_node(&self, own: Properties, is_json: bool) -> Last {
        let start = own.start().unwrap_or(self.scanner.position);
        let line = if start < self.scanner.line { 0 } else { self.scanner.line };
        Last { id: self.builder.next_id(), start, line, is_json }
    }

    /// `ns-flow-node(n,c)` [161] without children.
    fn flow_leaf(&mut self, byte: u8, parent: isize) -> Scanned {
        let own = std::mem::take(&mut self.pending);
        let last = self.last_node(own, matches!(byte, b'\'' | b'"'));
        match byte {
            b'*' => self.alias(own)?,
            b'\'' => {
                let quoted = self.scanner.single_quoted(parent)?;
                self.note_quoted(Shape::SingleQuoted, quoted);
            }
            b'"' => {
                let quoted = self.scanner.double_quoted(parent)?;
                self.note_quoted(Shape::DoubleQuoted, quoted);
            }
            _ => {
                let start = self.scanner.position;
                let end = self.scanner.plain_one_line(start, Context::Flow);
                let plain = self.scanner.plain_multi_line(start, end, parent, Context::Flow);
                if plain.has_lines {
                    self.scanner.take_lines(TokenKind::Plain, plain.span.end);
                } else {
                    self.scanner.take(TokenKind::Plain, plain.span.end);
                }
                self.note_plain(plain);
            }
        }
        if byte != b'*' {
            self.apply(last.id, own);
        }
        self.vacancy = self.scanner.position;
        self.advance_flow(last);
        Ok(())
    }

    fn advance_flow(&mut self, last: Last) {
        if let Some(level) = self.flow.last_mut() {
            level.advance(last);
        }
    }

    /// `e-node` [106] with properties, if nothing else follows them.
    fn flow_absent_after_properties(&mut self, level: FlowLevel) {
        let next = self.scanner.peek();
        let is_end = matches!(next, b',' | b']' | b'}') || next == b':' && self.is_flow_colon(level);
        if is_end {
            self.absent_with_pending();
        }
    }

    /// Whether the colon ends a key: `c-ns-flow-map-separate-value(n,c)` [147] or `c-ns-flow-map-adjacent-value(n,c)`
    /// [149].
    fn is_flow_colon(&self, level: FlowLevel) -> bool {
        let next = self.scanner.peek_at(1);
        is_separation(next)
            || is_flow_indicator(next)
            || level.awaits == FlowAwaits::Colon && level.last.is_json
    }

    fn flow_colon(&mut self, level: FlowLevel) -> Scanned {
        self.take_pending_as_absent();
        let level = self.flow.last().copied().unwrap_or(level);
        let colon = self.scanner.position;
        let is_adjacent = level.awaits == FlowAwaits::Colon && level.last.is_json;
        if !is_adjacent && matches!(self.scanner.peek_at(1), b'[' | b'{') {
            return self.error(SyntaxErrorKind::ColonNotSeparated, colon);
        }
        match (level.awaits, level.kind) {
            (FlowAwaits::Entry, FlowKind::Sequence) => {
                self.begin_pair(colon)?;
                self.absent_at(colon);
            }
            (FlowAwaits::Entry, _) => self.absent_at(colon),
            (FlowAwaits::ExplicitKey, _) => self.absent_at(self.vacancy),
            (FlowAwaits::Colon, FlowKind::Sequence) => self.pair_of_last(level.last, colon)?,
            (FlowAwaits::Colon, _) => {}
            (FlowAwaits::Value | FlowAwaits::Separator, _) => {
                return self.error(SyntaxErrorKind::ColonHere, colon);
            }
        }
        self.scanner.indicator(TokenKind::MappingValue);
        self.vacancy = self.scanner.position;
        self.expect(FlowAwaits::Value);
        Ok(())
    }

    fn expect(&mut self, awaits: FlowAwaits) {
        if let Some(level) = self.flow.last_mut() {
            level.awaits = awaits;
        }
    }

    /// `c-ns-flow-map-empty-key-entry(n,c)` [146] with properties.
    fn take_pending_as_absent(&mut self) {
        if !self.pending.is_none() {
            self.absent_with_pending();
        }
    }

    fn absent_with_pending(&mut self) {
        let own = std::mem::take(&mut self.pending);
        let last = self.last_node(own, false);
        self.absent_at(self.vacancy);
        self.apply(last.id, own);
        self.advance_flow(last);
    }

    /// `?` before a key: `ns-flow-map-explicit-entry(n,c)` [143].
    fn flow_question(&mut self, level: FlowLevel) -> Scanned {
        let offset = self.scanner.position;
        if level.awaits != FlowAwaits::Entry || !self.pending.is_none() {
            return self.error(SyntaxErrorKind::ExplicitKeyHere, offset);
        }
        if level.kind == FlowKind::Sequence {
            self.begin_pair(offset)?;
        }
        self.scanner.indicator(TokenKind::MappingKey);
        self.vacancy = self.scanner.position;
        self.expect(FlowAwaits::ExplicitKey);
        Ok(())
    }

    /// `ns-flow-pair(n,c)` [150] whose first token stands here.
    fn begin_pair(&mut self, offset: usize) -> Scanned {
        self.check_depth(self.flow.len(), offset)?;
        let last = self.last_node(Properties::default(), false);
        self.advance_flow(last);
        self.builder.begin(Shape::FlowMapping, offset);
        self.flow.push(FlowLevel::new(FlowKind::Pair, offset, FlowAwaits::Entry));
        Ok(())
    }

    /// `ns-flow-pair-entry(n,c)` [151] whose key was read as an item.
    fn pair_of_last(&mut self, last: Last, colon: usize) -> Scanned {
        if last.line != self.scanner.line {
            let place = Span::new(last.start, colon);
            return Err(Refusal::of(SyntaxErrorKind::KeyOfSeveralLines, place));
        }
        self.check_depth(self.flow.len(), last.start)?;
        self.check_key_length(last.start, colon)?;
        self.builder.wrap(last.id, Shape::FlowMapping, last.start);
        self.expect(FlowAwaits::Separator);
        self.flow.push(FlowLevel::new(FlowKind::Pair, last.start, FlowAwaits::Value));
        Ok(())
    }

    fn flow_comma(&mut self) -> Scanned {
        self.take_pending_as_absent();
        self.end_pair();
        if self.flow.last().is_some_and(|level| level.awaits == FlowAwaits::Entry) {
            return Err(self.scanner.refusal(SyntaxErrorKind::EmptyFlowEntry));
        }
        self.fill_flow();
        self.scanner.indicator(TokenKind::FlowEntry);
        self.expect(FlowAwaits::Entry);
        Ok(())
    }

    fn close_flow(&mut self) -> Scanned {
        self.take_pending_as_absent();
        self.end_pair();
        self.fill_flow();
        let Some(level) = self.flow.last() else { return Ok(()) };
        let byte = self.scanner.peek();
        let (expected, token) = match level.kind {
            FlowKind::Sequence => (b']', TokenKind::FlowSequenceEnd),
            FlowKind::Mapping | FlowKind::Pair => (b'}', TokenKind::FlowMappingEnd),
        };
        if byte != expected {
            let open = if expected == b']' { '[' } else { '{' };
            let message = format!("`{open}` is closed by `{}`", char::from(byte));
            let place = self.scanner.character(self.scanner.position);
            let error = SyntaxError::with_message(SyntaxErrorKind::OtherBracket, message, place);
            let bracket = Span::new(level.open, level.open + 1);
            return Err(error.with_related("the bracket opens here", bracket).into());
        }
        self.scanner.indicator(token);
        self.builder.end(self.scanner.position);
        self.vacancy = self.scanner.position;
        self.flow.pop();
        Ok(())
    }

    /// Ends the pair that a comma or a bracket stands after.
    fn end_pair(&mut self) {
        if self.flow.last().is_some_and(|level| level.kind == FlowKind::Pair) {
            self.fill_flow();
            self.builder.end(0);
            self.flow.pop();
            self.expect(FlowAwaits::Separator);
        }
    }

    /// Adds what the level awaits and does not get.
    fn fill_flow(&mut self) {
        let Some(level) = self.flow.last().copied() else { return };
        match level.awaits {
            FlowAwaits::ExplicitKey => {
                self.absent_at(self.vacancy);
                self.absent_at(self.vacancy);
            }
            FlowAwaits::Value => self.absent_at(self.vacancy),
            FlowAwaits::Colon if level.kind != FlowKind::Sequence => self.absent_at(self.vacancy),
            FlowAwaits::Colon | FlowAwaits::Entry | FlowAwaits::Separator => {}
        }
    }

    #[cold]
    fn unclosed_flow(&self) -> Refusal {
        let open = self.flow.last().map_or(self.scanner.position, |level| level.open);
        let bracket = self.scanner.character(open);
        let sign = self.scanner.text.get(bracket.range()).unwrap_or_default();
        let message = format!("`{sign}` is never closed");
        SyntaxError::with_message(SyntaxErrorKind::UnclosedFlow, message, bracket).into()
    }

    /// The mistake of a line that is not indented enough, which most often means that a bracket is missing.
    #[cold]
    fn outdented_flow(&self) -> Refusal {
        let error =
            SyntaxError::of(SyntaxErrorKind::FlowIndentation, self.scanner.character(self.scanner.position));
        let open = self.flow.last().map_or(self.scanner.position, |level| level.open);
        error.with_related("the bracket opens here", Span::new(open, open + 1)).into()
    }
}
