//! sample-watch over HTTP, on manifests that people write.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use crate::server::{PATIENCE, Server, agent};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sample-watch");

/// A manifest as a person writes it.
const FOO: &str = "\
# The first car of the fleet.
apiVersion: sample-app.weave.works/v1alpha1
kind: Car
metadata:
    name:   'foo'   # known by this name
    namespace: default

spec:
    engine: V8      # loud
    brand: \"SAAB\"
status:
    speed: 53       # km/h
    distance: 1

---
# Not ours.
apiVersion: v1
kind: ConfigMap
metadata: {name: x}
";

fn start(directory: &Path) -> Server {
    Server::start(PROGRAM, &["--watch-dir", directory.to_str().unwrap()])
}

/// What a line of the log says behind its time and target.
fn logged(server: &Server, part: &str) -> String {
    let line = server.logged(part);
    let (_, told) = line.split_once("events: ").unwrap_or_else(|| panic!("{line}"));
    told.to_owned()
}

/// The events of `/events`, each with its name.
struct Events(Box<dyn Iterator<Item = String>>);

impl Events {
    fn of(server: &Server) -> Self {
        let response = agent().get(server.url("/events")).call().unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self(Box::new(BufReader::new(response.into_body().into_reader()).lines().map_while(Result::ok)))
    }

    fn next(&mut self) -> Option<(String, Value)> {
        let name = self.0.find_map(|line| line.strip_prefix("event: ").map(str::to_owned))?;
        let data = self.0.next().unwrap();
        Some((name, serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap()))
    }
}

#[test]
fn a_file_that_is_dropped_in_is_served_and_told_and_a_put_changes_its_status_lines() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    let mut events = Events::of(&server);
    for _kind in 0..2 {
        let (name, mark) = events.next().unwrap();
        let annotations = &mark["object"]["metadata"]["annotations"];
        assert_eq!((name.as_str(), &annotations["k8s.io/initial-events-end"]), ("BOOKMARK", &json!("true")));
    }
    assert_eq!(server.get("/watch/").1["items"], json!([]));
    let file = root.path().join("cars.yaml");
    fs::write(&file, FOO).unwrap();
    // That it is told and served is what is tested; how soon, the bench `watch` measures.
    let (name, added) = events.next().unwrap();
    assert_eq!((name.as_str(), &added["type"]), ("ADDED", &json!("ADDED")));
    let (code, car) = server.get("/watch/foo");
    assert_eq!((code, &car), (200, &added["object"]));
    assert_eq!(logged(&server, "ADDED"), "ADDED kind=sample-app.weave.works/v1alpha1 Car name=default/foo");

    let (code, driven) = server.put("/watch/foo", b"");
    assert_eq!((code, &driven["spec"]), (200, &car["spec"]));
    let (name, modified) = events.next().unwrap();
    assert_eq!((name.as_str(), &modified["object"]), ("MODIFIED", &driven));
    let told = logged(&server, "MODIFIED");
    assert!(told.ends_with(r#"changed="status.speed, status.distance""#), "{told}");
    let text = fs::read_to_string(&file).unwrap();
    let differing = FOO.lines().zip(text.lines()).filter(|(old, new)| old != new);
    let differing: Vec<&str> = differing.map(|(old, _)| old).collect();
    assert_eq!(differing, ["    speed: 53       # km/h", "    distance: 1"]);
    assert_eq!(text.lines().count(), FOO.lines().count());

    // Edits of a person, of the object and of the text alone.
    fs::write(&file, text.replace("engine: V8 ", "engine: V12")).unwrap();
    assert_eq!(events.next().unwrap().1["object"]["spec"]["engine"], "V12");
    assert!(logged(&server, "MODIFIED").ends_with(r#"changed="spec.engine""#));
    fs::write(&file, text.replace("engine: V8 ", "engine: V12").replace("# loud", "# very loud")).unwrap();
    assert_eq!(events.next().unwrap().0, "MODIFIED");
    assert!(logged(&server, "MODIFIED").ends_with(r#"changed="""#));
    fs::write(&file, "apiVersion: [\n").unwrap();
    let (name, invalid) = events.next().unwrap();
    assert_eq!((name.as_str(), &invalid["object"]["kind"]), ("ERROR", &json!("Status")));
    server.logged("ERROR list");
    server.logged("cars.yaml:1:13: `[` is never closed");
    fs::remove_file(&file).unwrap();
    let (name, deleted) = events.find("DELETED");
    assert_eq!((name.as_str(), &deleted["object"]["spec"]["engine"]), ("DELETED", &json!("V12")));
    assert_eq!(server.get("/watch/foo").0, 404);
}

impl Events {
    fn find(&mut self, wanted: &str) -> (String, Value) {
        std::iter::from_fn(|| self.next()).find(|(name, _)| name == wanted).unwrap()
    }
}

#[test]
fn both_signals_end_it_though_clients_listen() {
    let root = tempfile::tempdir().unwrap();
    for signal in ["-INT", "-TERM"] {
        let server = start(root.path());
        let mut events = Events::of(&server);
        assert_eq!(events.next().unwrap().0, "BOOKMARK");
        let asked = Instant::now();
        assert_eq!(server.stop(signal).code(), Some(0));
        assert!(asked.elapsed() < PATIENCE / 2);
        // The answer ended in good order.
        assert!(std::iter::from_fn(|| events.next()).all(|(name, _)| name == "BOOKMARK"));
    }
}

#[test]
fn what_cannot_be_done_is_a_status() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("cars.yaml"), FOO).unwrap();
    let server = start(root.path());
    for ((code, body), reason, expected) in [
        (server.get("/watch/bar"), "NotFound", 404),
        (server.put("/watch/bar", b""), "NotFound", 404),
        (server.post("/watch/foo", b""), "MethodNotAllowed", 405),
        (server.delete("/watch/foo"), "MethodNotAllowed", 405),
        (server.post("/events", b""), "MethodNotAllowed", 405),
        (server.put("/watch/foo", b"{"), "BadRequest", 400),
    ] {
        assert_eq!(
            (code, &body["kind"], &body["reason"]),
            (expected, &json!("Status"), &json!(reason)),
            "{body}"
        );
    }
    assert_eq!(fs::read_to_string(root.path().join("cars.yaml")).unwrap(), FOO);
}

#[test]
fn the_command_line_is_explained() {
    let run = |arguments: &[&str]| {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let version = format!("sample-watch version: {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["--version"]), (Some(0), version, String::new()));
    let (code, usage, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for option in
        ["--watch-dir", "--address", "--version", "--help", "/tmp/libgitops/watch", "127.0.0.1:8888"]
    {
        assert!(usage.contains(option), "{option} is not in\n{usage}");
    }
    let (code, _, told) = run(&["--data-dir", "x"]);
    assert_eq!(code, Some(2));
    assert!(told.starts_with("there is no option --data-dir"), "{told}");
    let file = tempfile::NamedTempFile::new().unwrap();
    let (code, _, told) = run(&["--address", "127.0.0.1:0", "--watch-dir", file.path().to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(told.contains(file.path().to_str().unwrap()), "{told}");
}
