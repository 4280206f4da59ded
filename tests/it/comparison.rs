//! The comparison with libgitops names tests; here is looked up that they exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The tests that a text names, as `` `path/to/file.rs`: `name_of_the_test` ``.
fn named_tests(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let code: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
        let is_file = |word: &&str| {
            Path::new(word).extension().is_some_and(|extension| extension == "rs") && word.contains('/')
        };
        for (index, file) in code.iter().enumerate().filter(|(_, word)| is_file(word)) {
            let names = code[index + 1..].iter().take_while(|word| !is_file(word) && word.contains('_'));
            found.push((*file, names.copied().collect()));
        }
    }
    found
}

#[test]
fn every_test_that_the_comparison_names_exists() {
    let text = std::fs::read_to_string(root().join("COMPARISON.md")).unwrap();
    let mut missing = Vec::new();
    let mut count = 0;
    for (file, names) in named_tests(&text) {
        let source = std::fs::read_to_string(root().join(file)).unwrap_or_default();
        if source.is_empty() || names.is_empty() {
            missing.push(format!("{file}: no such file, or no test named behind it"));
        }
        for name in names {
            count += 1;
            if !source.contains(&format!("fn {name}(")) {
                missing.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(count > 20, "only {count} tests are named");
}

#[test]
fn every_flaw_has_a_row_with_a_test() {
    let text = std::fs::read_to_string(root().join("COMPARISON.md")).unwrap();
    let rows: BTreeSet<&str> = text
        .lines()
        .filter(|line| line.starts_with("| F-") && !named_tests(line).is_empty())
        .map(|line| line.trim_start_matches("| ").split(' ').next().unwrap_or_default())
        .collect();
    let flaws = (1..=60).map(|number| format!("F-{number}"));
    let without: Vec<String> = flaws.filter(|flaw| !rows.contains(flaw.as_str())).collect();
    assert!(without.is_empty(), "no row with a test: {without:?}");
}

#[test]
fn names_of_tests_are_found_in_rows() {
    let row = "| F-1 | `a.rs` is none | `a/b.rs`: `one_test`, `two_tests`; `c/d.rs`: `three_tests` |";
    assert_eq!(
        named_tests(row),
        [("a/b.rs", vec!["one_test", "two_tests"]), ("c/d.rs", vec!["three_tests"])]
    );
}
