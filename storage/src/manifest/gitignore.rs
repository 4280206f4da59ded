//! Files and directories that `.gitignore` files leave out, by Git's rules.

use std::sync::Arc;

use rustix::fs::{FileType, OFlags};

use crate::error::Error;
use crate::fs::calls::Calls;
use crate::fs::root::{Root, read_all};

mod wildmatch;

/// The name of the files with the rules.
pub(super) const NAME: &str = ".gitignore";

/// The rules that hold in a directory: those of its own file, which count first, and those of the directories above.
#[derive(Debug)]
pub(super) struct Rules {
    /// Where the file is, with a slash at its end unless that is the root.
    base: String,
    patterns: Vec<Pattern>,
    above: Option<Arc<Rules>>,
}

/// One line of a file.
#[derive(Debug)]
struct Pattern {
    text: Vec<u8>,
    /// `!`: what matches is taken in after all.
    is_negated: bool,
    is_for_directories: bool,
    /// Whether it is a path from the file's directory on, or the name of something anywhere below.
    is_path: bool,
    line: usize,
}

/// The line that leaves something out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// The path of the file with the rule, relative to the root.
    pub(super) file: String,
    pub(super) line: usize,
}

impl Rules {
    /// The rules in a directory that is below one with the rules `above`.
    ///
    /// # Errors
    /// What reading the file says. A symbolic link has no rules, as in Git.
    pub(super) fn of_directory<C: Calls>(
        root: &Root<C>,
        directory: &str,
        above: Option<Arc<Self>>,
    ) -> Result<Option<Arc<Self>>, Error> {
        let base = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let path = format!("{base}{NAME}");
        let stat = root.stat(&path)?;
        let is_file = stat.is_some_and(|stat| FileType::from_raw_mode(stat.st_mode).is_file());
        let found = if is_file { root.find(&path, OFlags::RDONLY | OFlags::NONBLOCK)? } else { None };
        let Some(file) = found else { return Ok(above) };
        let text = read_all(&file, 0);
        let text = text.map_err(|error| root.explain("cannot read the file", &path, error))?;
        Ok(Some(Arc::new(Self { base, patterns: read(&text), above })))
    }

    /// Why something in the directory of these rules is left out, if it is. Whatever is below a directory that is left out
    /// is left out too, and has no say in it.
    pub(super) fn reason(&self, path: &str, is_directory: bool) -> Option<Reason> {
        let mut rules = self;
        loop {
            let below = path.strip_prefix(&*rules.base).unwrap_or(path);
            let last = rules.patterns.iter().rev().find(|pattern| pattern.matches(below, is_directory));
            match (last, &rules.above) {
                (Some(pattern), _) if pattern.is_negated => return None,
                (Some(pattern), _) => {
                    return Some(Reason { file: format!("{}{NAME}", rules.base), line: pattern.line });
                }
                (None, Some(above)) => rules = above,
                (None, None) => return None,
            }
        }
    }
}

/// Why a file is left out, or a directory above it, by the rules as they are on the disk.
pub(super) fn reason<C: Calls>(root: &Root<C>, path: &str) -> Result<Option<Reason>, Error> {
    let mut rules = Rules::of_directory(root, "", None)?;
    for (end, _) in path.match_indices('/') {
        let directory = path.get(..end).unwrap_or_default();
        if let Some(reason) = rules.as_ref().and_then(|rules| rules.reason(directory, true)) {
            return Ok(Some(reason));
        }
        rules = Rules::of_directory(root, directory, rules)?;
    }
    Ok(rules.and_then(|rules| rules.reason(path, false)))
}

fn read(text: &[u8]) -> Vec<Pattern> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let lines = text.split(|byte| *byte == b'\n').zip(1..);
    lines.filter_map(|(line, number)| Pattern::read(line, number)).collect()
}

impl Pattern {
    /// A line (`gitignore(5)`); `None` for comments and empty ones.
    fn read(line: &[u8], number: usize) -> Option<Self> {
        if line.starts_with(b"#") {
            return None;
        }
        let line = without_trailing_spaces(line.strip_suffix(b"\r").unwrap_or(line));
        let (is_negated, line) = match line.strip_prefix(b"!") {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (is_for_directories, line) = match line.strip_suffix(b"/") {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let is_path = line.contains(&b'/');
        let text = if is_path { line.strip_prefix(b"/").unwrap_or(line) } else { line };
        let is_empty = line.is_empty();
        (!is_empty).then(|| Self {
            text: text.to_vec(),
            is_negated,
            is_for_directories,
            is_path,
            line: number,
        })
    }

    fn matches(&self, path: &str, is_directory: bool) -> bool {
        let compared = if self.is_path { path } else { path.rsplit('/').next().unwrap_or_default() };
        if self.is_for_directories && !is_directory {
            return false;
        }
        // Git compares what is literal first, so that `a**/b` is not only `a*/b`: its `**` begins what is left.
        let literal = self.text.iter().position(|byte| b"*?[\\".contains(byte)).unwrap_or(self.text.len());
        let (literal, pattern) = self.text.split_at(literal);
        compared.as_bytes().strip_prefix(literal).is_some_and(|rest| wildmatch::matches(pattern, rest))
    }
}

/// Spaces at the end do not count unless a backslash stands before them.
fn without_trailing_spaces(line: &[u8]) -> &[u8] {
    let (mut at, mut end) = (0, 0);
    while let Some(byte) = line.get(at) {
        at += if *byte == b'\\' { 2 } else { 1 };
        if *byte != b' ' {
            end = at.min(line.len());
        }
    }
    line.get(..end).unwrap_or(line)
}

#[cfg(test)]
mod tests;
