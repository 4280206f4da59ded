//! How the author of a text indents and quotes.

use std::collections::BTreeMap;

use super::layout::Layout;
use crate::emit::BlockStyle;
use crate::yaml::{CollectionStyle, NodeId, NodeKind, ScalarStyle};

/// What most of the text does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    step: usize,
    list_offset: Option<usize>,
    pub(super) single_quotes: bool,
    pub(super) has_lines: bool,
    /// Whether there is neither a break nor a space in it.
    pub(super) is_compact: bool,
}

impl Habits {
    pub(super) fn of(layout: Layout<'_, '_>) -> Self {
        let mut steps: BTreeMap<usize, usize> = BTreeMap::new();
        let mut offsets: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut single, mut double) = (0, 0);
        for node in layout.tree.nodes() {
            match layout.tree.kind(node) {
                NodeKind::Scalar(ScalarStyle::SingleQuoted) => single += 1,
                NodeKind::Scalar(ScalarStyle::DoubleQuoted) => double += 1,
                NodeKind::Mapping(CollectionStyle::Block) => {
                    for (offset, is_list) in offsets_in(layout, node) {
                        *(if is_list { &mut offsets } else { &mut steps }).entry(offset).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        let most = |counts: &BTreeMap<usize, usize>| {
            counts
                .iter()
                .max_by_key(|(offset, count)| (**count, std::cmp::Reverse(**offset)))
                .map(|(offset, _)| *offset)
        };
        let list_offset = most(&offsets);
        let step = most(&steps).or(list_offset.filter(|offset| *offset > 0)).unwrap_or(2);
        let text = layout.lines.text;
        let (has_lines, is_compact) = (text.trim_end().contains('\n'), !text.trim().contains(['\n', ' ']));
        Self { step, list_offset, single_quotes: single > double, has_lines, is_compact }
    }

    /// The style for what is added to a mapping or below one: as the nearest lines have it, else as most have it.
    pub(super) fn near(self, layout: Layout<'_, '_>, mapping: Option<NodeId>) -> BlockStyle {
        let near: Vec<(usize, bool)> =
            mapping.map(|mapping| offsets_in(layout, mapping).collect()).unwrap_or_default();
        let of = |wanted: bool| {
            near.iter().rev().find(|(_, is_list)| *is_list == wanted).map(|(offset, _)| *offset)
        };
        let indent = of(false).unwrap_or(self.step);
        let list_offset = of(true).or(self.list_offset).unwrap_or(0);
        let single_quotes = self.single_quotes;
        BlockStyle { indent, indent_lists: list_offset > 0, single_quotes, literals: true }
    }
}

/// By how much the collections in a mapping are indented, and whether they are lists.
fn offsets_in<'a>(layout: Layout<'a, '_>, mapping: NodeId) -> impl Iterator<Item = (usize, bool)> + 'a {
    let column = layout.lines.column(layout.tree.span(mapping).start);
    let is_block = matches!(layout.tree.kind(mapping), NodeKind::Mapping(CollectionStyle::Block));
    layout.tree.entries(mapping).filter(move |_| is_block).filter_map(move |(_, value)| {
        let is_list = match layout.tree.kind(value) {
            NodeKind::Mapping(CollectionStyle::Block) => false,
            NodeKind::Sequence(CollectionStyle::Block) => true,
            _ => return None,
        };
        let start = layout.tree.span(value).start;
        let offset = layout.lines.column(start).checked_sub(column)?;
        (layout.lines.is_first(start) && (offset > 0 || is_list)).then_some((offset, is_list))
    })
}
