//! What was told, what writers say they did, and whether the one follows from the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use libgitops_core::meta::MetadataExt as _;
use libgitops_storage::conformance::Lamp;
use libgitops_storage::{ManifestStorage, ObjectListOptions, ReadStorageExt as _, Watch, WatchEvent};

/// The state of each object by name: the label that its writer gave it.
pub(super) type States = BTreeMap<String, String>;

/// A look from its begin to its end.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) begin: u64,
    pub(super) end: u64,
}

/// What a writer did to an object, from when to when; no state when it is gone.
#[derive(Debug)]
struct Change {
    name: String,
    state: Option<String>,
    begin: u64,
    end: u64,
}

/// What was told so far.
pub(super) struct Told {
    watch: Watch,
    /// Each object as it was told last.
    objects: BTreeMap<String, Lamp>,
    /// As it has to be after all that writers did.
    last: BTreeMap<String, Option<String>>,
    round: Round,
    count: Count,
}

/// What happened in a round.
#[derive(Debug, Default)]
struct Round {
    number: usize,
    before: States,
    changes: Vec<Change>,
    /// The states that were told.
    states: BTreeSet<(String, String)>,
    /// Objects that events were told of.
    named: BTreeSet<String>,
    events: Vec<String>,
    /// Objects that were away for so long while they were saved that it may be told.
    slow: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Count {
    rounds: usize,
    changes: usize,
    events: usize,
    invalid: usize,
    seen: usize,
    replaced: usize,
    slow: usize,
}

/// What a list of the objects says, all of which can be read.
pub(super) fn states(storage: &ManifestStorage) -> States {
    let list = storage.kind::<Lamp>().list(&ObjectListOptions::all()).unwrap();
    assert!(list.errors.is_empty(), "{:?}", list.errors);
    list.objects.iter().map(|lamp| (name(lamp), state(lamp))).collect()
}

fn name(lamp: &Lamp) -> String {
    lamp.metadata.name().unwrap().to_owned()
}

fn state(lamp: &Lamp) -> String {
    lamp.metadata.labels.get("state").cloned().unwrap_or_default()
}

fn version(lamp: &Lamp) -> u64 {
    lamp.metadata.resource_version().unwrap().parse().unwrap()
}

impl Told {
    /// Takes the objects that are there when the watch begins.
    pub(super) fn new(mut watch: Watch) -> Self {
        let mut objects = BTreeMap::new();
        loop {
            match watch.next_within(super::PATIENCE).unwrap().expect("a snapshot") {
                WatchEvent::Added(object) => {
                    let lamp = object.downcast_ref::<Lamp>().unwrap().clone();
                    assert!(objects.insert(name(&lamp), lamp).is_none());
                }
                WatchEvent::Bookmark(bookmark) if bookmark.is_synced => break,
                other => panic!("{other}"),
            }
        }
        Self { watch, objects, last: BTreeMap::new(), round: Round::default(), count: Count::default() }
    }

    pub(super) fn begin_round(&mut self, number: usize) {
        self.round = Round { number, before: self.objects(), ..Round::default() };
    }

    /// `change <name> <state or -> <begin> <end>`, or `slow <name>`.
    pub(super) fn writer_says(&mut self, line: &str) {
        match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["change", name, state, begin, end] => {
                let state = (*state != "-").then(|| (*state).to_owned());
                self.last.insert((*name).to_owned(), state.clone());
                let (begin, end) = (begin.parse().unwrap(), end.parse().unwrap());
                self.round.changes.push(Change { name: (*name).to_owned(), state, begin, end });
            }
            ["slow", name] => {
                self.round.slow.insert((*name).to_owned());
            }
            _ => panic!("a writer says {line:?}"),
        }
    }

    pub(super) fn objects(&self) -> States {
        self.objects.iter().map(|(name, lamp)| (name.clone(), state(lamp))).collect()
    }

    /// What writers did last and is not told yet.
    pub(super) fn missing(&self) -> Vec<&String> {
        let is_missing =
            |(name, wanted): &(&String, &Option<String>)| self.objects.get(*name).map(state) != **wanted;
        self.last.iter().filter(is_missing).map(|(name, _)| name).collect()
    }

    /// How many changes writers made.
    pub(super) fn changes(&self) -> usize {
        self.count.changes
    }

    /// Takes what is told, and waits so long for more.
    pub(super) fn take(&mut self, patience: Duration) {
        while let Some(event) = self.watch.next_within(patience).unwrap() {
            match &event {
                WatchEvent::Bookmark(_) => {}
                WatchEvent::Invalid(_) => self.count.invalid += 1,
                _ => self.take_in(&event),
            }
        }
    }

    /// Takes an event in, if it says something that is new.
    fn take_in(&mut self, event: &WatchEvent) {
        let lamp = event.object().and_then(|object| object.downcast_ref::<Lamp>()).unwrap().clone();
        let (name, round) = (name(&lamp), self.round.number);
        self.count.events += 1;
        self.round.events.push(format!("{event} {}", state(&lamp)));
        self.round.named.insert(name.clone());
        self.round.states.insert((name.clone(), state(&lamp)));
        let before = match event {
            WatchEvent::Deleted(_) => self.objects.remove(&name),
            _ => self.objects.insert(name.clone(), lamp.clone()),
        };
        match (event, before) {
            (WatchEvent::Added(_), None) => {}
            (WatchEvent::Modified(_), Some(before)) => {
                assert!(version(&before) < version(&lamp), "round {round}: {name} goes back in time");
            }
            (WatchEvent::Deleted(_), Some(before)) => {
                assert_eq!(before, lamp, "round {round}: {name} is given as it was last");
            }
            (event, before) => panic!("round {round}: {event} though {before:?} was told before"),
        }
    }

    /// Judges a round after which all is quiet.
    pub(super) fn end_round(&mut self, windows: &[Window]) {
        let Round { number, before, changes, states, named, slow, events } = &self.round;
        for name in named {
            let is_changed = changes.iter().any(|change| change.name == *name) || slow.contains(name);
            assert!(
                is_changed,
                "round {number}: an event of {name}, which nobody changed: {events:?} {changes:?}"
            );
        }
        for (name, state) in states {
            let is_known = before.get(name) == Some(state)
                || changes.iter().any(|change| change.name == *name && change.state.as_ref() == Some(state));
            assert!(is_known, "round {number}: {name} was never {state}");
        }
        for (index, change) in changes.iter().enumerate() {
            let Some(state) = &change.state else { continue };
            let next = changes.iter().skip(index + 1).find(|next| next.name == change.name);
            let until = next.map_or(u64::MAX, |next| next.begin);
            let was_looked_at =
                windows.iter().any(|window| change.end <= window.begin && window.end <= until);
            let is_seen = states.contains(&(change.name.clone(), state.clone()))
                || before.get(&change.name) == Some(state);
            let could_be_missed = next.is_some() && !was_looked_at;
            assert!(is_seen || could_be_missed, "round {number}: {change:?} was looked at and not told");
            *(if is_seen { &mut self.count.seen } else { &mut self.count.replaced }) += 1;
        }
        self.count.rounds += 1;
        self.count.changes += changes.len();
        self.count.slow += slow.len();
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count { rounds, changes, events, invalid, seen, replaced, slow } = &self.count;
        write!(
            f,
            "after {rounds} of {rounds} rounds what is told is what is on the disk; {changes} changes, {events} events and \
             {invalid} of what cannot be read, 0 of objects that nobody changed; {seen} states were seen, {replaced} replaced \
             before a look; {slow} objects were away for longer than is waited"
        )
    }
}
