//! One document of one decoder: from the tree to objects.

use std::cell::OnceCell;
use std::collections::VecDeque;

use serde::de::DeserializeOwned;

use super::decoder::Decoder;
use super::document::Document;
use super::unknown_fields;
use super::warning::{Warning, WarningKind};
use crate::default;
use crate::dynamic::{AnyList, DynamicObject, LIST, PartialObjectMetadata, Unknown};
use crate::emit::{self, JsonStyle};
use crate::error::{Error, ErrorKind, Problem};
use crate::gvk::GroupVersionKind;
use crate::meta::{ListMeta, ObjectMeta};
use crate::object::{AnyObject, Object};
use crate::resource::HubRole;
use crate::scheme::Registration;
use crate::validate::Validation;
use crate::value::Tape;
use crate::yaml::de::{self, Fault, FieldDefault};
use crate::yaml::{self, NodeId, NodeKind};

/// What a list holds.
enum ItemKind {
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

type Decoded = Result<Box<dyn AnyObject>, Error>;

/// A decoder at work on a document.
#[derive(Debug)]
pub struct DocumentDecoder<'a, 'f> {
    decoder: &'a Decoder<'a>,
    document: &'a Document<'f>,
    duplicate_keys: OnceCell<Vec<(NodeId, NodeId)>>,
}

impl<'a, 'f> DocumentDecoder<'a, 'f> {
    pub(super) fn new(decoder: &'a Decoder<'a>, document: &'a Document<'f>) -> Self {
        Self {
            decoder,
            document,
            duplicate_keys: OnceCell::new(),
        }
    }

    /// All objects of the document: one, or the items of a list.
    pub(super) fn objects(&self, objects: &mut VecDeque<Decoded>) {
        self.elements(self.document.root, None, objects);
    }

    fn elements(&self, node: NodeId, implied: Option<&GroupVersionKind>, objects: &mut VecDeque<Decoded>) {
        let gvk = match self.gvk(node, implied) {
            Ok(gvk) => gvk,
            Err(error) => return objects.push_back(Err(error)),
        };
        match self.list_items(&gvk) {
            Some(item_kind) if self.decoder.options.decode_list_elements => match self.items(node, &gvk) {
                Ok(items) => items
                    .into_iter()
                    .for_each(|item| self.elements(item, item_kind.implied(), objects)),
                Err(error) => objects.push_back(Err(error)),
            },
            _ => objects.push_back(self.object(node, implied)),
        }
    }

    /// The object at a node. An item of a typed list may leave its kind out.
    pub(super) fn object(&self, node: NodeId, implied: Option<&GroupVersionKind>) -> Decoded {
        let gvk = self.gvk(node, implied)?;
        if let Some(registration) = self.decoder.scheme.get(&gvk) {
            return self.registered(node, registration);
        }
        if let Some(item_kind) = self.list_items(&gvk) {
            return self.list(node, gvk, item_kind.implied());
        }
        if !self.decoder.options.decode_unknown {
            return Err(self.unrecognized(node, &gvk));
        }
        if node == self.document.root {
            self.unknown().map(boxed)
        } else {
            self.dynamic_at(node).map(boxed)
        }
    }

    fn gvk(&self, node: NodeId, implied: Option<&GroupVersionKind>) -> Result<GroupVersionKind, Error> {
        if let Some(implied) = implied {
            let mapping = self.document.tree.resolve(node);
            let is_mapping = matches!(self.document.tree.kind(mapping), NodeKind::Mapping(_));
            let says = |name| self.document.field(mapping, name).is_some();
            if is_mapping && !says("apiVersion") && !says("kind") {
                return Ok(implied.clone());
            }
        }
        self.document.gvk_of(node)
    }

    fn unrecognized(&self, node: NodeId, gvk: &GroupVersionKind) -> Error {
        let unknown = self.decoder.scheme.lookup(gvk).err();
        let error =
            unknown.unwrap_or_else(|| Error::new(ErrorKind::UnknownKind, format!("unknown kind {gvk}")));
        let field = if error.kind() == ErrorKind::UnknownKind {
            "kind"
        } else {
            "apiVersion"
        };
        let at = self
            .document
            .field(self.document.tree.resolve(node), field)
            .unwrap_or(node);
        let name = self
            .document
            .name_of(node)
            .map(|name| format!(" {name:?}"))
            .unwrap_or_default();
        let problem = self.document.problem(at, "no such kind is registered");
        let message = error.message().to_owned();
        error
            .with_message(format!("cannot decode {gvk}{name}: {message}"))
            .with_problems([problem])
    }

    /// Decodes, applies defaults, checks and converts, as the options say.
    fn registered(&self, node: NodeId, registration: &Registration) -> Decoded {
        let defaults = self.defaults(node, registration)?;
        let trees = parse_defaults(&defaults)?;
        let tree = &self.document.tree;
        let (object, faults) = de::decode(tree, node, &trees, registration.decode());
        let resource = registration.resource();
        let mut problems = self.problems(node, &faults.errors);
        let mut unknown_fields = faults.unknown_fields;
        self.add_behind_flatten(node, registration, &mut unknown_fields);
        problems.extend(self.beyond_the_type(node, &unknown_fields));
        let Some(mut object) = object.filter(|_| problems.is_empty()) else {
            return Err(self.invalid(node, &resource.gvk(), problems));
        };
        if self.decoder.options.default {
            registration.set_defaults(&mut *object);
        }
        if self.decoder.options.validate {
            self.validate(node, registration, &*object)?;
        }
        if let Some(text) = resource.deprecated {
            self.warn_deprecated(node, &resource.gvk(), text);
        }
        self.to_hub(registration, object)
    }

    fn problems(&self, node: NodeId, faults: &[Fault]) -> Vec<Problem> {
        faults
            .iter()
            .map(|fault| self.document.problem_of(node, fault))
            .collect()
    }

    /// Adds the unknown fields that serde does not see.
    fn add_behind_flatten(&self, node: NodeId, registration: &Registration, unknown: &mut Vec<Fault>) {
        let Some(table) = registration.fields() else { return };
        let tree = &self.document.tree;
        for (key, names) in unknown_fields::behind_flatten(tree, node, table) {
            let name = tree.content(key).as_str();
            let is_type = matches!(name, "apiVersion" | "kind") && tree.entries(node).any(|(other, _)| other == key);
            if !is_type && !unknown.iter().any(|fault| fault.node == key) {
                let path = de::path_of(tree, node, key);
                unknown.push(Fault { message: de::unknown_field(name, &names), node: key, path });
            }
        }
    }

    /// Unknown fields and equal keys: problems of a strict decoder, warnings of any other.
    fn beyond_the_type(&self, node: NodeId, unknown_fields: &[Fault]) -> Vec<Problem> {
        let mut found: Vec<(WarningKind, Problem)> = Vec::new();
        for fault in unknown_fields {
            found.push((WarningKind::UnknownField, self.document.problem_of(node, fault)));
        }
        let tree = &self.document.tree;
        let duplicate_keys = self.duplicate_keys.get_or_init(|| tree.duplicate_keys());
        for (first, second) in duplicate_keys
            .iter()
            .filter(|(first, _)| within(tree, node, *first))
        {
            let name = tree.content(*second).as_str();
            let problem = self
                .document
                .problem(*second, &format!("the key `{name}` is given twice"));
            let place = self.document.frame.place(tree.span(*first));
            found.push((
                WarningKind::DuplicateKey,
                problem.with_related("the first one is here", place),
            ));
        }
        if self.decoder.options.strict {
            return found.into_iter().map(|(_, problem)| problem).collect();
        }
        for (kind, problem) in found {
            self.decoder.warn(&Warning { kind, problem });
        }
        Vec::new()
    }

    fn invalid(&self, node: NodeId, gvk: &GroupVersionKind, mut problems: Vec<Problem>) -> Error {
        problems.sort_by_key(|problem| problem.place().map(|place| place.span().start));
        let name = self
            .document
            .name_of(node)
            .map(|name| format!(" {name:?}"))
            .unwrap_or_default();
        let count = if problems.len() == 1 {
            "1 problem".to_owned()
        } else {
            format!("{} problems", problems.len())
        };
        Error::new(ErrorKind::Invalid, format!("cannot decode {gvk}{name}: {count}")).with_problems(problems)
    }

    /// The defaults of fields that the document lacks, as JSON, if they are asked for.
    fn defaults(
        &self,
        node: NodeId,
        registration: &Registration,
    ) -> Result<Vec<(NodeId, &'static str, String)>, Error> {
        let Some(table) = registration.fields().filter(|_| self.decoder.options.default) else {
            return Ok(Vec::new());
        };
        let absent =
            default::absent_in_document(&self.document.tree, self.document.tree.resolve(node), table)?;
        let as_json = |(mapping, name, value)| {
            let mut text = String::new();
            emit::json(&Tape::of(&value)?, JsonStyle::Compact, &mut text);
            Ok((mapping, name, text))
        };
        absent.into_iter().map(as_json).collect()
    }

    fn validate(
        &self,
        node: NodeId,
        registration: &Registration,
        object: &dyn AnyObject,
    ) -> Result<(), Error> {
        let mut validation = Validation::default();
        registration.validate(object, &mut validation);
        if validation.is_empty() {
            return Ok(());
        }
        let problems = validation.into_problems().into_iter().map(|problem| {
            let at = self.document.nearest(node, problem.path());
            let place = self.document.problem(at, "").place().cloned();
            let path = self.document.path_below(node, problem.path());
            let problem = problem.at_path(path);
            match place {
                Some(place) => problem.at_place(place),
                None => problem,
            }
        });
        let problems = problems.collect();
        Err(self.invalid(node, &registration.resource().gvk(), problems))
    }

    fn warn_deprecated(&self, node: NodeId, gvk: &GroupVersionKind, text: &str) {
        let at = self
            .document
            .field(self.document.tree.resolve(node), "apiVersion")
            .unwrap_or(node);
        let message = if text.is_empty() {
            format!("{gvk} is deprecated")
        } else {
            format!("{gvk} is deprecated: {text}")
        };
        let problem = self.document.problem(at, &message);
        self.decoder.warn(&Warning {
            kind: WarningKind::Deprecated,
            problem,
        });
    }

    fn to_hub(&self, registration: &Registration, object: Box<dyn AnyObject>) -> Decoded {
        match registration.resource().hub {
            HubRole::Spoke(hub) if self.decoder.options.convert_to_hub => Err(Error::new(
                ErrorKind::Unsupported,
                format!(
                    "{} has no conversion to its hub {}",
                    registration.resource().gvk(),
                    hub.gvk()
                ),
            )),
            HubRole::Alone | HubRole::Hub | HubRole::Spoke(_) => Ok(object),
        }
    }

    /// What a kind lists, if it is a list: any objects, or those of a known kind.
    fn list_items(&self, gvk: &GroupVersionKind) -> Option<ItemKind> {
        if *gvk == LIST {
            return Some(ItemKind::Any);
        }
        let item = gvk
            .group_version()
            .with_kind(gvk.kind.strip_suffix("List")?.to_owned());
        let known = !self.decoder.scheme.recognizes(gvk) && self.decoder.scheme.recognizes(&item);
        known.then_some(ItemKind::Of(item))
    }

    fn list(&self, node: NodeId, gvk: GroupVersionKind, item_kind: Option<&GroupVersionKind>) -> Decoded {
        let mapping = self.document.tree.resolve(node);
        let metadata = match self.document.field(mapping, "metadata") {
            None => ListMeta::default(),
            Some(metadata) => self.decode_plain::<ListMeta>(metadata, &gvk)?,
        };
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        for item in self.items(node, &gvk)? {
            match self.object(item, item_kind) {
                Ok(item) => items.push(item),
                Err(error) => errors.push(error),
            }
        }
        Error::join(errors).map_or_else(|| Ok(boxed(AnyList::of_kind(gvk, metadata, items))), Err)
    }

    /// The item nodes of a list, whose other keys are checked.
    fn items(&self, node: NodeId, gvk: &GroupVersionKind) -> Result<Vec<NodeId>, Error> {
        let tree = &self.document.tree;
        let mapping = tree.resolve(node);
        let foreign = |key: &NodeId| {
            !["apiVersion", "kind", "metadata", "items"].contains(&tree.content(*key).as_str())
        };
        let unknown = tree.entries(mapping).map(|(key, _)| key).filter(foreign);
        let unknown: Vec<Problem> = unknown
            .map(|key| {
                self.document
                    .problem(key, &format!("unknown field `{}`", tree.content(key).as_str()))
            })
            .collect();
        if self.decoder.options.strict && !unknown.is_empty() {
            return Err(self.invalid(node, gvk, unknown));
        }
        for problem in unknown {
            self.decoder.warn(&Warning {
                kind: WarningKind::UnknownField,
                problem,
            });
        }
        let Some(items) = self
            .document
            .field(mapping, "items")
            .map(|items| tree.resolve(items))
        else {
            return Err(self.invalid(
                node,
                gvk,
                vec![self.document.problem(node, "missing field `items`")],
            ));
        };
        match tree.kind(items) {
            NodeKind::Sequence(_) => Ok(tree.items(items).collect()),
            NodeKind::Scalar(_) if matches!(tree.scalar(items), Ok(yaml::Scalar::Null)) => Ok(Vec::new()),
            _ => Err(self.invalid(node, gvk, vec![self.document.problem(items, "expected a list")])),
        }
    }

    /// The document as the object of a type.
    pub(super) fn typed<T: Object>(&self) -> Result<T, Error> {
        let registration = const { &Registration::of::<T>() };
        let (expected, found) = (T::RESOURCE.gvk(), self.document.gvk()?);
        if found != expected {
            return Err(self.wrong_kind(&expected, &found));
        }
        let object = self.registered(self.document.root, registration)?;
        object.downcast::<T>().map(|object| *object).map_err(|other| {
            Error::new(ErrorKind::Invalid, format!("{expected} was decoded as {}", other.gvk()))
        })
    }

    fn wrong_kind(&self, expected: &GroupVersionKind, found: &GroupVersionKind) -> Error {
        let field = if found.group_version() == expected.group_version() {
            "kind"
        } else {
            "apiVersion"
        };
        let at = self
            .document
            .field(self.document.root, field)
            .unwrap_or(self.document.root);
        let problem = self
            .document
            .problem(at, &format!("expected {expected}, found {found}"));
        Error::new(ErrorKind::Invalid, format!("cannot decode {found} as {expected}"))
            .with_problems([problem])
    }

    pub(super) fn dynamic(&self) -> Result<DynamicObject, Error> {
        self.dynamic_at(self.document.root)
    }

    fn dynamic_at(&self, node: NodeId) -> Result<DynamicObject, Error> {
        let gvk = self.document.gvk_of(node)?;
        let object = self.decode_plain(node, &gvk)?;
        self.refuse_duplicates(node, &gvk)?;
        Ok(object)
    }

    pub(super) fn partial(&self) -> Result<PartialObjectMetadata, Error> {
        let gvk = self.document.gvk()?;
        let Some(metadata) = self.document.field(self.document.root, "metadata") else {
            return Ok(PartialObjectMetadata::new(gvk, ObjectMeta::default()));
        };
        let metadata = self.decode_plain(metadata, &gvk)?;
        Ok(PartialObjectMetadata::new(gvk, metadata))
    }

    pub(super) fn unknown(&self) -> Result<Unknown, Error> {
        let frame = self.document.frame;
        Ok(Unknown::new(
            self.document.gvk()?,
            frame.content_type(),
            frame.bytes(),
        ))
    }

    fn refuse_duplicates(&self, node: NodeId, gvk: &GroupVersionKind) -> Result<(), Error> {
        let problems = self.beyond_the_type(node, &[]);
        if problems.is_empty() {
            Ok(())
        } else {
            Err(self.invalid(node, gvk, problems))
        }
    }

    /// Decodes a part of an object that no registration stands for.
    fn decode_plain<T: DeserializeOwned>(&self, node: NodeId, gvk: &GroupVersionKind) -> Result<T, Error> {
        let (value, faults) = de::decode(&self.document.tree, node, &[], |node| T::deserialize(node));
        value.ok_or_else(|| self.invalid(self.document.root, gvk, self.problems(node, &faults.errors)))
    }
}

fn boxed(object: impl AnyObject) -> Box<dyn AnyObject> {
    Box::new(object)
}

fn within(tree: &yaml::Tree<'_>, node: NodeId, other: NodeId) -> bool {
    node <= other && other < tree.subtree_end(node)
}

fn parse_defaults<'d>(
    defaults: &'d [(NodeId, &'static str, String)],
) -> Result<Vec<FieldDefault<'d>>, Error> {
    let parse = |(mapping, name, text): &'d (NodeId, &'static str, String)| match yaml::parse_json(text) {
        Ok(value) => Ok(FieldDefault {
            mapping: *mapping,
            name,
            value,
        }),
        Err(error) => Err(
            Error::new(ErrorKind::Invalid, format!("the default of `{name}` is no value")).with_source(error),
        ),
    };
    defaults.iter().map(parse).collect()
}
