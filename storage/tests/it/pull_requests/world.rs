//! A forge on loopback, a provider of it, and a clock that waits in no time.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use libgitops_storage::pull_request::{
    Clock, EnsuredPullRequest, Forge, ForgeOptions, PullRequest, PullRequestProvider, RepositoryRef, Token,
};
use libgitops_storage::{Error, pull_request};

use super::http::{Exchange, Fault, Server};
use super::model::Model;
use super::{gitea, github, gitlab};

/// The token of every test but those about it.
pub(super) const TOKEN: &str = "geheim-1f2e3d4c";

/// When the clock of the tests begins: 2026-01-01T00:00:00Z.
pub(super) const START: u64 = 1_767_225_600;

/// A clock that stands but for its waits.
#[derive(Clone, Debug)]
pub(super) struct TestClock(Arc<Mutex<(Instant, Vec<Duration>)>>);

impl TestClock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new((Instant::now(), Vec::new()))))
    }

    pub(super) fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().1.clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(START) + self.waits().iter().sum::<Duration>()
    }

    fn instant(&self) -> Instant {
        let (start, waits) = &*self.0.lock().unwrap();
        *start + waits.iter().sum::<Duration>()
    }

    fn sleep(&self, time: Duration) {
        self.0.lock().unwrap().1.push(time);
    }
}

/// A forge with one repository.
pub(super) struct World {
    pub(super) forge: Forge,
    pub(super) clock: TestClock,
    server: Server,
}

impl World {
    pub(super) fn new(forge: Forge) -> Self {
        let owner = if forge == Forge::GitLab { "group/sub-group" } else { "example" };
        let model = Model::new(owner, "fleet", TOKEN);
        let server = match forge {
            Forge::GitHub => Server::start(model, github::PREFIX, github::handle),
            Forge::GitLab => Server::start(model, gitlab::PREFIX, gitlab::handle),
            Forge::Gitea => Server::start(model, gitea::PREFIX, gitea::handle),
            _ => panic!("{forge} has no stand-in"),
        };
        Self { forge, clock: TestClock::new(), server }
    }

    pub(super) fn repository(&self) -> RepositoryRef {
        let model = self.model();
        RepositoryRef::new("git.example.com", &model.owner, &model.name).unwrap()
    }

    pub(super) fn options(&self) -> ForgeOptions {
        ForgeOptions::default().with_api_url(&*self.model().api).with_clock(self.clock.clone())
    }

    pub(super) fn provider_with(&self, token: Token, options: &ForgeOptions) -> Box<dyn PullRequestProvider> {
        self.forge.provider(&self.repository(), token, options).unwrap()
    }

    pub(super) fn provider(&self) -> Box<dyn PullRequestProvider> {
        self.provider_with(Token::new(TOKEN), &self.options())
    }

    pub(super) fn ensure(&self, request: &PullRequest) -> Result<EnsuredPullRequest, Error> {
        self.provider().ensure(request)
    }

    pub(super) fn model(&self) -> MutexGuard<'_, Model> {
        self.server.model()
    }

    pub(super) fn plan(&self, method: &'static str, path_end: &str, fault: Fault) {
        self.server.plan(method, path_end, fault);
    }

    pub(super) fn exchanges(&self) -> Vec<Exchange> {
        self.server.exchanges()
    }

    /// The requests since so many that were no reads.
    pub(super) fn writes_since(&self, count: usize) -> Vec<String> {
        let exchanges = self.exchanges().into_iter().skip(count);
        let writes = exchanges.filter(|exchange| exchange.request.method != "GET");
        writes.map(|exchange| format!("{} {}", exchange.request.method, exchange.request.path())).collect()
    }

    /// The end of the path of the list of pull requests.
    pub(super) fn pulls(&self) -> &'static str {
        if self.forge == Forge::GitLab { "merge_requests" } else { "pulls" }
    }

    /// The method and the end of the path by which labels are added to the first pull request.
    pub(super) fn labeling(&self) -> (&'static str, &'static str) {
        if self.forge == Forge::GitLab { ("PUT", "merge_requests/1") } else { ("POST", "issues/1/labels") }
    }
}

/// Everything that can be wanted.
pub(super) fn everything() -> PullRequest {
    PullRequest {
        body: "We really need to sync this state!".to_owned(),
        labels: vec!["user/bot".to_owned(), "bug".to_owned()],
        assignees: vec!["ada".to_owned(), "bob".to_owned()],
        reviewers: vec!["eve".to_owned()],
        team_reviewers: vec!["ops".to_owned()],
        milestone: Some("Sprint 250".to_owned()),
        ..PullRequest::new("work", "main", "Update Car speed")
    }
}

/// What a provider cannot do at this forge of what [`everything`] asks.
pub(super) fn unsupported(forge: Forge) -> Vec<pull_request::Unapplied> {
    use pull_request::{Attribute, Refusal, Unapplied};
    match forge {
        Forge::GitLab => vec![Unapplied::new(Attribute::TeamReviewer, "ops", Refusal::Unsupported)],
        _ => Vec::new(),
    }
}
