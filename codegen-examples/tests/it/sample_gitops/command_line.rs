//! What the command line says, and what it refuses.

use std::process::Command;

use super::world::{Fleet, PROGRAM};

fn ended(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    ended(Command::new(PROGRAM).env_remove("GITHUB_TOKEN").args(arguments))
}

#[test]
fn the_command_line_is_explained() {
    let version = format!("sample-gitops version: {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["--version"]), (Some(0), version, String::new()));
    let (code, usage, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for part in [
        "--git-url",
        "--identity-file",
        "--author-name",
        "Weave libgitops",
        "--author-email",
        "support@weave.works",
        "--pr-assignees",
        "--pr-milestone",
        "--branch",
        "--interval",
        "10s",
        "--address",
        "127.0.0.1:8888",
        "--provider",
        "--api-url",
        "--known-hosts",
        "--clone-dir",
        "--directory",
        "GITHUB_TOKEN",
        "GITLAB_TOKEN",
        "GITEA_TOKEN",
        "IDENTITY_PASSPHRASE",
        "--version",
    ] {
        assert!(usage.contains(part), "{part} is not in\n{usage}");
    }
    let github = "--git-url=https://github.com/example/fleet.git";
    for (arguments, expected) in [
        (&[][..], "--git-url is missing"),
        (&["--git-url"], "--git-url needs a value"),
        (&["--colour", "red"], "there is no option --colour"),
        (&[github, "--interval=0s"], "--interval is a time above zero"),
        (&[github, "--provider=svn"], "--provider is github, gitlab, gitea, forgejo or none"),
        (&[github, "--provider=github"], "github needs a token in the environment variable GITHUB_TOKEN"),
        (&["--git-url=/srv/cars.git", "--identity-file=key"], "--identity-file is for ssh"),
        (&[github, "file"], "unexpected argument \"file\""),
    ] {
        let (code, _, told) = run(arguments);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.starts_with(expected) && told.contains("Usage: sample-gitops"), "{told}");
    }
}

#[test]
fn a_repository_that_cannot_be_had_is_told_in_the_words_of_its_server() {
    let fleet = Fleet::new();
    let path = fleet.path().display().to_string();
    let (key, hosts) = ("--identity-file=none", "--known-hosts=none");
    for (url, arguments, expected) in [
        ("missing.git", &[][..], "does not appear to be a git repository"),
        ("http://127.0.0.1:1/example/fleet.git", &[], "Failed to connect"),
        ("ssh://git@127.0.0.1:1/example/fleet.git", &[], "Connection refused"),
        ("git@127.0.0.1:example/fleet.git", &[key], "cannot read the private key"),
        ("git@127.0.0.1:example/fleet.git", &[hosts], "cannot read the keys of servers"),
        ("--upload-pack=x", &[], "the address of the repository is none"),
        (&path, &["--branch=a..b"], "no branch can be named \"a..b\""),
        (&path, &["--clone-dir=example/fleet.git/HEAD"], "there is no place for the clone"),
    ] {
        let (code, _, told) = ended(&mut fleet.command(url, arguments));
        assert_eq!(code, Some(1), "{url}: {told}");
        assert!(told.contains(expected), "{url}: {told}");
        assert!(std::fs::read_dir(fleet.temporary()).unwrap().next().is_none(), "{url}: the clone is left");
    }
}
