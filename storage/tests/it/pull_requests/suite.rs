//! What every provider does, at every forge.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use libgitops_storage::ErrorKind;
use libgitops_storage::pull_request::{
    Action, Attribute, Forge, ForgeOptions, PullRequest, Refusal, Token, Unapplied,
};
use serde_json::{Value, json};

use super::http::{Fault, Reply};
use super::model::{AUTHOR, Pull};
use super::world::{START, TOKEN, World, everything, unsupported};

/// One behavior a function, and each of them a test at each forge.
macro_rules! suite {
    ($($name:ident),* $(,)?) => {
        /// All of them, by name.
        pub(super) const BEHAVIORS: &[(&str, fn(&World))] = &[$((stringify!($name), $name)),*];

        suite!(@forge github GitHub $($name)*);
        suite!(@forge gitlab GitLab $($name)*);
        suite!(@forge gitea Gitea $($name)*);
    };
    (@forge $module:ident $forge:ident $($name:ident)*) => {
        mod $module {
            $(
                #[test]
                fn $name() {
                    super::$name(&super::World::new(super::Forge::$forge));
                }
            )*
        }
    };
}

suite! {
    a_pull_request_is_made_once_with_everything_and_found_again,
    a_pull_request_needs_no_more_than_branches_and_a_title,
    the_text_is_brought_up_to_what_is_wanted,
    what_people_added_stays,
    a_milestone_is_found_by_its_title_on_any_page,
    what_a_forge_does_not_know_or_leaves_out_is_told,
    one_wrong_reviewer_holds_up_no_other,
    a_draft_is_made_and_stays_what_people_made_of_it,
    nobody_is_asked_for_a_second_review,
    branches_of_forks_and_closed_requests_are_other_ones,
    a_request_among_many_is_found,
    names_of_branches_are_escaped,
    another_client_that_is_faster_makes_no_second_one,
    many_at_once_make_one,
    branches_without_a_difference_are_told,
    a_missing_branch_is_told_in_the_forges_words,
    a_missing_repository_is_told,
    a_limit_of_rates_is_waited_for,
    a_limit_beyond_the_deadline_is_told_at_once,
    a_stumbling_forge_is_asked_again,
    an_answer_that_got_lost_makes_no_second_one,
    a_forge_that_stays_down_is_told,
    a_forge_that_is_silent_is_given_up_in_time,
    a_forge_that_is_not_there_is_told,
    what_was_left_half_done_is_completed,
    a_refused_token_is_told_in_the_forges_words,
    the_token_is_asked_for_anew_for_every_request,
    the_token_is_shown_nowhere,
    a_repository_that_was_moved_is_followed_within_the_host,
    an_answer_that_is_none_is_told,
}

fn a_pull_request_is_made_once_with_everything_and_found_again(world: &World) {
    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.number, ensured.action), (1, Action::Created));
    assert_eq!(ensured.unapplied, unsupported(world.forge));
    assert!(ensured.url.starts_with(&world.model().api) && ensured.url.ends_with('1'), "{}", ensured.url);
    let expect = Pull {
        number: 1,
        title: "Update Car speed".to_owned(),
        body: "We really need to sync this state!".to_owned(),
        head: "work".to_owned(),
        base: "main".to_owned(),
        labels: vec!["user/bot".to_owned(), "bug".to_owned()],
        assignees: vec!["ada".to_owned(), "bob".to_owned()],
        reviewers: vec!["eve".to_owned()],
        teams: if world.forge == Forge::GitLab { vec![] } else { vec!["ops".to_owned()] },
        milestone: Some("Sprint 250".to_owned()),
        ..Pull::default()
    };
    assert_eq!(world.model().pulls, [expect]);

    let count = world.exchanges().len();
    let again = world.ensure(&everything()).unwrap();
    assert_eq!((again.number, again.action, &again.url), (1, Action::Unchanged, &ensured.url));
    assert_eq!(again.unapplied, ensured.unapplied);
    assert_eq!(world.writes_since(count), Vec::<String>::new());
}

fn a_pull_request_needs_no_more_than_branches_and_a_title(world: &World) {
    let request = PullRequest::new("work", "main", "A title");
    assert_eq!(world.ensure(&request).unwrap().action, Action::Created);
    assert_eq!(world.ensure(&request).unwrap().action, Action::Unchanged);
    assert_eq!(world.model().pulls.len(), 1);
    assert_eq!(world.exchanges().len(), 3, "a look, a request and a look");

    let error = world.ensure(&PullRequest::new("main", "main", "A title")).unwrap_err();
    assert_eq!((error.kind(), world.exchanges().len()), (ErrorKind::Invalid, 3));
}

fn the_text_is_brought_up_to_what_is_wanted(world: &World) {
    world.ensure(&everything()).unwrap();
    let mut request = everything();
    request.title = "Update Car speed again".to_owned();
    request.body = "First line\n\nThird line".to_owned();
    let count = world.exchanges().len();
    assert_eq!(world.ensure(&request).unwrap().action, Action::Updated);
    assert_eq!(world.writes_since(count).len(), 1, "{:?}", world.writes_since(count));
    {
        let pull = &mut world.model().pulls[0];
        assert_eq!((&pull.title, &pull.body), (&request.title, &request.body));
        // As an editor in a browser writes it.
        pull.body = "First line\r\n\r\nThird line\r\n".to_owned();
    }
    assert_eq!(world.ensure(&request).unwrap().action, Action::Unchanged);
    request.body = String::new();
    assert_eq!(world.ensure(&request).unwrap().action, Action::Updated);
    assert_eq!(world.model().pulls[0].body, "");
    assert_eq!(world.ensure(&request).unwrap().action, Action::Unchanged);
}

fn what_people_added_stays(world: &World) {
    world.model().open(Pull {
        title: "By hand".to_owned(),
        head: "work".to_owned(),
        base: "main".to_owned(),
        labels: vec!["keep".to_owned()],
        assignees: vec!["eve".to_owned()],
        reviewers: vec!["bob".to_owned()],
        milestone: Some("Sprint 1".to_owned()),
        ..Pull::default()
    });
    let ensured = world.ensure(&PullRequest { milestone: None, ..everything() }).unwrap();
    assert_eq!((ensured.number, ensured.action), (1, Action::Updated));
    let pull = world.model().pulls[0].clone();
    assert_eq!(pull.labels, ["keep", "user/bot", "bug"]);
    assert_eq!(pull.assignees, ["eve", "ada", "bob"]);
    assert_eq!(pull.reviewers, ["bob", "eve"]);
    assert_eq!(pull.milestone.as_deref(), Some("Sprint 1"));
    assert_eq!(world.ensure(&everything()).unwrap().action, Action::Updated, "the milestone");
    assert_eq!(world.model().pulls[0].milestone.as_deref(), Some("Sprint 250"));
}

fn a_milestone_is_found_by_its_title_on_any_page(world: &World) {
    for (title, pages) in [("Sprint 1", 1), ("Sprint 250", if world.forge == Forge::Gitea { 5 } else { 3 })] {
        let count = world.exchanges().len();
        let request =
            PullRequest { milestone: Some(title.to_owned()), ..PullRequest::new("work", "main", "A title") };
        assert_eq!(world.ensure(&request).unwrap().unapplied, []);
        assert_eq!(world.model().pulls[0].milestone.as_deref(), Some(title));
        let exchanges = world.exchanges();
        let lists =
            exchanges[count..].iter().filter(|exchange| exchange.request.path().ends_with("/milestones"));
        assert_eq!(lists.count(), pages, "{title}");
    }
    let request = PullRequest {
        milestone: Some("Sprint 261".to_owned()),
        ..PullRequest::new("work", "main", "A title")
    };
    let ensured = world.ensure(&request).unwrap();
    assert_eq!(ensured.action, Action::Unchanged);
    assert_eq!(ensured.unapplied, [Unapplied::new(Attribute::Milestone, "Sprint 261", Refusal::Unknown)]);
}

fn what_a_forge_does_not_know_or_leaves_out_is_told(world: &World) {
    let request = PullRequest {
        assignees: vec!["nobody".to_owned(), "ADA".to_owned(), "stranger".to_owned()],
        labels: vec!["a,b".to_owned(), "c".to_owned(), "c".to_owned()],
        ..PullRequest::new("work", "main", "A title")
    };
    let ensured = world.ensure(&request).unwrap();
    assert_eq!(ensured.action, Action::Created);
    let (left_out, unknown) = (Refusal::LeftOut, Refusal::Unknown);
    let assignee = |name: &str, refusal: &Refusal| Unapplied::new(Attribute::Assignee, name, refusal.clone());
    let expect = match world.forge {
        // GitHub passes over both in silence.
        Forge::GitHub => vec![assignee("nobody", &left_out), assignee("stranger", &left_out)],
        Forge::GitLab => vec![
            Unapplied::new(Attribute::Label, "a,b", Refusal::Unsupported),
            assignee("nobody", &unknown),
            assignee("stranger", &left_out),
        ],
        _ => vec![assignee("nobody", &unknown), assignee("stranger", &unknown)],
    };
    assert_eq!(ensured.unapplied, expect);
    let labels: &[&str] = if world.forge == Forge::GitLab { &["c"] } else { &["a,b", "c"] };
    let pull = world.model().pulls[0].clone();
    assert_eq!(
        (pull.assignees, pull.labels),
        (vec!["ada".to_owned()], labels.iter().map(|&l| l.to_owned()).collect())
    );

    let again = world.ensure(&request).unwrap();
    assert_eq!((again.action, again.unapplied), (Action::Unchanged, expect));
    assert_eq!(world.model().pulls.len(), 1);

    if world.forge == Forge::GitLab {
        world.model().is_paid = false;
        let request = PullRequest { assignees: vec!["ada".to_owned(), "bob".to_owned()], ..request };
        let unapplied = world.ensure(&request).unwrap().unapplied;
        assert!(unapplied.contains(&assignee("bob", &left_out)), "{unapplied:?}");
    }
}

fn one_wrong_reviewer_holds_up_no_other(world: &World) {
    let request = PullRequest {
        reviewers: ["ada", "stranger", "bob", "nobody"].map(str::to_owned).to_vec(),
        team_reviewers: ["sec", "nowhere"].map(str::to_owned).to_vec(),
        ..PullRequest::new("work", "main", "A title")
    };
    let ensured = world.ensure(&request).unwrap();
    let pull = world.model().pulls[0].clone();
    assert_eq!(pull.reviewers, ["ada", "bob"]);
    assert_eq!(pull.teams, if world.forge == Forge::GitLab { vec![] } else { vec!["sec"] });
    let mut named: Vec<&str> = ensured.unapplied.iter().map(|unapplied| unapplied.value.as_str()).collect();
    named.sort_unstable();
    let teams = if world.forge == Forge::GitLab { vec!["sec"] } else { vec![] };
    assert_eq!(named, ["nobody", "nowhere"].into_iter().chain(teams).chain(["stranger"]).collect::<Vec<_>>());
    let told: Vec<String> = ensured.unapplied.iter().map(ToString::to_string).collect();
    let words = match world.forge {
        Forge::GitHub => "reviewer \"stranger\": Reviews may only be requested from collaborators.",
        Forge::GitLab => "reviewer \"stranger\": the forge left it out without a word",
        _ => "reviewer \"stranger\": Reviewer can't read",
    };
    assert!(told.iter().any(|told| told.starts_with(words)), "{told:?}");
}

fn a_draft_is_made_and_stays_what_people_made_of_it(world: &World) {
    let request = PullRequest { draft: true, ..PullRequest::new("work", "main", "A title") };
    let ensured = world.ensure(&request).unwrap();
    assert_eq!((ensured.action, ensured.unapplied), (Action::Created, vec![]));
    assert!(world.model().pulls[0].is_draft);
    assert_eq!(world.ensure(&request).unwrap().action, Action::Unchanged);

    // A new title leaves the draft one.
    let renamed = PullRequest { title: "Another title".to_owned(), ..request };
    assert_eq!(world.ensure(&renamed).unwrap().action, Action::Updated);
    let title = world.model().pulls[0].title.clone();
    assert!(world.model().pulls[0].is_draft && title.ends_with("Another title"), "{title}");

    // Somebody finds it ready.
    {
        let pull = &mut world.model().pulls[0];
        pull.is_draft = false;
        pull.title = "Another title".to_owned();
    }
    let ensured = world.ensure(&renamed).unwrap();
    assert_eq!(ensured.action, Action::Unchanged);
    assert_eq!(ensured.unapplied, [Unapplied::new(Attribute::Draft, "true", Refusal::Kept)]);
    assert!(!world.model().pulls[0].is_draft);

    if world.forge == Forge::GitHub {
        world.model().is_paid = false;
        world.model().branches.push("more".to_owned());
        let ensured = world.ensure(&PullRequest { head: "more".to_owned(), ..renamed }).unwrap();
        assert_eq!(ensured.action, Action::Created);
        let told = ensured.unapplied[0].to_string();
        assert!(told.starts_with("draft \"true\": Validation Failed: Draft pull requests are not"), "{told}");
    }
}

fn nobody_is_asked_for_a_second_review(world: &World) {
    world.ensure(&everything()).unwrap();
    {
        let pull = &mut world.model().pulls[0];
        pull.reviews.push("eve".to_owned());
        if world.forge == Forge::GitHub {
            // Who gave a review is no more among those who are asked, and neither is the team.
            pull.reviewers.clear();
            pull.teams.clear();
        }
    }
    let count = world.exchanges().len();
    assert_eq!(world.ensure(&everything()).unwrap().action, Action::Unchanged);
    assert_eq!(world.writes_since(count), Vec::<String>::new());
}

fn branches_of_forks_and_closed_requests_are_other_ones(world: &World) {
    let pull = Pull {
        head: "work".to_owned(),
        base: "main".to_owned(),
        title: "Mine".to_owned(),
        ..Pull::default()
    };
    world.model().open(Pull { is_of_a_fork: true, ..pull.clone() });
    world.model().open(Pull { is_closed: true, ..pull.clone() });
    world.model().open(Pull { base: "feature/x&y#1".to_owned(), ..pull });
    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.number, ensured.action), (4, Action::Created));
    assert_eq!(world.model().pulls.iter().filter(|pull| pull.title == "Mine").count(), 3);
}

fn a_request_among_many_is_found(world: &World) {
    for number in 0..120 {
        // At GitLab, requests from forks are on the same list; elsewhere they are filtered away.
        let pull =
            Pull { head: "work".to_owned(), base: "main".to_owned(), is_of_a_fork: true, ..Pull::default() };
        world.model().open(Pull { title: format!("Fork {number}"), ..pull });
    }
    let request = PullRequest::new("work", "main", "A title");
    assert_eq!(world.ensure(&request).unwrap().number, 121);
    let again = world.ensure(&request).unwrap();
    assert_eq!((again.number, again.action), (121, Action::Unchanged));
}

fn names_of_branches_are_escaped(world: &World) {
    let request = PullRequest::new("feature/x&y#1", "main", "A \"title\" \u{1f697}");
    assert_eq!(world.ensure(&request).unwrap().action, Action::Created);
    assert_eq!(world.ensure(&request).unwrap().action, Action::Unchanged);
    assert_eq!(world.model().pulls[0].head, "feature/x&y#1");
}

fn another_client_that_is_faster_makes_no_second_one(world: &World) {
    let other = |model: &mut super::model::Model| {
        let (head, base) = ("work".to_owned(), "main".to_owned());
        model.open(Pull { title: "Faster".to_owned(), head, base, ..Pull::default() });
    };
    world.plan("POST", world.pulls(), Fault::Before(Box::new(other)));
    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.number, ensured.action), (1, Action::Updated));
    assert_eq!(world.model().pulls.len(), 1);
    assert_eq!(world.model().pulls[0].title, "Update Car speed");
}

fn many_at_once_make_one(world: &World) {
    let made = AtomicUsize::new(0);
    let provider = world.provider();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let ensured = provider.ensure(&everything()).unwrap();
                assert_eq!(ensured.number, 1);
                made.fetch_add(usize::from(ensured.action == Action::Created), Ordering::Relaxed);
            });
        }
    });
    assert_eq!((made.into_inner(), world.model().pulls.len()), (1, 1));
    assert_eq!(world.ensure(&everything()).unwrap().action, Action::Unchanged);
}

fn branches_without_a_difference_are_told(world: &World) {
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

fn a_missing_branch_is_told_in_the_forges_words(world: &World) {
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

fn a_missing_repository_is_told(world: &World) {
    let provider = world.provider();
    world.model().name = "renamed".to_owned();
    let error = provider.ensure(&everything()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains(" answered 404 to GET "), "{error}");
}

/// An answer with a code and headers, in the form of an error of every forge's.
fn saying(status: u16, message: &str, headers: &[(&'static str, String)]) -> Fault {
    let reply =
        Reply::new(status, json!({ "message": message, "documentation_url": "https://docs.example.com" }));
    Fault::Instead(headers.iter().fold(reply, |reply, (name, value)| reply.with(name, value.as_str())))
}

fn a_limit_of_rates_is_waited_for(world: &World) {
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

fn a_limit_beyond_the_deadline_is_told_at_once(world: &World) {
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

fn a_stumbling_forge_is_asked_again(world: &World) {
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

fn an_answer_that_got_lost_makes_no_second_one(world: &World) {
    let (labeling, path) = world.labeling();
    world.plan("POST", world.pulls(), Fault::Afterwards(Reply::new(504, Value::Null)));
    world.plan(labeling, path, Fault::Silence);
    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.number, ensured.action), (1, Action::Created));
    assert_eq!(world.model().pulls.len(), 1);
    assert_eq!(world.ensure(&everything()).unwrap().action, Action::Unchanged);
}

fn a_forge_that_stays_down_is_told(world: &World) {
    for _ in 0..6 {
        world.plan("GET", world.pulls(), saying(503, "down for maintenance", &[]));
    }
    let error = world.ensure(&everything()).unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Remote, None));
    assert!(error.to_string().ends_with(": down for maintenance"), "{error}");
    assert_eq!(world.exchanges().len(), 6);
    world.ensure(&everything()).unwrap();
}

fn a_forge_that_is_silent_is_given_up_in_time(world: &World) {
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

fn a_forge_that_is_not_there_is_told(world: &World) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let options = world.options().with_api_url(format!("http://{free}"));
    let error = world.provider_with(Token::new(TOKEN), &options).ensure(&everything()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Remote);
    assert_eq!(world.clock.waits().len(), 5, "{error}");
}

fn what_was_left_half_done_is_completed(world: &World) {
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

fn a_refused_token_is_told_in_the_forges_words(world: &World) {
    let provider = world.provider_with(Token::new("another-one"), &world.options());
    let error = provider.ensure(&everything()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let words = match world.forge {
        Forge::GitHub => "Bad credentials",
        Forge::GitLab => "401 Unauthorized",
        _ => "invalid username, password or token",
    };
    assert!(error.to_string().ends_with(&format!(": {words}")), "{error}");
    assert_eq!(world.exchanges().len(), 1, "a token that stays the same is not tried again");

    // A right that is missing is not waited for.
    world.plan("POST", world.pulls(), saying(403, "Resource not accessible by integration", &[]));
    let error = world.ensure(&everything()).unwrap_err();
    assert_eq!((error.kind(), world.clock.waits().len()), (ErrorKind::Unauthorized, 0));
    assert!(error.to_string().ends_with(": Resource not accessible by integration"), "{error}");
}

fn the_token_is_asked_for_anew_for_every_request(world: &World) {
    let current = Arc::new(Mutex::new(TOKEN.to_owned()));
    let asked = Arc::new(AtomicUsize::new(0));
    let token = {
        let (current, asked) = (Arc::clone(&current), Arc::clone(&asked));
        Token::from_fn(move || {
            asked.fetch_add(1, Ordering::Relaxed);
            Ok(current.lock().unwrap().clone())
        })
    };
    let provider = world.provider_with(token, &world.options());
    // The token of an hour ends between two requests of one call.
    let ends = {
        let current = Arc::clone(&current);
        move |model: &mut super::model::Model| {
            model.token = "the-next-one".to_owned();
            current.lock().unwrap().clone_from(&model.token);
        }
    };
    world.plan("POST", world.pulls(), Fault::Before(Box::new(ends)));
    let ensured = provider.ensure(&everything()).unwrap();
    assert_eq!(ensured.action, Action::Created);
    assert!(asked.load(Ordering::Relaxed) >= world.exchanges().len());
    let failing =
        Token::from_fn(|| Err(libgitops_storage::Error::new(ErrorKind::Unauthorized, "the vault is sealed")));
    let error = world.provider_with(failing, &world.options()).ensure(&everything()).unwrap_err();
    assert!(error.to_string().ends_with(": the vault is sealed"), "{error}");
}

fn the_token_is_shown_nowhere(world: &World) {
    log::set_max_level(log::LevelFilter::Trace);
    // Of the three forges in one program one is the first.
    let _is_first = log::set_logger(&LOG);
    let provider = world.provider();
    // The client would log the bytes that it sends.
    LOGS_THE_WIRE.set(true);
    let error = provider.ensure(&everything()).unwrap_err();
    assert_eq!((error.kind(), world.exchanges().len()), (ErrorKind::Unsupported, 0));
    assert!(error.to_string().contains("set the level of ureq_proto to debug"), "{error}");
    LOGS_THE_WIRE.set(false);
    let mut shown = vec![format!("{provider:?} {:?}", Token::new(TOKEN))];
    let mut fail = |fault: Fault| {
        world.plan("GET", world.pulls(), fault);
        let error = provider.ensure(&everything()).unwrap_err();
        let mut source: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = source {
            shown.push(format!("{error} {error:?}"));
            source = error.source();
        }
    };
    // A forge, or what is before it, that repeats what it was sent.
    fail(saying(401, &format!("no such token: {TOKEN}"), &[]));
    fail(saying(429, &format!("Bearer {TOKEN}"), &[("retry-after", "3600".to_owned())]));
    fail(Fault::Instead(Reply::new(400, json!(format!("token {TOKEN}\n{TOKEN}")))));
    fail(Fault::Instead(Reply::new(200, json!([{ "number": TOKEN, "iid": TOKEN }]))));
    fail(Fault::Instead(Reply::new(302, Value::Null).with("location", "http://127.0.0.2/")));
    shown.push(format!("{:?}", provider.ensure(&everything()).unwrap()));
    let logged = LOG.0.lock().unwrap().clone();
    assert!(logged.len() > 10, "the client logs nothing, so nothing was tested");
    for text in shown.iter().chain(logged.iter()) {
        assert!(!text.contains(TOKEN), "{text}");
    }
    let urls = world.exchanges().into_iter().flat_map(|exchange| {
        let query = exchange.request.query.into_iter().map(|(_, value)| value);
        query.chain(exchange.request.segments).chain([exchange.request.body.to_string()])
    });
    assert!(urls.into_iter().all(|part| !part.contains(TOKEN)), "the token is in a URL or a body");
}

/// Keeps all that is logged by anything in this program.
struct Log(Mutex<Vec<String>>);

thread_local! {
    static LOGS_THE_WIRE: Cell<bool> = const { Cell::new(false) };
}

static LOG: Log = Log(Mutex::new(Vec::new()));

impl log::Log for Log {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        let is_of_the_wire =
            metadata.level() == log::Level::Trace && metadata.target().starts_with("ureq_proto");
        !is_of_the_wire || LOGS_THE_WIRE.get()
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            self.0.lock().unwrap().push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

fn a_repository_that_was_moved_is_followed_within_the_host(world: &World) {
    let provider = world.provider();
    world.model().name = "renamed".to_owned();
    let query = match world.forge {
        Forge::GitHub => "?state=open&head=example%3Awork&base=main&per_page=100&page=1",
        Forge::GitLab => "?state=opened&source_branch=work&target_branch=main&per_page=100&page=1",
        _ => "?state=open&limit=50&page=1",
    };
    let (list, target) = (address_of_pulls(world) + query, address_of_pulls(world));
    world.plan("GET", world.pulls(), redirect(&list));
    world.plan("POST", world.pulls(), redirect(&target));
    let ensured = provider.ensure(&PullRequest::new("work", "main", "A title")).unwrap();
    assert_eq!(ensured.action, Action::Created);

    world.plan("GET", world.pulls(), redirect("http://localhost:1/elsewhere"));
    let error = provider.ensure(&PullRequest::new("work", "main", "A title")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains(" answered 307 to GET "), "{error}");
    for _ in 0..4 {
        world.plan("GET", world.pulls(), redirect(&list));
    }
    let error = provider.ensure(&PullRequest::new("work", "main", "A title")).unwrap_err();
    assert!(error.to_string().ends_with("it leads from one address to the next"), "{error}");
}

fn address_of_pulls(world: &World) -> String {
    let model = world.model();
    let (api, owner, name) = (&model.api, &model.owner, &model.name);
    match world.forge {
        Forge::GitLab => format!("{api}/projects/{}%2F{name}/merge_requests", owner.replace('/', "%2F")),
        _ => format!("{api}/repos/{owner}/{name}/pulls"),
    }
}

fn redirect(target: &str) -> Fault {
    Fault::Instead(Reply::new(307, json!({ "message": "Moved" })).with("location", target))
}

fn an_answer_that_is_none_is_told(world: &World) {
    for body in [json!("<html>Log in, please</html>"), json!({ "unexpected": AUTHOR }), Value::Null] {
        world.plan("GET", world.pulls(), Fault::Instead(Reply::new(200, body)));
        let error = world.ensure(&everything()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Remote);
        assert!(error.to_string().contains("which is not understood"), "{error}");
    }
}
