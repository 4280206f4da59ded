//! Which pull request is meant, and that there is one of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use libgitops_storage::pull_request::{Action, PullRequest};

use crate::pull_requests::http::Fault;
use crate::pull_requests::model::Pull;
use crate::pull_requests::world::{World, everything};

pub(super) fn branches_of_forks_and_closed_requests_are_other_ones(world: &World) {
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

pub(super) fn a_request_among_many_is_found(world: &World) {
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

pub(super) fn names_of_branches_are_escaped(world: &World) {
    let request = PullRequest::new("feature/x&y#1", "main", "A \"title\" \u{1f697}");
    assert_eq!(world.ensure(&request).unwrap().action, Action::Created);
    assert_eq!(world.ensure(&request).unwrap().action, Action::Unchanged);
    assert_eq!(world.model().pulls[0].head, "feature/x&y#1");
}

pub(super) fn another_client_that_is_faster_makes_no_second_one(world: &World) {
    let other = |model: &mut crate::pull_requests::model::Model| {
        let (head, base) = ("work".to_owned(), "main".to_owned());
        model.open(Pull { title: "Faster".to_owned(), head, base, ..Pull::default() });
    };
    world.plan("POST", world.pulls(), Fault::Before(Box::new(other)));
    let ensured = world.ensure(&everything()).unwrap();
    assert_eq!((ensured.number, ensured.action), (1, Action::Updated));
    assert_eq!(world.model().pulls.len(), 1);
    assert_eq!(world.model().pulls[0].title, "Update Car speed");
}

pub(super) fn many_at_once_make_one(world: &World) {
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
