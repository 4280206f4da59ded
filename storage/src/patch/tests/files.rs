//! The one document of a file.

use std::fs;

use super::*;

const YAML: &str = "apiVersion: example.com/v1\nkind: Lamp\nspec:\n  watts: 18446744073709551615\nmetadata:\n  namespace: home\n  name: desk\n";

fn write(name: &str, text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, text).unwrap();
    (directory, path)
}

/// The names in the directory of a file.
fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path.parent().unwrap()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_file_keeps_its_syntax_the_order_of_its_fields_and_exact_numbers() {
    // F-26
    let heat = merge(r#"{"status":{"hot":true}}"#);
    let json = "{\n  \"kind\": \"Lamp\",\n  \"apiVersion\": \"example.com/v1\",\n  \"spec\": {\n    \"watts\": 18446744073709551615\n  },\n  \"metadata\": {\n    \"name\": \"desk\"\n  }\n}\n";
    let yaml = YAML.replace("615\n", "615\nstatus:\n  hot: true\n");
    let patched = json.replace("615\n  },\n", "615\n  },\n  \"status\": {\n    \"hot\": true\n  },\n");
    let rows = [("a.yaml", YAML, &yaml), ("a.yml", YAML, &yaml), ("a.json", json, &patched)];
    for (name, text, expected) in rows {
        let (_directory, path) = write(name, text);
        let patched = as_lamp(apply_on_file(&path, &heat, &serializer()).unwrap());
        assert_eq!((patched.spec.watts, patched.status.hot), (u64::MAX, true));
        let written = fs::read_to_string(&path).unwrap();
        assert_eq!(&written, expected);
        assert_eq!(names(&path), [name]);
    }
}

#[test]
fn a_patch_that_changes_nothing_does_not_touch_the_file() {
    let text = format!("# A comment.\n{YAML}");
    let (_directory, path) = write("a.yaml", &text);
    let patched = apply_on_file(&path, &merge(r#"{"spec":{"color":null}}"#), &serializer()).unwrap();
    assert_eq!(as_lamp(patched).metadata.name(), Some("desk"));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn what_cannot_be_patched_stays_as_it_is() {
    let two = format!("{YAML}---\n{YAML}");
    let rows = [
        (
            "a.yaml",
            YAML,
            r#"{"metadata":{"name":"floor"}}"#,
            ErrorKind::Invalid,
            "metadata.name: cannot change",
        ),
        ("a.yaml", YAML, r#"{"spec":{"wats":1}}"#, ErrorKind::Invalid, "unknown field `wats`"),
        ("a.yaml", two.as_str(), "{}", ErrorKind::Unreadable, "several documents"),
        ("a.yaml", "# nothing\n", "{}", ErrorKind::Unreadable, ""),
        ("a.yaml", "", "{}", ErrorKind::Unreadable, "the file has no document"),
        ("a.yaml", "a: [", "{}", ErrorKind::Unreadable, "a.yaml:1:"),
        ("a.txt", YAML, "{}", ErrorKind::Unsupported, "expected .yaml, .yml or .json"),
    ];
    for (name, text, asked, kind, expected) in rows {
        let (_directory, path) = write(name, text);
        let error = apply_on_file(&path, &merge(asked), &serializer()).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (kind, Some("apply_on_file")), "{error}");
        assert_eq!(error.path(), Some(path.as_path()));
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(names(&path), [name]);
    }
    let missing = Path::new("/nowhere/at/all.yaml");
    let error = apply_on_file(missing, &merge("{}"), &serializer()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().starts_with("apply_on_file at /nowhere/at/all.yaml: "), "{error}");
}

#[test]
fn an_object_of_a_kind_that_nobody_registered_is_patched_but_not_strategically() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n";
    let (_directory, path) = write("pod.yaml", pod);
    apply_on_file(&path, &merge(r#"{"spec":{"node":"north"}}"#), &serializer()).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{pod}spec:\n  node: north\n"));
    let strategic = Patch::parse(PatchType::StrategicMerge, "{}").unwrap();
    let error = apply_on_file(&path, &strategic, &serializer()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let (directory, path) = write("a.yaml", YAML);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let other = tempfile::tempdir().unwrap();
    let link = other.path().join("link.yaml");
    symlink(&path, &link).unwrap();
    apply_on_file(&link, &merge(r#"{"spec":{"watts":1}}"#), &serializer()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&path).unwrap().contains("watts: 1\n"));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!((names(&link), names(&path)), (vec!["link.yaml".to_owned()], vec!["a.yaml".to_owned()]));
    drop(directory);
}

#[test]
fn a_patch_changes_the_lines_that_it_means_of_a_file_that_a_person_wrote() {
    let text = "# Mine.\nkind:   'Lamp'\napiVersion: example.com/v1\nspec: # bright\n    watts: 40 # for now\n\nmetadata: {name: desk, namespace: home}\n";
    let (_directory, path) = write("a.yaml", text);
    apply_on_file(&path, &merge(r#"{"spec":{"watts":60}}"#), &serializer()).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), text.replace("40", "60"));
}
