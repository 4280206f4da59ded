//! One document of one decoder: from the tree to objects.

use std::cell::{Cell, OnceCell};
use std::collections::VecDeque;

use serde::de::DeserializeOwned;

use super::decoder::Decoder;
use super::document::Document;
use super::unknown_fields;
use super::warning::{Warning, WarningKind};
use crate::convert::Converter;
use crate::default;
use crate::dynamic::{DynamicObject, PartialObjectMetadata, Unknown};
use crate::emit::{self, JsonStyle};
use crate::error::{Error, ErrorKind, Problem};
use crate::gvk::GroupVersionKind;
use crate::meta::ObjectMeta;
use crate::object::{AnyObject, Object};
use crate::scheme::Registration;
use crate::source::Span;
use crate::validate::Validation;
use crate::value::Tape;
use crate::yaml::de::{self, Decoding, Fault, Faults, FieldDefault};
use crate::yaml::{self, NodeId, NodeKind};

pub(super) type Decoded = Result<Box<dyn AnyObject>, Error>;

#[cfg(test)]
mod tests;

/// A decoder at work on a document.
#[derive(Debug)]
pub struct DocumentDecoder<'a, 'f> {
    pub(super) decoder: &'a Decoder<'a>,
    pub(super) document: &'a Document<'f>,
    duplicate_keys: OnceCell<DuplicateKeys>,
    /// The items of the document's lists that could not be decoded.
    pub(super) bad_items: Cell<BadItems>,
}

/// Items of a document's lists that could not be decoded.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BadItems {
    /// How many are told one by one, and how many bytes their errors have.
    pub(super) told: usize,
    pub(super) bytes: usize,
    /// How many more there are.
    pub(super) untold: usize,
}

/// Keys of the document that are given more than once.
#[derive(Debug)]
struct DuplicateKeys {
    /// Each with the equal key before it.
    pairs: Vec<(NodeId, NodeId)>,
    /// Those that an equal key follows, in the order of the text.
    superseded: Vec<NodeId>,
    /// Those that follow an equal key, in the order of the text.
    repeated: Vec<NodeId>,
}

impl<'a, 'f> DocumentDecoder<'a, 'f> {
    pub(super) fn new(decoder: &'a Decoder<'a>, document: &'a Document<'f>) -> Self {
        let this = Self { decoder, document, duplicate_keys: OnceCell::new(), bad_items: Cell::default() };
        this.warn_of_directive();
        this
    }

    /// All objects of the document: one, or the items of a list.
    pub(super) fn objects(&self, objects: &mut VecDeque<Decoded>) {
        self.elements(self.document.root, None, objects);
        objects.extend(self.untold_items().map(Err));
    }

    /// The object at a node. An item of a typed list may leave its kind out, and is of no other.
    pub(super) fn object(&self, node: NodeId, implied: Option<&GroupVersionKind>) -> Decoded {
        let gvk = self.gvk(node, implied)?;
        if let Some(expected) = implied.filter(|expected| **expected != gvk) {
            return Err(self.wrong_kind(node, expected, &gvk));
        }
        if let Some(registration) = self.decoder.scheme.get(&gvk) {
            let object = self.registered(node, registration)?;
            return self.to_hub(node, registration, object);
        }
        if let Some(items) = self.list_items(&gvk) {
            return self.list(node, gvk, &items);
        }
        if !self.decoder.options.decode_unknown {
            return Err(self.unrecognized(node, &gvk));
        }
        if node == self.document.root { self.unknown().map(boxed) } else { self.dynamic_at(node).map(boxed) }
    }

    pub(super) fn gvk(
        &self,
        node: NodeId,
        implied: Option<&GroupVersionKind>,
    ) -> Result<GroupVersionKind, Error> {
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
        let Err(error) = self.decoder.scheme.lookup(gvk) else {
            return Error::new(ErrorKind::UnknownKind, format!("cannot decode {gvk}"));
        };
        let field = if error.kind() == ErrorKind::UnknownKind { "kind" } else { "apiVersion" };
        let at = self.type_node(node, field);
        let prefix = format!("unknown kind {gvk}: ");
        let reason = error.message().strip_prefix(&prefix).unwrap_or(error.message()).to_owned();
        let message = format!("cannot decode {gvk}{}: {reason}", self.name_of(node));
        error.with_message(message).with_problems([self.document.problem(at, "this kind is not registered")])
    }

    /// The node of `apiVersion` or `kind`, or the object itself.
    fn type_node(&self, node: NodeId, field: &str) -> NodeId {
        self.document.field(self.document.tree.resolve(node), field).unwrap_or(node)
    }

    /// Decodes, applies defaults and checks, as the options say.
    fn registered(&self, node: NodeId, registration: &Registration) -> Decoded {
        self.document.check_aliases()?;
        let defaults = self.defaults(node, registration)?;
        let defaults = parse_defaults(&defaults)?;
        let decoding = self.decoding(node).defaults(&defaults);
        let (object, mut faults) = decoding.run(registration.decode());
        if self.decoder.options.strict && !self.duplicate_keys().repeated.is_empty() {
            // What the last of equal keys hides has problems of its own.
            let (_, hidden) = decoding.superseded(&self.duplicate_keys().repeated).run(registration.decode());
            faults.add(hidden);
        }
        let gvk = registration.resource().gvk();
        // A type that kube's derive made does not read them.
        faults.unknown_fields.retain(|fault| !self.is_type_key(node, fault.node));
        self.add_behind_flatten(node, registration, &mut faults.unknown_fields);
        let beyond = self.beyond_the_type(node, &faults.unknown_fields);
        let Some(mut object) = object.filter(|_| beyond.is_empty()) else {
            return Err(self.faulty(node, &gvk, &faults, beyond));
        };
        if self.decoder.options.default {
            registration.set_defaults(&mut *object);
        }
        if self.decoder.options.validate {
            self.validate(node, registration, &*object)?;
        }
        if let Some(text) = registration.resource().deprecated {
            self.warn_of_deprecation(node, &gvk, text);
        }
        Ok(object)
    }

    fn decoding(&self, node: NodeId) -> Decoding<'_> {
        Decoding::new(&self.document.tree, node).superseded(&self.duplicate_keys().superseded)
    }

    fn duplicate_keys(&self) -> &DuplicateKeys {
        self.duplicate_keys.get_or_init(|| {
            let pairs = self.document.tree.duplicate_keys();
            let mut superseded: Vec<NodeId> = pairs.iter().map(|(first, _)| *first).collect();
            let mut repeated: Vec<NodeId> = pairs.iter().map(|(_, second)| *second).collect();
            superseded.sort_unstable();
            repeated.sort_unstable();
            DuplicateKeys { pairs, superseded, repeated }
        })
    }

    /// Adds the unknown fields that serde does not see.
    fn add_behind_flatten(&self, node: NodeId, registration: &Registration, unknown: &mut Vec<Fault>) {
        let Some(table) = registration.fields() else { return };
        let (tree, node) = (&self.document.tree, self.document.tree.resolve(node));
        for (key, names) in unknown_fields::behind_flatten(tree, node, table) {
            if unknown.len() >= de::MAX_FAULTS {
                break;
            }
            if !self.is_type_key(node, key) && !unknown.iter().any(|fault| fault.node == key) {
                let name = tree.content(key);
                let path = de::path_of(tree, node, key);
                unknown.push(Fault { message: de::unknown_field(&name, &names), node: key, path });
            }
        }
    }

    /// Whether a key is the `apiVersion` or the `kind` of the object itself.
    fn is_type_key(&self, object: NodeId, key: NodeId) -> bool {
        let tree = &self.document.tree;
        matches!(&*tree.content(key), "apiVersion" | "kind")
            && tree.entries(tree.resolve(object)).any(|(other, _)| other == key)
    }

    /// Unknown fields and equal keys of an object: problems of a strict decoder, warnings of any other.
    fn beyond_the_type(&self, node: NodeId, unknown_fields: &[Fault]) -> Vec<Problem> {
        let found = unknown_fields
            .iter()
            .map(|fault| (WarningKind::UnknownField, self.document.problem_of(node, fault)));
        let mut found: Vec<(WarningKind, Problem)> = found.collect();
        let tree = &self.document.tree;
        let object = tree.resolve(node);
        found.extend(self.equal_keys(object, |_| true));
        self.problems_or_warnings(found)
    }

    /// The keys below a node that are given again, among those that `is_meant`.
    pub(super) fn equal_keys(
        &self,
        node: NodeId,
        is_meant: impl Fn(NodeId) -> bool,
    ) -> Vec<(WarningKind, Problem)> {
        let pairs = &self.duplicate_keys().pairs;
        let end = self.document.tree.subtree_end(node);
        let (from, to) =
            (pairs.partition_point(|(_, key)| *key < node), pairs.partition_point(|(_, key)| *key < end));
        let pairs = pairs.get(from..to).unwrap_or_default().iter().filter(|(_, key)| is_meant(*key));
        let problem = |(first, key): &(NodeId, NodeId)| {
            let name = self.document.tree.content(*key);
            let problem = self.document.problem(*key, &format!("the key `{name}` is given twice"));
            let place = self.document.place(self.document.tree.span(*first));
            (WarningKind::DuplicateKey, problem.with_related("the first one is here", place))
        };
        pairs.map(problem).take(de::MAX_FAULTS).collect()
    }

    /// What a strict decoder refuses is a warning of any other.
    pub(super) fn problems_or_warnings(&self, found: Vec<(WarningKind, Problem)>) -> Vec<Problem> {
        if self.decoder.options.strict {
            return found.into_iter().map(|(_, problem)| problem).collect();
        }
        for (kind, problem) in found {
            self.decoder.warn(&Warning { kind, problem });
        }
        Vec::new()
    }

    /// The error for a node that could not be decoded, with further problems.
    fn faulty(&self, node: NodeId, gvk: &GroupVersionKind, faults: &Faults, further: Vec<Problem>) -> Error {
        let problems = faults.errors.iter().map(|fault| self.document.problem_of(node, fault));
        self.invalid(node, gvk, problems.chain(further).collect())
    }

    pub(super) fn invalid(&self, node: NodeId, gvk: &GroupVersionKind, mut problems: Vec<Problem>) -> Error {
        problems.sort_by_key(|problem| problem.place().map(|place| place.span().start));
        let count = match problems.len() {
            1 => "1 problem".to_owned(),
            several => format!("{several} problems"),
        };
        let message = format!("cannot decode {gvk}{}: {count}", self.name_of(node));
        Error::new(ErrorKind::Invalid, message).with_problems(problems)
    }

    /// The name of an object in quotes, after a blank, if it has one.
    fn name_of(&self, node: NodeId) -> String {
        let name = self.document.name_of(self.document.tree.resolve(node));
        name.map(|name| format!(" {name:?}")).unwrap_or_default()
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
        let tree = &self.document.tree;
        let absent = default::absent_in_document(tree, tree.resolve(node), table)?;
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
            let path = self.document.path_below(node, problem.path());
            let problem = problem.at_path(path);
            match self.document.problem(at, "").place() {
                Some(place) => problem.at_place(place.clone()),
                None => problem,
            }
        });
        let problems = problems.collect();
        Err(self.invalid(node, &registration.resource().gvk(), problems))
    }

    fn warn_of_deprecation(&self, node: NodeId, gvk: &GroupVersionKind, text: &str) {
        let message = if text.is_empty() { format!("{gvk} is deprecated") } else { text.to_owned() };
        let problem = self.document.problem(self.type_node(node, "apiVersion"), &message);
        self.decoder.warn(&Warning { kind: WarningKind::Deprecated, problem });
    }

    fn warn_of_directive(&self) {
        let Some((major, minor)) = self.document.tree.yaml_version().filter(|version| *version != (1, 1))
        else {
            return;
        };
        let start = self.document.tree.text().find("%YAML").unwrap_or_default();
        let place = self.document.place(Span::new(start, start + "%YAML".len()));
        let message = format!("Kubernetes' reader refuses documents of YAML {major}.{minor}");
        let problem = Problem::new(message).at_place(place);
        self.decoder.warn(&Warning { kind: WarningKind::Directive, problem });
    }

    /// The object in the hub of its kind, if that is asked for.
    fn to_hub(
        &self,
        node: NodeId,
        registration: &'static Registration,
        object: Box<dyn AnyObject>,
    ) -> Decoded {
        if !self.decoder.options.convert_to_hub {
            return Ok(object);
        }
        let hub = Converter::new(self.decoder.scheme).hub_of(registration)?;
        self.converted(node, object, hub)
    }

    /// The object in another version. Reading does not fail for what that has no place for: it warns.
    fn converted(&self, node: NodeId, object: Box<dyn AnyObject>, target: &'static Registration) -> Decoded {
        let kept = Converter::new(self.decoder.scheme).run(object, target)?;
        for path in kept.lost {
            let message = format!("{} has no place for it", target.resource().gvk());
            let problem = self.document.problem(self.document.nearest(node, &path), &message);
            let problem = problem.at_path(self.document.path_below(node, &path));
            self.decoder.warn(&Warning { kind: WarningKind::Lost, problem });
        }
        Ok(kept.object)
    }

    /// The document as the object of a type.
    pub(super) fn typed<T: Object>(&self) -> Result<T, Error> {
        self.typed_at(self.document.root, None)
    }

    pub(super) fn typed_at<T: Object>(
        &self,
        node: NodeId,
        implied: Option<&GroupVersionKind>,
    ) -> Result<T, Error> {
        let registration = const { &Registration::of::<T>() };
        let (expected, found) = (T::RESOURCE.gvk(), self.gvk(node, implied)?);
        let object = if found == expected {
            self.registered(node, registration)?
        } else {
            self.other_version::<T>(node, &expected, &found)?
        };
        object.downcast::<T>().map(|object| *object).map_err(|other| {
            Error::new(ErrorKind::Invalid, format!("{expected} was decoded as {}", other.gvk()))
        })
    }

    /// The object of another version of the kind, converted to the type, if the scheme knows both.
    fn other_version<T: Object>(
        &self,
        node: NodeId,
        expected: &GroupVersionKind,
        found: &GroupVersionKind,
    ) -> Decoded {
        let scheme = self.decoder.scheme;
        let is_version = found.group == expected.group && found.kind == expected.kind;
        match (scheme.get(found), scheme.of_type::<T>()) {
            (Some(version), Some(target)) if is_version => {
                let object = self.registered(node, version)?;
                self.converted(node, object, target)
            }
            _ => Err(self.wrong_kind(node, expected, found)),
        }
    }

    pub(super) fn wrong_kind(
        &self,
        node: NodeId,
        expected: &GroupVersionKind,
        found: &GroupVersionKind,
    ) -> Error {
        let is_kind = found.group_version() == expected.group_version();
        let at = self.type_node(node, if is_kind { "kind" } else { "apiVersion" });
        let mut known_versions = String::new();
        if !is_kind && found.group_kind() == expected.group_kind() {
            // The text is of the kind, in a version that the scheme cannot convert from.
            let versions = self.decoder.scheme.versions(&found.group_kind());
            let known: Vec<&str> = versions.iter().map(|one| one.resource().version).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            known_versions = format!("; known versions: {known}");
        }
        let message = format!("expected {expected}, found {found}{known_versions}");
        let problem = self.document.problem(at, &message);
        Error::new(ErrorKind::Invalid, format!("cannot decode {found} as {expected}"))
            .with_problems([problem])
    }

    pub(super) fn dynamic(&self) -> Result<DynamicObject, Error> {
        self.dynamic_at(self.document.root)
    }

    fn dynamic_at(&self, node: NodeId) -> Result<DynamicObject, Error> {
        let gvk = self.document.gvk_of(node)?;
        self.decode_plain(node, node, &gvk)
    }

    pub(super) fn partial(&self) -> Result<PartialObjectMetadata, Error> {
        let gvk = self.document.gvk()?;
        let metadata = match self.document.field(self.document.root, "metadata") {
            None => ObjectMeta::default(),
            Some(metadata) => self.decode_plain(self.document.root, metadata, &gvk)?,
        };
        Ok(PartialObjectMetadata::new(gvk, metadata))
    }

    pub(super) fn unknown(&self) -> Result<Unknown, Error> {
        let frame = self.document.frame;
        Ok(Unknown::new(self.document.gvk()?, frame.content_type(), frame.bytes()))
    }

    /// Decodes a node of an object without a registration.
    pub(super) fn decode_plain<T: DeserializeOwned>(
        &self,
        object: NodeId,
        node: NodeId,
        gvk: &GroupVersionKind,
    ) -> Result<T, Error> {
        self.document.check_aliases()?;
        let (value, faults) = self.decoding(node).run(|node| T::deserialize(node));
        let beyond = self.beyond_the_type(node, &faults.unknown_fields);
        match value {
            Some(value) if beyond.is_empty() => Ok(value),
            _ => {
                let problems = faults.errors.iter().map(|fault| self.document.problem_of(node, fault));
                Err(self.invalid(object, gvk, problems.chain(beyond).collect()))
            }
        }
    }
}

pub(super) fn boxed(object: impl AnyObject) -> Box<dyn AnyObject> {
    Box::new(object)
}

fn parse_defaults<'d>(
    defaults: &'d [(NodeId, &'static str, String)],
) -> Result<Vec<FieldDefault<'d>>, Error> {
    let parse = |(mapping, name, text): &'d (NodeId, &'static str, String)| match yaml::parse_json(text) {
        Ok(value) => Ok(FieldDefault { mapping: *mapping, name, value }),
        Err(error) => {
            let message = format!("the default of `{name}` is no value");
            Err(Error::new(ErrorKind::Invalid, message).with_source(error))
        }
    };
    defaults.iter().map(parse).collect()
}
