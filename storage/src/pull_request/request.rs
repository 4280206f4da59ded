//! What a pull request is to be, and what became of it.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// The pull request that there has to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PullRequest {
    /// The branch with the changes.
    pub head: String,
    /// The branch that they are for.
    pub base: String,
    /// The title, one line.
    pub title: String,
    /// The text below it, in the forge's Markdown.
    pub body: String,
    /// Labels by name. They are added to those that are there.
    pub labels: Vec<String>,
    /// Users who are to take care of it, by login. They are added to those that are there.
    pub assignees: Vec<String>,
    /// Users who are asked for a review, by login, unless they were asked or gave one already.
    pub reviewers: Vec<String>,
    /// Teams that are asked for a review, by the name that stands in their URL.
    pub team_reviewers: Vec<String>,
    /// The title of a milestone. Without one, that of the pull request stays.
    pub milestone: Option<String>,
    /// Whether a new pull request is a draft. One that exists is what people made of it.
    pub draft: bool,
}

impl PullRequest {
    /// A pull request from one branch into another.
    pub fn new(head: impl Into<String>, base: impl Into<String>, title: impl Into<String>) -> Self {
        Self { head: head.into(), base: base.into(), title: title.into(), ..Self::default() }
    }

    /// What every forge refuses is refused before one is asked.
    pub(super) fn check(&self) -> Result<(), Error> {
        let wrong = if self.head.is_empty() || self.base.is_empty() {
            "it needs the branch with the changes and the branch that they are for"
        } else if self.head == self.base {
            "the branch with the changes is the one that they are for"
        } else if self.title.trim().is_empty() {
            "it needs a title"
        } else if self.title.contains(['\n', '\r']) {
            "its title has more than one line"
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorKind::Invalid, wrong))
    }
}

/// A pull request as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnsuredPullRequest {
    /// Its number in the repository.
    pub number: u64,
    /// Where people see it.
    pub url: String,
    /// What was done.
    pub action: Action,
    /// What was wanted and is not so.
    pub unapplied: Vec<Unapplied>,
}

impl EnsuredPullRequest {
    /// A result, for providers of one's own.
    pub fn new(number: u64, url: impl Into<String>, action: Action, unapplied: Vec<Unapplied>) -> Self {
        Self { number, url: url.into(), action, unapplied }
    }
}

/// What was done about a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// It was made.
    Created,
    /// It was there, and something of it was changed.
    Updated,
    /// It was there as it is wanted.
    Unchanged,
}

/// What a pull request has beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Attribute {
    /// One of its labels.
    Label,
    /// One of its assignees.
    Assignee,
    /// One of those asked for a review.
    Reviewer,
    /// One of the teams asked for a review.
    TeamReviewer,
    /// Its milestone.
    Milestone,
    /// Whether it is a draft.
    Draft,
}

/// Something that was wanted of a pull request and is not so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unapplied {
    /// What it is of the pull request.
    pub attribute: Attribute,
    /// The label, login, team, title, or `true` or `false`.
    pub value: String,
    /// Why it is not so.
    pub refusal: Refusal,
}

impl Unapplied {
    /// One thing, for providers of one's own.
    pub fn new(attribute: Attribute, value: impl Into<String>, refusal: Refusal) -> Self {
        Self { attribute, value: value.into(), refusal }
    }
}

/// Why a part of a request is not so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The forge has nothing of this kind.
    Unsupported,
    /// The forge does not know what is named, or may not use it in this repository.
    Unknown,
    /// The forge took the request and left this out without a word.
    LeftOut,
    /// The forge refused it, in its own words.
    Refused(String),
    /// People have decided otherwise, and that stays.
    Kept,
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Label => "label",
            Self::Assignee => "assignee",
            Self::Reviewer => "reviewer",
            Self::TeamReviewer => "team of reviewers",
            Self::Milestone => "milestone",
            Self::Draft => "draft",
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsupported => "the forge has nothing of this kind",
            Self::Unknown => "not known in this repository",
            Self::LeftOut => "the forge left it out without a word",
            Self::Refused(words) => words,
            Self::Kept => "decided otherwise since, and kept so",
        })
    }
}

impl fmt::Display for Unapplied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}: {}", self.attribute, self.value, self.refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_forge_takes_is_refused_in_words() {
        let rows = [
            (PullRequest::new("", "main", "A title"), "it needs the branch"),
            (PullRequest::new("work", "", "A title"), "it needs the branch"),
            (PullRequest::new("main", "main", "A title"), "is the one that they are for"),
            (PullRequest::new("work", "main", " "), "it needs a title"),
            (PullRequest::new("work", "main", "One\nTwo"), "more than one line"),
        ];
        for (request, expect) in rows {
            let error = request.check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(error.to_string().contains(expect), "{error}");
        }
        assert!(PullRequest::new("work", "main", "A title").check().is_ok());
    }
}
