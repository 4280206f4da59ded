//! Pull requests at stand-ins of the forges, with branches that were really pushed.

use std::time::Duration;

use serde_json::json;

use super::servers::{HttpBackend, PASSWORD};
use super::world::{Fleet, branches, reason, text};
use crate::server::Server;
use http::{Fault, Handler, Reply};
use model::Model;

// The stand-ins of the storage's own tests.
#[path = "../../../../storage/tests/it/pull_requests/gitea.rs"]
mod gitea;
#[path = "../../../../storage/tests/it/pull_requests/github.rs"]
mod github;
#[path = "../../../../storage/tests/it/pull_requests/gitlab.rs"]
mod gitlab;
#[expect(dead_code, reason = "the storage's own tests try more of what can go wrong")]
#[path = "../../../../storage/tests/it/pull_requests/http.rs"]
mod http;
#[path = "../../../../storage/tests/it/pull_requests/model.rs"]
mod model;

/// A forge, and the repository that it has.
struct Forge {
    name: &'static str,
    token: &'static str,
    /// How the path of the list of pull requests ends.
    pulls: &'static str,
    /// The method and the end of the path by which labels are added to the first pull request.
    labeling: (&'static str, &'static str),
    fleet: Fleet,
    api: http::Server,
    git: HttpBackend,
}

impl Forge {
    fn start(name: &'static str) -> Self {
        let by_issue = ("POST", "issues/1/labels");
        let (token, owner, pulls, labeling, prefix, handler): (_, _, _, _, _, Handler) = match name {
            "github" => ("GITHUB_TOKEN", "example", "pulls", by_issue, github::PREFIX, github::handle),
            "gitea" => ("GITEA_TOKEN", "example", "pulls", by_issue, gitea::PREFIX, gitea::handle),
            _ => {
                let (pulls, labeling) = ("merge_requests", ("PUT", "merge_requests/1"));
                ("GITLAB_TOKEN", "group/sub-group", pulls, labeling, gitlab::PREFIX, gitlab::handle)
            }
        };
        let fleet = Fleet::of(owner);
        let api = http::Server::start(Model::new(owner, "fleet", PASSWORD), prefix, handler);
        let git = HttpBackend::start(fleet.root.path(), Duration::ZERO);
        Self { name, token, pulls, labeling, fleet, api, git }
    }

    fn all() -> [Self; 3] {
        ["github", "gitlab", "gitea"].map(Self::start)
    }

    /// A server of the repository, over http with the forge's token.
    fn serve(&self) -> Server {
        let url = self.git.url(&format!("{}/fleet.git", self.api.model().owner));
        let api = self.api.model().api.clone();
        let arguments = [
            "--provider",
            self.name,
            "--api-url",
            &api,
            "--pr-assignees=ada,nobody",
            "--pr-milestone=Sprint 250",
        ];
        Server::spawn(self.fleet.command(&url, &arguments).env(self.token, PASSWORD))
    }

    /// The forge knows the branches that were pushed when it is asked for the next pull request.
    fn look_at_branches(&self) {
        let path = self.fleet.path();
        let look = move |model: &mut Model| model.branches = branches(&path);
        self.api.plan("POST", self.pulls, Fault::Before(Box::new(look)));
    }
}

#[test]
fn a_put_answers_with_the_number_and_the_url_of_its_pull_request() {
    for forge in Forge::all() {
        let server = forge.serve();
        server.logged("changes are proposed by pull requests");
        forge.look_at_branches();
        let (code, pushed) = server.put("/git/foo", b"");
        assert_eq!(code, 200, "{}: {pushed}", forge.name);
        let branch = text(&pushed["branch"]);
        forge.fleet.assert_driven(branch);
        assert_eq!((&pushed["number"], &pushed["message"]), (&json!(1), &json!("pull request #1 is open")));
        assert!(text(&pushed["url"]).starts_with("http"), "{pushed}");
        let [left] = &pushed["unapplied"].as_array().unwrap()[..] else { panic!("{pushed}") };
        assert!(text(left).starts_with("assignee \"nobody\": "), "{left}");
        {
            let model = forge.api.model();
            let [pull] = &model.pulls[..] else { panic!("{:?}", model.pulls) };
            assert_eq!((pull.head.as_str(), pull.base.as_str()), (branch, "main"));
            let labels = ["user/bot", "actuator/libgitops", "kind/status-update"];
            assert_eq!(
                (&pull.labels[..], &pull.assignees[..]),
                (&labels.map(str::to_owned)[..], &["ada".to_owned()][..])
            );
            assert_eq!(pull.milestone.as_deref(), Some("Sprint 250"));
            assert_eq!(
                (pull.title.as_str(), pull.body.as_str()),
                ("Update Car speed", "We really need to sync this state!")
            );
        }
        let log = server.stopped_log("-TERM");
        assert!(log.contains("not applied: assignee") && !log.contains(PASSWORD), "{log}");
    }
}

#[test]
fn a_branch_whose_pull_request_failed_is_named_in_the_answer() {
    for forge in Forge::all() {
        let server = forge.serve();
        let refusal = || Reply::new(403, json!({ "message": "not on Fridays" }));
        forge.api.plan("POST", forge.pulls, Fault::Instead(refusal()));
        let answer = server.put("/git/foo", b"");
        assert_eq!(reason(&answer), (500, "InternalError"), "{}", answer.1);
        let (branch, message) = (text(&answer.1["branch"]), text(&answer.1["message"]));
        assert!(message.contains(branch) && message.contains("not on Fridays"), "{message}");
        assert_eq!((&answer.1["number"], &answer.1["url"]), (&json!(null), &json!(null)));
        assert_eq!(answer.1["commit"], forge.fleet.head(branch));
        forge.fleet.assert_driven(branch);
        assert!(forge.api.model().pulls.is_empty());

        // One that is there and not complete is told with its number.
        let (method, path) = forge.labeling;
        forge.look_at_branches();
        forge.api.plan(method, path, Fault::Instead(Reply::new(501, json!({ "message": "oops" }))));
        let answer = server.put("/git/foo", b"");
        assert_eq!(reason(&answer), (500, "InternalError"), "{}", answer.1);
        let message = text(&answer.1["message"]);
        assert!(message.contains("number 1 is there, at ") && message.contains("not complete"), "{message}");
        forge.fleet.assert_driven(text(&answer.1["branch"]));
        assert_eq!(forge.api.model().pulls.len(), 1);
        let log = server.stopped_log("-TERM");
        assert!(log.contains("not on Fridays") && !log.contains(PASSWORD), "{log}");
    }
}
