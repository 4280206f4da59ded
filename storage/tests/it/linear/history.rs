//! Whether what several programs saw of an object could have happened one operation after the other.
//!
//! Every write that succeeds gives a version, and the versions of an object rise in the order of its writes: that is the
//! promise. So of all orders that Wing and Gong's search would try, only one is left for the writes, and the state between
//! two of them is known. What is left to find is a place for everything else:
//!
//! * The n-th write stands at 2n, and the state behind it lasts at 2n + 1. A read stands where its version is the state.
//!   What was refused stands at any place whose state is a reason to refuse it.
//! * An operation that ended before another began stands before it, or at the same place if neither is a write.
//!
//! Operations are taken in the order of their beginnings, and each gets the first place that fits behind all that ended
//! before it began; of these all were taken before. No choice of other places leaves more room to those that follow, so if
//! there is none, no order explains what was seen. If each gets one, the places are that order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fmt;

/// What a program asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Read,
    /// In this state.
    Create(String),
    /// To this state, if it is in this version.
    Update(String, Option<u64>),
    /// If it is in this version.
    Delete(Option<u64>),
}

/// What it got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The object is in this version and state.
    Is(u64, String),
    /// It is gone since this version.
    Gone(u64),
    NotFound,
    AlreadyExists,
    Conflict,
}

/// An operation from its begin to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) begin: u64,
    pub(super) end: u64,
    pub(super) operation: Operation,
    pub(super) answer: Answer,
}

/// What a history has in it.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub(super) operations: usize,
    pub(super) writes: usize,
    pub(super) conflicts: usize,
    /// Those that began while another one on the same object was under way.
    concurrent: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, writes, conflicts, concurrent } = self;
        write!(
            f,
            "{operations} operations, {concurrent} of them begun while another one on the object was under way, have an order; {writes} writes, \
             {conflicts} conflicts, 0 lost updates"
        )
    }
}

/// The state of an object between two writes: none, or a version and what its writer gave it.
type State = Option<(u64, String)>;

impl Event {
    pub(super) fn to_line(&self) -> String {
        let version = |version: &Option<u64>| version.map_or("-".to_owned(), |version| version.to_string());
        let operation = match &self.operation {
            Operation::Read => "read - -".to_owned(),
            Operation::Create(state) => format!("create {state} -"),
            Operation::Update(state, expected) => format!("update {state} {}", version(expected)),
            Operation::Delete(expected) => format!("delete - {}", version(expected)),
        };
        let answer = match &self.answer {
            Answer::Is(version, state) => format!("is {version} {state}"),
            Answer::Gone(version) => format!("gone {version}"),
            Answer::NotFound => "not-found".to_owned(),
            Answer::AlreadyExists => "already-exists".to_owned(),
            Answer::Conflict => "conflict".to_owned(),
        };
        format!("{} {} {} {operation} {answer}", self.name, self.begin, self.end)
    }

    pub(super) fn of_line(line: &str) -> Self {
        let words: Vec<&str> = line.split(' ').collect();
        let (named, answered) = words.split_at(6);
        let [name, begin, end, operation, state, expected] = named else { panic!("{line:?}") };
        let expected = (*expected != "-").then(|| expected.parse().unwrap());
        let state = (*state).to_owned();
        let operation = match *operation {
            "read" => Operation::Read,
            "create" => Operation::Create(state),
            "update" => Operation::Update(state, expected),
            "delete" => Operation::Delete(expected),
            _ => panic!("{line:?}"),
        };
        let answer = match answered {
            ["is", version, state] => Answer::Is(version.parse().unwrap(), (*state).to_owned()),
            ["gone", version] => Answer::Gone(version.parse().unwrap()),
            ["not-found"] => Answer::NotFound,
            ["already-exists"] => Answer::AlreadyExists,
            ["conflict"] => Answer::Conflict,
            _ => panic!("{line:?}"),
        };
        let (begin, end) = (begin.parse().unwrap(), end.parse().unwrap());
        Self { name: (*name).to_owned(), begin, end, operation, answer }
    }

    /// The version that it gave the object, if it wrote.
    fn written(&self) -> Option<u64> {
        match (&self.operation, &self.answer) {
            (Operation::Create(_) | Operation::Update(..), Answer::Is(version, _))
            | (Operation::Delete(_), Answer::Gone(version)) => Some(*version),
            _ => None,
        }
    }

    /// What the object is after it in this state; `None` if it could not have had this answer then.
    fn apply(&self, state: &State) -> Option<State> {
        let version = state.as_ref().map(|(version, _)| *version);
        let fits = |expected: &Option<u64>| expected.is_none() || *expected == version;
        match (&self.operation, &self.answer, state) {
            (Operation::Read, Answer::Is(seen, given), Some((version, state))) => {
                (seen == version && given == state).then(|| Some((*seen, given.clone())))
            }
            (Operation::Read | Operation::Update(..) | Operation::Delete(_), Answer::NotFound, None) => {
                Some(None)
            }
            (Operation::Create(wanted), Answer::Is(new, given), None) if wanted == given => {
                Some(Some((*new, given.clone())))
            }
            (Operation::Create(_), Answer::AlreadyExists, Some(_)) => Some(state.clone()),
            (Operation::Update(wanted, expected), Answer::Is(new, given), Some((old, _)))
                if wanted == given && fits(expected) && new > old =>
            {
                Some(Some((*new, given.clone())))
            }
            (Operation::Update(_, expected) | Operation::Delete(expected), Answer::Conflict, Some(_))
                if !fits(expected) =>
            {
                Some(state.clone())
            }
            (Operation::Delete(expected), Answer::Gone(at), Some((old, _))) if fits(expected) && at > old => {
                Some(None)
            }
            _ => None,
        }
    }
}

/// Looks for an order of the operations on each object.
///
/// # Errors
/// What cannot be explained.
pub(super) fn check(history: &[Event]) -> Result<Summary, String> {
    let mut objects: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in history {
        if event.end < event.begin {
            return Err(format!("{event:?} ended before it began"));
        }
        objects.entry(&event.name).or_default().push(event);
    }
    let mut summary = Summary { operations: history.len(), ..Summary::default() };
    for events in objects.values_mut() {
        check_object(events, &mut summary)?;
    }
    Ok(summary)
}

fn check_object(events: &mut [&Event], summary: &mut Summary) -> Result<(), String> {
    let mut writes: Vec<&Event> = events.iter().copied().filter(|event| event.written().is_some()).collect();
    writes.sort_by_key(|event| event.written());
    // The states between the writes, each of which has to follow from the one before.
    let mut states: Vec<State> = vec![None];
    let mut places: BTreeMap<u64, usize> = BTreeMap::new();
    for write in &writes {
        let before = states.last().cloned().flatten();
        let after = write.apply(&before).ok_or_else(|| format!("{write:?} cannot follow on {before:?}"))?;
        if let Some(version) = write.written()
            && places.insert(version, 2 * states.len()).is_some()
        {
            return Err(format!("version {version} is given twice"));
        }
        states.push(after);
    }
    summary.writes += writes.len();
    summary.conflicts += events.iter().filter(|event| event.answer == Answer::Conflict).count();
    place(events, &states, &places, summary)
}

/// Finds a place for each operation. The state with index n is that behind the n-th write, at 2n + 1.
fn place(
    events: &mut [&Event],
    states: &[State],
    writes: &BTreeMap<u64, usize>,
    summary: &mut Summary,
) -> Result<(), String> {
    events.sort_by_key(|event| event.begin);
    // The places of those that had not ended when the last one began, the first to end on top.
    let mut running: BinaryHeap<Reverse<(u64, usize)>> = BinaryHeap::new();
    let mut behind = 0;
    for event in events.iter() {
        // What ended before this began was taken before, since it began earlier still.
        while let Some(Reverse((_, place))) =
            running.peek().copied().filter(|Reverse((end, _))| *end < event.begin)
        {
            running.pop();
            behind = behind.max(place);
        }
        summary.concurrent += usize::from(!running.is_empty());
        let place = match event.written().and_then(|version| writes.get(&version)) {
            Some(place) if *place > behind => *place,
            Some(_) => {
                return Err(format!("{event:?} began after something that came of a later write had ended"));
            }
            None => {
                let mut indices = behind / 2..states.len();
                let fitting = indices
                    .find(|index| states.get(*index).is_some_and(|state| event.apply(state).is_some()));
                let fitting = fitting.ok_or_else(|| {
                    format!("{event:?} fits no state that was there when it began, nor later")
                })?;
                2 * fitting + 1
            }
        };
        running.push(Reverse((event.end, place)));
    }
    Ok(())
}

/// `name begin end operation state expected answer …`, a line each.
fn check_lines(lines: &str) -> Result<Summary, String> {
    let events: Vec<Event> = lines.lines().map(Event::of_line).collect();
    assert!(events.iter().zip(lines.lines()).all(|(event, line)| event.to_line() == line));
    check(&events)
}

#[test]
fn what_has_an_order_is_found_to_have_one() {
    let summary = check_lines(
        "\
a 10 20 read - - not-found
a 10 30 create x - is 1 x
a 15 50 create y - already-exists
a 40 90 update z 1 is 2 z
a 41 80 read - - is 2 z
a 41 99 update q 1 conflict
a 60 70 read - - is 1 x
a 91 99 delete - 2 gone 3
a 95 99 read - - is 2 z
b 95 99 read - - not-found
a 100 101 update r - not-found",
    );
    let Summary { operations, writes, conflicts, concurrent } = summary.unwrap();
    assert_eq!((operations, writes, conflicts, concurrent), (11, 3, 1, 8));
}

#[test]
fn what_has_no_order_is_found_to_have_none() {
    let begin = "a 1 2 create x - is 1 x\na 3 4 update y 1 is 2 y\n";
    for (history, part) in [
        ("a 3 9 update z 1 is 3 z", "cannot follow on"),
        ("a 3 9 update z 2 is 2 z", "cannot follow on"),
        ("a 3 9 create z - is 3 z", "cannot follow on"),
        ("a 3 9 delete - 1 gone 3", "cannot follow on"),
        // What is stale, from nowhere, or of another write.
        ("a 5 6 read - - is 1 x", "fits no state"),
        ("a 3 6 read - - is 7 x", "fits no state"),
        ("a 3 6 read - - is 2 x", "fits no state"),
        ("a 3 6 read - - not-found", "fits no state"),
        // What was refused without a reason.
        ("a 5 6 update z 2 conflict", "fits no state"),
        ("a 5 6 create z - already-exists\na 7 8 delete - - not-found", "fits no state"),
        // Back in time, though each alone could be right.
        ("a 3 4 read - - is 2 y\na 5 6 read - - is 1 x", "fits no state"),
        ("a 5 6 update z 2 is 4 z\na 7 8 delete - 2 gone 3", "cannot follow on"),
        ("a 5 6 delete - - gone 4\na 7 8 update z 2 is 3 z", "began after"),
    ] {
        let wrong = check_lines(&format!("{begin}{history}")).unwrap_err();
        assert!(wrong.contains(part), "{history}: {wrong}");
    }
}
