//! Where the objects of one kind and namespace are, counted, so that a place beside them is found without looking at all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Files with how many of the objects each holds, and directories with how many of the files.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    files: BTreeMap<PathBuf, usize>,
    files_by_count: BTreeSet<(usize, PathBuf)>,
    directories: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    directories_by_count: BTreeSet<(usize, PathBuf)>,
}

/// The few files that decide, as [`Counted::deciding`] gives them, by one pass over the file of each object: for who asks
/// seldom.
pub(super) fn deciding_of<'p>(each: impl Iterator<Item = &'p Path>) -> BTreeMap<&'p Path, usize> {
    let mut files: HashMap<&OsStr, usize> = HashMap::new();
    each.for_each(|path| *files.entry(path.as_os_str()).or_default() += 1);
    let last = |(left, left_count): &(&&'p OsStr, &usize), (right, right_count): &(&&'p OsStr, &usize)| {
        left_count.cmp(right_count).then_with(|| Path::new(left).cmp(Path::new(right)))
    };
    let Some((most, count)) = files.iter().max_by(last) else { return BTreeMap::new() };
    if *count > 1 {
        return BTreeMap::from([(Path::new(*most), 2)]);
    }
    let mut directories: HashMap<&OsStr, usize> = HashMap::new();
    for file in files.keys() {
        *directories.entry(directory(Path::new(*file)).as_os_str()).or_default() += 1;
    }
    let best = directories.iter().max_by(last).map(|(directory, _)| *directory);
    let beside = files.keys().filter(|file| Some(directory(Path::new(*file)).as_os_str()) == best);
    beside.take(2).chain([most]).map(|file| (Path::new(*file), 1)).collect()
}

fn directory(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

impl Counted {
    /// The file of each object.
    pub(super) fn of<'p>(each: impl Iterator<Item = &'p Path>) -> Self {
        let mut counts: HashMap<&OsStr, usize> = HashMap::new();
        each.for_each(|path| *counts.entry(path.as_os_str()).or_default() += 1);
        let mut directories: HashMap<&Path, Vec<PathBuf>> = HashMap::new();
        for path in counts.keys() {
            directories.entry(directory(Path::new(*path))).or_default().push(PathBuf::from(path));
        }
        let files = counts.iter().map(|(path, count)| (PathBuf::from(path), *count));
        let directories =
            directories.into_iter().map(|(path, files)| (path.to_owned(), files.into_iter().collect()));
        let directories: BTreeMap<PathBuf, BTreeSet<PathBuf>> = directories.collect();
        Self {
            files_by_count: counts.iter().map(|(path, count)| (*count, PathBuf::from(path))).collect(),
            files: files.collect(),
            directories_by_count: directories
                .iter()
                .map(|(path, files)| (files.len(), path.clone()))
                .collect(),
            directories,
        }
    }

    /// One object more in a file.
    pub(super) fn add(&mut self, path: &Path) {
        let count = self.files.entry(path.to_owned()).or_default();
        self.files_by_count.remove(&(*count, path.to_owned()));
        *count += 1;
        self.files_by_count.insert((*count, path.to_owned()));
        if *count == 1 {
            self.change_directory(path, BTreeSet::insert);
        }
    }

    /// One object less in a file.
    pub(super) fn remove(&mut self, path: &Path) {
        let Some(count) = self.files.get_mut(path) else { return };
        self.files_by_count.remove(&(*count, path.to_owned()));
        *count -= 1;
        if *count > 0 {
            self.files_by_count.insert((*count, path.to_owned()));
        } else {
            self.files.remove(path);
            self.change_directory(path, |files, path| files.remove(&path));
        }
    }

    fn change_directory(
        &mut self,
        path: &Path,
        change: impl FnOnce(&mut BTreeSet<PathBuf>, PathBuf) -> bool,
    ) {
        let directory = directory(path).to_owned();
        let files = self.directories.entry(directory.clone()).or_default();
        self.directories_by_count.remove(&(files.len(), directory.clone()));
        change(files, path.to_owned());
        if files.is_empty() {
            self.directories.remove(&directory);
        } else {
            self.directories_by_count.insert((files.len(), directory));
        }
    }

    /// The few files that decide where the next object goes beside the others: the one with most of them, and if each has
    /// its own, two of the directory with most files and the last one, whose extension counts.
    pub(super) fn deciding(&self) -> BTreeMap<&Path, usize> {
        let Some((count, most)) = self.files_by_count.last() else { return BTreeMap::new() };
        if *count > 1 {
            return BTreeMap::from([(most.as_path(), 2)]);
        }
        let directory =
            self.directories_by_count.last().and_then(|(_, directory)| self.directories.get(directory));
        let some = directory.into_iter().flatten().take(2).chain([most]);
        some.map(|path| (path.as_path(), 1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Kin, Placement};
    use libgitops_core::gvk::GroupVersionKind;
    use libgitops_core::key::ObjectKey;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_deciding_files_decide_as_all_do(
            steps in prop::collection::vec((0..3_usize, 0..5_usize, 0..2_usize, any::<bool>()), 0..24),
        ) {
            let key = ObjectKey::namespaced(GroupVersionKind::from_static("a.b", "v1", "Lamp"), "home", "desk");
            let (mut all, mut counted) = (BTreeMap::<PathBuf, usize>::new(), Counted::default());
            for (step, (directory, name, extension, is_added)) in steps.into_iter().enumerate() {
                if step == 8 {
                    let each = all.iter().flat_map(|(path, count)| std::iter::repeat_n(path.as_path(), *count));
                    counted = Counted::of(each);
                }
                let path = ["", "a/b", "a-b"].map(Path::new)[directory].join(format!("{name}.{}", ["yaml", "json"][extension]));
                if is_added {
                    *all.entry(path.clone()).or_default() += 1;
                    counted.add(&path);
                } else {
                    counted.remove(&path);
                    if let Some(count) = all.get_mut(&path) {
                        *count -= 1;
                        if *count == 0 {
                            all.remove(&path);
                        }
                    }
                }
                let kin = Kin { files: all.iter().map(|(path, count)| (path.as_path(), *count)).collect() };
                let expected = Placement::beside_kin().place(&key, &kin);
                prop_assert_eq!(&Placement::beside_kin().place(&key, &Kin { files: counted.deciding() }), &expected);
                let each = all.iter().flat_map(|(path, count)| std::iter::repeat_n(path.as_path(), *count));
                prop_assert_eq!(Placement::beside_kin().place(&key, &Kin { files: deciding_of(each) }), expected);
            }
        }
    }
}
