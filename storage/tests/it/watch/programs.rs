//! The programs themselves: vim, nano, sed, cp, mv and git work in a directory that is watched.
//!
//! A program that is not on the `PATH` is passed over, in words.

mod screen;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use libgitops_storage::WatchSettings;
use tempfile::TempDir;

use super::files::{in_braces, patient, watched};
use super::{next, until};
use screen::Screen;

/// A program by the first of its names that is on the `PATH`.
fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let places = names.iter().flat_map(|name| directories.iter().map(move |directory| directory.join(name)));
    let found = places.into_iter().find(|path| path.is_file());
    if found.is_none() {
        eprintln!("{} is not there, so it is not tried", names.join(" or "));
    }
    found
}

/// Runs a program to its end in a directory; it has to succeed, and in time.
fn run(directory: &Path, program: &Path, arguments: &[&str]) {
    let mut command = Command::new("timeout");
    command.args(["--kill-after=1", "30"]).arg(program).args(arguments).current_dir(directory);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Eve").env(format!("GIT_{who}_EMAIL"), "eve@example.com");
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program:?} {arguments:?}: {}, {said}", output.status);
}

/// A directory that is watched, and one beside it.
struct Place {
    inside: TempDir,
    outside: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { inside: tempfile::tempdir().unwrap(), outside: tempfile::tempdir().unwrap() };
        fs::write(place.inside().join("desk.yaml"), in_braces(0)).unwrap();
        place
    }

    fn inside(&self) -> &Path {
        self.inside.path()
    }

    /// A file beside the directory.
    fn outside(&self, name: &str) -> String {
        self.outside.path().join(name).to_str().unwrap().to_owned()
    }

    /// The lamp this bright, in a file beside the directory.
    fn prepared(&self, watts: u64) -> String {
        let path = self.outside("desk.yaml");
        fs::write(&path, in_braces(watts)).unwrap();
        path
    }
}

/// Makes the lamp in `desk.yaml` this bright, if the program is there.
type Save = fn(&Place, u64) -> Option<()>;

fn vim(place: &Place, settings: &str, watts: u64) -> Option<()> {
    let vim = find(&["vim", "vim.tiny"])?;
    let change = format!(r"%s/watts: \d\+/watts: {watts}/");
    let quiet = ["-es", "-u", "NONE", "-i", "NONE", "-c", settings, "-c", &change, "-c", "wq", "desk.yaml"];
    run(place.inside(), &vim, &quiet);
    Some(())
}

fn nano(place: &Place, options: &str, watts: u64) -> Option<()> {
    find(&["nano"]).and(find(&["script"]))?;
    let mut screen = Screen::open(place.inside(), &format!("nano --ignorercfiles {options} +2 desk.yaml"));
    screen.wait_for("GNU nano");
    // The line is cut and typed anew, and the file is written out.
    screen.press("\x0b");
    screen.press(in_braces(watts).lines().nth(1).unwrap());
    screen.press("\x0f");
    screen.wait_for("to Write");
    screen.press("\r");
    screen.wait_for("Wrote");
    screen.press("\x18");
    screen.wait_for_end();
    Some(())
}

/// What was committed elsewhere is checked out here.
fn checkout(place: &Place, watts: u64) -> Option<()> {
    let git = find(&["git"])?;
    let outside = Path::new(&place.prepared(watts)).parent().unwrap().to_owned();
    for (directory, arguments) in [
        (&*outside, &["init", "--quiet"][..]),
        (&outside, &["add", "desk.yaml"]),
        (&outside, &["commit", "--quiet", "--message", "Change the light"]),
        (place.inside(), &["init", "--quiet"]),
        (place.inside(), &["fetch", "--quiet", outside.to_str().unwrap(), "HEAD"]),
        (place.inside(), &["checkout", "--quiet", "--force", "FETCH_HEAD"]),
    ] {
        run(directory, &git, arguments);
    }
    Some(())
}

const SAVES: [(&str, Save); 12] = [
    ("vim, as it is", |place, watts| vim(place, "set nocompatible", watts)),
    ("vim, moving the old file away", |place, watts| {
        vim(place, "set nobackup writebackup backupcopy=no", watts)
    }),
    ("vim, copying the old file and keeping the copy", |place, watts| {
        vim(place, "set backup backupcopy=yes", watts)
    }),
    ("vim, without a copy", |place, watts| vim(place, "set nobackup nowritebackup", watts)),
    ("nano", |place, watts| nano(place, "", watts)),
    ("nano with a backup", |place, watts| nano(place, "--backup", watts)),
    ("sed -i", |place, watts| {
        run(
            place.inside(),
            &find(&["sed"])?,
            &["-i", &format!("s/watts: [0-9]*/watts: {watts}/"), "desk.yaml"],
        );
        Some(())
    }),
    ("cp", |place, watts| {
        run(place.inside(), &find(&["cp"])?, &[&place.prepared(watts), "desk.yaml"]);
        Some(())
    }),
    ("cp --remove-destination", |place, watts| {
        run(place.inside(), &find(&["cp"])?, &["--remove-destination", &place.prepared(watts), "desk.yaml"]);
        Some(())
    }),
    ("mv", |place, watts| {
        run(place.inside(), &find(&["mv"])?, &[&place.prepared(watts), "desk.yaml"]);
        Some(())
    }),
    ("git checkout", checkout),
    ("a shell", |place, watts| {
        // The file is emptied before the program that writes it starts.
        let text = in_braces(watts);
        run(place.inside(), &find(&["sh"])?, &["-c", "printf '%s' \"$0\" > desk.yaml", &text]);
        Some(())
    }),
];

#[test]
fn what_a_program_saves_is_one_change_and_deletes_nothing() {
    let place = Place::new();
    let (_storage, mut watch) = watched(&place.inside, patient());
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 0"]);
    let mut watts = 0;
    for _ in 0..2 {
        for (way, save) in SAVES {
            watts += 1;
            if save(&place, watts).is_some() {
                let between = until(&mut watch, &format!("MODIFIED desk {watts}"));
                // A program that does not run for a while leaves an empty file, and that may be told.
                assert!(between.iter().all(|event| event == "ERROR"), "{way}: {between:?}");
            }
        }
    }
}

#[test]
fn what_programs_move_copy_and_check_out_is_told_as_what_it_is() {
    let place = Place::new();
    let mut settings = WatchSettings::default();
    // Longer than git takes to remove one file and to make another, also on a busy machine.
    settings.deletion_grace = Duration::from_secs(2);
    let (_storage, mut watch) = watched(&place.inside, settings);
    assert_eq!(until(&mut watch, "BOOKMARK"), ["ADDED desk 0"]);
    let run = |program: &str, arguments: &[&str]| {
        let program = find(&[program])?;
        run(place.inside(), &program, arguments);
        Some(())
    };
    let away = place.outside("away.yaml");
    // No change of the object, so the next event is of what comes then.
    run("mv", &["desk.yaml", "moved.yml"]).unwrap();
    run("mv", &["moved.yml", &away]).unwrap();
    assert_eq!(next(&mut watch), "DELETED desk 0");
    run("cp", &[&away, "copied.yaml"]).unwrap();
    assert_eq!(next(&mut watch), "ADDED desk 0");
    // A second one is told as what it is, and is neither of the two.
    run("cp", &["copied.yaml", "again.yaml"]).unwrap();
    assert_eq!(next(&mut watch), "ERROR");
    run("rm", &["copied.yaml"]).unwrap();
    run("sed", &["-i", "s/watts: 0/watts: 1/", "again.yaml"]).unwrap();
    assert_eq!(next(&mut watch), "MODIFIED desk 1");
    if find(&["git"]).is_none() {
        return;
    }
    let git = |arguments: &[&str]| run("git", arguments).unwrap();
    git(&["init", "--quiet"]);
    git(&["add", "again.yaml"]);
    git(&["commit", "--quiet", "--message", "One lamp"]);
    git(&["branch", "before"]);
    git(&["mv", "again.yaml", "lamp.yaml"]);
    git(&["commit", "--quiet", "--message", "Another name of the file"]);
    git(&["branch", "moved"]);
    git(&["rm", "--quiet", "lamp.yaml"]);
    assert_eq!(next(&mut watch), "DELETED desk 1");
    git(&["commit", "--quiet", "--message", "No lamp"]);
    git(&["checkout", "--quiet", "before"]);
    assert_eq!(next(&mut watch), "ADDED desk 1");
    git(&["checkout", "--quiet", "moved"]);
    run("sed", &["-i", "s/watts: 1/watts: 2/", "lamp.yaml"]).unwrap();
    assert_eq!(next(&mut watch), "MODIFIED desk 2");
}
