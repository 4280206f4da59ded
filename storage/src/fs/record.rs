//! The lines of the log of versions, and the index that they make.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::version::{Checksum, Version};

/// One line of the log. The last line about an object counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// Versions up to this one have been given.
    Base(Version),
    /// The object with these bytes is in this version.
    Put(Version, Checksum, String),
    /// The object was gone at this version.
    Removed(Version, String),
}

impl Record {
    /// `<version> <checksum, or - for a removed object> <id> <hash of the line so far>`; the id of a base is `/`.
    pub(crate) fn to_line(&self) -> String {
        let mut line = match self {
            Self::Base(version) => format!("{version} - / "),
            Self::Put(version, checksum, id) => format!("{version} {checksum} {id} "),
            Self::Removed(version, id) => format!("{version} - {id} "),
        };
        let hash = fnv(line.as_bytes());
        // Writing to a string cannot fail.
        let _written = writeln!(line, "{hash:08x}");
        line
    }

    /// The record of a line without its end; `None` for one that a crash tore or mixed up.
    fn of_line(line: &str) -> Option<Self> {
        let (body, hash) = line.split_at_checked(line.len().checked_sub(8)?)?;
        if format!("{:08x}", fnv(body.as_bytes())) != hash {
            return None;
        }
        let mut fields = body.split(' ');
        let version = fields.next()?.parse().ok()?;
        let (checksum, id) = (fields.next()?, fields.next()?);
        Some(match (checksum, id) {
            ("-", "/") => Self::Base(version),
            ("-", id) => Self::Removed(version, id.to_owned()),
            (checksum, id) => Self::Put(version, checksum.parse().ok()?, id.to_owned()),
        })
    }
}

/// 32-bit FNV-1a: enough to tell a torn line, and not meant against an adversary, who could write the log as well.
fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// What the log says of each object.
#[derive(Debug)]
pub(crate) struct Index {
    objects: HashMap<String, (Version, Checksum)>,
    /// The ids of names with capital letters by what they are in lower case.
    folded: HashMap<String, String>,
    /// The highest version that was given.
    pub(crate) last: Version,
    /// How many lines were read.
    pub(crate) records: usize,
}

impl Index {
    pub(crate) fn new(last: Version) -> Self {
        Self { objects: HashMap::new(), folded: HashMap::new(), last, records: 0 }
    }

    /// The version and checksum of an object.
    pub(crate) fn get(&self, id: &str) -> Option<(Version, Checksum)> {
        self.objects.get(id).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.objects.len()
    }

    /// The ids that differ from this one in the case of the name's letters only, as far as is known.
    pub(crate) fn case_clash(&self, id: &str) -> Option<&str> {
        let folded = fold(id);
        let lower = self.objects.get_key_value(&folded).map(|(other, _)| other.as_str());
        let other = self.folded.get(&folded).map(String::as_str);
        lower.into_iter().chain(other).find(|other| *other != id)
    }

    /// All that the index holds, in the order of versions.
    pub(crate) fn to_records(&self) -> Vec<Record> {
        let put = |(id, (version, checksum)): (&String, &(Version, Checksum))| {
            Record::Put(*version, *checksum, id.clone())
        };
        let mut records: Vec<Record> = self.objects.iter().map(put).collect();
        records.sort_by_key(|record| match record {
            Record::Put(version, ..) | Record::Removed(version, _) | Record::Base(version) => *version,
        });
        records.push(Record::Base(self.last));
        records
    }

    /// Takes in what was appended to the log, up to the last complete line, and says how many bytes that was.
    pub(crate) fn read(&mut self, appended: &[u8]) -> usize {
        let Some(end) = appended.iter().rposition(|byte| *byte == b'\n') else { return 0 };
        let complete = appended.get(..end).unwrap_or_default();
        for line in complete.split(|byte| *byte == b'\n') {
            self.records += 1;
            if let Some(record) = std::str::from_utf8(line).ok().and_then(Record::of_line) {
                self.apply(record);
            }
        }
        end + 1
    }

    fn apply(&mut self, record: Record) {
        let (Record::Base(version) | Record::Put(version, ..) | Record::Removed(version, _)) = &record;
        self.last = self.last.max(*version);
        match record {
            Record::Base(_) => {}
            Record::Put(version, checksum, id) => {
                let folded = fold(&id);
                if folded != id {
                    self.folded.insert(folded, id.clone());
                }
                self.objects.insert(id, (version, checksum));
            }
            Record::Removed(_, id) => {
                let folded = fold(&id);
                if self.folded.get(&folded) == Some(&id) {
                    self.folded.remove(&folded);
                }
                self.objects.remove(&id);
            }
        }
    }
}

/// An id with its name, the last part, in lower case.
fn fold(id: &str) -> String {
    let (directory, name) = id.rsplit_once('/').unwrap_or(("", id));
    format!("{directory}/{}", name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(version: u64, bytes: &str, id: &str) -> Record {
        Record::Put(Version::new(version), Checksum::of(bytes.as_bytes()), id.to_owned())
    }

    fn index_of(log: &str) -> Index {
        let mut index = Index::new(Version::INITIAL);
        assert_eq!(index.read(log.as_bytes()), log.rfind('\n').map_or(0, |end| end + 1));
        index
    }

    #[test]
    fn the_last_complete_line_about_an_object_counts() {
        let removed = Record::Removed(Version::new(4), "a/y".to_owned());
        let base = Record::Base(Version::new(1000));
        let log: String = [put(2, "x", "a/x"), put(3, "y", "a/y"), removed, put(5, "z", "a/x"), base]
            .iter()
            .map(Record::to_line)
            .collect();
        let mut index = index_of(&log);
        assert_eq!(index.get("a/x"), Some((Version::new(5), Checksum::of(b"z"))));
        assert_eq!((index.get("a/y"), index.last, index.records), (None, Version::new(1000), 5));
        let torn = put(1001, "q", "a/x").to_line();
        assert_eq!(index.read(&torn.as_bytes()[..torn.len() - 1]), 0);
        assert_eq!(index.get("a/x").unwrap().0, Version::new(5));
    }

    #[test]
    fn every_torn_or_mixed_up_line_is_passed_over() {
        let line = put(27, "x", "a/x").to_line();
        for end in 0..line.len() - 1 {
            let log = format!("{}\n{}", line.get(..end).unwrap(), put(3, "y", "a/y").to_line());
            let index = index_of(&log);
            assert_eq!((index.get("a/x"), index.last), (None, Version::new(3)), "{log:?}");
        }
        for at in 0..line.len() - 1 {
            let mut mixed = line.clone().into_bytes();
            mixed[at] ^= 1;
            let mut index = Index::new(Version::INITIAL);
            index.read(&mixed);
            assert_eq!((index.get("a/x"), index.last), (None, Version::INITIAL), "byte {at}");
        }
    }

    #[test]
    fn an_index_is_what_its_records_make() {
        let log: String = [put(2, "x", "a/X"), put(3, "y", "a/y")].iter().map(Record::to_line).collect();
        let index = index_of(&log);
        let again = index_of(&index.to_records().iter().map(Record::to_line).collect::<String>());
        assert_eq!((again.get("a/X"), again.get("a/y")), (index.get("a/X"), index.get("a/y")));
        assert_eq!((again.last, again.len()), (Version::new(3), 2));
    }

    #[test]
    fn names_that_differ_in_case_only_are_found() {
        let mut index = index_of(
            &[put(2, "x", "a/Foo"), put(3, "y", "a/bar")].iter().map(Record::to_line).collect::<String>(),
        );
        assert_eq!(index.case_clash("a/foo"), Some("a/Foo"));
        assert_eq!(index.case_clash("a/fOO"), Some("a/Foo"));
        assert_eq!(index.case_clash("a/BAR"), Some("a/bar"));
        for id in ["a/Foo", "a/bar", "b/foo", "a/baz"] {
            assert_eq!(index.case_clash(id), None, "{id}");
        }
        index.read(Record::Removed(Version::new(4), "a/Foo".to_owned()).to_line().as_bytes());
        assert_eq!(index.case_clash("a/foo"), None);
    }
}
