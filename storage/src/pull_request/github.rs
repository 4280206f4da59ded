//! Pull requests at GitHub and GitHub Enterprise, by version 2022-11-28 of its REST API.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use ureq::http::Method;

use super::client::{Answer, Client, Dialect, Path, Repeat, Session};
use super::forge::{Added, Host, Report, Summary, differs, ensure, missing};
use super::request::{Attribute, EnsuredPullRequest, PullRequest, Refusal};
use super::{ForgeOptions, PullRequestProvider, RepositoryRef, Token};
use crate::error::{Error, ErrorKind};

const DIALECT: Dialect = Dialect {
    name: "GitHub",
    authorization: "Bearer",
    headers: &[("accept", "application/vnd.github+json"), ("x-github-api-version", "2022-11-28")],
    page_size: ("per_page", 100),
    ends_with_an_empty_page: false,
};

/// Pull requests of one repository at GitHub or GitHub Enterprise.
///
/// Labels that do not exist are made by GitHub. It tells nobody that it left out an assignee it does not know; here that
/// is told.
#[derive(Debug)]
pub struct GitHub {
    client: Client,
    repository: RepositoryRef,
}

impl GitHub {
    /// Those of a repository at the host of its URL: `github.com`, or an Enterprise of one's own.
    ///
    /// # Errors
    /// `Invalid` when GitHub can have no such repository.
    pub fn new(repository: &RepositoryRef, token: Token) -> Result<Self, Error> {
        Self::with_options(repository, token, &ForgeOptions::default())
    }

    /// Those of a repository, reached in another way. The address of an Enterprise's API ends with `/api/v3`.
    ///
    /// # Errors
    /// `Invalid` when GitHub can have no such repository, or an option is wrong.
    pub fn with_options(
        repository: &RepositoryRef,
        token: Token,
        options: &ForgeOptions,
    ) -> Result<Self, Error> {
        if repository.owner().contains('/') {
            let message =
                format!("{repository} is none of GitHub's, where a repository has one owner and a name");
            return Err(Error::new(ErrorKind::Invalid, message));
        }
        let base = options.api_url.clone().unwrap_or_else(|| api_url(repository));
        let client = Client::new(&DIALECT, &base, token, options)?;
        Ok(Self { client, repository: repository.clone() })
    }

    fn path(&self, rest: &[&str]) -> Path {
        Path::new(&["repos", self.repository.owner(), self.repository.name()]).below(rest)
    }

    fn edit_text(&self, session: &Session<'_>, pull: &Pull, request: &PullRequest) -> Result<bool, Error> {
        let mut body = Map::new();
        if pull.title.trim() != request.title.trim() {
            body.insert("title".to_owned(), json!(request.title));
        }
        if differs(pull.body.as_deref().unwrap_or_default(), &request.body) {
            body.insert("body".to_owned(), json!(request.body));
        }
        if body.is_empty() {
            return Ok(false);
        }
        let path = self.path(&["pulls", &pull.number.to_string()]);
        session.send(Method::PATCH, &path, &body, Repeat::Always)?.expect(&[200])?;
        Ok(true)
    }

    fn add_labels(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error> {
        let wanted = missing(&request.labels, pull.labels.iter().map(|label| label.name.as_str()));
        let path = self.path(&["issues", &pull.number.to_string(), "labels"]);
        report.add(Attribute::Label, &wanted, |labels| {
            added(session, &path, &json!({ "labels": labels }), &[200], |labels: Vec<Label>| {
                labels.into_iter().map(|label| label.name).collect()
            })
        })
    }

    fn add_assignees(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error> {
        let wanted = missing(&request.assignees, pull.assignees.iter().map(|user| user.login.as_str()));
        let path = self.path(&["issues", &pull.number.to_string(), "assignees"]);
        report.add(Attribute::Assignee, &wanted, |assignees| {
            added(session, &path, &json!({ "assignees": assignees }), &[201], |issue: Issue| {
                issue.assignees.into_iter().map(|user| user.login).collect()
            })
        })
    }

    fn set_milestone(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        title: &String,
        report: &mut Report,
    ) -> Result<(), Error> {
        if pull.milestone.as_ref().is_some_and(|milestone| milestone.title == *title) {
            return Ok(());
        }
        let list = self.path(&["milestones"]).with("state", "all");
        let Some(milestone) = session.find(&list, |milestone: &Milestone| milestone.title == *title)? else {
            report.leave(Attribute::Milestone, title, Refusal::Unknown);
            return Ok(());
        };
        let path = self.path(&["issues", &pull.number.to_string()]);
        report.add(Attribute::Milestone, std::slice::from_ref(title), |_| {
            let body = json!({ "milestone": milestone.number });
            let answer = session.send(Method::PATCH, &path, &body, Repeat::Always)?;
            now(answer, &[200], |issue: Issue| {
                issue.milestone.map(|milestone| milestone.title).into_iter().collect()
            })
        })
    }

    /// Asks for reviews, but nobody who gave one: a second request would be one for a second review. Whether a team gave
    /// one is not told, so after any review no team is asked.
    fn ask_reviewers(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error> {
        let users =
            missing(&request.reviewers, pull.requested_reviewers.iter().map(|user| user.login.as_str()));
        let teams =
            missing(&request.team_reviewers, pull.requested_teams.iter().map(|team| team.slug.as_str()));
        if users.is_empty() && teams.is_empty() {
            return Ok(());
        }
        let number = pull.number.to_string();
        let reviews: Vec<Review> = session.all(&self.path(&["pulls", &number, "reviews"]))?;
        let users =
            missing(&users, reviews.iter().filter_map(|review| Some(review.user.as_ref()?.login.as_str())));
        let teams = if reviews.is_empty() { teams } else { Vec::new() };
        let path = self.path(&["pulls", &number, "requested_reviewers"]);
        report.add(Attribute::Reviewer, &users, |users| {
            added(session, &path, &json!({ "reviewers": users }), &[201], |pull: Pull| {
                pull.requested_reviewers.into_iter().map(|user| user.login).collect()
            })
        })?;
        report.add(Attribute::TeamReviewer, &teams, |teams| {
            added(session, &path, &json!({ "team_reviewers": teams }), &[201], |pull: Pull| {
                pull.requested_teams.into_iter().map(|team| team.slug).collect()
            })
        })
    }
}

impl PullRequestProvider for GitHub {
    fn ensure(&self, request: &PullRequest) -> Result<EnsuredPullRequest, Error> {
        ensure(self, &self.client, &self.repository, request)
    }
}

impl Host for GitHub {
    type Found = Pull;

    fn find(&self, session: &Session<'_>, request: &PullRequest) -> Result<Option<Pull>, Error> {
        // Without an owner before the branch the filter is passed over.
        let head = format!("{}:{}", self.repository.owner(), request.head);
        let path =
            self.path(&["pulls"]).with("state", "open").with("head", &head).with("base", &request.base);
        session.find(&path, |pull: &Pull| {
            let repositories =
                [&pull.head.repo, &pull.base.repo].map(|repo| repo.as_ref().map(|repo| repo.id));
            let [head, base] = repositories;
            pull.head.name == request.head && pull.base.name == request.base && head == base
        })
    }

    fn create(
        &self,
        session: &Session<'_>,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<Answer, Error> {
        let body = |draft: bool| {
            let PullRequest { title, body, head, base, .. } = request;
            json!({ "title": title, "body": body, "head": head, "base": base, "draft": draft })
        };
        let path = self.path(&["pulls"]);
        let answer = session.send(Method::POST, &path, &body(request.draft), Repeat::Always)?;
        // Private repositories of free accounts have none.
        let words = answer.words();
        if request.draft
            && answer.status() == 422
            && words.to_ascii_lowercase().contains("draft pull requests are not")
        {
            report.leave(Attribute::Draft, "true", Refusal::Refused(words));
            return session.send(Method::POST, &path, &body(false), Repeat::Always);
        }
        Ok(answer)
    }

    fn is_duplicate(answer: &Answer) -> bool {
        answer.status() == 422 && answer.words().to_ascii_lowercase().contains("already exists")
    }

    fn complete(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error> {
        if self.edit_text(session, pull, request)? {
            report.change();
        }
        self.add_labels(session, pull, request, report)?;
        self.add_assignees(session, pull, request, report)?;
        if let Some(title) = &request.milestone {
            self.set_milestone(session, pull, title, report)?;
        }
        self.ask_reviewers(session, pull, request, report)
    }

    fn summary(pull: &Pull) -> Summary<'_> {
        Summary { number: pull.number, url: &pull.html_url, is_draft: pull.draft }
    }
}

/// The API of a host: that of github.com and of Enterprise Cloud has a host of its own.
fn api_url(repository: &RepositoryRef) -> String {
    let host = repository.host();
    match (host, repository.web_port()) {
        ("github.com" | "ssh.github.com", _) => "https://api.github.com".to_owned(),
        _ if host.ends_with(".ghe.com") => format!("https://api.{host}"),
        (_, Some(port)) => format!("https://{host}:{port}/api/v3"),
        (_, None) => format!("https://{host}/api/v3"),
    }
}

fn added<T: serde::de::DeserializeOwned>(
    session: &Session<'_>,
    path: &Path,
    body: &Value,
    statuses: &[u16],
    names: impl Fn(T) -> Vec<String>,
) -> Result<Added, Error> {
    now(session.send(Method::POST, path, body, Repeat::Always)?, statuses, names)
}

/// What is there now, or the forge's words if it refused.
fn now<T: serde::de::DeserializeOwned>(
    answer: Answer,
    statuses: &[u16],
    names: impl Fn(T) -> Vec<String>,
) -> Result<Added, Error> {
    if answer.is_refusal() {
        return Ok(Added::Refused(answer.words()));
    }
    Ok(Added::Now(names(answer.expect(statuses)?.json()?)))
}

#[derive(Debug, Deserialize)]
pub(super) struct Pull {
    number: u64,
    html_url: String,
    title: String,
    body: Option<String>,
    #[serde(default)]
    draft: bool,
    labels: Vec<Label>,
    #[serde(default)]
    assignees: Vec<User>,
    #[serde(default)]
    requested_reviewers: Vec<User>,
    #[serde(default)]
    requested_teams: Vec<Team>,
    milestone: Option<Milestone>,
    head: Branch,
    base: Branch,
}

#[derive(Debug, Deserialize)]
struct Branch {
    #[serde(rename = "ref")]
    name: String,
    /// None of a fork that was deleted.
    repo: Option<Repository>,
}

#[derive(Debug, Deserialize)]
struct Repository {
    id: u64,
}

#[derive(Debug, Deserialize)]
struct Issue {
    #[serde(default)]
    assignees: Vec<User>,
    milestone: Option<Milestone>,
}

#[derive(Debug, Deserialize)]
struct Review {
    /// None of a user who was deleted.
    user: Option<User>,
}

#[derive(Debug, Deserialize)]
struct User {
    login: String,
}

#[derive(Debug, Deserialize)]
struct Team {
    slug: String,
}

#[derive(Debug, Deserialize)]
struct Label {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Milestone {
    number: u64,
    title: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_of_a_host_is_known() {
        let rows = [
            ("git@github.com:a/b", "https://api.github.com"),
            ("ssh://git@ssh.github.com:443/a/b", "https://api.github.com"),
            ("https://acme.ghe.com/a/b", "https://api.acme.ghe.com"),
            ("https://git.example.com:8443/a/b", "https://git.example.com:8443/api/v3"),
            ("ssh://git@git.example.com:2222/a/b", "https://git.example.com/api/v3"),
        ];
        for (url, expect) in rows {
            assert_eq!(api_url(&url.parse().unwrap()), expect, "{url}");
        }
    }

    #[test]
    fn a_repository_in_groups_is_none_of_githubs() {
        let error = GitHub::new(&"git@github.com:a/b/c".parse().unwrap(), Token::new("x")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().starts_with("github.com/a/b/c is none of GitHub's"), "{error}");
    }
}
