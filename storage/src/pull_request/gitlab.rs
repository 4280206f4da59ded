//! Merge requests at GitLab, by version 4 of its REST API.

use serde::Deserialize;
use serde_json::{Map, json};
use ureq::http::Method;

use super::client::{Answer, Client, Dialect, Path, Repeat, Session};
use super::forge::{Host, Report, Summary, differs, ensure, missing, split_title};
use super::request::{Attribute, EnsuredPullRequest, PullRequest, Refusal};
use super::{ForgeOptions, PullRequestProvider, RepositoryRef, Token};
use crate::error::Error;

const DIALECT: Dialect = Dialect {
    name: "GitLab",
    authorization: "Bearer",
    headers: &[("accept", "application/json")],
    page_size: ("per_page", 100),
    ends_with_an_empty_page: false,
};

/// A title that begins like this makes a draft.
const DRAFTS: &[&str] = &["Draft:", "[Draft]", "(Draft)", "WIP:", "[WIP]"];

/// Merge requests of one project at GitLab.
///
/// Labels that do not exist are made by GitLab. It has no teams of reviewers, and takes a branch without any difference.
#[derive(Debug)]
pub struct GitLab {
    client: Client,
    repository: RepositoryRef,
}

impl GitLab {
    /// Those of a project at the host of its URL.
    ///
    /// # Errors
    /// `Invalid` when the address of the API is none.
    pub fn new(repository: &RepositoryRef, token: Token) -> Result<Self, Error> {
        Self::with_options(repository, token, &ForgeOptions::default())
    }

    /// Those of a project, reached in another way. The address of the API ends with `/api/v4`.
    ///
    /// # Errors
    /// `Invalid` when an option is wrong.
    pub fn with_options(
        repository: &RepositoryRef,
        token: Token,
        options: &ForgeOptions,
    ) -> Result<Self, Error> {
        let base = options.api_url.clone().unwrap_or_else(|| api_url(repository));
        let client = Client::new(&DIALECT, &base, token, options)?;
        Ok(Self { client, repository: repository.clone() })
    }

    fn path(&self, rest: &[&str]) -> Path {
        Path::new(&["projects", &self.repository.path()]).below(rest)
    }

    /// The users that are known of those that are missing. The others are told.
    fn look_up(
        session: &Session<'_>,
        attribute: Attribute,
        missing: &[String],
        report: &mut Report,
    ) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for name in missing {
            let path = Path::new(&["users"]).with("username", name);
            match session.find(&path, |user: &User| user.username.eq_ignore_ascii_case(name))? {
                Some(user) => users.push(user),
                None => report.leave(attribute, name, Refusal::Unknown),
            }
        }
        Ok(users)
    }

    fn milestone(
        &self,
        session: &Session<'_>,
        there: &MergeRequest,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<Option<Milestone>, Error> {
        let Some(title) = &request.milestone else { return Ok(None) };
        if there.milestone.as_ref().is_some_and(|milestone| milestone.title == *title) {
            return Ok(None);
        }
        // Those of the groups that the project is in count, by the name of today and by the one of older versions.
        let list = self.path(&["milestones"]).with("include_ancestors", "true");
        let list = list.with("include_parent_milestones", "true");
        let found = session.find(&list, |milestone: &Milestone| milestone.title == *title)?;
        if found.is_none() {
            report.leave(Attribute::Milestone, title, Refusal::Unknown);
        }
        Ok(found)
    }

    /// Everything that is missing, for one request.
    fn changes(
        &self,
        session: &Session<'_>,
        there: &MergeRequest,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<Changes, Error> {
        let assignees = missing(&request.assignees, names(&there.assignees));
        let reviewers = missing(&request.reviewers, names(&there.reviewers));
        let mut labels = Vec::new();
        for label in &request.labels {
            if label.contains(',') {
                report.leave(Attribute::Label, label, Refusal::Unsupported);
            } else if !there.labels.contains(label) && !labels.contains(label) {
                labels.push(label.clone());
            }
        }
        for team in &request.team_reviewers {
            report.leave(Attribute::TeamReviewer, team, Refusal::Unsupported);
        }
        let (draft, bare) = split_title(&there.title, DRAFTS);
        let (_, wanted) = split_title(&request.title, DRAFTS);
        Ok(Changes {
            title: (bare.trim() != wanted.trim()).then(|| format!("{draft}{wanted}")),
            description: differs(there.description.as_deref().unwrap_or_default(), &request.body),
            labels,
            assignees: Self::look_up(session, Attribute::Assignee, &assignees, report)?,
            reviewers: Self::look_up(session, Attribute::Reviewer, &reviewers, report)?,
            milestone: self.milestone(session, there, request, report)?,
        })
    }
}

impl PullRequestProvider for GitLab {
    fn ensure(&self, request: &PullRequest) -> Result<EnsuredPullRequest, Error> {
        ensure(self, &self.client, &self.repository, request)
    }
}

impl Host for GitLab {
    type Found = MergeRequest;

    fn find(&self, session: &Session<'_>, request: &PullRequest) -> Result<Option<MergeRequest>, Error> {
        let path = self.path(&["merge_requests"]).with("state", "opened");
        let path = path.with("source_branch", &request.head).with("target_branch", &request.base);
        // Branches of this name in forks are listed, too.
        session.find(&path, |found: &MergeRequest| {
            found.source_branch == request.head
                && found.target_branch == request.base
                && found.source_project_id == found.target_project_id
        })
    }

    fn create(
        &self,
        session: &Session<'_>,
        request: &PullRequest,
        _report: &mut Report,
    ) -> Result<Answer, Error> {
        let (_, bare) = split_title(&request.title, DRAFTS);
        let title = if request.draft { format!("Draft: {bare}") } else { request.title.clone() };
        let body = json!({
            "source_branch": request.head,
            "target_branch": request.base,
            "title": title,
            "description": request.body,
        });
        session.send(Method::POST, &self.path(&["merge_requests"]), &body, Repeat::Always)
    }

    fn is_duplicate(answer: &Answer) -> bool {
        // The words may be in any language.
        answer.status() == 409
    }

    fn complete(
        &self,
        session: &Session<'_>,
        there: &MergeRequest,
        request: &PullRequest,
        report: &mut Report,
    ) -> Result<(), Error> {
        let changes = self.changes(session, there, request, report)?;
        let body = changes.body(there, request);
        if body.is_empty() {
            return Ok(());
        }
        let path = self.path(&["merge_requests", &there.iid.to_string()]);
        let answer = session.send(Method::PUT, &path, &body, Repeat::Always)?.expect(&[200])?;
        changes.compare(&answer.json()?, report);
        Ok(())
    }

    fn summary(there: &MergeRequest) -> Summary<'_> {
        let is_draft = there.draft || !split_title(&there.title, DRAFTS).0.is_empty();
        Summary { number: there.iid, url: &there.web_url, is_draft }
    }
}

/// What one request changes.
#[derive(Debug)]
struct Changes {
    title: Option<String>,
    description: bool,
    labels: Vec<String>,
    assignees: Vec<User>,
    reviewers: Vec<User>,
    milestone: Option<Milestone>,
}

impl Changes {
    fn body(&self, there: &MergeRequest, request: &PullRequest) -> Map<String, serde_json::Value> {
        let mut body = Map::new();
        if let Some(title) = &self.title {
            body.insert("title".to_owned(), json!(title));
        }
        if self.description {
            body.insert("description".to_owned(), json!(request.body));
        }
        if !self.labels.is_empty() {
            body.insert("add_labels".to_owned(), json!(self.labels.join(",")));
        }
        // These replace what is there.
        let people = [
            ("assignee_ids", &there.assignees, &self.assignees),
            ("reviewer_ids", &there.reviewers, &self.reviewers),
        ];
        for (name, there, more) in people {
            if !more.is_empty() {
                let ids: Vec<u64> = there.iter().chain(more).map(|user| user.id).collect();
                body.insert(name.to_owned(), json!(ids));
            }
        }
        if let Some(milestone) = &self.milestone {
            body.insert("milestone_id".to_owned(), json!(milestone.id));
        }
        body
    }

    /// Whoever may not be named in the project, and a second one where one is allowed, is left out without a word.
    fn compare(&self, now: &MergeRequest, report: &mut Report) {
        if self.title.is_some() || self.description {
            report.change();
        }
        let own = |users: &[User]| names(users).map(str::to_owned).collect::<Vec<_>>();
        report.compare(Attribute::Label, &self.labels, &now.labels);
        report.compare(Attribute::Assignee, &own(&self.assignees), &own(&now.assignees));
        report.compare(Attribute::Reviewer, &own(&self.reviewers), &own(&now.reviewers));
        let title = |milestone: &Option<Milestone>| -> Vec<String> {
            milestone.iter().map(|milestone| milestone.title.clone()).collect()
        };
        report.compare(Attribute::Milestone, &title(&self.milestone), &title(&now.milestone));
    }
}

fn names(users: &[User]) -> impl Iterator<Item = &str> {
    users.iter().map(|user| user.username.as_str())
}

fn api_url(repository: &RepositoryRef) -> String {
    match (repository.host(), repository.web_port()) {
        ("altssh.gitlab.com", _) => "https://gitlab.com/api/v4".to_owned(),
        (host, Some(port)) => format!("https://{host}:{port}/api/v4"),
        (host, None) => format!("https://{host}/api/v4"),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct MergeRequest {
    iid: u64,
    web_url: String,
    title: String,
    description: Option<String>,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    assignees: Vec<User>,
    #[serde(default)]
    reviewers: Vec<User>,
    milestone: Option<Milestone>,
    source_project_id: Option<u64>,
    target_project_id: Option<u64>,
    source_branch: String,
    target_branch: String,
}

#[derive(Debug, Deserialize)]
struct User {
    id: u64,
    username: String,
}

#[derive(Debug, Deserialize)]
struct Milestone {
    id: u64,
    title: String,
}
