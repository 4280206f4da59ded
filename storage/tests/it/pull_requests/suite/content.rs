//! What a pull request gets, and what of it stays as people made it.

use libgitops_storage::ErrorKind;
use libgitops_storage::pull_request::{Action, Attribute, Forge, PullRequest, Refusal, Unapplied};
use serde_json::json;

use crate::pull_requests::http::{Fault, Reply};
use crate::pull_requests::model::Pull;
use crate::pull_requests::world::{World, everything, unsupported};

pub(super) fn a_pull_request_is_made_once_with_everything_and_found_again(world: &World) {
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

pub(super) fn a_pull_request_needs_no_more_than_branches_and_a_title(world: &World) {
    let request = PullRequest::new("work", "main", "A title");
    assert_eq!(world.ensure(&request).unwrap().action, Action::Created);
    assert_eq!(world.ensure(&request).unwrap().action, Action::Unchanged);
    assert_eq!(world.model().pulls.len(), 1);
    assert_eq!(world.exchanges().len(), 3, "a look, a request and a look");

    let error = world.ensure(&PullRequest::new("main", "main", "A title")).unwrap_err();
    assert_eq!((error.kind(), world.exchanges().len()), (ErrorKind::Invalid, 3));
}

pub(super) fn the_text_is_brought_up_to_what_is_wanted(world: &World) {
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

pub(super) fn what_people_added_stays(world: &World) {
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

pub(super) fn a_milestone_is_found_by_its_title_on_any_page(world: &World) {
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

pub(super) fn what_a_forge_does_not_know_or_leaves_out_is_told(world: &World) {
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

pub(super) fn one_wrong_reviewer_holds_up_no_other(world: &World) {
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

pub(super) fn a_label_is_made_once_though_a_forge_refuses_others(world: &World) {
    // Elsewhere labels are made by being used.
    if world.forge == Forge::Gitea {
        let refusal = || Fault::Instead(Reply::new(422, json!({ "message": "too long" })));
        world.plan("POST", "fleet/labels", Fault::Before(Box::new(|_| ())));
        world.plan("POST", "fleet/labels", refusal());
        let request = PullRequest {
            labels: ["new", "long"].map(str::to_owned).to_vec(),
            ..PullRequest::new("work", "main", "A title")
        };
        world.ensure(&request).unwrap();
        let made = world.model().labels.iter().filter(|label| *label == "new").count();
        assert_eq!((made, world.model().pulls[0].labels.len()), (1, 2));
    }
}

pub(super) fn a_draft_is_made_and_stays_what_people_made_of_it(world: &World) {
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

pub(super) fn nobody_is_asked_for_a_second_review(world: &World) {
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
