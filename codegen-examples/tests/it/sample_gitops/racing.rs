//! Two people and two servers at once.

use std::thread;

use super::program::{check, run};
use super::world::{FOO, Fleet, text};

const WRITERS: usize = 3;
const EACH: usize = 4;
const COMMITS: usize = 6;

#[test]
fn proposals_of_two_servers_race_with_a_person_and_each_is_the_lines_that_it_means() {
    let fleet = Fleet::new();
    let servers = [fleet.start(&[]), fleet.start(&[])];
    let write = |server: usize| {
        let put = |_| {
            let (code, pushed) = servers[server % 2].put("/git/foo", b"");
            assert_eq!(code, 200, "{pushed}");
            (text(&pushed["branch"]).to_owned(), text(&pushed["commit"]).to_owned())
        };
        (0..EACH).map(put).collect::<Vec<_>>()
    };
    let pushed: Vec<(String, String)> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS * 2).map(|writer| scope.spawn(move || write(writer))).collect();
        // The same object, in another field, and another one.
        for number in 0..COMMITS {
            let foo = FOO.replace("V8", &format!("V{number}"));
            let other = FOO.replace("'foo'", &format!("'other-{number}'"));
            fleet.work.push(&[("cars/foo.yaml", &foo), ("other.yaml", &other)], "Change the same car");
        }
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert_eq!(pushed.len(), WRITERS * 2 * EACH);
    assert_eq!(fleet.branches().len(), pushed.len() + 1, "each proposal is a branch of its own");
    let main = run(&fleet.path(), &["rev-list", "main"]);
    assert_eq!(main.lines().count(), COMMITS + 1);
    for (branch, commit) in &pushed {
        assert_eq!(&fleet.head(branch), commit);
        let parent = fleet.head(&format!("{branch}^"));
        assert!(main.lines().any(|known| known == parent), "{branch} begins at a commit of main");
        fleet.assert_driven(branch);
    }
    // What the person did to the same car meanwhile does not stand in the way of a merge.
    let work = fleet.work.path();
    run(work, &["fetch", "--quiet", "origin"]);
    let branch = format!("origin/{}", pushed[0].0);
    run(work, &["merge", "--quiet", "--no-edit", &branch]);
    let (mut expected, merged) =
        (run(work, &["show", &format!("{branch}:cars/foo.yaml")]), fleet.work.text("cars/foo.yaml"));
    for number in 0..COMMITS {
        expected = expected.replace(&format!("V{number} "), &format!("V{} ", COMMITS - 1));
    }
    assert_eq!(merged, expected.replace("V8 ", &format!("V{} ", COMMITS - 1)));
    check(&fleet.path());
}
