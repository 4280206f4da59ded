//! What has begun inside brackets, and what may come next.

use crate::yaml::node::NodeId;

/// A flow collection that has begun and not ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct FlowLevel {
    pub(super) kind: FlowKind,
    /// Its bracket; of a pair its first character.
    pub(super) open: usize,
    pub(super) awaits: FlowAwaits,
    /// The last node of it, which a colon may make a key.
    pub(super) last: Last,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FlowKind {
    /// `c-flow-sequence(n,c)` [137].
    Sequence,
    /// `c-flow-mapping(n,c)` [140].
    Mapping,
    /// `ns-flow-pair(n,c)` [150]: a mapping of one entry in a sequence.
    Pair,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FlowAwaits {
    /// An entry, or the end.
    Entry,
    /// The key after `?`.
    ExplicitKey,
    /// The `:` after a key; without it the value is absent. In a sequence: the `:` that makes the last item a key.
    Colon,
    /// The value after `:`.
    Value,
    /// A comma, or the end.
    Separator,
}

/// A node as a possible key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Last {
    pub(super) id: NodeId,
    pub(super) start: usize,
    /// Where its first line begins.
    pub(super) line: usize,
    /// `c-flow-json-node(n,c)` [160]: a colon may follow it without white space after that.
    pub(super) is_json: bool,
}

impl FlowLevel {
    pub(super) fn new(kind: FlowKind, open: usize, awaits: FlowAwaits) -> Self {
        let last = Last { id: NodeId(0), start: open, line: 0, is_json: false };
        Self { kind, open, awaits, last }
    }

    /// After one node of it.
    pub(super) fn advance(&mut self, last: Last) {
        self.last = last;
        self.awaits = match self.awaits {
            FlowAwaits::Entry | FlowAwaits::ExplicitKey => FlowAwaits::Colon,
            FlowAwaits::Colon | FlowAwaits::Value | FlowAwaits::Separator => FlowAwaits::Separator,
        };
    }

    /// Whether a node may stand here.
    pub(super) fn awaits_node(&self) -> bool {
        matches!(self.awaits, FlowAwaits::Entry | FlowAwaits::ExplicitKey | FlowAwaits::Value)
    }
}
