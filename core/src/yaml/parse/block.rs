//! Block collections, line by line (YAML 1.2.2, chapter 8).

use super::{Awaits, Level, LevelKind, Parser, Properties};
use crate::source::Span;
use crate::yaml::characters::is_separation;
use crate::yaml::error::SyntaxErrorKind;
use crate::yaml::node::Shape;
use crate::yaml::scan::{Line, Record, Refusal, Scanned};
use crate::yaml::token::TokenKind;

/// What may begin at a place in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Anything, block collections among it: at the start of a line, and after `-`, `?` and the `:` that answers a `?`
    /// (`s-l+block-indented(n,c)` [185]).
    Any,
    /// No block collection, after an implicit key and its `:` (`s-l+block-node(n,c)` [196] on the key's own line).
    Value,
    /// Nor after `---`.
    AfterMarker,
}

/// Where a node begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its first property, or its first character.
    pub(super) start: usize,
    pub(super) form: Form,
    /// A tab in the white space before it, which cannot indent a block collection.
    pub(super) tab: Option<usize>,
    /// Anchor and tag on the node's own line.
    pub(super) own: Properties,
}

/// Another node of the same line: after an indicator.
pub(super) type Next = Option<(Form, Option<usize>)>;

impl<R: Record> Parser<'_, R> {
    /// `s-l+block-node(-1,block-in)`: the lines of a document up to its end, which is not read. The first line's
    /// indentation may have been read.
    pub(super) fn block_lines(&mut self, first: Option<Line>) -> Scanned {
        let mut next = first.or_else(|| self.scanner.next_line());
        while let Some(line) = next {
            if line.indent == 0 && self.is_at_marker() {
                break;
            }
            self.block_line(line)?;
            next = self.scanner.next_line();
        }
        while !self.outer.is_empty() {
            self.close_level();
        }
        self.fill();
        Ok(())
    }

    /// Whether `---` or `...` stands here.
    pub(super) fn is_at_marker(&self) -> bool {
        self.scanner.column() == 0 && self.scanner.is_document_marker(self.scanner.line)
    }

    /// One line, by its indentation (`s-indent(n)` [63]): ends the levels that are deeper than it, and reads what stands
    /// in it and what goes on below it.
    fn block_line(&mut self, line: Line) -> Scanned {
        let indent = line.indent.cast_signed();
        loop {
            let Level { kind, indent: column, awaits } = self.level;
            if indent > column {
                return match awaits {
                    Awaits::Node | Awaits::ExplicitKey => self.block_nodes(Form::Any, line.tab),
                    Awaits::Entry | Awaits::ExplicitValue => Err(self.misplaced_line()),
                };
            }
            if indent == column {
                let is_item = self.scanner.peek() == b'-' && is_separation(self.scanner.peek_at(1));
                match kind {
                    LevelKind::Mapping if is_item && matches!(awaits, Awaits::Node | Awaits::ExplicitKey) => {
                        return self.block_nodes(Form::Any, line.tab);
                    }
                    LevelKind::Mapping => return self.mapping_line(line.tab),
                    LevelKind::Sequence if is_item => return self.sequence_line(line.tab),
                    LevelKind::Sequence | LevelKind::Document => {}
                }
            }
            self.close_level();
        }
    }

    /// Nodes of one line, each inside the one before it: `- - a: b`.
    pub(super) fn block_nodes(&mut self, form: Form, tab: Option<usize>) -> Scanned {
        let mut next = self.block_node(form, tab)?;
        while let Some((form, tab)) = next {
            next = self.block_node(form, tab)?;
        }
        Ok(())
    }

    /// `c-l-block-seq-entry(n)` [184] of a sequence that has begun.
    fn sequence_line(&mut self, tab: Option<usize>) -> Scanned {
        self.fill();
        self.refuse_tab(tab)?;
        match self.item() {
            Some((form, tab)) => self.block_nodes(form, tab),
            None => Ok(()),
        }
    }

    /// `ns-l-block-map-entry(n)` [188] of a mapping that has begun, or `l-block-map-explicit-value(n)` [191].
    fn mapping_line(&mut self, tab: Option<usize>) -> Scanned {
        if self.level.awaits == Awaits::ExplicitKey {
            self.absent();
            self.level.awaits = Awaits::ExplicitValue;
        }
        if self.level.awaits == Awaits::ExplicitValue
            && self.scanner.peek() == b':'
            && is_separation(self.scanner.peek_at(1))
        {
            self.refuse_tab(tab)?;
            return match self.value(Form::Any) {
                Some((form, tab)) => self.block_nodes(form, tab),
                None => Ok(()),
            };
        }
        self.fill();
        self.block_nodes(Form::Any, tab)
    }

    /// `-` and what separates it from its item.
    pub(super) fn item(&mut self) -> Next {
        self.after_indicator(TokenKind::SequenceEntry, Awaits::Node, Form::Any)
    }

    /// `:` and what separates it from its value.
    pub(super) fn value(&mut self, form: Form) -> Next {
        self.after_indicator(TokenKind::MappingValue, Awaits::Node, form)
    }

    /// `?` and what separates it from its key.
    pub(super) fn explicit_key(&mut self) -> Next {
        self.after_indicator(TokenKind::MappingKey, Awaits::ExplicitKey, Form::Any)
    }

    fn after_indicator(&mut self, indicator: TokenKind, awaits: Awaits, form: Form) -> Next {
        self.scanner.indicator(indicator);
        self.vacancy = self.scanner.position;
        self.level.awaits = awaits;
        let (_, tab) = self.scanner.separate_in_line();
        if self.scanner.is_at_line_end() { None } else { Some((form, tab)) }
    }

    pub(super) fn refuse_tab(&self, tab: Option<usize>) -> Scanned {
        tab.map_or(Ok(()), |tab| self.error(SyntaxErrorKind::TabIndentation, tab))
    }

    /// Begins a block collection whose first entry stands at `start`.
    pub(super) fn open_level(&mut self, kind: LevelKind, start: usize) -> Scanned {
        self.check_depth(self.outer.len(), start)?;
        let shape = if kind == LevelKind::Sequence { Shape::BlockSequence } else { Shape::BlockMapping };
        let id = self.builder.next_id();
        self.builder.begin(shape, start);
        self.apply_all(id, Properties::default());
        self.push_level(kind, start);
        Ok(())
    }

    pub(super) fn push_level(&mut self, kind: LevelKind, start: usize) {
        let indent = (start - self.scanner.line).cast_signed();
        let level = Level { kind, indent, awaits: Awaits::Entry };
        self.outer.push(std::mem::replace(&mut self.level, level));
    }

    fn close_level(&mut self) {
        self.fill();
        self.builder.end(0);
        if let Some(outer) = self.outer.pop() {
            self.level = outer;
            self.level.advance();
        }
    }

    /// Adds what the level awaits and does not get.
    fn fill(&mut self) {
        match self.level.awaits {
            Awaits::Entry => return,
            Awaits::Node if self.level.kind == LevelKind::Document && self.pending.is_none() => {}
            Awaits::Node | Awaits::ExplicitValue => self.absent(),
            Awaits::ExplicitKey => {
                self.absent();
                self.absent();
            }
        }
        self.level.awaits = Awaits::Entry;
    }

    /// `e-node` [106], with the properties that may stand before it.
    fn absent(&mut self) {
        let id = self.builder.next_id();
        self.absent_at(self.vacancy);
        self.apply_all(id, Properties::default());
    }

    /// The mistake of a line that is indented further than the level whose next entry is awaited.
    #[cold]
    fn misplaced_line(&self) -> Refusal {
        let at = self.scanner.position;
        let line = Span::new(at, crate::yaml::characters::line_end(self.scanner.bytes, at));
        let text = self.scanner.text.get(line.range()).unwrap_or_default();
        let kind = match self.level.kind {
            _ if matches!(self.scanner.peek(), b']' | b'}') => SyntaxErrorKind::UnopenedFlow,
            LevelKind::Document if text.starts_with('%') => SyntaxErrorKind::DirectiveInDocument,
            _ if self.is_after_comment_in_plain() => SyntaxErrorKind::AfterPlain,
            LevelKind::Document => SyntaxErrorKind::AfterRoot,
            LevelKind::Sequence if text.starts_with("- ") => SyntaxErrorKind::NoSequenceEntry,
            LevelKind::Sequence => SyntaxErrorKind::Indentation,
            LevelKind::Mapping => SyntaxErrorKind::KeyIndentation,
        };
        self.scanner.refusal(kind)
    }

    /// Whether the last node is a plain scalar that only a comment keeps from going on here.
    fn is_after_comment_in_plain(&self) -> bool {
        let last = self.scanner.comments.last().filter(|comment| comment.start > self.builder.cursor);
        last.is_some() && self.builder.ends_with_plain()
    }
}
