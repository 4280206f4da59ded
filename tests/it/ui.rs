//! What users of the macros see: one mistake a file in `ui/fail`, and places in which the macros must work in `ui/pass`.
//!
//! The messages are exact for one recorded compiler. Other compilers word and underline differently: there it is only
//! asserted that each file fails to compile. New messages are written by `TRYBUILD=overwrite cargo test -p
//! libgitops-tests --test it ui`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use trybuild::TestCases;

/// The compiler whose messages are recorded.
const RECORDED: &str = "rustc 1.95.0 ";

/// Names the directory with copies of the mistakes to the process that only asserts that they fail.
const ELSEWHERE: &str = "LIBGITOPS_UI_ELSEWHERE";

#[test]
fn macros_work_in_hostile_places() {
    TestCases::new().pass("ui/pass/*.rs");
}

#[test]
fn mistakes_are_told_where_they_are() {
    if compiler().starts_with(RECORDED) {
        TestCases::new().compile_fail("ui/fail/*/*.rs");
        return;
    }
    // Told to overwrite, trybuild accepts any message, but still no file that compiles. It reads that from its own
    // environment, and writes beside the file: hence a process of its own, and copies.
    let copies = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui-fail");
    copy_mistakes(&copies);
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ui::mistakes_fail_with_any_message"])
        .env("TRYBUILD", "overwrite")
        .env(ELSEWHERE, &copies)
        .status()
        .unwrap();
    assert!(status.success(), "a mistake compiles");
}

#[test]
fn mistakes_fail_with_any_message() {
    if let Some(copies) = std::env::var_os(ELSEWHERE) {
        TestCases::new().compile_fail(Path::new(&copies).join("*/*.rs"));
    }
}

fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Copies the sources without their recorded messages.
fn copy_mistakes(copies: &Path) {
    if copies.exists() {
        fs::remove_dir_all(copies).unwrap();
    }
    for source in mistakes() {
        let copy = copies.join(source.strip_prefix("ui/fail").unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(&source, copy).unwrap();
    }
}

fn mistakes() -> Vec<PathBuf> {
    let topics = fs::read_dir("ui/fail").unwrap().map(|topic| topic.unwrap().path());
    let files = topics.flat_map(|topic| fs::read_dir(topic).unwrap().map(|file| file.unwrap().path()));
    files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn every_mistake_has_its_message_recorded() {
    for source in mistakes() {
        let message = source.with_extension("stderr");
        assert!(message.exists(), "{} is missing", message.display());
    }
}
