//! The keys of mappings: their JSON names, equal ones, and merge keys.

use std::borrow::Cow;
use std::iter::FusedIterator;
use std::vec;

use super::error::ScalarError;
use super::node::{Node, NodeId, Pairs, Shape, VERBATIM};
use super::scalar::{Scalar, is_text};
use super::tree::{MAY_MERGE, Tree};

/// Up to here comparing every key with every other is faster than sorting.
const FEW_KEYS: usize = 12;

/// The most entries that the merge keys of one mapping may bring in.
const MAX_MERGED: usize = 1_000_000;

/// The name of `<<` in a mapping, for the reader that merges what it names.
const MERGE_TAG: &str = "tag:yaml.org,2002:merge";

impl Tree<'_> {
    /// The JSON name that Kubernetes' reader makes of a key: `yes` is `true`, `0x10` is `16`, `1.50` is `1.5`.
    ///
    /// # Errors
    ///
    /// The key is a collection or null, a number above `i64::MAX`, or not of its explicit tag's type.
    pub fn key_text(&self, id: NodeId) -> Result<Cow<'_, str>, ScalarError> {
        if let Some(name) = self.literal_name(self.node(id)) {
            return Ok(Cow::Borrowed(name));
        }
        let target = self.resolve(id);
        let node = self.node(target);
        if node.is_collection() {
            return Err(ScalarError::new("a key must be text, and not a list or a mapping", self.span(id)));
        }
        match self.scalar_or_infinite(id)? {
            Scalar::String(text) => Ok(text),
            Scalar::Bool(true) => Ok(Cow::Borrowed("true")),
            Scalar::Bool(false) => Ok(Cow::Borrowed("false")),
            Scalar::I64(number) => Ok(Cow::Owned(number.to_string())),
            Scalar::F64(number) => Ok(Cow::Owned(float_name(number))),
            Scalar::Null => Err(ScalarError::new("a key must be text, and not null", self.span(id))),
            Scalar::U64(_) => {
                Err(ScalarError::new("a number above 9223372036854775807 cannot be a key", self.span(id)))
            }
        }
    }

    /// The name of a key that is text and nothing else, which almost every key is.
    fn literal_name(&self, node: &Node) -> Option<&str> {
        // Neither an alias nor with a tag.
        if node.flags != VERBATIM {
            return None;
        }
        let text = self.verbatim(node)?;
        (node.shape != Shape::Plain || is_text(text)).then_some(text)
    }

    /// Whether the key is `<<`, plain or tagged `!!merge`.
    pub fn is_merge_key(&self, id: NodeId) -> bool {
        if !self.may_merge() {
            return false;
        }
        let is_named = !self.node(id).is_collection() && *self.content(id) == *"<<";
        is_named
            && match self.tag(id) {
                None => self.node(id).shape == Shape::Plain,
                // libyaml takes the non-specific tag for none here.
                Some(tag) => tag == MERGE_TAG || tag == "!",
            }
    }

    /// The entries of a mapping with those that its merge keys bring in; of entries with the same name one, in the
    /// place of the first.
    ///
    /// As in go-yaml v2, and unlike the merge type's own definition, what is read later wins: an entry *after* `<<`
    /// overrides a merged one, and an entry before it is overridden. In `<<: [*a, *b]` the mapping `a` wins over `b`.
    /// Without a merge key this is [`Tree::entries`], equal keys included.
    ///
    /// # Errors
    ///
    /// A merge key names something else than a mapping or a list of mappings; a merged mapping has a key without a
    /// name; the merge keys bring in more than a million entries.
    pub fn merged_entries(&self, id: NodeId) -> Result<Entries<'_>, ScalarError> {
        if !self.may_merge() || !self.entries(id).any(|(key, _)| self.is_merge_key(key)) {
            return Ok(Entries(Source::Own(self.entries(id))));
        }
        let all = self.expand_merges(id)?;
        Ok(Entries(Source::Merged(self.last_of_each_name(&all)?.into_iter())))
    }

    /// Pairs of keys of one mapping that have the same name, the earlier key first, in the order of the later one.
    ///
    /// Keys without a name are left out, they are an error of their own, and so are merge keys.
    pub fn duplicate_keys(&self) -> Vec<(NodeId, NodeId)> {
        let mut found = Vec::new();
        let mut names = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            if node.is_mapping() && node.second > 2 {
                names.clear();
                names.reserve(node.second as usize / 2);
                let id = NodeId(super::build::small(index));
                for (key, _) in self.entries(id).filter(|(key, _)| !self.is_merge_key(*key)) {
                    if let Ok(text) = self.key_text(key) {
                        names.push(Name::new(text, key));
                    }
                }
                collect_equal(&mut names, &mut found);
            }
        }
        found.sort_unstable_by_key(|(_, second)| *second);
        found
    }

    fn may_merge(&self) -> bool {
        self.marks & MAY_MERGE != 0
    }

    /// All entries in the order in which go-yaml v2 sets them.
    fn expand_merges(&self, id: NodeId) -> Result<Vec<(NodeId, NodeId)>, ScalarError> {
        let mut all = Vec::new();
        let mut open = vec![self.entries(id)];
        let mut steps = 0;
        while let Some(entries) = open.last_mut() {
            let Some((key, value)) = entries.next() else {
                open.pop();
                continue;
            };
            steps += 1;
            if steps > MAX_MERGED {
                return Err(ScalarError::new("the merge keys bring in too many entries", self.span(id)));
            }
            if !self.is_merge_key(key) {
                all.push((key, value));
                continue;
            }
            let source = self.node(self.resolve(value));
            if source.is_mapping() {
                open.push(self.entries(self.resolve(value)));
            } else if self.node(value).is_sequence() {
                // The last one pushed is read first, so that the first of the list wins.
                for item in self.items(value) {
                    open.push(self.mergeable(item)?);
                }
            } else {
                return Err(not_mergeable(self, value));
            }
        }
        Ok(all)
    }

    fn mergeable(&self, id: NodeId) -> Result<Pairs<'_>, ScalarError> {
        let target = self.resolve(id);
        if self.node(target).is_mapping() { Ok(self.entries(target)) } else { Err(not_mergeable(self, id)) }
    }

    fn last_of_each_name(&self, all: &[(NodeId, NodeId)]) -> Result<Vec<(NodeId, NodeId)>, ScalarError> {
        let mut names = Vec::with_capacity(all.len());
        for (index, (key, _)) in all.iter().enumerate() {
            names.push((self.key_text(*key)?, index));
        }
        names.sort_unstable();
        let mut kept: Vec<(usize, (NodeId, NodeId))> = names
            .chunk_by(|left, right| left.0 == right.0)
            .filter_map(|same| Some((same.first()?.1, *all.get(same.last()?.1)?)))
            .collect();
        kept.sort_unstable_by_key(|(index, _)| *index);
        Ok(kept.into_iter().map(|(_, entry)| entry).collect())
    }
}

fn not_mergeable(tree: &Tree<'_>, id: NodeId) -> ScalarError {
    ScalarError::new("`<<` merges a mapping or a list of mappings, and nothing else", tree.span(id))
}

/// The name of a key, ordered by what is compared fastest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name<'a> {
    /// The last eight bytes, since many names of one mapping begin alike, mixed with the length.
    ending: u64,
    text: Cow<'a, str>,
    key: NodeId,
}

impl<'a> Name<'a> {
    fn new(text: Cow<'a, str>, key: NodeId) -> Self {
        let last = match text.as_bytes().last_chunk() {
            Some(last) => u64::from_le_bytes(*last),
            None => text.bytes().fold(0, |ending, byte| ending << 8 | u64::from(byte)),
        };
        Self { ending: last ^ (text.len() as u64), text, key }
    }

    fn equals(&self, other: &Self) -> bool {
        self.ending == other.ending && self.text == other.text
    }
}

fn collect_equal(names: &mut [Name<'_>], found: &mut Vec<(NodeId, NodeId)>) {
    if names.len() > FEW_KEYS {
        names.sort_unstable();
        for same in names.chunk_by(Name::equals) {
            let pairs = same.iter().zip(same.iter().skip(1));
            found.extend(pairs.map(|(first, second)| (first.key, second.key)));
        }
        return;
    }
    for (index, name) in names.iter().enumerate() {
        let mut before = names.iter().take(index).rev();
        if let Some(first) = before.find(|other| other.equals(name)) {
            found.push((first.key, name.key));
        }
    }
}

/// How `sigs.k8s.io/yaml` names a float: as a 32-bit number by Go's `%g` with as few digits as are needed.
fn float_name(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "as sigs.k8s.io/yaml does")]
    let number = number as f32;
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return number.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

/// The entries of a mapping after merging, by [`Tree::merged_entries`].
#[derive(Clone, Debug)]
pub struct Entries<'tree>(Source<'tree>);

#[derive(Clone, Debug)]
enum Source<'tree> {
    Own(Pairs<'tree>),
    Merged(vec::IntoIter<(NodeId, NodeId)>),
}

impl Iterator for Entries<'_> {
    type Item = (NodeId, NodeId);

    fn next(&mut self) -> Option<(NodeId, NodeId)> {
        match &mut self.0 {
            Source::Own(entries) => entries.next(),
            Source::Merged(entries) => entries.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Source::Own(entries) => entries.size_hint(),
            Source::Merged(entries) => entries.size_hint(),
        }
    }
}

impl ExactSizeIterator for Entries<'_> {}
impl FusedIterator for Entries<'_> {}
