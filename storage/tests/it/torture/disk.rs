//! A program that saves, moves and swaps files as editors, tools and the kubelet do, and says what it did.

use std::fs;
use std::io::{BufRead as _, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use libgitops_core::meta::MetadataExt as _;
use libgitops_storage::conformance::Lamp;
use libgitops_storage::{ManifestStorage, ReadStorageExt as _, RemovePrecondition};

use crate::children::{Random, now, say};

/// The ways in which programs save a file. Each leaves the new text in the place of the old one.
type Save = fn(&Path, &str);

const SAVES: [(&str, Save); 9] = [
    ("truncate and write", |path, text| fs::write(path, text).unwrap()),
    ("in pieces", in_pieces),
    ("atomic rename", |path, text| {
        let unfinished = path.with_extension("tmp");
        fs::write(&unfinished, text).unwrap();
        fs::rename(unfinished, path).unwrap();
    }),
    ("atomic rename with a manifest's name", |path, text| {
        let unfinished = path.with_file_name(format!(".new-{}", path.file_name().unwrap().to_str().unwrap()));
        fs::write(&unfinished, text).unwrap();
        fs::rename(unfinished, path).unwrap();
    }),
    ("vim: backupcopy=no", |path, text| {
        let probe = path.with_file_name("4913");
        fs::write(&probe, "").unwrap();
        let _another_vim_did = fs::remove_file(probe);
        let backup = path.with_extension("yaml~");
        if path.exists() {
            fs::rename(path, &backup).unwrap();
        }
        fs::write(path, text).unwrap();
        let _there_was_no_backup = fs::remove_file(backup);
    }),
    ("vim: backupcopy=yes", |path, text| {
        let (backup, swap) = (path.with_extension("yaml~"), path.with_extension("swp"));
        fs::write(&swap, "b0VIM").unwrap();
        let _there_is_none = fs::copy(path, &backup);
        fs::write(path, text).unwrap();
        let _there_was_no_backup = fs::remove_file(backup);
        fs::remove_file(swap).unwrap();
    }),
    ("nano: --backup", |path, text| {
        let backup = path.with_extension("yaml~");
        let _there_is_none = fs::copy(path, backup);
        fs::write(path, text).unwrap();
    }),
    ("remove and write", |path, text| {
        let _there_is_none = fs::remove_file(path);
        fs::write(path, text).unwrap();
    }),
    ("a hard link in its place", |path, text| {
        let other = path.with_extension("other");
        fs::write(&other, text).unwrap();
        let second = path.with_extension("second");
        fs::hard_link(&other, &second).unwrap();
        fs::rename(second, path).unwrap();
        fs::remove_file(other).unwrap();
    }),
];

fn in_pieces(path: &Path, text: &str) {
    let mut file = fs::File::create(path).unwrap();
    for piece in text.as_bytes().chunks(23) {
        file.write_all(piece).unwrap();
        file.flush().unwrap();
    }
}

/// What an object may be away for without being told: less than is waited, since programs do not always run.
const AWAY: u64 = 150_000_000;

/// The program. Its objects are its own; directories are shared.
pub(super) struct Writer {
    root: PathBuf,
    outside: PathBuf,
    who: String,
    random: Random,
    states: usize,
    library: Option<ManifestStorage>,
    /// Where the directory is that is moved about; outside the tree it does not count.
    directory: Option<PathBuf>,
}

impl Writer {
    pub(super) fn new(root: &Path, who: &str, seed: usize) -> Self {
        let seed = u64::try_from(seed).unwrap() * 1000 + u64::from(who.as_bytes()[0]);
        Self {
            root: root.join("watched"),
            outside: root.join("outside").join(who),
            who: who.to_owned(),
            random: Random(seed),
            states: 0,
            library: None,
            directory: None,
        }
    }

    /// Does what is asked for on the standard input until its end.
    pub(super) fn work(mut self) {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            match line.as_str() {
                "begin" => self.begin(),
                "round" => self.round(),
                _ => return,
            }
            say("done");
        }
    }

    /// Objects that nobody changes, alone and beside some that change.
    fn begin(&mut self) {
        let own = self.own("");
        fs::create_dir_all(&own).unwrap();
        fs::create_dir_all(&self.outside).unwrap();
        fs::create_dir_all(self.root.join("shared")).unwrap();
        let still: Vec<String> =
            (0..5).map(|number| document(&self.name(&format!("still-{number}")), "0")).collect();
        fs::write(own.join("still.yaml"), still.join("---\n")).unwrap();
        fs::write(self.own("library.yaml"), document(&self.name("library"), "0")).unwrap();
        self.library = Some(super::open(&self.root));
    }

    /// Something with each of some objects.
    fn round(&mut self) {
        for target in 0..6 {
            match (self.random.below(3), target) {
                (0, _) => {}
                (_, 0) => self.save_beside_others("own", &self.own("own.yaml")),
                (_, 1) => {
                    self.save_beside_others("shared", &self.root.join(format!("shared/{}.yml", self.who)));
                }
                (_, 2) => self.burst(),
                (_, 3) => self.move_directory(),
                (_, 4) => self.swap_links(),
                _ => self.write_by_the_library(),
            }
        }
    }

    fn own(&self, path: &str) -> PathBuf {
        self.root.join(&self.who).join(path)
    }

    fn name(&self, what: &str) -> String {
        format!("{}-{what}", self.who)
    }

    fn next_state(&mut self) -> String {
        self.states += 1;
        self.states.to_string()
    }

    /// Says what becomes of an object by some work, and of which others it may be told that they were away.
    fn change(&self, what: &str, state: &str, others: &[String], work: impl FnOnce()) {
        let begin = now();
        work();
        let end = now();
        if end - begin > AWAY {
            for name in others {
                say(&format!("slow {name}"));
            }
        }
        say(&format!("change {} {state} {begin} {end}", self.name(what)));
    }

    /// One save of a file in which there is another object too, or its end.
    fn save_beside_others(&mut self, what: &str, path: &Path) {
        let state = self.next_state();
        let (name, still) = (self.name(what), self.name(&format!("beside-{what}")));
        let text = |state: &str| format!("{}---\n{}", document(&name, state), document(&still, "0"));
        if !path.exists() {
            // The other one is new as well.
            self.change(&format!("beside-{what}"), "0", &[], || ());
            return self.change(what, &state, &[], || fs::write(path, text(&state)).unwrap());
        }
        let away = [still.clone(), name.clone()];
        let chosen = self.random_save();
        match self.random.below(8) {
            0 => {
                // The other one stays.
                self.change(what, "-", &[], || {
                    fs::write(path.with_extension("tmp"), document(&still, "0")).unwrap();
                    fs::rename(path.with_extension("tmp"), path).unwrap();
                });
            }
            1 => {
                let old = fs::read_to_string(path).unwrap();
                let backup = path.with_extension("bak");
                fs::copy(path, &backup).unwrap();
                self.change(what, &state, &away, || chosen(path, &text(&state)));
                let restored = state_of(&old, &name);
                self.change(what, restored.as_deref().unwrap_or("-"), &away, || {
                    fs::rename(backup, path).unwrap();
                });
            }
            _ => self.change(what, &state, &away, || chosen(path, &text(&state))),
        }
    }

    fn random_save(&mut self) -> Save {
        SAVES[self.random.below(SAVES.len())].1
    }

    /// Several saves one after the other, and removals in between.
    fn burst(&mut self) {
        let path = self.own("deep/burst.yaml");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        for _ in 0..=self.random.below(5) {
            let (state, save) = (self.next_state(), self.random_save());
            if path.exists() && self.random.below(6) == 0 {
                self.change("burst", "-", &[], || fs::remove_file(&path).unwrap());
            } else {
                self.change("burst", &state, &[], || save(&path, &document(&self.name("burst"), &state)));
            }
        }
    }

    /// A directory that comes, goes and changes its name with what is in it.
    fn move_directory(&mut self) {
        let outside = self.outside.join("moved");
        let number = self.random.below(1000);
        let inside = self.own(&format!("moved-{number}"));
        match self.directory.take() {
            // `mkdir -p` with a file at once.
            None if self.random.below(2) == 0 => {
                let state = self.next_state();
                self.change("moved", &state, &[], || {
                    fs::create_dir_all(inside.join("x/y")).unwrap();
                    fs::write(inside.join("x/y/moved.yaml"), document(&self.name("moved"), &state)).unwrap();
                });
                self.directory = Some(inside);
            }
            None => {
                let state = self.next_state();
                let _there_is_none = fs::remove_dir_all(&outside);
                fs::create_dir_all(outside.join("x/y")).unwrap();
                fs::write(outside.join("x/y/moved.yaml"), document(&self.name("moved"), &state)).unwrap();
                self.change("moved", &state, &[], || fs::rename(&outside, &inside).unwrap());
                self.directory = Some(inside);
            }
            Some(directory) if self.random.below(3) > 0 => {
                // No change of the object.
                if !inside.exists() {
                    fs::rename(&directory, &inside).unwrap();
                }
                self.directory = Some(inside);
            }
            Some(directory) => {
                let _there_is_none = fs::remove_dir_all(&outside);
                self.change("moved", "-", &[], || fs::rename(&directory, &outside).unwrap());
            }
        }
    }

    /// As the kubelet updates a mounted config map: a new directory, and a link that is renamed over the old one.
    fn swap_links(&mut self) {
        let mount = self.own("mount");
        let state = self.next_state();
        let old = fs::read_link(mount.join("..data")).ok();
        let new = format!("..2026_{state}");
        fs::create_dir_all(mount.join(&new)).unwrap();
        fs::write(mount.join(&new).join("mounted.yaml"), document(&self.name("mounted"), &state)).unwrap();
        let visible = mount.join("mounted.yaml");
        self.change("mounted", &state, &[], || {
            symlink(&new, mount.join("..data_tmp")).unwrap();
            fs::rename(mount.join("..data_tmp"), mount.join("..data")).unwrap();
            if fs::symlink_metadata(&visible).is_err() {
                symlink("..data/mounted.yaml", &visible).unwrap();
            }
        });
        if let Some(old) = old {
            fs::remove_dir_all(mount.join(old)).unwrap();
        }
    }

    /// Another program that uses the library.
    fn write_by_the_library(&mut self) {
        let state = self.next_state();
        let storage = self.library.as_ref().unwrap();
        let lamps = storage.kind::<Lamp>().in_namespace("home");
        match lamps.get_opt(&self.name("library")).unwrap() {
            Some(_) if self.random.below(5) == 0 => self.change("library", "-", &[], || {
                lamps.delete(&self.name("library"), RemovePrecondition::Present).unwrap();
            }),
            Some(mut lamp) => self.change("library", &state, &[], || {
                lamp.metadata.labels.insert("state".to_owned(), state.clone());
                lamps.update(&mut lamp).unwrap();
            }),
            None => self.change("library", &state, &[], || {
                let mut lamp = Lamp::default();
                lamp.metadata.set_name(&self.name("library"));
                lamp.metadata.labels.insert("state".to_owned(), state.clone());
                lamps.create(&mut lamp).unwrap();
            }),
        }
    }
}

/// A document that is none if it is cut off anywhere.
fn document(name: &str, state: &str) -> String {
    format!(
        "# The lamp {name}.\n{{apiVersion: lights.example.com/v1, kind: Lamp, spec: {{watts: 40}}, metadata: {{name: {name}, \
         namespace: home, labels: {{state: \"{state}\"}}}}}}\n"
    )
}

/// The state that a text gives to an object.
fn state_of(text: &str, name: &str) -> Option<String> {
    let (_, behind) = text.split_once(&format!("metadata: {{name: {name},"))?;
    behind.split('"').nth(1).map(str::to_owned)
}
