//! The nodes of block collections (YAML 1.2.2, §8.2 and §8.3): what one of them is, and whether it is a key.

use super::block::{Form, Next, Place};
use super::{Awaits, LevelKind, Parser, Properties};
use crate::source::Span;
use crate::yaml::characters::is_separation;
use crate::yaml::error::{SyntaxError, SyntaxErrorKind};
use crate::yaml::node::Shape;
use crate::yaml::scan::{Context, Plain, Quoted, Record, Refusal, Scanned};
use crate::yaml::token::TokenKind;

/// How long a key may be that no `?` announces, in characters (§7.4.2).
pub(super) const MAX_KEY: usize = 1024;

/// A node without children.
#[derive(Clone, Copy, Debug)]
enum Leaf {
    Plain(Plain),
    Quoted(Shape, Quoted),
    Alias,
}

impl<R: Record> Parser<'_, R> {
    /// `s-l+block-node(n,c)` [196] or `ns-l-block-map-entry(n)` [188], as far as it stands on one line.
    pub(super) fn block_node(&mut self, form: Form, tab: Option<usize>) -> Scanned<Next> {
        let start = self.scanner.position;
        let mut place = Place { start, form, tab, own: Properties::default() };
        let byte = self.scanner.peek();
        match byte {
            b'-' if is_separation(self.scanner.peek_at(1)) => return self.begin_sequence(place),
            b'?' if is_separation(self.scanner.peek_at(1)) => return self.begin_explicit_entry(place),
            b'&' | b'!' => {
                place.own = self.properties(false)?;
                if self.scanner.is_at_line_end() {
                    return self.properties_alone(place);
                }
            }
            _ => {}
        }
        match self.scanner.peek() {
            b':' if is_separation(self.scanner.peek_at(1)) => self.absent_key(place),
            b'|' | b'>' => self.block_scalar_node(place),
            b'[' | b'{' => self.flow_node(place),
            b'*' => {
                let end = self.alias_end();
                self.leaf(place, Leaf::Alias, end)
            }
            b'\'' => {
                let quoted = self.scanner.single_quoted(self.level.indent)?;
                self.leaf(place, Leaf::Quoted(Shape::SingleQuoted, quoted), self.scanner.position)
            }
            b'"' => {
                let quoted = self.scanner.double_quoted(self.level.indent)?;
                self.leaf(place, Leaf::Quoted(Shape::DoubleQuoted, quoted), self.scanner.position)
            }
            b'-' | b'?' if is_separation(self.scanner.peek_at(1)) => {
                self.error(SyntaxErrorKind::PropertiesBeforeIndicator, start)
            }
            _ => self.plain_node(place),
        }
    }

    /// `l+block-sequence(n)` [183] or `ns-l-compact-sequence(n)` [186].
    fn begin_sequence(&mut self, place: Place) -> Scanned<Next> {
        let kind = match place.form {
            _ if self.awaits_key() => Some(SyntaxErrorKind::SequenceInMapping),
            Form::Any => None,
            Form::Value => Some(SyntaxErrorKind::SequenceAfterKey),
            Form::AfterMarker => Some(SyntaxErrorKind::CollectionAfterMarker),
        };
        if let Some(kind) = kind {
            return self.error(kind, place.start);
        }
        self.refuse_tab(place.tab)?;
        self.open_level(LevelKind::Sequence, place.start)?;
        Ok(self.item())
    }

    /// `c-l-block-map-explicit-entry(n)` [189].
    fn begin_explicit_entry(&mut self, place: Place) -> Scanned<Next> {
        match place.form {
            Form::Any => {}
            Form::Value => return self.error(SyntaxErrorKind::ExplicitKeyHere, place.start),
            Form::AfterMarker => return self.error(SyntaxErrorKind::CollectionAfterMarker, place.start),
        }
        self.refuse_tab(place.tab)?;
        if !self.awaits_key() {
            self.open_level(LevelKind::Mapping, place.start)?;
        }
        Ok(self.explicit_key())
    }

    /// `ns-l-block-map-implicit-entry(n)` [192] whose key is absent.
    fn absent_key(&mut self, place: Place) -> Scanned<Next> {
        let colon = self.scanner.position;
        self.begin_entry(place, colon, false)?;
        let id = self.builder.next_id();
        self.absent_at(if place.own.is_none() { colon } else { self.vacancy });
        self.apply(id, place.own);
        Ok(self.value(Form::Value))
    }

    /// Properties whose node stands on a later line.
    fn properties_alone(&mut self, place: Place) -> Scanned<Next> {
        if self.awaits_key() {
            return self.error(SyntaxErrorKind::PropertiesWithoutKey, self.scanner.position);
        }
        self.suspend(place.own);
        Ok(None)
    }

    fn plain_node(&mut self, place: Place) -> Scanned<Next> {
        if !self.scanner.begins_plain(Context::Block) {
            return Err(self.no_node());
        }
        let start = self.scanner.position;
        let first_end = self.scanner.plain_one_line(start, Context::Block);
        let plain = if self.awaits_key() || self.colon_after(first_end).is_some() {
            Plain { span: Span::new(start, first_end), has_lines: false }
        } else {
            self.scanner.plain_multi_line(start, first_end, self.level.indent, Context::Block)
        };
        if plain.has_lines {
            self.scanner.take_lines(TokenKind::Plain, plain.span.end);
        } else {
            self.scanner.take(TokenKind::Plain, plain.span.end);
        }
        self.leaf(place, Leaf::Plain(plain), plain.span.end)
    }

    fn alias_end(&self) -> usize {
        self.scanner.name_end(self.scanner.position + 1)
    }

    /// A leaf that ends at `end` as a key, if a colon follows it, or as a node of the level.
    fn leaf(&mut self, place: Place, leaf: Leaf, end: usize) -> Scanned<Next> {
        let has_lines = match leaf {
            Leaf::Plain(plain) => plain.has_lines,
            Leaf::Quoted(_, quoted) => quoted.has_lines,
            Leaf::Alias => false,
        };
        if let Some(colon) = self.colon_after(end) {
            self.begin_entry(place, colon, has_lines)?;
            self.add_leaf(leaf, place.own)?;
            self.scanner.separate_in_line();
            return Ok(self.value(Form::Value));
        }
        if self.awaits_key() {
            return self.error(SyntaxErrorKind::MissingColon, end);
        }
        let mut own = place.own;
        if !self.pending.is_none() {
            self.suspend(own);
            own = std::mem::take(&mut self.pending);
        }
        self.add_leaf(leaf, own)?;
        self.vacancy = end;
        self.level.advance();
        match leaf {
            // A plain scalar reaches as far as it can.
            Leaf::Plain(_) => Ok(None),
            Leaf::Quoted(..) => self.end_of_node(SyntaxErrorKind::AfterQuote),
            Leaf::Alias => self.end_of_node(SyntaxErrorKind::AfterAlias),
        }
    }

    fn add_leaf(&mut self, leaf: Leaf, own: Properties) -> Scanned {
        let id = self.builder.next_id();
        match leaf {
            Leaf::Plain(plain) => self.note_plain(plain),
            Leaf::Quoted(shape, quoted) => self.note_quoted(shape, quoted),
            Leaf::Alias => return self.alias(own),
        }
        self.apply(id, own);
        Ok(())
    }

    /// `s-l+block-scalar(n,c)` [199].
    fn block_scalar_node(&mut self, place: Place) -> Scanned<Next> {
        if self.awaits_key() {
            return self.error(SyntaxErrorKind::MissingColon, place.start);
        }
        let scalar = self.scanner.block_scalar(self.level.indent)?;
        let id = self.builder.next_id();
        self.note_block_scalar(scalar);
        self.apply_all(id, place.own);
        self.vacancy = scalar.span.end;
        self.level.advance();
        Ok(None)
    }

    /// A flow collection, which may turn out to be a key: then its mapping is put before it.
    fn flow_node(&mut self, place: Place) -> Scanned<Next> {
        let id = self.builder.next_id();
        let line = self.scanner.line;
        self.flow_collection(self.level.indent, place.own)?;
        let Some(colon) = self.colon_after(self.scanner.position) else {
            if self.awaits_key() {
                return self.error(SyntaxErrorKind::MissingColon, self.scanner.position);
            }
            if !self.pending.is_none() {
                self.apply_all(id, place.own);
            }
            self.vacancy = self.scanner.position;
            self.level.advance();
            return self.end_of_node(SyntaxErrorKind::AfterFlow);
        };
        let has_lines = self.scanner.line != line;
        self.check_key(place, colon, has_lines)?;
        if !self.awaits_key() {
            self.check_depth(self.outer.len(), place.start)?;
            self.builder.wrap(id, Shape::BlockMapping, place.start);
            self.apply_all(id, Properties::default());
            self.push_level(LevelKind::Mapping, place.start);
        }
        self.scanner.separate_in_line();
        Ok(self.value(Form::Value))
    }

    /// Begins the mapping of a key, unless it has begun.
    fn begin_entry(&mut self, place: Place, colon: usize, has_lines: bool) -> Scanned {
        self.check_key(place, colon, has_lines)?;
        if self.awaits_key() { Ok(()) } else { self.open_level(LevelKind::Mapping, place.start) }
    }

    /// `ns-s-block-map-implicit-key` [193]: whether a key may stand here, and this one.
    fn check_key(&mut self, place: Place, colon: usize, has_lines: bool) -> Scanned {
        match place.form {
            Form::Any => {}
            _ if has_lines => {}
            Form::Value => return self.error(SyntaxErrorKind::SecondColon, colon),
            Form::AfterMarker => return self.error(SyntaxErrorKind::CollectionAfterMarker, place.start),
        }
        if has_lines {
            return Err(self.key_of_several_lines(place, colon));
        }
        self.refuse_tab(place.tab)?;
        self.check_key_length(place.start, colon)
    }

    pub(super) fn check_key_length(&self, start: usize, colon: usize) -> Scanned {
        let key = self.scanner.text.get(start..colon).unwrap_or_default();
        if key.len() > MAX_KEY && key.chars().nth(MAX_KEY).is_some() {
            return Err(Refusal::of(SyntaxErrorKind::LongKey, Span::new(start, colon)));
        }
        Ok(())
    }

    /// What looks like a key in the last line of a scalar: most often a key that is indented too far.
    #[cold]
    fn key_of_several_lines(&self, place: Place, colon: usize) -> Refusal {
        let start = self.scanner.white_end(self.scanner.line);
        let is_plain = !matches!(self.scanner.byte(place.start), b'"' | b'\'' | b'[' | b'{' | b'&' | b'!');
        let kind =
            if is_plain { SyntaxErrorKind::KeyIndentation } else { SyntaxErrorKind::KeyOfSeveralLines };
        Refusal::of(kind, Span::new(start, colon))
    }

    /// Whether the level is a mapping whose next key is due.
    fn awaits_key(&self) -> bool {
        self.level.kind == LevelKind::Mapping && self.level.awaits == Awaits::Entry
    }

    /// The `:` of a value after the white space at `end`.
    fn colon_after(&self, end: usize) -> Option<usize> {
        let colon = self.scanner.white_end(end);
        (self.scanner.byte(colon) == b':' && is_separation(self.scanner.byte(colon + 1))).then_some(colon)
    }

    /// `s-l-comments` [79] after a node that ends by itself.
    fn end_of_node(&mut self, otherwise: SyntaxErrorKind) -> Scanned<Next> {
        self.scanner.separate_in_line();
        if self.scanner.peek() == b'#' {
            self.scanner.comment_after(otherwise)?;
        }
        if self.scanner.is_at_line_end() { Ok(None) } else { Err(self.scanner.refusal(otherwise)) }
    }

    /// The mistake of a character that begins no node.
    #[cold]
    pub(super) fn no_node(&self) -> Refusal {
        let byte = self.scanner.peek();
        let kind = match byte {
            b'@' | b'`' => {
                let kind = SyntaxErrorKind::ReservedIndicator;
                let message = format!("`{}` is reserved: put the text into quotes", char::from(byte));
                let span = self.scanner.character(self.scanner.position);
                return SyntaxError::with_message(kind, message, span).into();
            }
            b'%' => SyntaxErrorKind::PercentIndicator,
            b'-' | b'?' | b':' => SyntaxErrorKind::DashBeforeIndicator,
            b']' | b'}' => SyntaxErrorKind::UnopenedFlow,
            _ => SyntaxErrorKind::UnexpectedCharacter,
        };
        self.scanner.refusal(kind)
    }
}
