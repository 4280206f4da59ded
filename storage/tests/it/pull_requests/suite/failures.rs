//! What goes wrong, and what is told of it.

use std::time::Duration;

use libgitops_storage::ErrorKind;
use libgitops_storage::pull_request::{Action, Forge, ForgeOptions, PullRequest, Token};
use serde_json::{Value, json};

use crate::pull_requests::http::{Fault, Reply};
use crate::pull_requests::model::AUTHOR;
use crate::pull_requests::world::{START, TOKEN, World, everything, unsupported};

pub(super) fn branches_without_a_difference_are_told(world: &World) {
    let result = world.ensure(&PullRequest::new("empty", "main", "A title"));
    if world.forge == Forge::GitHub {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoDifference);
        let expect = "ensure: pull request of git.example.com/example/fleet from \"empty\" into \"main\": GitHub answered \
                      422 to POST /repos/example/fleet/pulls: Validation Failed: No commits between main and empty";
        assert_eq!(error.to_string(), expect);
        assert_eq!(world.model().pulls, []);
    } else {
        // The others take it.
        assert_eq!(result.unwrap().action, Action::Created);
    }
}

pub(super) fn a_missing_branch_is_told_in_the_forges_words(world: &World) {
    let (kind, words) = match world.forge {
        Forge::GitHub => (ErrorKind::Invalid, "Validation Failed: head is invalid"),
        Forge::GitLab => {
            // What it says exactly is not known here; that it is told is.
            let refusal = json!({ "message": { "source_branch": ["does not exist"] } });
            world.plan("POST", "merge_requests", Fault::Instead(Reply::new(400, refusal)));
            (ErrorKind::Invalid, "source_branch does not exist")
        }
        _ => (ErrorKind::NotFound, "The target couldn't be found."),
    };
    let error = world.ensure(&PullRequest::new("missing", "main", "A title")).unwrap_err();
    assert_eq!(error.kind(), kind);
    assert!(error.to_string().ends_with(words), "{error}");
    assert_eq!(error.operation(), Some("ensure"));
}

pub(super) fn a_missing_repository_is_told(world: &World) {
    let provider = world.provider();
    world.model().name = "renamed".to_owned();
    let error = provider.ensure(&everything()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains(" answered 404 to GET "), "{error}");
}

/// An answer with a code and headers, in the form of an error of every forge's.
pub(super) fn saying(status: u16, message: &str, headers: &[(&'static str, String)]) -> Fault {
    let reply =
        Reply::new(status, json!({ "message": message, "documentation_url": "https://docs.example.com" }));
    Fault::Instead(headers.iter().fold(reply, |reply, (name, value)| reply.with(name, value.as_str())))
}

pub(super) fn a_limit_of_rates_is_waited_for(world: &World) {
    let (labeling, path) = world.labeling();
    world.plan("GET", world.pulls(), saying(429, "slow down", &[("retry-after", "7".to_owned())]));
    let spent =
        [("x-ratelimit-remaining", "0".to_owned()), ("x-ratelimit-reset", (START + 7 + 11).to_string())];
    let spent_status = if world.forge == Forge::GitHub { 403 } else { 429 };
    world.plan("POST", world.pulls(), saying(spent_status, "API rate limit exceeded", &spent));
    world.plan(labeling, path, saying(503, "busy", &[("retry-after", "2".to_owned())]));
    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.action, ensured.unapplied), (Action::Created, unsupported(world.forge)));
    let waits: Vec<u64> = world.clock.waits().iter().map(Duration::as_secs).collect();
    // A second more than until the count begins anew, whose clock is cut to seconds.
    assert_eq!(waits, [7, 12, 2]);
    assert_eq!(world.model().pulls[0].labels, ["user/bot", "bug"]);
}

pub(super) fn a_limit_beyond_the_deadline_is_told_at_once(world: &World) {
    world.plan("POST", world.pulls(), saying(429, "slow down", &[("retry-after", "3600".to_owned())]));
    let error = world.ensure(&everything()).unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Remote, Some(Duration::from_hours(1))));
    assert!(error.to_string().contains("slow down, and wants to be left alone"), "{error}");
    assert_eq!(world.clock.waits(), Vec::<Duration>::new());
    // The waits of one call are counted together.
    for _ in 0..3 {
        world.plan("GET", world.pulls(), saying(429, "slow down", &[("retry-after", "25".to_owned())]));
    }
    let error = world.ensure(&everything()).unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(25)));
    assert_eq!(world.clock.waits().len(), 2);
}

pub(super) fn a_stumbling_forge_is_asked_again(world: &World) {
    let (labeling, path) = world.labeling();
    for _ in 0..2 {
        world.plan("GET", world.pulls(), Fault::Instead(Reply::new(502, json!("<html>Bad gateway</html>"))));
    }
    world.plan("POST", world.pulls(), saying(500, "oops", &[]));
    world.plan(labeling, path, saying(503, "oops", &[]));
    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.action, ensured.unapplied), (Action::Created, unsupported(world.forge)));
    assert_eq!(world.model().pulls.len(), 1);
    let waits = world.clock.waits();
    assert_eq!(waits.len(), 4);
    assert!(waits[0] < waits[1] && waits.iter().all(|wait| *wait < Duration::from_secs(1)), "{waits:?}");
}

pub(super) fn an_answer_that_got_lost_makes_no_second_one(world: &World) {
    let (labeling, path) = world.labeling();
    world.plan("POST", world.pulls(), Fault::Afterwards(Reply::new(504, Value::Null)));
    world.plan(labeling, path, Fault::Silence);
    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.number, ensured.action), (1, Action::Created));
    assert_eq!(world.model().pulls.len(), 1);
    assert_eq!(world.ensure(&everything()).unwrap().action, Action::Unchanged);
}

pub(super) fn a_forge_that_stays_down_is_told(world: &World) {
    for _ in 0..6 {
        world.plan("GET", world.pulls(), saying(503, "down for maintenance", &[]));
    }
    let error = world.ensure(&everything()).unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Remote, None));
    assert!(error.to_string().ends_with(": down for maintenance"), "{error}");
    assert_eq!(world.exchanges().len(), 6);
    world.ensure(&everything()).unwrap();
}

pub(super) fn a_forge_that_is_silent_is_given_up_in_time(world: &World) {
    world.plan("GET", world.pulls(), Fault::Stall);
    let options = ForgeOptions::default()
        .with_api_url(&*world.model().api)
        .with_request_timeout(Duration::from_millis(40))
        .with_deadline(Duration::from_millis(60));
    let error = world.provider_with(Token::new(TOKEN), &options).ensure(&everything()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Remote);
    assert!(error.to_string().contains(" gave no answer to GET "), "{error}");
    assert_eq!(world.model().pulls, []);
}

pub(super) fn a_forge_may_be_waited_for_for_ever(world: &World) {
    let options = world.options().with_request_timeout(Duration::MAX).with_deadline(Duration::MAX);
    let ensured = world.provider_with(Token::new(TOKEN), &options).ensure(&everything()).unwrap();
    assert_eq!(ensured.action, Action::Created);
}

pub(super) fn a_forge_that_is_not_there_is_told(world: &World) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let options = world.options().with_api_url(format!("http://{free}"));
    let error = world.provider_with(Token::new(TOKEN), &options).ensure(&everything()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Remote);
    assert_eq!(world.clock.waits().len(), 5, "{error}");
}

pub(super) fn what_was_left_half_done_is_completed(world: &World) {
    let (labeling, path) = world.labeling();
    for _ in 0..6 {
        world.plan(labeling, path, saying(500, "oops", &[]));
    }
    let error = world.ensure(&everything()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Remote);
    let text = error.to_string();
    let url = format!("{}/", world.model().api);
    assert!(text.contains("number 1 is there, at ") && text.contains(&url), "{text}");
    assert!(text.contains("and not complete") && text.ends_with(": oops"), "{text}");
    assert_eq!(world.model().pulls[0].labels, Vec::<String>::new());

    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.number, ensured.action), (1, Action::Updated));
    let pull = world.model().pulls[0].clone();
    assert_eq!((pull.labels.len(), pull.assignees.len(), pull.reviewers.len()), (2, 2, 1));
    assert_eq!(pull.milestone.as_deref(), Some("Sprint 250"));
    assert_eq!(world.ensure(&everything()).unwrap().action, Action::Unchanged);
}

pub(super) fn an_answer_that_is_none_is_told(world: &World) {
    for body in [json!("<html>Log in, please</html>"), json!({ "unexpected": AUTHOR }), Value::Null] {
        world.plan("GET", world.pulls(), Fault::Instead(Reply::new(200, body)));
        let error = world.ensure(&everything()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Remote);
        assert!(error.to_string().contains("which is not understood"), "{error}");
    }
}
