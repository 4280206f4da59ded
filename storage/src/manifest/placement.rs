//! Where a new object gets its document.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use libgitops_core::codec::ContentType;
use libgitops_core::key::ObjectKey;

use crate::error::{Error, ErrorKind};
use crate::layout::{id_of, parent};

/// Where a new object gets its document in a tree of manifests. An existing file gets one document more.
#[derive(Clone)]
pub struct Placement(Rule);

#[derive(Clone)]
enum Rule {
    BesideKin(Template),
    ByTemplate(Template),
    By(Arc<Rules>),
}

type Rules = dyn Fn(&ObjectKey, &Kin<'_>) -> PathBuf + Send + Sync;

/// Where the objects of the same kind and namespace as a new one are.
#[derive(Debug)]
pub struct Kin<'a> {
    /// Files, and how many of these objects each holds.
    pub files: BTreeMap<&'a Path, usize>,
}

/// A path with places for group, kind, namespace and name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Template(String);

/// What a new object gets that has no kin.
const DEFAULT: &str = "{namespace}/{kind}-{name}.yaml";

impl Placement {
    /// Beside its kin (the default): where objects of its kind and namespace share a file, in the file with most of them;
    /// where each has a file of its own, in a new file in the directory with most of them. Without kin it is
    /// `<namespace>/<kind>-<name>.yaml`.
    pub fn beside_kin() -> Self {
        Self(Rule::BesideKin(Template(DEFAULT.to_owned())))
    }

    /// By a template of a path, such as `apps/{namespace}/{kind}-{name}.yaml`, relative to the root. `{group}` is `core`
    /// for the core group, `{kind}` is in lower case, and a directory that is empty, as `{namespace}` is in cluster scope,
    /// is left out. Without `{name}` objects share files.
    pub fn template(template: impl Into<String>) -> Self {
        Self(Rule::ByTemplate(Template(template.into())))
    }

    /// By a function of the object's key and the places of its kin. The path is relative to the root.
    pub fn by(place: impl Fn(&ObjectKey, &Kin<'_>) -> PathBuf + Send + Sync + 'static) -> Self {
        Self(Rule::By(Arc::new(place)))
    }

    /// The path of the file that a new object gets, relative to the root. The others are ids of objects with their paths,
    /// those of its kind and namespace at least.
    pub(crate) fn path<'i>(
        &self,
        key: &ObjectKey,
        others: impl Iterator<Item = (&'i str, &'i str)>,
    ) -> Result<String, Error> {
        let id = id_of(key)?;
        let mut files: BTreeMap<&Path, usize> = BTreeMap::new();
        // A template asks for no kin, and there may be much of it.
        if self.asks_for_kin() {
            for (_, path) in others.filter(|(other, _)| parent(other) == parent(&id)) {
                *files.entry(Path::new(path)).or_default() += 1;
            }
        }
        let path = self.place(key, &Kin { files });
        let refused = |why: &str| {
            let message = format!("the placement gives {:?}, {why}", path.display());
            Error::new(ErrorKind::Invalid, message)
        };
        let relative = below_root(&path).map_err(refused)?;
        if relative.split('/').any(|part| part.starts_with('.')) {
            return Err(refused("of which a part is hidden"));
        }
        Ok(relative)
    }

    /// Whether it is decided by where kin is at all.
    pub(crate) fn asks_for_kin(&self) -> bool {
        !matches!(self.0, Rule::ByTemplate(_))
    }

    /// Whether it is decided by where most of the kin is, and by nothing else.
    #[cfg(feature = "git")]
    pub(crate) fn is_beside_kin(&self) -> bool {
        matches!(self.0, Rule::BesideKin(_))
    }

    /// Where an object gets its document.
    pub(crate) fn place(&self, key: &ObjectKey, kin: &Kin<'_>) -> PathBuf {
        match &self.0 {
            Rule::BesideKin(template) => beside_kin(key, kin).unwrap_or_else(|| template.path(key)),
            Rule::ByTemplate(template) => template.path(key),
            Rule::By(place) => place(key, kin),
        }
    }
}

impl Default for Placement {
    fn default() -> Self {
        Self::beside_kin()
    }
}

impl fmt::Debug for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rule::BesideKin(_) => f.write_str("beside_kin"),
            Rule::ByTemplate(template) => f.debug_tuple("template").field(&template.0).finish(),
            Rule::By(_) => f.write_str("by"),
        }
    }
}

/// The path of a file of objects as indexes have it, or what is wrong with it.
pub(crate) fn below_root(path: &Path) -> Result<String, &'static str> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str().ok_or("which is not UTF-8")?),
            Component::CurDir => {}
            _ => return Err("which leads out of the root"),
        }
    }
    let path = parts.join("/");
    match ContentType::of_path(&path) {
        Some(_) => Ok(path),
        None => Err("whose ending is none of .yaml, .yml and .json"),
    }
}

fn beside_kin(key: &ObjectKey, kin: &Kin<'_>) -> Option<PathBuf> {
    let (file, count) = kin.files.iter().max_by_key(|(_, count)| **count)?;
    if *count > 1 {
        return Some(file.to_path_buf());
    }
    let mut directories: BTreeMap<&Path, usize> = BTreeMap::new();
    for file in kin.files.keys() {
        *directories.entry(file.parent().unwrap_or(Path::new(""))).or_default() += 1;
    }
    let (directory, _) = directories.into_iter().max_by_key(|(_, count)| *count)?;
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or("yaml");
    Some(directory.join(format!("{}.{extension}", key.name())))
}

impl Template {
    fn path(&self, key: &ObjectKey) -> PathBuf {
        let group = if key.kind().group().is_empty() { "core" } else { key.kind().group() };
        let text =
            self.0.replace("{group}", group).replace("{kind}", &key.kind().kind().to_ascii_lowercase());
        let text = text.replace("{namespace}", key.namespace()).replace("{name}", key.name());
        text.split('/').filter(|part| !part.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libgitops_core::gvk::GroupVersionKind;

    fn place(placement: &Placement, key: &ObjectKey, kin: &[(&str, usize)]) -> String {
        let files = kin.iter().map(|(path, count)| (Path::new(*path), *count)).collect();
        placement.place(key, &Kin { files }).display().to_string()
    }

    #[test]
    fn a_new_object_goes_where_its_kin_is() {
        let desk =
            ObjectKey::namespaced(GroupVersionKind::from_static("example.com", "v1", "Lamp"), "home", "desk");
        let sun = ObjectKey::cluster(GroupVersionKind::from_static("", "v1", "Star"), "sun");
        let kin = Placement::beside_kin();
        for (key, others, expected) in [
            (&desk, &[] as &[_], "home/lamp-desk.yaml"),
            (&sun, &[], "star-sun.yaml"),
            (&desk, &[("apps/lamps.yaml", 3), ("other/floor.yaml", 1)], "apps/lamps.yaml"),
            (&desk, &[("a/floor.yml", 1), ("b/spot.yml", 1), ("b/wall.yml", 1)], "b/desk.yml"),
            (&desk, &[("floor.json", 1)], "desk.json"),
        ] {
            assert_eq!(place(&kin, key, others), expected, "{key}");
        }
        let template = Placement::template("{group}/{kind}s/{namespace}/{name}.yaml");
        assert_eq!(place(&template, &desk, &[("x.yaml", 9)]), "example.com/lamps/home/desk.yaml");
        assert_eq!(place(&template, &sun, &[]), "core/stars/sun.yaml");
        let by = Placement::by(|key, kin| format!("{}-{}.yaml", key.name(), kin.files.len()).into());
        assert_eq!(place(&by, &desk, &[("x.yaml", 1)]), "desk-1.yaml");
    }
}
