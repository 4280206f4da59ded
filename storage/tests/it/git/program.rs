//! The program `git`, away from the configuration of the machine.

use std::path::Path;
use std::process::Command;

/// `git` in a directory, with nobody's configuration.
pub(super) fn git(directory: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_AUTHOR_NAME", "Eve")
        .env("GIT_AUTHOR_EMAIL", "eve@example.com");
    command.env("GIT_COMMITTER_NAME", "Eve").env("GIT_COMMITTER_EMAIL", "eve@example.com");
    command
}

/// What a command of `git` says, which has to succeed.
pub(super) fn run(directory: &Path, arguments: &[&str]) -> String {
    let output = git(directory).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Everything in a repository is as Git wants it.
pub(super) fn check(directory: &Path) {
    let output = git(directory).args(["fsck", "--strict", "--no-dangling"]).output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.lines().all(|line| line.starts_with("notice: ")), "{said}");
}

/// A work tree of a repository.
pub(super) struct WorkTree {
    root: tempfile::TempDir,
}

impl WorkTree {
    pub(super) fn of(repository: &Path) -> Self {
        let root = tempfile::tempdir().unwrap();
        run(root.path(), &["clone", "--quiet", repository.to_str().unwrap(), "."]);
        Self { root }
    }

    pub(super) fn path(&self) -> &Path {
        self.root.path()
    }

    pub(super) fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.path().join(path)).unwrap()
    }

    /// Commits a file, and pushes it to `main`.
    pub(super) fn push(&self, files: &[(&str, &str)], title: &str) {
        for (path, text) in files {
            let path = self.root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        run(self.path(), &["add", "--all"]);
        run(self.path(), &["commit", "--quiet", "--allow-empty", "--message", title]);
        run(self.path(), &["push", "--quiet", "origin", "HEAD:main"]);
    }
}
