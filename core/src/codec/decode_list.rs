//! Lists on their way in: `v1 List` of any objects, and the lists of registered kinds.

use std::collections::VecDeque;

use super::decode_document::{BadItems, Decoded, DocumentDecoder, boxed};
use super::warning::WarningKind;
use crate::dynamic::{AnyList, LIST, List};
use crate::error::{Error, ErrorKind, Problem};
use crate::gvk::GroupVersionKind;
use crate::meta::ListMeta;
use crate::object::Object;
use crate::path::PathSegment;
use crate::source::Place;
use crate::yaml::{NodeId, NodeKind, Scalar, de};

/// What a list holds.
pub(super) enum ItemKind {
    Any,
    /// Objects of this kind, which may leave it out.
    Of(GroupVersionKind),
}

impl ItemKind {
    fn implied(&self) -> Option<&GroupVersionKind> {
        match self {
            Self::Any => None,
            Self::Of(gvk) => Some(gvk),
        }
    }
}

/// So many bad items of a document are told one by one. All good ones are given however many there are.
const MAX_BAD_ITEMS: usize = 10_000;

/// So many bytes their errors may have all together: an item of a few bytes may stand for long texts elsewhere.
const MAX_BAD_BYTES: usize = 64 * 1024 * 1024;

/// How many bytes the texts of an error have.
fn size_of(error: &Error) -> usize {
    let place = |place: &Place| place.line_text().len();
    let step = |segment: &PathSegment| match segment {
        PathSegment::Field(name) => name.len(),
        PathSegment::Index(_) => 0,
    };
    let problem = |problem: &Problem| {
        let path: usize = problem.path().segments().iter().map(step).sum();
        let places = problem.place().into_iter().chain(problem.related().map(|(_, place)| place));
        problem.message().len() + path + places.map(place).sum::<usize>()
    };
    error.message().len() + error.problems().iter().map(problem).sum::<usize>()
}

/// The fields of a list; it has no others.
const LIST_FIELDS: [&str; 4] = ["apiVersion", "kind", "metadata", "items"];

impl DocumentDecoder<'_, '_> {
    /// The object at a node, or the items of a list, also of a list in a list, as the options say.
    pub(super) fn elements(
        &self,
        node: NodeId,
        implied: Option<&GroupVersionKind>,
        objects: &mut VecDeque<Decoded>,
    ) {
        let split = self.decoder.options.decode_list_elements;
        let list = match self.gvk(node, implied) {
            Ok(gvk) => self.list_items(&gvk).filter(|_| split && implied.is_none()).map(|items| (gvk, items)),
            Err(error) => return objects.extend(self.told(error).map(Err)),
        };
        let Some((gvk, kind)) = list else {
            return match self.object(node, implied) {
                Ok(object) => objects.push_back(Ok(object)),
                Err(error) => objects.extend(self.told(error).map(Err)),
            };
        };
        match self.parts(node, &gvk) {
            Ok((_, items)) => items.into_iter().for_each(|item| self.elements(item, kind.implied(), objects)),
            Err(error) => objects.extend(self.told(error).map(Err)),
        }
    }

    /// The error of an item, while there are not too many: each keeps a line of the text, and an item may be a few bytes.
    fn told(&self, error: Error) -> Option<Error> {
        let mut bad = self.bad_items.get();
        let bytes = bad.bytes.saturating_add(size_of(&error));
        let is_told = bad.told == 0 || (bad.told < MAX_BAD_ITEMS && bytes <= MAX_BAD_BYTES);
        if is_told {
            (bad.told, bad.bytes) = (bad.told + 1, bytes);
        } else {
            bad.untold += 1;
        }
        self.bad_items.set(bad);
        is_told.then_some(error)
    }

    /// How many items are bad beyond those that were told one by one.
    pub(super) fn untold_items(&self) -> Option<Error> {
        let BadItems { told, untold, .. } = self.bad_items.get();
        if untold == 0 {
            return None;
        }
        let what = self.document.frame.described();
        let message = format!("cannot decode {untold} more items of {what}: only {told} are told one by one");
        Some(Error::new(ErrorKind::LimitExceeded, message))
    }

    /// What a kind lists, if it is a list: any objects, or those of a known kind.
    pub(super) fn list_items(&self, gvk: &GroupVersionKind) -> Option<ItemKind> {
        if *gvk == LIST {
            return Some(ItemKind::Any);
        }
        let item = gvk.group_version().with_kind(gvk.kind.strip_suffix("List")?.to_owned());
        let known = !self.decoder.scheme.recognizes(gvk) && self.decoder.scheme.recognizes(&item);
        known.then_some(ItemKind::Of(item))
    }

    pub(super) fn list(&self, node: NodeId, gvk: GroupVersionKind, kind: &ItemKind) -> Decoded {
        let (metadata, nodes) = self.parts(node, &gvk)?;
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        for item in nodes {
            match self.object(item, kind.implied()) {
                Ok(item) => items.push(item),
                Err(error) => errors.extend(self.told(error)),
            }
        }
        if node == self.document.root {
            errors.extend(self.untold_items());
        }
        Error::join(errors).map_or_else(|| Ok(boxed(AnyList::of_kind(gvk, metadata, items))), Err)
    }

    /// The document as a list with items of a type.
    pub(super) fn typed_list<T: Object>(&self) -> Result<List<T>, Error> {
        let (root, expected, found) = (self.document.root, List::<T>::gvk(), self.document.gvk()?);
        let item = T::RESOURCE.gvk();
        let implied = (found == expected).then_some(&item);
        if implied.is_none() && found != LIST {
            return Err(self.wrong_kind(root, &expected, &found));
        }
        let (metadata, nodes) = self.parts(root, &found)?;
        let (mut items, mut errors) = (Vec::with_capacity(nodes.len()), Vec::new());
        for node in nodes {
            match self.typed_at(node, implied) {
                Ok(item) => items.push(item),
                Err(error) => errors.extend(self.told(error)),
            }
        }
        errors.extend(self.untold_items());
        Error::join(errors).map_or_else(|| Ok(List { metadata, items }), Err)
    }

    /// The metadata and the item nodes of a list, whose own keys are checked.
    fn parts(&self, node: NodeId, gvk: &GroupVersionKind) -> Result<(ListMeta, Vec<NodeId>), Error> {
        self.document.check_aliases()?;
        let tree = &self.document.tree;
        let mapping = tree.resolve(node);
        let problems = self.list_keys(mapping);
        if !problems.is_empty() {
            return Err(self.invalid(node, gvk, problems));
        }
        let metadata = match self.document.field(mapping, "metadata") {
            None => ListMeta::default(),
            Some(metadata) => self.decode_plain(node, metadata, gvk)?,
        };
        let Some(items) = self.document.field(mapping, "items").map(|items| tree.resolve(items)) else {
            let problem = self.document.problem(node, "missing field `items`");
            return Err(self.invalid(node, gvk, vec![problem]));
        };
        match tree.kind(items) {
            NodeKind::Sequence(_) => Ok((metadata, tree.items(items).collect())),
            NodeKind::Scalar(_) if matches!(tree.scalar(items), Ok(Scalar::Null)) => {
                Ok((metadata, Vec::new()))
            }
            _ => Err(self.invalid(node, gvk, vec![self.document.problem(items, "expected a list")])),
        }
    }

    /// What is wrong with the keys of a list itself.
    fn list_keys(&self, mapping: NodeId) -> Vec<Problem> {
        let tree = &self.document.tree;
        let foreign = |key: &NodeId| !LIST_FIELDS.contains(&&*tree.content(*key)) && !tree.is_merge_key(*key);
        let unknown = tree.entries(mapping).map(|(key, _)| key).filter(foreign).map(|key| {
            let message = format!("unknown field `{}`", tree.content(key));
            (WarningKind::UnknownField, self.document.problem(key, &message))
        });
        let mut found: Vec<(WarningKind, Problem)> = unknown.take(de::MAX_FAULTS).collect();
        // In the order of the text.
        let own: Vec<NodeId> = tree.entries(mapping).map(|(key, _)| key).collect();
        found.extend(self.equal_keys(mapping, |key| own.binary_search(&key).is_ok()));
        self.problems_or_warnings(found)
    }
}
