//! sample-app over HTTP, on files.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::server::{Server, agent};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sample-app");

fn start(directory: &Path) -> Server {
    Server::start(PROGRAM, &["--data-dir", directory.to_str().unwrap()])
}

fn reason(body: &Value) -> (&str, &Value) {
    assert_eq!((&body["apiVersion"], &body["kind"]), (&json!("v1"), &json!("Status")), "{body}");
    (body["reason"].as_str().unwrap_or_default(), &body["code"])
}

#[test]
fn a_car_is_created_read_driven_listed_and_deleted() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    assert_eq!(server.get("/"), (200, json!("Welcome!")));
    let (code, created) = server.post("/plain/foo", b"");
    assert_eq!(code, 201);
    assert_eq!(created["metadata"]["namespace"], "default");
    let brand = created["spec"]["brand"].as_str().unwrap().to_owned();
    assert!(brand.starts_with("Acura-") && brand.len() == 9, "{brand}");
    assert_eq!(server.get("/plain/foo"), (200, created.clone()));

    let (code, driven) = server.put("/plain/foo", b"");
    assert_eq!((code, &driven["spec"]), (200, &created["spec"]));
    assert_eq!(driven["metadata"]["creationTimestamp"], created["metadata"]["creationTimestamp"]);
    assert_ne!(driven["metadata"]["resourceVersion"], created["metadata"]["resourceVersion"]);
    let distance = driven["status"]["distance"].as_u64().unwrap();
    assert_eq!(server.get("/plain/foo"), (200, driven.clone()));
    let (code, list) = server.get("/plain/");
    assert_eq!((code, &list["kind"], &list["items"]), (200, &json!("CarList"), &json!([driven])));
    assert_eq!(server.get("/plain"), (200, list));

    let file = root.path().join("Car/default/foo/metadata.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let time = created["metadata"]["creationTimestamp"].as_str().unwrap();
    let speed = driven["status"]["speed"].as_f64().unwrap();
    let expected = format!(
        "apiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nmetadata:\n  name: foo\n  namespace: default\n  \
         creationTimestamp: \"{time}\"\nspec:\n  brand: {brand}\nstatus:\n  speed: {speed:?}\n  acceleration: 0.0\n  \
         distance: {distance}\n  persons: 0\n"
    );
    assert_eq!(text, expected);

    assert_eq!(server.delete("/plain/foo").0, 200);
    assert!(!file.exists());
    assert_eq!(reason(&server.get("/plain/foo").1), ("NotFound", &json!(404)));
    assert_eq!(server.get("/plain/").1["items"], json!([]));
}

#[test]
fn what_cannot_be_done_is_a_status() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    assert_eq!(server.post("/plain/foo", b"").0, 201);
    // One byte more than the limit: with more, the server may answer and leave while the rest is still on its way.
    let big = vec![b'x'; (3 << 20) + 1];
    let rows = [
        (server.post("/plain/foo", b""), "AlreadyExists", 409),
        (server.get("/plain/bar"), "NotFound", 404),
        (server.put("/plain/bar", b""), "NotFound", 404),
        (server.delete("/plain/bar"), "NotFound", 404),
        (server.post("/plain/a%2Fb", b""), "BadRequest", 400),
        (server.get("/plain/%2E%2E"), "BadRequest", 400),
        (server.post("/plain/..%2F..%2Fetc", b""), "BadRequest", 400),
        (server.post("/plain/a%00b", b""), "BadRequest", 400),
        (server.post(&format!("/plain/{}", "a".repeat(300)), b""), "BadRequest", 400),
        (server.post("/plain/FOO", b""), "BadRequest", 400),
        (server.get("/plain/?limit=many"), "BadRequest", 400),
        (server.get("/plain/?labelSelector=a%3D%3D%3D"), "BadRequest", 400),
        (server.get("/plain/?fieldSelector=spec.brand%3DAcura"), "BadRequest", 400),
        (server.get("/plain/?color=red"), "BadRequest", 400),
        (server.get("/nothing"), "NotFound", 404),
        (server.post("/plain/", b""), "MethodNotAllowed", 405),
        (server.post("/plain/big", &big), "RequestEntityTooLarge", 413),
    ];
    for ((code, body), expected_reason, expected_code) in rows {
        assert_eq!(code, expected_code, "{body}");
        assert_eq!(reason(&body), (expected_reason, &json!(expected_code)), "{body}");
        let root = root.path().to_str().unwrap();
        assert!(!body.to_string().contains(root), "a path of the server is told: {body}");
    }
    assert_eq!(server.get("/plain/").1["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_list_is_given_in_parts_and_by_selectors() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    for name in ["a", "b", "c"] {
        assert_eq!(server.post(&format!("/plain/{name}"), b"").0, 201);
    }
    let names = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["metadata"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let (_, first) = server.get("/plain/?limit=2");
    assert_eq!(names(&first), ["a", "b"]);
    let token = first["metadata"]["continue"].as_str().unwrap().replace('/', "%2F");
    let (_, second) = server.get(&format!("/plain/?limit=2&continue={token}"));
    assert_eq!((names(&second), &second["metadata"]["continue"]), (vec!["c".to_owned()], &Value::Null));
    assert_eq!(names(&server.get("/plain/?fieldSelector=metadata.name%3Db").1), ["b"]);
    assert_eq!(names(&server.get("/plain/?labelSelector=!color").1), ["a", "b", "c"]);
    assert_eq!(names(&server.get("/plain/?labelSelector=color").1), Vec::<String>::new());
}

#[test]
fn many_unreadable_files_leave_a_list_that_every_client_reads() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    for number in 0..500 {
        let broken = root.path().join(format!("Car/default/broken-{number}"));
        std::fs::create_dir_all(&broken).unwrap();
        std::fs::write(broken.join("metadata.yaml"), "apiVersion: {\n").unwrap();
    }
    let response = agent().get(server.url("/plain/")).call().unwrap();
    let warnings = response.headers().get_all("warning").iter();
    let (count, bytes) = warnings.fold((0, 0), |(count, bytes), value| (count + 1, bytes + value.len()));
    assert!(count > 10 && bytes < 8 << 10, "{count} warnings of {bytes} bytes");
}

#[test]
fn an_unreadable_file_hides_no_other_car() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    assert_eq!(server.post("/plain/good", b"").0, 201);
    let broken = root.path().join("Car/default/broken");
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("metadata.yaml"), "apiVersion: {\n").unwrap();
    let response = agent().get(server.url("/plain/")).call().unwrap();
    let warning = response.headers()["warning"].to_str().unwrap().to_owned();
    assert!(warning.starts_with("299 - ") && warning.contains("broken"), "{warning}");
    let (code, list) = server.get("/plain/");
    assert_eq!((code, &list["items"][0]["metadata"]["name"]), (200, &json!("good")));
    let (code, body) = server.get("/plain/broken");
    assert_eq!((code, reason(&body).0), (500, "InternalError"));
    server.logged("metadata.yaml");
    // A person's file is not overwritten, and can be removed.
    assert_eq!(server.put("/plain/broken", b"").0, 500);
    assert_eq!(std::fs::read_to_string(broken.join("metadata.yaml")).unwrap(), "apiVersion: {\n");
    assert_eq!(server.delete("/plain/broken").0, 200);
}

#[test]
fn a_restart_loses_nothing_and_both_signals_end_it_well() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    let (_, created) = server.post("/plain/foo", b"");
    assert_eq!(server.stop("-INT").code(), Some(0));
    let server = start(root.path());
    assert_eq!(server.get("/plain/foo"), (200, created));
    // A client that began a request and does not go on keeps nobody waiting for longer than the deadline.
    let address = server.url("").replace("http://", "");
    let mut idle = TcpStream::connect(address).unwrap();
    idle.write_all(b"GET /plain/foo HTTP/1.1\r\nHost: x\r\n\r\nGET /pl").unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    assert_eq!(server.stop("-TERM").code(), Some(0));
}

#[test]
fn two_servers_share_a_directory() {
    let root = tempfile::tempdir().unwrap();
    let (first, second) = (start(root.path()), start(root.path()));
    assert_eq!(first.post("/plain/foo", b"").0, 201);
    assert_eq!(second.post("/plain/foo", b"").0, 409);
    let drive = |server: &Server| (0..20).for_each(|_| assert_eq!(server.put("/plain/foo", b"").0, 200));
    std::thread::scope(|scope| {
        scope.spawn(|| drive(&first));
        scope.spawn(|| drive(&second));
    });
    assert_eq!(first.get("/plain/foo"), second.get("/plain/foo"));
}

#[test]
fn the_command_line_is_explained() {
    let run = |arguments: &[&str]| {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, printed, _) = run(&["--version"]);
    assert_eq!((code, printed), (Some(0), format!("sample-app version: {}\n", env!("CARGO_PKG_VERSION"))));
    let (code, usage, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for option in
        ["--data-dir", "--address", "--version", "--help", "/tmp/libgitops/manifest", "127.0.0.1:8888"]
    {
        assert!(usage.contains(option), "{option} is not in\n{usage}");
    }
    for (arguments, expected) in [
        (["--colour", "red"], "there is no option --colour"),
        (["--address", "here"], "--address is an IP address"),
        (["--data-dir=x", "file"], "unexpected argument \"file\""),
    ] {
        let (code, _, told) = run(&arguments);
        assert_eq!(code, Some(2));
        assert!(told.starts_with(expected) && told.contains("Usage: sample-app"), "{told}");
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    let (code, _, told) = run(&["--address", "127.0.0.1:0", "--data-dir", file.path().to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(told.contains("open") && told.contains(file.path().to_str().unwrap()), "{told}");
}

#[test]
fn a_car_is_served_and_taken_in_every_version() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    let (_, created) = server.post("/plain/foo", b"");
    let brand = &created["spec"]["brand"];
    let (code, mut car) = server.get("/plain/foo?version=v1");
    assert_eq!(
        (code, &car["apiVersion"], &car["spec"]["maker"]),
        (200, &json!("sample-app.weave.works/v1"), brand)
    );
    assert_eq!(server.get("/plain/foo?version=v1beta1").1["apiVersion"], "sample-app.weave.works/v1beta1");
    assert_eq!(server.get("/plain/foo?version=v9").0, 404);
    assert_eq!(server.get("/plain/foo?color=red").0, 400);

    // A field that only the new version has, through a file in the old one.
    car["spec"]["plate"] = json!("B-LG 1");
    car["spec"]["engine"] = json!({"name": "V8", "kilowatts": 300});
    let (code, replaced) = server.put("/plain/foo", car.to_string().as_bytes());
    assert_eq!((code, &replaced["spec"]["plate"]), (200, &json!("B-LG 1")));
    let text = std::fs::read_to_string(root.path().join("Car/default/foo/metadata.yaml")).unwrap();
    assert!(text.starts_with("apiVersion: sample-app.weave.works/v1alpha1\n"), "{text}");
    assert_eq!(server.get("/plain/foo").1["spec"]["engine"], "V8");
    // An edit in the old version keeps it.
    assert_eq!(server.put("/plain/foo", b"").0, 200);
    let (_, again) = server.get("/plain/foo?version=v1");
    assert_eq!(
        (&again["spec"]["plate"], &again["spec"]["engine"]["kilowatts"]),
        (&json!("B-LG 1"), &json!(300))
    );

    let stale = server.put("/plain/foo", car.to_string().as_bytes());
    assert_eq!((stale.0, reason(&stale.1).0), (409, "Conflict"));
    let with = |field: &str, value: Value| {
        let mut wrong = again.clone();
        wrong[field] = value;
        server.put("/plain/foo", wrong.to_string().as_bytes())
    };
    for ((code, body), expected) in [
        (with("spec", json!({"wings": 2})), 422),
        (with("status", json!({"speed": -1.0})), 422),
        (with("apiVersion", json!("sample-app.weave.works/v9")), 400),
        (with("kind", json!("Motorcycle")), 400),
        (with("metadata", json!({"name": "bar"})), 400),
        (with("metadata", json!({"name": "foo", "namespace": "other"})), 400),
        (server.put("/plain/foo", b"{"), 400),
        (
            server.put(
                "/plain/bar",
                br#"{"apiVersion": "sample-app.weave.works/v1", "kind": "Car", "spec": {}}"#,
            ),
            404,
        ),
    ] {
        assert_eq!(code, expected, "{body}");
    }
    assert_eq!(server.get("/plain/foo?version=v1"), (200, again));
}

#[test]
fn a_body_is_json_or_yaml() {
    let root = tempfile::tempdir().unwrap();
    let server = start(root.path());
    assert_eq!(server.post("/plain/foo", b"").0, 201);
    let put = |content_type: &str, body: &str| {
        let request = agent().put(server.url("/plain/foo")).header("content-type", content_type);
        let mut response = request.send(body).unwrap();
        (response.status().as_u16(), response.body_mut().read_json::<Value>().unwrap())
    };
    let json =
        r#"{"apiVersion": "sample-app.weave.works/v1", "kind": "Car", "spec": {"engine": {}, "maker": "A"}}"#;
    let yaml = "apiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nspec: {brand: B}\n";
    for (content_type, body, expected) in [
        ("application/json", json, 200),
        ("application/json; charset=utf-8", json, 200),
        ("application/x-www-form-urlencoded", json, 200),
        ("application/yaml", yaml, 200),
        ("text/x-yaml", yaml, 200),
        ("application/yaml", json, 200),
        ("text/csv", json, 415),
        ("application/vnd.kubernetes.protobuf", json, 415),
    ] {
        let (code, body) = put(content_type, body);
        assert_eq!(code, expected, "{content_type}: {body}");
    }
    let other = json.replace("\"spec\"", "\"metadata\": {\"name\": \"bar\"}, \"spec\"");
    let (_, told) = put("application/json", &other);
    assert_eq!(told["message"], "the body is of \"bar\": expected the car \"foo\"");
}
