//! A repository with cars, and a server of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{WorkTree, run};
use crate::server::Server;

pub(super) const PROGRAM: &str = env!("CARGO_BIN_EXE_sample-gitops");

/// A manifest as a person writes it.
pub(super) const FOO: &str = "\
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
    distance: 1     # since yesterday

---
# Not ours.
apiVersion: v1
kind: ConfigMap
metadata: {name: x}
";

/// The car `foo` under another name.
pub(super) fn named(name: &str) -> String {
    FOO.replace("'foo'", &format!("'{name}'"))
}

/// A bare repository with the cars `foo` and `bar`, and a person's work tree of it.
pub(super) struct Fleet {
    pub(super) root: TempDir,
    owner: &'static str,
    pub(super) work: WorkTree,
}

impl Fleet {
    pub(super) fn new() -> Self {
        Self::of("example")
    }

    /// The repository `<owner>/fleet.git`.
    pub(super) fn of(owner: &'static str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(owner).join("fleet.git");
        let shown = path.to_str().unwrap();
        run(root.path(), &["init", "--quiet", "--bare", "--initial-branch=main", shown]);
        run(&path, &["config", "http.receivepack", "true"]);
        let work = WorkTree::of(&path);
        work.push(&[("cars/foo.yaml", FOO), ("bar.yml", &named("bar"))], "Two cars");
        std::fs::create_dir(root.path().join("tmp")).unwrap();
        Self { root, owner, work }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.root.path().join(self.owner).join("fleet.git")
    }

    /// Where the program makes its temporary directories.
    pub(super) fn temporary(&self) -> PathBuf {
        self.root.path().join("tmp")
    }

    /// The program with nobody's configuration, in the directory above the repository's.
    pub(super) fn command(&self, url: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.root.path()).env("TMPDIR", self.temporary());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        for token in ["GITHUB_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN", "IDENTITY_PASSPHRASE", "SSH_AUTH_SOCK"] {
            command.env_remove(token);
        }
        command.args(["--git-url", url]).args(arguments);
        command
    }

    /// A server of the repository on the disk.
    pub(super) fn start(&self, arguments: &[&str]) -> Server {
        Server::spawn(&mut self.command(self.path().to_str().unwrap(), arguments))
    }

    /// What a branch is at.
    pub(super) fn head(&self, branch: &str) -> String {
        run(&self.path(), &["rev-parse", "--verify", branch]).trim().to_owned()
    }

    pub(super) fn branches(&self) -> Vec<String> {
        branches(&self.path())
    }

    /// The lines in which a branch differs from what it began at: those that went, and those that came.
    pub(super) fn diff(&self, branch: &str) -> (Vec<String>, Vec<String>) {
        let diff = run(&self.path(), &["diff", "--unified=0", &format!("main...{branch}")]);
        let lines = |mark: &str| -> Vec<String> {
            let lines = diff.lines().filter(|line| !line.starts_with(&mark.repeat(3)));
            lines.filter_map(|line| line.strip_prefix(mark)).map(str::to_owned).collect()
        };
        (lines("-"), lines("+"))
    }

    /// Asserts that a branch is a commit in which `foo` has driven, and no line says anything else.
    pub(super) fn assert_driven(&self, branch: &str) {
        let (old, new) = self.diff(branch);
        let lines = ["    speed: 53       # km/h", "    distance: 1     # since yesterday"];
        // Once in a thousand times it is as fast as before.
        let changed = &lines[2 - old.len().clamp(1, 2)..];
        assert_eq!(old, changed, "{new:?}");
        let around = |line: &str| {
            let (name, rest) = line.split_once(": ").unwrap();
            let (_, comment) = rest.split_once('#').unwrap();
            (name.to_owned(), comment.to_owned())
        };
        assert!(new.iter().map(|line| around(line)).eq(changed.iter().map(|line| around(line))), "{new:?}");
        let count = run(&self.path(), &["rev-list", "--count", &format!("main..{branch}")]);
        assert_eq!(count, "1\n");
    }
}

pub(super) fn branches(repository: &Path) -> Vec<String> {
    let told = run(repository, &["for-each-ref", "--format=%(refname:short)", "refs/heads"]);
    told.lines().map(str::to_owned).collect()
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The names in a list.
pub(super) fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| text(&item["metadata"]["name"])).collect()
}

/// What a status says, with its code.
pub(super) fn reason((code, body): &(u16, Value)) -> (u16, &str) {
    assert_eq!((&body["apiVersion"], &body["kind"]), (&json!("v1"), &json!("Status")), "{body}");
    assert_eq!(body["code"], json!(code));
    (*code, text(&body["reason"]))
}
