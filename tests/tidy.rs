//! The rules of the repository that no compiler checks.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file of the repository with this extension, without what builds leave behind.
fn files(extension: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "target" | ".git" | "corpus" | "artifacts" | "wip") {
                    walk(&path, extension, found);
                }
            } else if name.ends_with(&format!(".{extension}")) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), extension, &mut found);
    found.sort();
    assert!(!found.is_empty(), "no file ends with .{extension}");
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// All that breaks a rule, in one message.
fn assert_none(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}:\n{}", breaches.join("\n"));
}

/// Inputs of compile-time tests hold one mistake each and nothing else.
fn is_ui_case(path: &str) -> bool {
    path.starts_with("tests/ui/")
}

#[test]
fn every_file_opens_with_its_sentence() {
    let lacks = |path: &PathBuf| !fs::read_to_string(path).unwrap().starts_with("//!");
    let files = files("rs").into_iter().filter(|path| !is_ui_case(&relative(path)));
    let breaches: Vec<String> = files.filter(lacks).map(|path| relative(&path)).collect();
    assert_none("a file opens with `//!` and one sentence", &breaches);
}

#[test]
fn no_file_is_longer_than_800_lines() {
    let count = |path: &Path| fs::read_to_string(path).unwrap().lines().count();
    let long = files("rs").into_iter().map(|path| (count(&path), path)).filter(|(lines, _)| *lines > 800);
    let breaches: Vec<String> =
        long.map(|(lines, path)| format!("{} has {lines}", relative(&path))).collect();
    assert_none("a file has at most 800 lines", &breaches);
}

#[test]
fn no_line_ends_with_a_blank_and_no_mark_is_left_over() {
    // Spelled apart, so that this file is none of its own breaches.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    let mut breaches = Vec::new();
    for extension in ["rs", "md", "toml"] {
        for path in files(extension) {
            let text = fs::read_to_string(&path).unwrap();
            for (number, line) in text.lines().enumerate() {
                let at = format!("{}:{}", relative(&path), number + 1);
                if line.trim_end() != line {
                    breaches.push(format!("{at}: a blank at the end"));
                }
                if marks.iter().any(|mark| line.contains(mark)) {
                    breaches.push(format!("{at}: a left-over mark"));
                }
            }
        }
    }
    assert_none("lines are clean", &breaches);
}

#[test]
fn every_path_that_the_architecture_names_exists() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let quoted = text.split('`').skip(1).step_by(2);
    let is_path = |quoted: &&str| {
        let plain = quoted.chars().all(|char| char.is_ascii_alphanumeric() || "/._-".contains(char));
        plain && (quoted.contains('/') || [".rs", ".md"].iter().any(|end| quoted.ends_with(end)))
    };
    let paths: Vec<&str> = quoted.filter(is_path).collect();
    assert!(paths.len() > 10, "the architecture names hardly any path: {paths:?}");
    let missing = paths.into_iter().filter(|path| !root().join(path).exists());
    let breaches: Vec<String> = missing.map(str::to_owned).collect();
    assert_none("a path named in ARCHITECTURE.md exists", &breaches);
}

#[test]
fn dependencies_point_in_one_direction() {
    let manifest = |package: &str| fs::read_to_string(root().join(package).join("Cargo.toml")).unwrap();
    let runtime = |package: &str| {
        let text = manifest(package);
        let from = text.split("\n[dependencies]").nth(1).unwrap_or_default().to_owned();
        from.split("\n[").next().unwrap_or_default().to_owned()
    };
    let mut breaches = Vec::new();
    for (package, foreign) in [
        ("macros", vec!["libgitops"]),
        ("core", vec!["libgitops", "tokio", "git2", "notify", "hyper", "rand"]),
        ("storage", vec!["libgitops", "libgitops-macros", "tokio", "hyper"]),
        ("codegen-examples", vec!["libgitops-core", "libgitops-macros", "libgitops-storage"]),
        ("tests", vec!["libgitops-core", "libgitops-macros", "libgitops-storage"]),
    ] {
        // What a feature asks for is no part of the package as it stands: the suites of checks derive their kinds.
        for line in runtime(package).lines().filter(|line| !line.contains("optional = true")) {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if foreign.contains(&name) {
                breaches.push(format!("{package} depends on {name}"));
            }
        }
    }
    assert_none("packages depend in one direction", &breaches);
}

#[test]
fn core_touches_no_file_socket_clock_thread_environment_or_randomness() {
    let outside = [
        "std::fs",
        "std::net",
        "std::thread",
        "std::env",
        "std::process",
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "RandomState",
        "HashMap",
        "HashSet",
        "thread_rng",
        "println!",
        "eprintln!",
    ];
    let mut breaches = Vec::new();
    for path in files("rs") {
        let name = relative(&path);
        let is_test = name.contains("/tests") || name.ends_with("judges.rs") || name.contains("/benches/");
        if !name.starts_with("core/src/") || is_test {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if let Some(found) = outside.iter().find(|found| !is_comment && line.contains(**found)) {
                breaches.push(format!("{name}:{}: {found}", number + 1));
            }
        }
    }
    assert_none("core takes what is outside as a parameter", &breaches);
}

#[test]
fn only_the_yaml_module_knows_the_parser() {
    let mut breaches = Vec::new();
    for path in files("rs") {
        let name = relative(&path);
        let is_judge = name.contains("/tests") || name.ends_with("judges.rs") || name.contains("/benches/");
        let is_outside = !name.starts_with("core/src/yaml/") && !name.starts_with("fuzz/") && !is_judge;
        let code = fs::read_to_string(&path).unwrap();
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        if is_outside && name != "tests/tidy.rs" && code.contains("granit_parser") {
            breaches.push(name);
        }
    }
    assert_none("the parser is behind one module", &breaches);
}

#[test]
fn the_readme_names_the_rust_version_of_the_manifest() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let version = manifest.split("rust-version = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(&format!("Rust {version}")), "README.md does not say Rust {version}");
}

#[test]
fn productions_of_yaml_are_named_by_their_numbers() {
    let list = fs::read_to_string(root().join("tests/data/yaml-productions.txt")).unwrap();
    let productions: Vec<(&str, &str)> =
        list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' ')).collect();
    assert_eq!(productions.len(), 211);
    let (mut breaches, mut named) = (Vec::new(), 0);
    for path in files("rs").into_iter().filter(|path| relative(path).starts_with("core/src/yaml/")) {
        let text = fs::read_to_string(&path).unwrap();
        // As in "`ns-plain(n,c)` [131]", over the ends of lines also.
        let text =
            text.lines().map(|line| line.trim_start().trim_start_matches('/')).collect::<Vec<_>>().join("");
        for (before, after) in text.match_indices("` [").filter_map(|(at, _)| text.split_at_checked(at)) {
            let name = before.rsplit('`').next().unwrap_or_default();
            let name = name.split('(').next().unwrap_or_default().trim_end_matches(['*', '+', '?']);
            let number = after.trim_start_matches("` [").split(']').next().unwrap_or_default();
            if number.parse::<u32>().is_err() {
                continue;
            }
            named += 1;
            if !productions.contains(&(number, name)) {
                breaches.push(format!("{}: {name} is not [{number}]", relative(&path)));
            }
        }
    }
    assert!(named >= 100, "{named}");
    assert_none("a production stands with its number in YAML 1.2.2", &breaches);
}
