//! What is left out is what Git leaves out.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::fs::Durability;
use crate::fs::calls::Kernel;

/// The files of the tree that all cases are about.
const FILES: [&str; 14] = [
    "a.yaml",
    "b.yaml",
    "a b.yaml ",
    "x[1].yaml",
    "#a.yaml",
    "!a.yaml",
    "ü.yaml",
    "a/a.yaml",
    "a/b.yaml",
    "a/b/a.yaml",
    "a/b/c/b.yaml",
    "b/a.yaml",
    "b/a/b-1.yaml",
    "c]/\\a.yaml",
];

fn git(root: &Path, arguments: &[&str]) -> Vec<u8> {
    let run = Command::new("git")
        .args(arguments)
        .current_dir(root)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", root)
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .expect("git runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

fn repository() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in FILES {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    git(root.path(), &["init", "--quiet"]);
    root
}

/// The files that Git sees, which does not track any of them.
fn seen_by_git(root: &Path) -> Vec<String> {
    let listed = git(root, &["ls-files", "--others", "--exclude-standard", "-z"]);
    let listed = String::from_utf8(listed).unwrap();
    let mut files: Vec<String> =
        listed.split_terminator('\0').filter(|path| !path.ends_with(NAME)).map(str::to_owned).collect();
    files.sort();
    files
}

fn seen_by_us(root: &Path) -> Vec<String> {
    let root = Root::open(root, Kernel, Durability::Buffered).unwrap();
    let is_seen = |file: &&&str| reason(&root, file).unwrap().is_none();
    let mut files: Vec<String> = FILES.iter().filter(is_seen).map(|file| (*file).to_owned()).collect();
    files.sort();
    files
}

/// Files with rules: at the root, in `a` and in `a/b`.
const PLACES: [&str; 3] = [".gitignore", "a/.gitignore", "a/b/.gitignore"];

fn compare(root: &Path, rules: &[Vec<u8>; 3]) -> (Vec<String>, Vec<String>) {
    for (place, text) in PLACES.iter().zip(rules) {
        fs::write(root.join(place), text).unwrap();
    }
    (seen_by_us(root), seen_by_git(root))
}

#[test]
fn each_kind_of_rule_is_read_as_git_reads_it() {
    let root = repository();
    for rule in [
        "a.yaml",
        "/a.yaml",
        "a",
        "a/",
        "/a/",
        "b",
        "a/b",
        "a/b/",
        "/a/b/c",
        "*",
        "*/",
        "*.yaml",
        "/*.yaml",
        "/*",
        "/*/*",
        "a/*",
        "**",
        "**/",
        "/**",
        "**/a.yaml",
        "a/**",
        "a/**/b.yaml",
        "**/b/**",
        "a**",
        "a**/b",
        "a**/b.yaml",
        "**b/a.yaml",
        "*/b",
        "*/a.yaml",
        "?.yaml",
        "?/a.yaml",
        "?b",
        "[ab].yaml",
        "[!a].yaml",
        "[^a].yaml",
        "[a-b].yaml",
        "[b-a].yaml",
        "[]a].yaml",
        "[a-]*",
        "[--b]*",
        "[[:alpha:]].yaml",
        "[[:nothing:]].yaml",
        "[[:alpha].yaml",
        "[a-[:digit:]].yaml",
        "[",
        "[a",
        "a[",
        "x[1].yaml",
        "x\\[1\\].yaml",
        "\\#a.yaml",
        "#a.yaml",
        "\\!a.yaml",
        "!a.yaml",
        "a.yaml ",
        "a b.yaml ",
        "a b.yaml\\ ",
        "a b.yaml\\  ",
        "a.yaml\t",
        "a.yaml\\",
        "\\a.yaml",
        "\\\\a.yaml",
        "c]",
        "c]/",
        "ü.yaml",
        "?.yaml",
        "??.yaml",
        "a.yaml\r",
        "*\n!a.yaml",
        "*\n!*/\n!a.yaml",
        "a/\n!a/b/a.yaml",
        "/*\n!/a\n/a/*\n!/a/b",
        "\u{feff}a.yaml",
        "",
        "/",
        "!",
        "//",
        "/ ",
        " ",
        "./a.yaml",
        "a//b",
        "../a.yaml",
        "a/../b",
        "a\\/b",
        "**\\/a.yaml",
        "a.yaml\nb.yaml",
        "B.YAML",
    ] {
        let (ours, gits) = compare(root.path(), &[rule.as_bytes().to_vec(), Vec::new(), Vec::new()]);
        assert_eq!(ours, gits, "{rule:?}");
        let (ours, gits) =
            compare(root.path(), &[b"!b\n".to_vec(), rule.as_bytes().to_vec(), b"!a*\n".to_vec()]);
        assert_eq!(ours, gits, "{rule:?} in a directory below");
    }
}

/// Rules of the parts that they are made of, so that many of them match something.
fn rule() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a",
        "b",
        "c]",
        ".yaml",
        "/",
        "/",
        "*",
        "**",
        "?",
        "!",
        "\\",
        " ",
        "[ab]",
        "[!a]",
        "[a-",
        "]",
        "[[:alnum:]-]",
        "-1",
        "#",
    ]);
    prop::collection::vec(part, 1..7).prop_map(|parts| parts.concat())
}

fn rules() -> impl Strategy<Value = Vec<u8>> {
    let end = prop::sample::select(vec!["\n", "\r\n", "/\n", " \n"]);
    let line = (prop::option::weighted(0.3, Just("!")), rule(), end);
    let line = line.prop_map(|(not, rule, end)| format!("{}{rule}{end}", not.unwrap_or_default()));
    prop::collection::vec(line, 0..4).prop_map(|lines| lines.concat().into_bytes())
}

#[test]
fn any_rules_are_read_as_git_reads_them() {
    let root = repository();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&[rules(), rules(), rules()], |rules| {
        let (ours, gits) = compare(root.path(), &rules);
        prop_assert_eq!(ours, gits);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_reason_names_file_and_line() {
    let root = repository();
    fs::write(root.path().join(".gitignore"), "# Nothing of b.\n\nb/\n").unwrap();
    fs::write(root.path().join("a/.gitignore"), "*\n!b.yaml\n").unwrap();
    let root = Root::open(root.path(), Kernel, Durability::Buffered).unwrap();
    let told = |path: &str| reason(&root, path).unwrap().map(|reason| (reason.file, reason.line));
    assert_eq!(told("b/a/b-1.yaml"), Some((".gitignore".to_owned(), 3)));
    assert_eq!(told("a/a.yaml"), Some(("a/.gitignore".to_owned(), 1)));
    assert_eq!((told("a/b.yaml"), told("a.yaml")), (None, None));
}

#[test]
fn stars_behind_stars_take_no_exponential_time() {
    let rules = Rules {
        base: String::new(),
        patterns: read("**/*a*a*a*a*a*a*a*a*a*a*a*a/b".as_bytes()),
        above: None,
    };
    let rules = Arc::new(rules);
    let path = format!("{0}/{0}/{0}", "a".repeat(80));
    assert_eq!(rules.reason(&path, false), None);
}
