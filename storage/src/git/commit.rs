//! What a transaction becomes: author, title and description, and the commit's bytes.

use std::time::{SystemTime, UNIX_EPOCH};

use git2::Oid;

use super::id::CommitId;
use super::repository::random;
use crate::error::{Error, ErrorKind};

/// Who made a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

impl Author {
    /// An author.
    pub fn new(name: impl Into<String>, email: impl Into<String>) -> Self {
        Self { name: name.into(), email: email.into() }
    }
}

/// What a commit says: who, and what for.
///
/// Git shows the title in its lists, and the description below it after a blank line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Commit {
    /// Who made the changes, and committed them.
    pub author: Author,
    /// One line.
    pub title: String,
    /// More lines, or nothing.
    pub description: String,
    /// Whether the author signs it off (`Signed-off-by`).
    pub sign_off: bool,
}

impl Commit {
    /// A commit with this title.
    pub fn new(author: Author, title: impl Into<String>) -> Self {
        Self { author, title: title.into(), description: String::new(), sign_off: false }
    }

    /// The same with a description.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The same with a `Signed-off-by` of the author.
    #[must_use]
    pub fn signed_off(mut self) -> Self {
        self.sign_off = true;
        self
    }

    /// The message: title, a blank line, description, and what is signed off.
    pub fn message(&self) -> String {
        let mut message = format!("{}\n", self.title.trim());
        let description = self.description.trim_end().trim_start_matches(['\n', '\r']);
        if !description.is_empty() {
            message.extend(["\n", description, "\n"]);
        }
        if self.sign_off {
            let line = format!("Signed-off-by: {} <{}>\n", self.author.name, self.author.email);
            let last = description.rsplit("\n\n").next().unwrap_or_default();
            let are_trailers = !last.is_empty() && last.lines().all(is_trailer);
            if !message.contains(&line) {
                message.push_str(if are_trailers { "" } else { "\n" });
                message.push_str(&line);
            }
        }
        message
    }

    /// # Errors
    /// `Invalid` for what Git could not keep: an author without a name, a title of several lines.
    pub(super) fn check(&self) -> Result<(), Error> {
        let refuse = |what: &str| Err(Error::new(ErrorKind::Invalid, format!("the commit has {what}")));
        let is_kept = |text: &str| !text.trim().is_empty() && !text.contains(['<', '>', '\n', '\0']);
        if !is_kept(&self.author.name) {
            return refuse("no name of an author that Git can keep");
        }
        if !is_kept(&self.author.email) {
            return refuse("no address of an author that Git can keep");
        }
        if self.title.trim().is_empty() {
            return refuse("no title");
        }
        if self.title.trim().contains(['\n', '\r', '\0']) || self.description.contains('\0') {
            return refuse("a title of more than one line, or a character that Git cannot keep");
        }
        Ok(())
    }

    /// The commit as Git stores it.
    ///
    /// The change id, a header that other tools write too, makes it one of its kind: two programs that make the same change
    /// in the same second would else make the very same commit, and both would take it for theirs.
    pub(super) fn bytes(&self, tree: Oid, parent: Option<CommitId>, time: SystemTime) -> Vec<u8> {
        let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let parent = parent.map_or_else(String::new, |parent| format!("parent {parent}\n"));
        let who = format!("{} <{}> {seconds} +0000", self.author.name.trim(), self.author.email.trim());
        let message = self.message();
        let change = change_id();
        format!("tree {tree}\n{parent}author {who}\ncommitter {who}\nchange-id {change}\n\n{message}")
            .into_bytes()
    }
}

/// 128 random bits, in the letters from z to k as Jujutsu writes them, so that nobody takes them for the name of a commit.
fn change_id() -> String {
    let digits = format!("{:016x}{:016x}", random(), random());
    let letter = |digit: char| {
        char::from(b'z' - u8::try_from(digit.to_digit(16).unwrap_or_default()).unwrap_or_default())
    };
    digits.chars().map(letter).collect()
}

fn is_trailer(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
    })
}

/// The tree of a commit.
pub(super) fn tree_of(commit: &[u8]) -> Result<Oid, Error> {
    let corrupt = || Error::new(ErrorKind::Corrupt, "a commit of the repository has no tree");
    let line = commit.strip_prefix(b"tree ").and_then(|rest| rest.get(..40)).ok_or_else(corrupt)?;
    let text = std::str::from_utf8(line).map_err(|error| corrupt().with_source(error))?;
    Oid::from_str(text).map_err(|error| corrupt().with_source(error))
}

/// What becomes of a transaction whose closure succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Its changes are committed; without a change there is nothing to commit.
    Commit(Commit),
    /// Nothing: its changes are dropped.
    Nothing,
}

impl From<Commit> for Outcome {
    fn from(commit: Commit) -> Self {
        Self::Commit(commit)
    }
}

impl From<Option<Commit>> for Outcome {
    fn from(commit: Option<Commit>) -> Self {
        commit.map_or(Self::Nothing, Self::Commit)
    }
}
