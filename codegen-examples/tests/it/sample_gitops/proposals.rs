//! What is served of a repository, what a PUT makes of it, and what is told of others' commits.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::program::{WorkTree, check, run};
use super::world::{FOO, Fleet, named, names, reason, text};
use crate::server::{Server, agent};

#[test]
fn a_put_pushes_a_branch_with_a_commit_of_the_lines_that_it_means() {
    let fleet = Fleet::new();
    let server = fleet.start(&["--author-name=Ada", "--author-email=ada@example.com"]);
    server.logged("changes are pushed without pull requests: the repository is at no forge");
    assert_eq!(server.get("/"), (200, json!("Welcome!")));
    let (code, list) = server.get("/git/");
    assert_eq!((code, &list["kind"], names(&list)), (200, &json!("CarList"), vec!["bar", "foo"]));
    let (_, foo) = server.get("/git/foo");
    assert_eq!((&foo["spec"]["engine"], &foo["status"]["speed"]), (&json!("V8"), &json!(53.0)));
    assert_eq!(server.get("/git/foo?version=v1").1["spec"]["maker"], "SAAB");

    let main = fleet.head("main");
    let (code, pushed) = server.put("/git/foo", b"");
    assert_eq!(code, 200, "{pushed}");
    let branch = text(&pushed["branch"]);
    let digits = branch.strip_prefix("foo-update-").unwrap();
    assert!(digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "{branch}");
    let expected = json!({
        "commit": fleet.head(branch), "branch": branch, "mainBranch": "main", "number": null, "url": null,
        "unapplied": [],
        "message": "the branch is pushed, and there is no pull request: the repository is at no forge",
    });
    assert_eq!(pushed, expected);
    fleet.assert_driven(branch);
    let told = run(&fleet.path(), &["log", "-1", "--format=%an <%ae>%n%B", branch]);
    assert_eq!(
        told.trim_end(),
        "Ada <ada@example.com>\nUpdate Car speed\n\nWe really need to sync this state!"
    );
    // The branch that is served is what it was.
    assert_eq!((fleet.head("main"), server.get("/git/foo")), (main, (200, foo)));
    check(&fleet.path());
    let clone = WorkTree::of(&fleet.path());
    run(clone.path(), &["checkout", "--quiet", branch]);
    assert_eq!(clone.text("cars/foo.yaml").lines().count(), FOO.lines().count());
}

#[test]
fn a_put_with_a_body_proposes_that_the_car_be_so() {
    let fleet = Fleet::new();
    let server = fleet.start(&[]);
    let (_, mut car) = server.get("/git/foo?version=v1");
    car["spec"]["engine"]["name"] = json!("V12");
    let (code, pushed) = server.put("/git/foo", car.to_string().as_bytes());
    assert_eq!(code, 200, "{pushed}");
    let lines = |line: &str| vec![line.to_owned()];
    let expected = (lines("    engine: V8      # loud"), lines("    engine: V12      # loud"));
    assert_eq!(fleet.diff(text(&pushed["branch"])), expected);
}

#[test]
fn a_put_that_changes_nothing_answers_with_the_car_and_makes_no_branch() {
    let fleet = Fleet::new();
    let server = fleet.start(&[]);
    for path in ["/git/foo", "/git/foo?version=v1"] {
        let (_, car) = server.get(path);
        assert_eq!(server.put("/git/foo", car.to_string().as_bytes()), (200, car));
    }
    assert_eq!(fleet.branches(), ["main"]);
}

/// The part of a line of the log that says what became of an object.
fn told(server: &Server, part: &str) -> String {
    let line = server.logged(part);
    let (_, told) = line.split_once("news: ").unwrap_or_else(|| panic!("{line}"));
    told.to_owned()
}

#[test]
fn what_others_commit_is_told_of_every_object_with_author_and_fields() {
    let fleet = Fleet::new();
    let server = fleet.start(&["--interval=40ms"]);
    let first = fleet.head("main");
    assert!(told(&server, "fetched").contains(&first));
    let foo = FOO.replace("V8", "V12").replace("53 ", "54 ");
    fleet.work.push(&[("cars/foo.yaml", &foo), ("new.yaml", &named("new"))], "Tune and add");
    let kind = "kind=Car.sample-app.weave.works";
    assert_eq!(
        told(&server, "MODIFIED"),
        format!(
            r#"MODIFIED {kind} name=default/foo author="Eve" changed="spec.engine, status.speed" title="Tune and add""#
        )
    );
    assert_eq!(
        told(&server, "ADDED"),
        format!(r#"ADDED {kind} name=default/new author="Eve" changed="" title="Tune and add""#)
    );
    assert_eq!(server.get("/git/foo").1["spec"]["engine"], "V12");
    run(fleet.work.path(), &["rm", "--quiet", "new.yaml"]);
    fleet.work.push(&[], "Drop");
    assert!(told(&server, "DELETED").contains(r#"name=default/new author="Eve""#));
    assert_eq!(server.get("/git/new").0, 404);

    run(fleet.work.path(), &["push", "--quiet", "--force", "origin", &format!("{first}:main")]);
    assert!(told(&server, "moved by force").contains(&format!("to=\"{first}\"")));
    assert!(told(&server, "MODIFIED").ends_with(r#"changed="spec.engine, status.speed""#));
    assert_eq!(server.get("/git/foo").1["spec"]["engine"], "V8");
}

#[test]
fn a_webhook_makes_it_fetch_and_failures_of_the_background_are_told_until_it_works_again() {
    let fleet = Fleet::new();
    let server = fleet.start(&["--interval=1h"]);
    let before = fleet.head("main");
    fleet.work.push(&[("cars/foo.yaml", &FOO.replace("V8", "V12"))], "Tune");
    assert_eq!(server.get("/git/foo").1["spec"]["engine"], "V8");
    let now = fleet.head("main");
    assert_eq!(server.post("/git/", b"{}"), (200, json!({ "before": before, "now": now })));
    assert_eq!(server.get("/git/foo").1["spec"]["engine"], "V12");
    assert_eq!(server.post("/git/", b""), (200, json!({ "before": now, "now": now })));

    let server = fleet.start(&["--interval=40ms"]);
    let away = fleet.root.path().join("away.git");
    fs::rename(fleet.path(), &away).unwrap();
    server.logged("not fetched: ");
    let answer = server.put("/git/foo", b"");
    assert_eq!(reason(&answer), (500, "InternalError"));
    assert!(!answer.1.to_string().contains(fleet.root.path().to_str().unwrap()), "{}", answer.1);
    server.logged("does not appear to be a git repository");
    // What was fetched is there.
    assert_eq!(server.get("/git/foo").1["spec"]["engine"], "V12");
    fs::rename(&away, fleet.path()).unwrap();
    fleet.work.push(&[("cars/foo.yaml", &FOO.replace("V8", "V16"))], "Tune");
    assert!(told(&server, "MODIFIED").contains("name=default/foo"));
    assert_eq!(server.put("/git/foo", b"").0, 200);
}

#[test]
fn what_cannot_be_done_is_a_status_and_leaves_nothing() {
    let fleet = Fleet::new();
    let server = fleet.start(&[]);
    let other =
        br#"{"apiVersion": "sample-app.weave.works/v1alpha1", "kind": "Car", "metadata": {"name": "bar"}, "spec": {}}"#;
    for (answer, expected) in [
        (server.get("/git/none"), (404, "NotFound")),
        (server.put("/git/none", b""), (404, "NotFound")),
        (server.get("/git/foo?version=v9"), (404, "NotFound")),
        (server.put("/git/FOO", b""), (404, "NotFound")),
        (server.put("/git/a%2Fb", b""), (400, "BadRequest")),
        (server.put("/git/..%2F..%2Fetc", b""), (422, "Invalid")),
        (server.put("/git/%2E%2E", b""), (400, "BadRequest")),
        (server.put("/git/-x", b""), (400, "BadRequest")),
        (server.put("/git/foo", b"{"), (400, "BadRequest")),
        (server.put("/git/foo", other), (400, "BadRequest")),
        (server.post("/git/foo", b""), (405, "MethodNotAllowed")),
        (server.delete("/git/foo"), (405, "MethodNotAllowed")),
        (server.put("/git/", b""), (405, "MethodNotAllowed")),
        (server.get("/git/?limit=many"), (400, "BadRequest")),
    ] {
        assert_eq!(reason(&answer), expected, "{}", answer.1);
    }
    assert_eq!(fleet.branches(), ["main"]);
    // What the server of Git refuses is told in the log, in its words.
    let hook = fleet.path().join("hooks/update");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\necho 'no branches on Fridays' >&2\nexit 1\n").unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(reason(&server.put("/git/foo", b"")), (500, "InternalError"));
    server.logged("no branches on Fridays");
    assert_eq!(fleet.branches(), ["main"]);
}

#[test]
fn a_broken_manifest_hides_no_other_car_and_is_left_alone() {
    let fleet = Fleet::new();
    let broken = "apiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nmetadata: {name: broken}\nspec: {wings: 2}\n";
    fleet.work.push(
        &[("broken.yaml", broken), ("worse.yaml", "kind: [\n"), ("copy.yaml", &named("bar"))],
        "Break some",
    );
    let server = fleet.start(&[]);
    let response = agent().get(server.url("/git/")).call().unwrap();
    let warnings: Vec<String> =
        response.headers().get_all("warning").iter().map(|text| text.to_str().unwrap().to_owned()).collect();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert_eq!(names(&server.get("/git/").1), ["foo"]);
    assert_eq!(reason(&server.get("/git/broken")), (500, "InternalError"));
    assert_eq!(reason(&server.put("/git/broken", b"")), (500, "InternalError"));
    assert_eq!(reason(&server.get("/git/bar")), (409, "Conflict"));
    assert_eq!(fleet.branches(), ["main"]);
    let (code, pushed): (u16, Value) = server.put("/git/foo", b"");
    assert_eq!(code, 200, "{pushed}");
    fleet.assert_driven(text(&pushed["branch"]));
    let server = fleet.start(&["--directory=cars"]);
    assert_eq!(names(&server.get("/git/").1), ["foo"]);
    assert_eq!(server.put("/git/bar", b"").0, 404);
    fleet.assert_driven(text(&server.put("/git/foo", b"").1["branch"]));
}
