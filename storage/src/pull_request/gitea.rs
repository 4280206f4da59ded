//! Pull requests at Gitea and Forgejo, by version 1 of their REST API.

use serde::Deserialize;
use serde_json::{Map, json};
use ureq::http::Method;

use super::client::{Answer, Client, Dialect, Path, Repeat, Session};
use super::forge::{Added, Host, Report, Summary, differs, ensure, missing, split_title};
use super::request::{Attribute, EnsuredPullRequest, PullRequest, Refusal};
use super::{ForgeOptions, PullRequestProvider, RepositoryRef, Token};
use crate::error::{Error, ErrorKind};

const DIALECT: Dialect = Dialect {
    name: "Gitea",
    authorization: "token",
    headers: &[("accept", "application/json")],
    // What a server gives at most, unless it was set up otherwise.
    page_size: ("limit", 50),
    ends_with_an_empty_page: true,
};

/// A title that begins like this makes a draft.
const DRAFTS: &[&str] = &["WIP:", "[WIP]", "Draft:", "[Draft]"];

/// The color that GitHub gives a label that is made by being used.
const COLOR: &str = "#ededed";

/// Pull requests of one repository at Gitea or Forgejo.
///
/// Labels that do not exist are made, as other forges do of themselves.
#[derive(Debug)]
pub struct Gitea {
    client: Client,
    repository: RepositoryRef,
}

impl Gitea {
    /// Those of a repository at the host of its URL.
    ///
    /// # Errors
    /// `Invalid` when Gitea can have no such repository.
    pub fn new(repository: &RepositoryRef, token: Token) -> Result<Self, Error> {
        Self::with_options(repository, token, &ForgeOptions::default())
    }

    /// Those of a repository, reached in another way. The address of the API ends with `/api/v1`.
    ///
    /// # Errors
    /// `Invalid` when Gitea can have no such repository, or an option is wrong.
    pub fn with_options(
        repository: &RepositoryRef,
        token: Token,
        options: &ForgeOptions,
    ) -> Result<Self, Error> {
        if repository.owner().contains('/') {
            let message =
                format!("{repository} is none of Gitea's, where a repository has one owner and a name");
            return Err(Error::new(ErrorKind::Invalid, message));
        }
        let base = options.api_url.clone().unwrap_or_else(|| api_url(repository));
        let client = Client::new(&DIALECT, &base, token, options)?;
        Ok(Self { client, repository: repository.clone() })
    }

    fn path(&self, rest: &[&str]) -> Path {
        Path::new(&["repos", self.repository.owner(), self.repository.name()]).below(rest)
    }

    /// Changes what one request can: the text, the milestone, the assignees.
    fn edit(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        body: &Map<String, serde_json::Value>,
    ) -> Result<Answer, Error> {
        // It answers with the code of something new.
        let path = self.path(&["pulls", &pull.number.to_string()]);
        session.send(Method::PATCH, &path, body, Repeat::Always)
    }

    fn edit_text(&self, session: &Session<'_>, pull: &Pull, request: &PullRequest) -> Result<bool, Error> {
        let (draft, bare) = split_title(&pull.title, DRAFTS);
        let (_, wanted) = split_title(&request.title, DRAFTS);
        let mut body = Map::new();
        if bare.trim() != wanted.trim() {
            body.insert("title".to_owned(), json!(format!("{draft}{wanted}")));
        }
        if differs(pull.body.as_deref().unwrap_or_default(), &request.body) {
            body.insert("body".to_owned(), json!(request.body));
        }
        if body.is_empty() {
            return Ok(false);
        }
        self.edit(session, pull, &body)?.expect(&[200, 201])?;
        Ok(true)
    }

    fn add_labels(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error> {
        let wanted = missing(&request.labels, pull.labels().map(|label| label.name.as_str()));
        if wanted.is_empty() {
            return Ok(());
        }
        let mut known = self.known_labels(session)?;
        let path = self.path(&["issues", &pull.number.to_string(), "labels"]);
        report.add(Attribute::Label, &wanted, |names| {
            let mut ids = Vec::new();
            for name in names {
                match known.iter().find(|label| label.name.eq_ignore_ascii_case(name)) {
                    Some(label) => ids.push(label.id),
                    None => match self.make_label(session, name)? {
                        Ok(label) => {
                            ids.push(label.id);
                            // If another one is refused, this one is asked for again.
                            known.push(label);
                        }
                        Err(words) => return Ok(Added::Refused(words)),
                    },
                }
            }
            let answer = session.send(Method::POST, &path, &json!({ "labels": ids }), Repeat::Always)?;
            if answer.is_refusal() {
                return Ok(Added::Refused(answer.words()));
            }
            let labels: Vec<Label> = answer.expect(&[200])?.json()?;
            Ok(Added::Now(labels.into_iter().map(|label| label.name).collect()))
        })
    }

    /// Those of the repository, and those of the organization if the owner is one.
    fn known_labels(&self, session: &Session<'_>) -> Result<Vec<Label>, Error> {
        let mut labels: Vec<Label> = session.all(&self.path(&["labels"]))?;
        match session.all(&Path::new(&["orgs", self.repository.owner(), "labels"])) {
            Ok(more) => labels.extend::<Vec<Label>>(more),
            // The owner is a person, or the token may not look.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Unauthorized) => {}
            Err(error) => return Err(error),
        }
        Ok(labels)
    }

    fn make_label(&self, session: &Session<'_>, name: &str) -> Result<Result<Label, String>, Error> {
        let body = json!({ "name": name, "color": COLOR });
        // Two of one name are possible.
        let answer = session.send(Method::POST, &self.path(&["labels"]), &body, Repeat::IfUnsent)?;
        if answer.is_refusal() {
            return Ok(Err(answer.words()));
        }
        answer.expect(&[201])?.json().map(Ok)
    }

    /// Who cannot be assigned is an internal error there, so those who can be are looked up first.
    fn add_assignees(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error> {
        let wanted = missing(&request.assignees, pull.assignees().map(|user| user.login.as_str()));
        if wanted.is_empty() {
            return Ok(());
        }
        let known: Vec<User> = session.get(&self.path(&["assignees"]))?.expect(&[200])?.json()?;
        let (wanted, unknown): (Vec<String>, Vec<String>) = wanted
            .into_iter()
            .partition(|name| known.iter().any(|user| user.login.eq_ignore_ascii_case(name)));
        for name in unknown {
            report.leave(Attribute::Assignee, &name, Refusal::Unknown);
        }
        report.add(Attribute::Assignee, &wanted, |names| {
            // These replace what is there.
            let there = pull.assignees().map(|user| &user.login);
            let body =
                Map::from_iter([("assignees".to_owned(), json!(there.chain(names).collect::<Vec<_>>()))]);
            let answer = self.edit(session, pull, &body)?;
            if answer.is_refusal() {
                return Ok(Added::Refused(answer.words()));
            }
            let now: Pull = answer.expect(&[200, 201])?.json()?;
            Ok(Added::Now(now.assignees().map(|user| user.login.clone()).collect()))
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
        report.add(Attribute::Milestone, std::slice::from_ref(title), |_| {
            let body = Map::from_iter([("milestone".to_owned(), json!(milestone.id))]);
            let answer = self.edit(session, pull, &body)?;
            if answer.is_refusal() {
                return Ok(Added::Refused(answer.words()));
            }
            let now: Pull = answer.expect(&[200, 201])?.json()?;
            Ok(Added::Now(now.milestone.map(|milestone| milestone.title).into_iter().collect()))
        })
    }

    /// Asks for reviews those who were neither asked nor gave one: the list of reviews has both.
    fn ask_reviewers(
        &self,
        session: &Session<'_>,
        pull: &Pull,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error> {
        if request.reviewers.is_empty() && request.team_reviewers.is_empty() {
            return Ok(());
        }
        let number = pull.number.to_string();
        let reviews: Vec<Review> = session.all(&self.path(&["pulls", &number, "reviews"]))?;
        let users = missing(&request.reviewers, reviews.iter().filter_map(Review::user));
        let teams = missing(&request.team_reviewers, reviews.iter().filter_map(Review::team));
        let path = self.path(&["pulls", &number, "requested_reviewers"]);
        let ask = |field: &str, names: &[String], name: fn(&Review) -> Option<&str>| {
            let body = Map::from_iter([(field.to_owned(), json!(names))]);
            let answer = session.send(Method::POST, &path, &body, Repeat::Always)?;
            if answer.is_refusal() {
                return Ok(Added::Refused(answer.words()));
            }
            let asked: Option<Vec<Review>> = answer.expect(&[201])?.json()?;
            let asked = asked.unwrap_or_default();
            Ok(Added::Now(asked.iter().filter_map(name).map(str::to_owned).collect()))
        };
        report.add(Attribute::Reviewer, &users, |names| ask("reviewers", names, Review::user))?;
        report.add(Attribute::TeamReviewer, &teams, |names| ask("team_reviewers", names, Review::team))
    }
}

impl PullRequestProvider for Gitea {
    fn ensure(&self, request: &PullRequest) -> Result<EnsuredPullRequest, Error> {
        ensure(self, &self.client, &self.repository, request)
    }
}

impl Host for Gitea {
    type Found = Pull;

    fn find(&self, session: &Session<'_>, request: &PullRequest) -> Result<Option<Pull>, Error> {
        // Not every version filters by branches.
        session.find(&self.path(&["pulls"]).with("state", "open"), |pull: &Pull| {
            pull.head.name == request.head
                && pull.base.name == request.base
                && pull.head.repo_id == pull.base.repo_id
        })
    }

    fn create(
        &self,
        session: &Session<'_>,
        request: &PullRequest,
        _report: &mut Report,
    ) -> Result<Answer, Error> {
        let (_, bare) = split_title(&request.title, DRAFTS);
        let title = if request.draft { format!("WIP: {bare}") } else { request.title.clone() };
        let body =
            json!({ "head": request.head, "base": request.base, "title": title, "body": request.body });
        session.send(Method::POST, &self.path(&["pulls"]), &body, Repeat::Always)
    }

    fn is_duplicate(answer: &Answer) -> bool {
        answer.status() == 409
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
        let is_draft = pull.draft || !split_title(&pull.title, DRAFTS).0.is_empty();
        Summary { number: pull.number, url: &pull.html_url, is_draft }
    }
}

fn api_url(repository: &RepositoryRef) -> String {
    match (repository.host(), repository.web_port()) {
        (host, Some(port)) => format!("https://{host}:{port}/api/v1"),
        (host, None) => format!("https://{host}/api/v1"),
    }
}

/// Empty lists come as null.
#[derive(Debug, Deserialize)]
pub(super) struct Pull {
    number: u64,
    html_url: String,
    title: String,
    body: Option<String>,
    #[serde(default)]
    draft: bool,
    labels: Option<Vec<Label>>,
    assignees: Option<Vec<User>>,
    milestone: Option<Milestone>,
    head: Branch,
    base: Branch,
}

impl Pull {
    fn labels(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter().flatten()
    }

    fn assignees(&self) -> impl Iterator<Item = &User> {
        self.assignees.iter().flatten()
    }
}

#[derive(Debug, Deserialize)]
struct Branch {
    #[serde(rename = "ref")]
    name: String,
    repo_id: i64,
}

#[derive(Debug, Deserialize)]
struct Label {
    id: u64,
    name: String,
}

#[derive(Debug, Deserialize)]
struct User {
    login: String,
}

#[derive(Debug, Deserialize)]
struct Milestone {
    id: u64,
    title: String,
}

#[derive(Debug, Deserialize)]
struct Review {
    user: Option<User>,
    team: Option<Team>,
}

impl Review {
    fn user(&self) -> Option<&str> {
        Some(self.user.as_ref()?.login.as_str())
    }

    fn team(&self) -> Option<&str> {
        Some(self.team.as_ref()?.name.as_str())
    }
}

#[derive(Debug, Deserialize)]
struct Team {
    name: String,
}
