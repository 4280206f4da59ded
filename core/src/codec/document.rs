//! One document on its way in: the frame's text, its tree, and what its `apiVersion` and `kind` say.

use std::borrow::Cow;

use serde::Deserialize;

use super::frame::LineCursor;
use super::{ContentType, Frame};
use crate::error::{Error, ErrorKind, Problem};
use crate::gvk::GroupVersionKind;
use crate::path::FieldPath;
use crate::source::{Place, Span};
use crate::value::Value;
use crate::yaml::de::{self, Decoding, Fault, ListCursor};
use crate::yaml::{self, NodeId, NodeKind, Scalar, Tree};

/// A frame with its tree.
#[derive(Debug)]
pub(crate) struct Document<'f> {
    pub(crate) frame: &'f Frame,
    pub(crate) tree: Tree<'f>,
    pub(crate) root: NodeId,
    last_item: ListCursor,
    last_line: LineCursor,
}

impl<'f> Document<'f> {
    /// Parses a frame; none if it holds no document, only comments or nothing.
    ///
    /// # Errors
    /// `Syntax` when the text is not UTF-8 or not of its content type, `Invalid` when there are several documents.
    pub(crate) fn parse(frame: &'f Frame) -> Result<Option<Self>, Error> {
        Ok(parse(frame)?.and_then(|tree| Self::of(frame, tree)))
    }

    /// A frame that was parsed already, to this tree; none if it holds no document.
    pub(crate) fn of(frame: &'f Frame, tree: Tree<'f>) -> Option<Self> {
        let root = tree.root()?;
        let (last_item, last_line) = (ListCursor::default(), LineCursor::default());
        Some(Self { frame, tree, root, last_item, last_line })
    }

    /// Asked before anything follows the aliases of the document.
    ///
    /// # Errors
    /// `LimitExceeded` when they expand too far or nest too deep.
    pub(crate) fn check_aliases(&self) -> Result<(), Error> {
        let Some(message) = de::too_much(&self.tree) else { return Ok(()) };
        let problem = Problem::new(message).at_place(self.place(first_alias(&self.tree, self.root)));
        let message = format!("cannot decode {}: too many aliases", self.frame.described());
        Err(Error::new(ErrorKind::LimitExceeded, message).with_problems([problem]))
    }

    /// What `apiVersion` and `kind` say.
    ///
    /// # Errors
    /// `Invalid` when the document is no mapping or when one of the two is missing or no string.
    pub(crate) fn gvk(&self) -> Result<GroupVersionKind, Error> {
        self.gvk_of(self.root)
    }

    /// The same of an object inside the document.
    pub(crate) fn gvk_of(&self, node: NodeId) -> Result<GroupVersionKind, Error> {
        let node = self.tree.resolve(node);
        if !matches!(self.tree.kind(node), NodeKind::Mapping(_)) {
            let message = "expected an object: a mapping with `apiVersion` and `kind`";
            return Err(self.not_an_object(node, vec![self.problem(node, message)]));
        }
        match (self.type_field(node, "apiVersion"), self.type_field(node, "kind")) {
            (Ok((api_version, text)), Ok((kind, name))) => {
                let gvk = GroupVersionKind::from_api_version(&text, &name);
                gvk.map_err(|error| {
                    let at = if name.is_empty() { kind } else { api_version };
                    self.not_an_object(node, vec![self.problem(at, error.message())])
                })
            }
            (api_version, kind) => {
                let problems = [api_version.err(), kind.err()].into_iter().flatten();
                Err(self.not_an_object(node, problems.map(|problem| *problem)))
            }
        }
    }

    /// The node and text of `apiVersion` or `kind`.
    fn type_field(&self, object: NodeId, name: &str) -> Result<(NodeId, Cow<'_, str>), Box<Problem>> {
        let value = self.field(object, name);
        let Some(value) = value.map(|value| self.tree.resolve(value)) else {
            let problem = self.problem(object, &format!("missing field `{name}`"));
            let path = self.path_of(object).field(name);
            return Err(Box::new(problem.at_path(path)));
        };
        let is_scalar = matches!(self.tree.kind(value), NodeKind::Scalar(_));
        match is_scalar.then(|| self.tree.scalar(value)) {
            Some(Ok(Scalar::String(text))) => Ok((value, text)),
            _ => Err(Box::new(self.problem(value, "expected a string"))),
        }
    }

    /// The value of a key; with equal keys the last one, as in Kubernetes' reader.
    pub(crate) fn field(&self, mapping: NodeId, name: &str) -> Option<NodeId> {
        let entries = self.tree.merged_entries(mapping).ok()?;
        entries.filter(|(key, _)| &*self.tree.content(*key) == name).last().map(|(_, value)| value)
    }

    /// The name of an object for messages, if it has one.
    pub(crate) fn name_of(&self, object: NodeId) -> Option<Cow<'_, str>> {
        let metadata = self.tree.resolve(self.field(object, "metadata")?);
        let name = self.tree.resolve(self.field(metadata, "name")?);
        let name = self.tree.content(name);
        (!name.is_empty()).then_some(name)
    }

    /// The place of a span in the stream.
    pub(crate) fn place(&self, span: Span) -> Place {
        self.frame.place_behind(span, &self.last_line)
    }

    pub(crate) fn path_of(&self, node: NodeId) -> FieldPath {
        de::path_from(&self.tree, self.root, node, &self.last_item)
    }

    /// A problem of a node, with path and place.
    pub(crate) fn problem(&self, node: NodeId, message: &str) -> Problem {
        Problem::new(message).at_path(self.path_of(node)).at_place(self.place(self.span(node)))
    }

    /// A problem that decoding the object at `object` found.
    pub(crate) fn problem_of(&self, object: NodeId, fault: &Fault) -> Problem {
        let target = self.tree.resolve(object);
        let is_inside = target <= fault.node && fault.node < self.tree.subtree_end(target);
        // What an alias names may stand outside of the object, and has the path of its own place.
        let path = if is_inside { self.path_below(object, &fault.path) } else { self.path_of(fault.node) };
        Problem::new(&fault.message).at_path(path).at_place(self.place(self.span(fault.node)))
    }

    /// The path in the document of what has the path `below` in the object at `object`.
    pub(crate) fn path_below(&self, object: NodeId, below: &FieldPath) -> FieldPath {
        let mut path = self.path_of(object);
        for segment in below.segments() {
            path.push(segment.clone());
        }
        path
    }

    /// The part of a node that a caret should underline: a scalar, or the first byte of anything longer.
    fn span(&self, node: NodeId) -> Span {
        let span = self.tree.span(node);
        match self.tree.kind(node) {
            NodeKind::Scalar(_) | NodeKind::Alias(_) => span,
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => Span::new(span.start, span.start),
        }
    }

    /// The node at a path, or the nearest one above it.
    pub(crate) fn nearest(&self, object: NodeId, path: &FieldPath) -> NodeId {
        use crate::path::PathSegment;
        let mut current = object;
        for segment in path.segments() {
            let resolved = self.tree.resolve(current);
            let next = match segment {
                PathSegment::Field(name) => self.field(resolved, name),
                PathSegment::Index(index) => self.tree.items(resolved).nth(*index),
            };
            let Some(next) = next else { break };
            current = next;
        }
        current
    }

    fn not_an_object(&self, node: NodeId, problems: impl IntoIterator<Item = Problem>) -> Error {
        let mut what = self.frame.described();
        if node != self.root {
            what = format!("{} of {what}", self.path_of(node));
        }
        Error::new(ErrorKind::Invalid, format!("cannot decode {what}: it is no object"))
            .with_problems(problems)
    }
}

/// Where the first alias of a document stands.
fn first_alias(tree: &Tree<'_>, root: NodeId) -> Span {
    let alias = tree.nodes().find(|node| matches!(tree.kind(*node), NodeKind::Alias(_)));
    tree.span(alias.unwrap_or(root))
}

/// The tree of a frame; none if it holds no document at all.
fn parse(frame: &Frame) -> Result<Option<Tree<'_>>, Error> {
    let text = frame.text()?;
    let last_line = LineCursor::default();
    let place = |span| frame.place_behind(span, &last_line);
    let problem = |error: &yaml::SyntaxError| {
        let problem = Problem::new(error.message()).at_place(place(error.span()));
        match error.related() {
            Some((label, span)) => problem.with_related(label, place(span)),
            None => problem,
        }
    };
    let syntax = |errors: &[yaml::SyntaxError]| {
        let content_type = if frame.content_type() == ContentType::Json { "JSON" } else { "YAML" };
        let message = format!("cannot read {}: it is not valid {content_type}", frame.described());
        Error::new(ErrorKind::Syntax, message).with_problems(errors.iter().map(problem))
    };
    match frame.content_type() {
        ContentType::Json if frame.is_empty() => Ok(None),
        ContentType::Json => yaml::parse_json(text).map(Some).map_err(|error| syntax(&[error])),
        ContentType::Yaml => {
            let mut trees = yaml::parse(text).map_err(|errors| syntax(&errors))?;
            trees.retain(|tree| tree.root().is_some());
            if let Some(second) = trees.get(1) {
                let start = second.root().map_or(0, |root| second.span(root).start);
                let place = frame.place(Span::new(start, start));
                let problem = Problem::new("a second document begins here").at_place(place);
                let message = "a frame holds one document: read several with a FrameReader";
                return Err(Error::new(ErrorKind::Invalid, message).with_problems([problem]));
            }
            Ok(trees.pop())
        }
    }
}

/// The value of one document, whatever it is; none if the bytes hold no document.
///
/// # Errors
/// As [`Document::parse`] and [`Document::check_aliases`]; `Invalid` for values that JSON cannot hold, and for keys that are given twice.
pub(crate) fn value_of_bytes(bytes: &[u8], content_type: ContentType) -> Result<Option<Value>, Error> {
    let frame = Frame::new(content_type, bytes);
    let Some(document) = Document::parse(&frame)? else { return Ok(None) };
    document.check_aliases()?;
    let (value, faults) = Decoding::new(&document.tree, document.root).run(|node| Value::deserialize(node));
    let mut problems: Vec<Problem> =
        faults.errors.iter().map(|fault| document.problem_of(document.root, fault)).collect();
    for (_, key) in document.tree.duplicate_keys() {
        let name = document.tree.content(key);
        problems.push(document.problem(key, &format!("the key `{name}` is given twice")));
    }
    match value {
        Some(value) if problems.is_empty() => Ok(Some(value)),
        _ => Err(Error::new(ErrorKind::Invalid, "cannot read the document").with_problems(problems)),
    }
}
