//! The way to a pull request that is the same at every forge, and the forge that a host or a name stands for.

use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;

use super::client::{Answer, Client, Session};
use super::request::{Action, Attribute, EnsuredPullRequest, PullRequest, Refusal, Unapplied};
use super::{ForgeOptions, GitHub, GitLab, Gitea, PullRequestProvider, RepositoryRef, Token};
use crate::error::{Error, ErrorKind};

/// The kinds of forges that there are providers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Forge {
    /// GitHub, also GitHub Enterprise.
    GitHub,
    /// GitLab, wherever it is installed.
    GitLab,
    /// Gitea, and Forgejo.
    Gitea,
}

impl Forge {
    /// The forge that is known to be at a host. Of a host of one's own only its owner knows.
    pub fn of_host(host: &str) -> Option<Self> {
        match host {
            "github.com" | "ssh.github.com" => Some(Self::GitHub),
            "gitlab.com" | "altssh.gitlab.com" => Some(Self::GitLab),
            "gitea.com" | "codeberg.org" => Some(Self::Gitea),
            _ if host.ends_with(".ghe.com") => Some(Self::GitHub),
            _ => None,
        }
    }

    /// Its provider for a repository.
    ///
    /// # Errors
    /// `Invalid` when the forge can have no such repository, or an option is wrong.
    pub fn provider(
        self,
        repository: &RepositoryRef,
        token: Token,
        options: &ForgeOptions,
    ) -> Result<Box<dyn PullRequestProvider>, Error> {
        Ok(match self {
            Self::GitHub => Box::new(GitHub::with_options(repository, token, options)?),
            Self::GitLab => Box::new(GitLab::with_options(repository, token, options)?),
            Self::Gitea => Box::new(Gitea::with_options(repository, token, options)?),
        })
    }
}

impl fmt::Display for Forge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Gitea => "gitea",
        })
    }
}

impl FromStr for Forge {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        match name.to_ascii_lowercase().as_str() {
            "github" => Ok(Self::GitHub),
            "gitlab" => Ok(Self::GitLab),
            "gitea" | "forgejo" => Ok(Self::Gitea),
            _ => {
                let message = format!("{name:?} is no forge; there are github, gitlab, gitea and forgejo");
                Err(Error::new(ErrorKind::Invalid, message))
            }
        }
    }
}

/// What differs from forge to forge.
pub(super) trait Host {
    /// A pull request as the forge describes it.
    type Found: DeserializeOwned;

    /// The open pull request between the branches.
    fn find(&self, session: &Session<'_>, request: &PullRequest) -> Result<Option<Self::Found>, Error>;

    /// Asks for a new pull request with its text alone.
    fn create(
        &self,
        session: &Session<'_>,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<Answer, Error>;

    /// Whether the forge refused a new pull request because there is one.
    fn is_duplicate(answer: &Answer) -> bool;

    /// Gives it everything that it lacks of what is wanted.
    fn complete(
        &self,
        session: &Session<'_>,
        found: &Self::Found,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error>;

    /// Number, address, and whether it is a draft.
    fn summary(found: &Self::Found) -> Summary<'_>;
}

/// What every pull request has.
#[derive(Debug)]
pub(super) struct Summary<'f> {
    pub(super) number: u64,
    pub(super) url: &'f str,
    pub(super) is_draft: bool,
}

/// Finds the pull request or makes it, and then completes it: a request that was left half done takes the same way.
pub(super) fn ensure<H: Host>(
    host: &H,
    client: &Client,
    repository: &RepositoryRef,
    request: &PullRequest,
) -> Result<EnsuredPullRequest, Error> {
    let in_context = |error: Error| {
        let PullRequest { head, base, .. } = request;
        error
            .with_context(format_args!("pull request of {repository} from {head:?} into {base:?}"))
            .in_outer_operation("ensure")
    };
    request.check().map_err(in_context)?;
    let session = client.session();
    let mut report = Report::default();
    let (found, is_new) = find_or_create(host, &session, request, &mut report).map_err(in_context)?;
    let Summary { number, url, is_draft } = H::summary(&found);
    if !is_new && is_draft != request.draft {
        report.leave(Attribute::Draft, &request.draft.to_string(), Refusal::Kept);
    }
    host.complete(&session, &found, request, &mut report).map_err(|error| {
        in_context(error.with_context(format_args!("number {number} is there, at {url}, and not complete")))
    })?;
    let action = match (is_new, report.is_changed) {
        (true, _) => Action::Created,
        (false, true) => Action::Updated,
        (false, false) => Action::Unchanged,
    };
    Ok(EnsuredPullRequest::new(number, url, action, report.unapplied))
}

fn find_or_create<H: Host>(
    host: &H,
    session: &Session<'_>,
    request: &PullRequest,
    report: &mut Report,
) -> Result<(H::Found, bool), Error> {
    if let Some(found) = host.find(session, request)? {
        return Ok((found, false));
    }
    let answer = host.create(session, request, report)?;
    if answer.status() == 201 {
        return Ok((answer.json()?, true));
    }
    let words = answer.words();
    // Somebody else was faster, or an earlier attempt had its effect and lost its answer.
    if H::is_duplicate(&answer)
        && let Some(found) = host.find(session, request)?
    {
        return Ok((found, answer.is_uncertain));
    }
    let refused = answer.refused(&words);
    let words = words.to_ascii_lowercase();
    if answer.status() == 422
        && (words.contains("no commits between") || words.contains("no changes between"))
    {
        return Err(Error::new(ErrorKind::NoDifference, refused.reason().to_string()));
    }
    Err(refused)
}

/// What was done, and what could not be.
#[derive(Debug, Default)]
pub(super) struct Report {
    is_changed: bool,
    unapplied: Vec<Unapplied>,
}

/// What came of adding something.
#[derive(Debug)]
pub(super) enum Added {
    /// All of its kind that the pull request has now.
    Now(Vec<String>),
    /// The forge refused, in these words.
    Refused(String),
}

impl Report {
    /// Something of an existing pull request was changed.
    pub(super) fn change(&mut self) {
        self.is_changed = true;
    }

    /// Something is not as it is wanted.
    pub(super) fn leave(&mut self, attribute: Attribute, value: &str, refusal: Refusal) {
        self.unapplied.push(Unapplied::new(attribute, value, refusal));
    }

    /// Adds several things at once, and if the forge refuses, one by one: a wrong one holds up no other.
    pub(super) fn add(
        &mut self,
        attribute: Attribute,
        missing: &[String],
        mut ask: impl FnMut(&[String]) -> Result<Added, Error>,
    ) -> Result<(), Error> {
        if missing.is_empty() {
            return Ok(());
        }
        match ask(missing)? {
            Added::Now(now) => self.compare(attribute, missing, &now),
            Added::Refused(words) if missing.len() == 1 => self.refuse(attribute, missing, &words),
            Added::Refused(_) => {
                for one in missing.chunks(1) {
                    match ask(one)? {
                        Added::Now(now) => self.compare(attribute, one, &now),
                        Added::Refused(words) => self.refuse(attribute, one, &words),
                    }
                }
            }
        }
        Ok(())
    }

    /// Compares what was asked for with what is there.
    pub(super) fn compare(&mut self, attribute: Attribute, asked: &[String], now: &[String]) {
        for value in asked {
            if now.iter().any(|name| name.eq_ignore_ascii_case(value)) {
                self.is_changed = true;
            } else {
                self.leave(attribute, value, Refusal::LeftOut);
            }
        }
    }

    fn refuse(&mut self, attribute: Attribute, asked: &[String], words: &str) {
        for value in asked {
            self.leave(attribute, value, Refusal::Refused(words.to_owned()));
        }
    }
}

/// Those that are wanted and not there, each once.
pub(super) fn missing<'n>(wanted: &[String], there: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let mut names: Vec<&str> = there.into_iter().collect();
    let mut missing = Vec::new();
    for name in wanted {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name);
            missing.push(name.clone());
        }
    }
    missing
}

/// Whether two texts differ for a reader: editors of forges write other ends of lines, and cut the last ones.
pub(super) fn differs(there: &str, wanted: &str) -> bool {
    !there.trim_end().lines().eq(wanted.trim_end().lines())
}

/// A title without what makes the pull request a draft, and that prefix.
pub(super) fn split_title<'t>(title: &'t str, prefixes: &[&str]) -> (&'t str, &'t str) {
    for prefix in prefixes {
        if let Some((start, rest)) = title.split_at_checked(prefix.len())
            && start.eq_ignore_ascii_case(prefix)
        {
            let bare = rest.trim_start();
            return title.split_at_checked(title.len() - bare.len()).unwrap_or(("", title));
        }
    }
    ("", title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forges_are_known_by_host_and_by_name() {
        assert_eq!(Forge::of_host("github.com"), Some(Forge::GitHub));
        assert_eq!(Forge::of_host("acme.ghe.com"), Some(Forge::GitHub));
        assert_eq!(Forge::of_host("codeberg.org"), Some(Forge::Gitea));
        assert_eq!(Forge::of_host("git.example.com"), None);
        for forge in [Forge::GitHub, Forge::GitLab, Forge::Gitea] {
            assert_eq!(forge.to_string().parse::<Forge>().unwrap(), forge);
        }
        assert_eq!("Forgejo".parse::<Forge>().unwrap(), Forge::Gitea);
        let error = "bitbucket".parse::<Forge>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"bitbucket\" is no forge; there are github, gitlab, gitea and forgejo"
        );
    }

    #[test]
    fn names_are_missing_once_and_whatever_their_case() {
        let wanted = ["a", "B", "c", "C"].map(str::to_owned);
        assert_eq!(missing(&wanted, ["A", "x"]), ["B", "c"]);
    }

    #[test]
    fn texts_differ_by_what_a_reader_sees() {
        let rows = [
            ("a\r\nb", "a\nb", false),
            ("a\n", "a", false),
            ("a b", "a  b", true),
            ("", "", false),
            ("a", "", true),
        ];
        for (there, wanted, expect) in rows {
            assert_eq!(differs(there, wanted), expect, "{there:?} {wanted:?}");
        }
    }

    #[test]
    fn a_title_is_told_from_what_makes_it_a_draft() {
        let prefixes = ["Draft:", "[WIP]"];
        let rows = [
            ("Draft: A title", ("Draft: ", "A title")),
            ("draft:A title", ("draft:", "A title")),
            ("[wip]  A title", ("[wip]  ", "A title")),
            ("A Draft: title", ("", "A Draft: title")),
            ("Dr\u{e4}ft: x", ("", "Dr\u{e4}ft: x")),
        ];
        for (title, expect) in rows {
            assert_eq!(split_title(title, &prefixes), expect);
        }
    }
}
