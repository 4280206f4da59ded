//! The hull of an edit: the lines that a difference of values may change, found without the writer.
//!
//! The fuzz target of edits includes this file too, so every name of the library comes from the module above.

use std::ops::Range;

use super::{CollectionStyle, Delta, DeltaKind, EntryDelta, ItemDelta, NodeId, NodeKind, Tree};

/// Where a text may change, and what of it has to stay inside of that.
#[derive(Debug)]
pub(super) struct Hull<'a, 't> {
    tree: &'a Tree<'t>,
    start: usize,
    end: usize,
    /// Entries and items inside that do not change, in their order.
    kept: Vec<Range<usize>>,
}

/// One entry or item: from its `-`, its `?` or its key to the last byte of its value.
#[derive(Clone, Debug)]
struct Child {
    range: Range<usize>,
    key: Option<NodeId>,
    value: NodeId,
}

impl<'a, 't> Hull<'a, 't> {
    /// None where nodes are shared, since a change of one place is then written at another one too.
    pub(super) fn of(tree: &'a Tree<'t>, root: NodeId, delta: &Delta<'_, '_>) -> Option<Self> {
        let is_shared =
            |node: NodeId| matches!(tree.kind(node), NodeKind::Alias(_)) || tree.is_merge_key(node);
        if tree.nodes().any(is_shared) {
            return None;
        }
        let mut hull = Self { tree, start: tree.text().len(), end: 0, kept: Vec::new() };
        hull.value(root, delta, 0..tree.text().len());
        Some(hull)
    }

    /// What is wrong with a text after the edit.
    pub(super) fn mistake(&self, new: &str) -> Option<String> {
        let old = self.tree.text();
        let (head, tail) = (old.get(..self.start)?, old.get(self.end..)?);
        let inside = new.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail));
        let Some(mut rest) = inside else {
            return Some(format!("it changes outside of {:?}", old.get(self.start..self.end)));
        };
        for kept in &self.kept {
            if kept.start < self.start || kept.end > self.end {
                continue;
            }
            let text = old.get(kept.clone())?;
            let Some((_, behind)) = rest.split_once(text) else {
                return Some(format!("{text:?} does not change and is not there"));
            };
            rest = behind;
        }
        None
    }

    fn value(&mut self, node: NodeId, delta: &Delta<'_, '_>, owner: Range<usize>) {
        match (&delta.kind, self.tree.kind(node)) {
            (DeltaKind::Entries(entries), NodeKind::Mapping(style)) => {
                self.entries(node, style, entries, owner);
            }
            (DeltaKind::Items(items), NodeKind::Sequence(style))
                if items.iter().any(|item| item.from.is_some()) =>
            {
                self.items(node, style, items);
            }
            _ => self.replaced(node, owner),
        }
    }

    fn replaced(&mut self, node: NodeId, owner: Range<usize>) {
        let has_lines = self.text_of(&owner).contains(['\n', '\r']);
        let is_scalar = matches!(self.tree.kind(node), NodeKind::Scalar(_));
        let end = if has_lines || !is_scalar { self.below(owner.end) } else { self.next(owner.end) };
        self.cover(self.line(owner.start), end);
    }

    fn entries(
        &mut self,
        node: NodeId,
        style: CollectionStyle,
        changes: &[EntryDelta<'_, '_>],
        owner: Range<usize>,
    ) {
        let children = self.children(node);
        let mut removed = vec![false; children.len()];
        let mut deltas: Vec<Option<&Delta<'_, '_>>> = vec![None; children.len()];
        let mut has_new = false;
        for change in changes {
            match change {
                EntryDelta::Removed { key, .. } => {
                    self.mark(&children, key, |index| removed[index] = true);
                }
                EntryDelta::Changed { key, delta, .. } => {
                    self.mark(&children, key, |index| deltas[index] = delta.as_deref());
                }
                EntryDelta::Added { .. } => has_new = true,
            }
        }
        if removed.iter().all(|removed| *removed) {
            return self.replaced(node, owner);
        }
        self.inside(&children, &removed, &deltas, style);
        if style == CollectionStyle::Flow {
            if has_new || removed.contains(&true) {
                let span = self.tree.span(node);
                self.cover(self.line(span.start), self.next(span.end));
            }
            return;
        }
        let mut places: Vec<(&str, usize)> = Vec::new();
        let last = removed.iter().rposition(|removed| !removed).unwrap_or_default();
        for change in changes {
            let EntryDelta::Added { key, after, .. } = change else { continue };
            let mut place = None;
            if let Some(after) = after {
                place = places.iter().find(|(key, _)| key == after).map(|(_, place)| *place);
                self.mark(&children, after, |index| place = Some(index));
            }
            let place = place.filter(|place| !removed[*place]).unwrap_or(last);
            places.push((*key, place));
            self.gap(&children, place + 1, place + 1);
        }
    }

    fn items(&mut self, node: NodeId, style: CollectionStyle, items: &[ItemDelta<'_, '_>]) {
        let children = self.children(node);
        let mut removed = vec![true; children.len()];
        let mut deltas: Vec<Option<&Delta<'_, '_>>> = vec![None; children.len()];
        let from: Vec<usize> = items.iter().filter_map(|item| item.from).collect();
        for item in items {
            if let Some(from) = item.from {
                removed[from] = false;
                deltas[from] = item.delta.as_ref();
            }
        }
        let has_new = from.len() < items.len();
        let (Some(first), Some(last)) = (children.first(), children.last()) else { return };
        if from.is_sorted() {
            self.inside(&children, &removed, &deltas, style);
        } else if style == CollectionStyle::Block {
            return self.cover(self.above(first.range.start), self.below(last.range.end));
        }
        if style == CollectionStyle::Flow {
            if has_new || removed.contains(&true) || !from.is_sorted() {
                let span = self.tree.span(node);
                self.cover(self.line(span.start), self.next(span.end));
            }
            return;
        }
        let mut before = None;
        for item in items {
            match (item.from, before) {
                (Some(from), _) => before = Some(from),
                (None, Some(before)) => self.gap(&children, before + 1, before + 1),
                (None, None) => self.gap(&children, 0, from[0]),
            }
        }
    }

    /// What becomes of the children that are there.
    fn inside(
        &mut self,
        children: &[Child],
        removed: &[bool],
        deltas: &[Option<&Delta<'_, '_>>],
        style: CollectionStyle,
    ) {
        for (index, child) in children.iter().enumerate() {
            match (removed[index], deltas[index]) {
                (true, _) if style == CollectionStyle::Flow => {}
                (true, _) => {
                    let stays = removed.iter().skip(index).position(|removed| !removed);
                    self.gap(children, index, stays.map_or(children.len(), |stays| index + stays));
                }
                (false, Some(delta)) => self.value(child.value, delta, child.range.clone()),
                // A block scalar that the text ends in may get another header.
                (false, None) if style == CollectionStyle::Block && child.range.end < self.text().len() => {
                    self.kept.push(child.range.clone());
                }
                (false, None) => {}
            }
        }
    }

    /// The lines between two children, where lines come and go.
    fn gap(&mut self, children: &[Child], from: usize, to: usize) {
        let first = children.first().map_or(0, |first| first.range.start);
        let takes_line = from == 0 && !self.is_first(first);
        let start = match from.checked_sub(1).map(|before| &children[before]) {
            Some(before) => self.next(before.range.end),
            None => self.above(first),
        };
        let end = match (children.get(to), children.last()) {
            (Some(next), _) if takes_line => self.next(next.range.start),
            (Some(next), _) => self.line(next.range.start),
            (None, last) => self.below(last.map_or(start, |last| last.range.end)),
        };
        self.cover(start.min(end), end);
        // Where the text ends without a break, what stands before takes part in how it ends.
        let text = self.text();
        if end >= text.len() && !text.ends_with(['\n', '\r']) {
            let before = from.checked_sub(1).map_or(0, |before| match &children[before] {
                child if self.tree.span(child.value).is_empty() => child.range.start,
                child => self.last_leaf(child.value),
            });
            self.cover(self.line(before), text.len());
        }
    }

    fn last_leaf(&self, node: NodeId) -> usize {
        let mut last = node;
        while let Some(child) = self.children(last).pop() {
            match child.key {
                Some(key) if self.tree.span(child.value).is_empty() => return self.tree.span(key).start,
                _ => last = child.value,
            }
        }
        self.tree.span(last).start
    }

    fn mark(&self, children: &[Child], name: &str, mut found: impl FnMut(usize)) {
        let is_it =
            |child: &Child| child.key.is_some_and(|key| self.tree.key_text(key).is_ok_and(|own| own == name));
        children.iter().rposition(is_it).into_iter().for_each(&mut found);
    }

    fn children(&self, node: NodeId) -> Vec<Child> {
        let tree = self.tree;
        let is_flow = matches!(
            tree.kind(node),
            NodeKind::Mapping(CollectionStyle::Flow) | NodeKind::Sequence(CollectionStyle::Flow)
        );
        let items = tree.items(node).map(|item| (None, item));
        let mut at = tree.span(node).start;
        at += usize::from(is_flow && matches!(self.text().as_bytes().get(at), Some(b'{' | b'[')));
        let mut children = Vec::new();
        for (key, value) in items.chain(tree.entries(node).map(|(key, value)| (Some(key), value))) {
            let start = self.content(at, is_flow);
            let ends = [Some(value), key]
                .into_iter()
                .flatten()
                .flat_map(|node| [Some(tree.span(node)), tree.tag_span(node), tree.anchor_span(node)]);
            at = ends.flatten().map(|span| span.end).fold(start, usize::max);
            children.push(Child { range: start..at, key, value });
        }
        children
    }

    /// Where the next byte stands that is neither blank, break, comment nor comma.
    fn content(&self, mut at: usize, is_flow: bool) -> usize {
        loop {
            match self.text().as_bytes().get(at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
                Some(b',') if is_flow => at += 1,
                Some(b'#') => at = self.next(at),
                _ => return at,
            }
        }
    }

    fn cover(&mut self, start: usize, end: usize) {
        self.start = self.start.min(start);
        self.end = self.end.max(end);
    }

    fn text(&self) -> &'t str {
        self.tree.text()
    }

    fn text_of(&self, range: &Range<usize>) -> &'t str {
        self.text().get(range.clone()).unwrap_or_default()
    }

    /// Where the line of `at` begins, behind byte order marks.
    fn line(&self, at: usize) -> usize {
        let start = self.text_of(&(0..at)).rfind(['\n', '\r']).map_or(0, |index| index + 1);
        let line = self.text_of(&(start..at));
        start + line.len() - line.trim_start_matches('\u{FEFF}').len()
    }

    /// Where the line after that of `at` begins.
    fn next(&self, at: usize) -> usize {
        let rest = self.text_of(&(at..self.text().len()));
        let Some(end) = rest.find(['\n', '\r']) else { return self.text().len() };
        at + end + if rest[end..].starts_with("\r\n") { 2 } else { 1 }
    }

    fn is_first(&self, at: usize) -> bool {
        let before = self.text_of(&(self.line(at)..at));
        before.trim_start_matches('\u{FEFF}').chars().all(|char| matches!(char, ' ' | '\t'))
    }

    fn is_empty_line(&self, start: usize) -> bool {
        let line = self.text_of(&(start..self.next(start))).trim_start();
        line.is_empty() || line.starts_with('#')
    }

    /// The first of the comment lines and empty lines above.
    fn above(&self, at: usize) -> usize {
        let mut start = self.line(at);
        if !self.is_first(at) {
            return start;
        }
        while start > 0 {
            let above = self.line(start - 1);
            // CRLF is one break.
            let above = if above == start - 1 && self.text()[..start].ends_with("\r\n") {
                self.line(above - 1)
            } else {
                above
            };
            if !self.is_empty_line(above) {
                break;
            }
            start = above;
        }
        start
    }

    /// Behind the comment lines and empty lines below.
    fn below(&self, at: usize) -> usize {
        let mut end = self.next(at);
        while end < self.text().len() && self.is_empty_line(end) {
            end = self.next(end);
        }
        end
    }
}
