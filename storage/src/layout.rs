//! Where objects have their files: from a key to a path and back.

use std::borrow::Cow;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use libgitops_core::codec::ContentType;
use libgitops_core::gvk::GroupKind;
use libgitops_core::key::{KindKey, NamespacedName, ObjectKey};

use crate::error::{Error, ErrorKind};
use crate::names::{check_kind, check_name};

/// The directory of the core group, whose name is empty.
const CORE: &str = "core";

/// The name of an object's file in libgitops's layout, without its extension.
pub(crate) const METADATA: &str = "metadata";

/// The key of an object without the version of its kind: what a path can tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnversionedKey {
    group_kind: GroupKind,
    name: NamespacedName,
}

impl UnversionedKey {
    /// The key of an object of a kind in any version.
    pub fn new(group_kind: GroupKind, name: NamespacedName) -> Self {
        Self { group_kind, name }
    }

    /// Group and kind.
    pub fn group_kind(&self) -> &GroupKind {
        &self.group_kind
    }

    /// Namespace and name.
    pub fn namespaced_name(&self) -> &NamespacedName {
        &self.name
    }

    /// The key in a version of the kind.
    pub fn with_version(&self, version: impl Into<Cow<'static, str>>) -> ObjectKey {
        ObjectKey::new(self.group_kind.with_version(version), self.name.clone())
    }
}

impl From<&ObjectKey> for UnversionedKey {
    fn from(key: &ObjectKey) -> Self {
        Self::new(key.gvk().group_kind(), key.namespaced_name().clone())
    }
}

impl fmt::Display for UnversionedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.group_kind, self.name)
    }
}

/// Where the objects of a storage have their files.
///
/// A new file gets the extension of the layout's content type (`.yaml` unless said otherwise). A file that is there is
/// found with each of the extensions `.yaml`, `.yml` and `.json`, and keeps its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    shape: Shape,
    content_type: ContentType,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Grouped,
    Libgitops(Cow<'static, str>),
}

impl Layout {
    /// The default: `<group>/<kind>/<namespace>/<name>.yaml`, and `<group>/<kind>/<name>.yaml` in cluster scope.
    ///
    /// The core group has the directory `core`. A namespace is a DNS label, so it has no dot and is never taken for a
    /// file.
    pub fn grouped() -> Self {
        Self { shape: Shape::Grouped, content_type: ContentType::Yaml }
    }

    /// The layout of Weave libgitops: `<kind>/<namespace>/<name>/metadata.yaml`, and `<kind>/<name>/metadata.yaml` in
    /// cluster scope. A path does not tell the group, so it is for one group. (There it is for one version of it; here an
    /// object is one in every version of its kind.)
    pub fn libgitops(group: impl Into<Cow<'static, str>>) -> Self {
        Self { shape: Shape::Libgitops(group.into()), content_type: ContentType::Yaml }
    }

    /// The same with new files in this syntax.
    #[must_use]
    pub fn with_content_type(mut self, content_type: ContentType) -> Self {
        self.content_type = content_type;
        self
    }

    /// The syntax of new files.
    pub fn content_type(&self) -> ContentType {
        self.content_type
    }

    /// The path of a new object's file, relative to the root of the storage.
    ///
    /// # Errors
    /// `Invalid` for names that cannot be stored, `Unsupported` for a group that the layout is not for.
    pub fn path_of(&self, key: &ObjectKey) -> Result<PathBuf, Error> {
        Ok(self.place(key)?.file(self.content_type.extension()).into())
    }

    /// The object that has its file at a path relative to the root of the storage, if one can.
    pub fn key_of(&self, path: &Path) -> Option<UnversionedKey> {
        let part = |component: Component<'_>| match component {
            Component::Normal(name) => name.to_str().map(str::to_owned),
            _ => None,
        };
        let parts: Option<Vec<String>> = path.components().map(part).collect();
        let parts = parts?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        self.recognize(&parts).ok().flatten()
    }

    /// The directory with all objects of a kind.
    pub(crate) fn kind_directory(&self, kind: &KindKey) -> Result<String, Error> {
        check_kind(&kind.gvk().group_kind())?;
        match &self.shape {
            Shape::Grouped if kind.group() == CORE => {
                let message =
                    "the group \"core\" would share the directory of the core group, whose name is empty";
                Err(Error::new(ErrorKind::Invalid, message))
            }
            Shape::Grouped if kind.group().is_empty() => Ok(format!("{CORE}/{}", kind.kind())),
            Shape::Grouped => Ok(format!("{}/{}", kind.group(), kind.kind())),
            Shape::Libgitops(served) if *served == kind.group() => Ok(kind.kind().to_owned()),
            Shape::Libgitops(served) => {
                let message =
                    format!("the layout is for the group {served:?} alone, and has no place for {kind}");
                Err(Error::new(ErrorKind::Unsupported, message))
            }
        }
    }

    /// Where an object has its file.
    pub(crate) fn place(&self, key: &ObjectKey) -> Result<Place, Error> {
        let mut id = self.kind_directory(key.kind())?;
        let name = key.namespaced_name();
        self.check_name(name)?;
        for part in [&name.namespace, &name.name] {
            if !part.is_empty() {
                id.push('/');
                id.push_str(part);
            }
        }
        let form = if self.is_nested() { Form::Directory } else { Form::File };
        Ok(Place { id, form, content_type: self.content_type })
    }

    fn check_name(&self, name: &NamespacedName) -> Result<(), Error> {
        check_name(name)?;
        if self.is_nested() && !name.namespace.is_empty() && is_metadata_file(&name.name) {
            let message = format!("{:?} is the name of a file in this layout", name.name);
            return Err(Error::new(ErrorKind::Invalid, message));
        }
        Ok(())
    }

    /// Whether each object has a directory of its own.
    pub(crate) fn is_nested(&self) -> bool {
        matches!(self.shape, Shape::Libgitops(_))
    }

    /// How many directories below that of a kind files can be.
    pub(crate) fn depth(&self) -> usize {
        match self.shape {
            Shape::Grouped => 1,
            Shape::Libgitops(_) => 2,
        }
    }

    /// The object whose file has this path, in parts; `None` if no object's file has a path like that, and an error if
    /// it is in the place of one and its names are wrong.
    pub(crate) fn recognize(&self, parts: &[&str]) -> Result<Option<UnversionedKey>, Error> {
        let Some((file, directories)) = parts.split_last() else { return Ok(None) };
        let Some((stem, _)) = split_extension(file) else { return Ok(None) };
        let (group, kind, name) = match (&self.shape, directories) {
            (Shape::Grouped, [group, kind]) => (group_of(group), kind, NamespacedName::new("", stem)),
            (Shape::Grouped, [group, kind, namespace]) => {
                (group_of(group), kind, NamespacedName::new(*namespace, stem))
            }
            (Shape::Libgitops(served), [kind, name]) if stem == METADATA => {
                (served.as_ref(), kind, NamespacedName::new("", *name))
            }
            (Shape::Libgitops(served), [kind, namespace, name]) if stem == METADATA => {
                (served.as_ref(), kind, NamespacedName::new(*namespace, *name))
            }
            _ => return Ok(None),
        };
        let group_kind = GroupKind::new(group.to_owned(), (*kind).to_owned());
        check_kind(&group_kind)?;
        self.check_name(&name)?;
        Ok(Some(UnversionedKey::new(group_kind, name)))
    }
}

impl Default for Layout {
    fn default() -> Self {
        Self::grouped()
    }
}

const EXTENSIONS: [(&str, ContentType); 3] =
    [("yaml", ContentType::Yaml), ("yml", ContentType::Yaml), ("json", ContentType::Json)];

/// A file's name without its extension, and the content type that it stands for.
pub(crate) fn split_extension(file: &str) -> Option<(&str, ContentType)> {
    let (stem, extension) = file.rsplit_once('.')?;
    let (_, content_type) = EXTENSIONS.into_iter().find(|(known, _)| *known == extension)?;
    (!stem.is_empty()).then_some((stem, content_type))
}

fn is_metadata_file(name: &str) -> bool {
    split_extension(name).is_some_and(|(stem, _)| stem == METADATA)
}

fn group_of(directory: &str) -> &str {
    if directory == CORE { "" } else { directory }
}

/// What an object is known by in logs and indexes, whatever file it has: `<group>/<kind>/<namespace>/<name>`.
///
/// # Errors
/// `Invalid` for names that no storage takes.
pub(crate) fn id_of(key: &ObjectKey) -> Result<String, Error> {
    Ok(Layout::grouped().place(key)?.id)
}

/// The object that is known by an id.
pub(crate) fn key_of_id(id: &str) -> Option<UnversionedKey> {
    let mut parts = id.splitn(3, '/');
    let (group, kind) = (parts.next()?, parts.next()?);
    Some(UnversionedKey::new(GroupKind::new(group_of(group).to_owned(), kind.to_owned()), name_of_id(id)?))
}

/// Namespace and name of the object that is known by an id.
pub(crate) fn name_of_id(id: &str) -> Option<NamespacedName> {
    let mut parts = id.split('/').skip(2);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), None, _) => Some(NamespacedName::new("", name)),
        (Some(namespace), Some(name), None) => Some(NamespacedName::new(namespace, name)),
        _ => None,
    }
}

/// Where an object has its file, relative to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// What the object is known by in the log: kind, namespace and name.
    pub(crate) id: String,
    form: Form,
    /// The syntax of a new file.
    content_type: ContentType,
}

/// What makes a path of an id.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// The file is called like the object.
    File,
    /// Each object has a directory of its own.
    Directory,
    /// The path has nothing to do with the id.
    Path(String),
}

impl Place {
    /// The place of an object that has its file at a path, whatever its id.
    pub(crate) fn at(id: String, path: String) -> Self {
        let content_type = ContentType::of_path(&path).unwrap_or(ContentType::Yaml);
        Self { id, form: Form::Path(path), content_type }
    }

    /// The directory of the file.
    pub(crate) fn directory(&self) -> &str {
        match &self.form {
            Form::File => parent(&self.id),
            Form::Directory => &self.id,
            Form::Path(path) => parent(path),
        }
    }

    /// The name of the file in its directory.
    pub(crate) fn file_name(&self, extension: &str) -> String {
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        match &self.form {
            Form::File => format!("{}.{extension}", name(&self.id)),
            Form::Directory => format!("{METADATA}.{extension}"),
            Form::Path(path) => name(path),
        }
    }

    /// The place of another object with this id.
    pub(crate) fn of_sibling(&self, id: &str) -> Self {
        Self { id: id.to_owned(), ..self.clone() }
    }

    /// The path of the file.
    pub(crate) fn file(&self, extension: &str) -> String {
        match &self.form {
            Form::File => format!("{}.{extension}", self.id),
            Form::Directory => format!("{}/{METADATA}.{extension}", self.id),
            Form::Path(path) => path.clone(),
        }
    }

    /// The extensions that the file can have, that of a new one first.
    pub(crate) fn extensions(&self) -> impl Iterator<Item = (&'static str, ContentType)> {
        let mut extensions = EXTENSIONS;
        extensions.sort_by_key(|(_, content_type)| *content_type != self.content_type);
        let count = if matches!(self.form, Form::Path(_)) { 1 } else { extensions.len() };
        extensions.into_iter().take(count)
    }

    /// The extension and the syntax of a new file.
    pub(crate) fn of_new(&self) -> (&'static str, ContentType) {
        self.extensions().next().unwrap_or(("yaml", self.content_type))
    }
}

/// The directory that a path is in; empty for the root.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

#[cfg(test)]
mod tests;
