//! From changes at nodes to replacements of byte ranges.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

use super::comments::LostComment;
use super::edits::{Edit, Edits};
use super::layout::Layout;
use super::lines::{Lines, with_breaks};
use super::style::Habits;
use super::{CommentsOfRemoved, EditOptions, Planned, Refusal, section};
use crate::emit::BlockStyle;
use crate::source::Span;
use crate::yaml::{CollectionStyle, NodeId, NodeKind, Tree};

/// Bytes that are replaced.
#[derive(Clone, Debug)]
pub(super) struct Splice {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

/// What a value stands behind.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    Root,
    /// The key of an entry of this mapping, at this column.
    Key {
        mapping: NodeId,
        column: usize,
        indicator_end: usize,
        has_colon: bool,
    },
    /// A dash at this column.
    Dash {
        column: usize,
        indicator_end: usize,
    },
}

pub(super) struct Plan<'a, 't, 'n> {
    pub(super) layout: Layout<'a, 't>,
    pub(super) edits: &'a Edits<'n>,
    pub(super) options: EditOptions,
    /// Whether texts of several lines become blocks, unless what stands around them forbids it.
    pub(super) literals: bool,
    root: NodeId,
    habits: OnceCell<Habits>,
    /// What was seen of a line, from its start.
    line: Cell<Option<Span>>,
    pub(super) splices: Vec<Splice>,
    /// With the places of the comments in the old text.
    lost: BTreeMap<usize, LostComment>,
    /// The lines of entries that move, which take their comments along.
    pub(super) carried: Vec<(usize, usize)>,
}

impl<'a, 't, 'n> Plan<'a, 't, 'n> {
    pub(super) fn new(
        tree: &'a Tree<'t>,
        root: NodeId,
        edits: &'a Edits<'n>,
        options: EditOptions,
        literals: bool,
    ) -> Self {
        let layout = Layout::new(tree);
        let (splices, lost, carried) = (Vec::new(), BTreeMap::new(), Vec::new());
        let (habits, line) = (OnceCell::new(), Cell::new(None));
        let mut plan = Self { layout, edits, options, literals, root, habits, line, splices, lost, carried };
        let moved = edits.moved.iter().filter_map(|key| plan.moved_lines(*key));
        plan.carried = moved.collect();
        plan
    }

    pub(super) fn document(&mut self) -> Planned<()> {
        self.node(self.root, Owner::Root)
    }

    /// Plans what changes at a node and below it.
    pub(super) fn node(&mut self, node: NodeId, owner: Owner) -> Planned<()> {
        if !self.edits.touch(self.layout.tree, node) {
            return Ok(());
        }
        if let Some(Edit::Replace(replacement)) = self.edits.get(node) {
            return self.replace(node, owner, replacement);
        }
        match self.layout.tree.kind(node) {
            NodeKind::Mapping(CollectionStyle::Block) => self.block_mapping(node),
            NodeKind::Sequence(CollectionStyle::Block) => self.block_sequence(node),
            NodeKind::Mapping(CollectionStyle::Flow) | NodeKind::Sequence(CollectionStyle::Flow) => {
                self.flow(node)
            }
            NodeKind::Scalar(_) | NodeKind::Alias(_) => Ok(()),
        }
    }

    pub(super) fn root(&self) -> NodeId {
        self.root
    }

    pub(super) fn habits(&self) -> Habits {
        *self.habits.get_or_init(|| Habits::of(self.layout))
    }

    /// Where the line of `at` begins. What was seen of it is not looked at again, for in brackets all that changes may stand
    /// on one line.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let lines = self.layout.lines;
        let has_break = |from: usize| {
            let between = lines.text.as_bytes().get(from..at).unwrap_or_default();
            memchr::memchr2(b'\n', b'\r', between).is_some()
        };
        let seen = self.line.get().filter(|seen| seen.start <= at && !has_break(seen.end));
        let start = seen.map_or_else(|| lines.start(at), |seen| seen.start);
        self.line.set(Some(Span::new(start, seen.map_or(at, |seen| seen.end.max(at)))));
        start
    }

    /// How far the line of `at` is indented, with the indicators that it begins with.
    pub(super) fn indent(&self, at: usize) -> usize {
        self.layout.lines.indent(self.line_start(at), at)
    }

    /// A text of which the lines end as those near `at` do. How those do is looked for only if it has lines.
    pub(super) fn with_breaks_near(&self, at: usize, text: String) -> String {
        if text.contains('\n') {
            with_breaks(&text, self.layout.lines.break_near(at)).into_owned()
        } else {
            text
        }
    }

    pub(super) fn style(&self, mapping: Option<NodeId>) -> BlockStyle {
        BlockStyle { literals: self.literals, ..self.habits().near(self.layout, mapping) }
    }

    pub(super) fn splice(&mut self, start: usize, end: usize, text: impl Into<String>) {
        let text = text.into();
        if self.layout.lines.slice(start, end) != text {
            self.splices.push(Splice { start, end, text });
        }
    }

    pub(super) fn refuse<T>(&self, node: NodeId, reason: impl Into<String>) -> Planned<T> {
        Err(Refusal::at(self.layout.tree, node, reason))
    }

    /// Where a range ends that goes, with the lines of what moves out of it.
    pub(super) fn end_of_carried(&self, start: usize, end: usize) -> usize {
        let inside = self.carried.iter().filter(|(from, _)| start <= *from && *from < end);
        inside.map(|(_, to)| *to).fold(end, usize::max)
    }

    /// Notes the comments of a range that goes, without those that go elsewhere with their lines, and gives their texts if
    /// they are to move.
    pub(super) fn lose_comments(&mut self, start: usize, end: usize, field: NodeId) -> Vec<String> {
        // Inside of what moves, comments are lost as everywhere.
        let is_around = |range: (usize, usize)| range.0 <= start && end <= range.1 && range != (start, end);
        let carried: Vec<(usize, usize)> =
            self.carried.iter().copied().filter(|range| !is_around(*range)).collect();
        self.leave_comments_in(start, end, field, &carried)
    }

    /// The same, without those in some ranges.
    pub(super) fn leave_comments_in(
        &mut self,
        start: usize,
        end: usize,
        field: NodeId,
        without: &[(usize, usize)],
    ) -> Vec<String> {
        let comments = self.layout.tree.comments();
        let from = comments.partition_point(|comment| comment.span.start < start);
        let inside = comments.get(from..).unwrap_or_default();
        let is_carried =
            |span: &Span| without.iter().any(|(from, to)| *from <= span.start && span.end <= *to);
        let inside: Vec<Span> = inside
            .iter()
            .map(|comment| comment.span)
            .take_while(|span| span.end <= end)
            .filter(|span| !is_carried(span) && !self.lost.contains_key(&span.start))
            .collect();
        if inside.is_empty() {
            return Vec::new();
        }
        let is_moved = self.options.comments == CommentsOfRemoved::MoveToParent;
        let path = section::path_of(self.layout.tree, self.root, field);
        let mut texts = Vec::with_capacity(inside.len());
        for span in inside {
            let text = self.layout.lines.span(span).trim_end().to_owned();
            self.lost.insert(span.start, LostComment { path: path.clone(), text: text.clone(), is_moved });
            texts.push(text);
        }
        if is_moved { texts } else { Vec::new() }
    }

    /// The text with all replacements made.
    pub(super) fn finish(self) -> Planned<(String, Vec<LostComment>)> {
        let text = self.layout.lines.text;
        let out = spliced(self.layout.lines, self.splices, 0, text.len())
            .map_err(|span| meeting(self.layout.tree, self.root, span))?;
        Ok((out, self.lost.into_values().collect()))
    }
}

/// A refusal of two changes of the same bytes.
pub(super) fn meeting(tree: &Tree<'_>, node: NodeId, span: Span) -> Refusal {
    Refusal { span, ..Refusal::at(tree, node, "two changes meet on one line") }
}

/// A piece of the text with replacements made that lie in it; the place where two of them meet, if they do.
pub(super) fn spliced(
    lines: Lines<'_>,
    mut splices: Vec<Splice>,
    start: usize,
    end: usize,
) -> Result<String, Span> {
    let grown: usize = splices.iter().map(|splice| splice.text.len()).sum();
    splices.sort_by_key(|splice| (splice.start, splice.end));
    join_deletions(&mut splices);
    move_out_of_deletions(lines, &mut splices);
    begin_after_deletion(lines, &mut splices);
    let mut out = String::with_capacity(end.saturating_sub(start) + grown);
    let mut done = start;
    for splice in &splices {
        let kept = lines.text.get(done..splice.start);
        out.push_str(kept.ok_or_else(|| Span::new(splice.start, splice.end))?);
        out.push_str(&splice.text);
        done = splice.end;
    }
    out.push_str(lines.text.get(done..end).unwrap_or_default());
    Ok(out)
}

/// Lines that are added behind a line that goes are added behind the last line before it that stays.
fn move_out_of_deletions(lines: Lines<'_>, splices: &mut [Splice]) {
    let deletions: Vec<(usize, usize)> = splices
        .iter()
        .filter(|splice| splice.text.is_empty() && splice.start < splice.end)
        .map(|splice| (splice.start, splice.end))
        .collect();
    let mut has_moved = false;
    for splice in splices.iter_mut().filter(|splice| splice.start == splice.end) {
        // They do not overlap, and are in their order.
        let mut index = deletions.partition_point(|(start, _)| *start < splice.start);
        while let Some((start, end)) = index.checked_sub(1).and_then(|index| deletions.get(index)) {
            index -= 1;
            if splice.start >= *end {
                break;
            }
            if *start < splice.start {
                let before = lines.slice(0, *start);
                let line = before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r']));
                let Some(line) = line else { continue };
                let own_break = Lines { text: &splice.text }.break_at(0).to_owned();
                let added = splice.text.strip_prefix(&own_break).filter(|_| !own_break.is_empty());
                if let Some(added) = added {
                    // The break of the line before stays its own.
                    splice.text = format!("{added}{own_break}");
                    (splice.start, splice.end) = (*start, *start);
                } else {
                    (splice.start, splice.end) = (line.len(), line.len());
                }
                has_moved = true;
            }
        }
    }
    if has_moved {
        splices.sort_by_key(|splice| (splice.start, splice.end));
    }
}

/// Lines that are added where the text's last line goes, which has no break, are added behind the break before it.
fn begin_after_deletion(lines: Lines<'_>, splices: &mut [Splice]) {
    let text_end = lines.text.len();
    let deletion = splices.iter().find(|splice| splice.text.is_empty() && splice.end == text_end);
    let is_after_break = deletion.is_some_and(|deletion| {
        lines.slice(0, deletion.start).ends_with(['\n', '\r']) && !lines.text.ends_with(['\n', '\r'])
    });
    let added = splices.iter_mut().find(|splice| splice.start == text_end && !splice.text.is_empty());
    if let Some(added) = added.filter(|_| is_after_break) {
        let own_break = Lines { text: &added.text }.break_at(0).len();
        added.text.drain(..own_break);
    }
}

/// Makes one deletion of two that overlap.
fn join_deletions(splices: &mut Vec<Splice>) {
    let is_deletion = |splice: &Splice| splice.text.is_empty() && splice.start < splice.end;
    splices.dedup_by(|next, before| {
        let joins = is_deletion(before) && is_deletion(next) && next.start < before.end;
        if joins {
            before.end = before.end.max(next.end);
        }
        joins
    });
}
