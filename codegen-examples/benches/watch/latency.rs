//! How long it takes from the close of a file to the event that tells of its object, with the usual settings.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;

use crate::peers::Error;
use crate::tree::Tree;

const SAVES: usize = 100;

/// A save of a file that is waited for no longer than this has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn print(tree: &Tree) -> Result<(), Error> {
    let mut out = io::stdout();
    writeln!(
        out,
        "\n### Latency from the close of a file to its event, {} files, {SAVES} saves\n",
        tree.count
    )?;
    writeln!(out, "| elsewhere | median | nine of ten within | longest |")?;
    writeln!(out, "| --- | ---: | ---: | ---: |")?;
    for (elsewhere, activity) in [
        ("nothing", Activity::Nothing),
        ("files that are no objects", Activity::Scratch),
        ("another object", Activity::Object),
    ] {
        writeln!(out, "{}", row(elsewhere, measure(tree, activity)?))?;
    }
    Ok(())
}

/// The row of a table: what it is, the median, what nine of ten are within, and the longest time.
pub(crate) fn row(what: &str, mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |index: usize| times.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3);
    let (median, most, longest) =
        (at(times.len() / 2), at(times.len() * 9 / 10), at(times.len().saturating_sub(1)));
    format!("| {what} | {median:.0} ms | {most:.0} ms | {longest:.0} ms |")
}

/// What happens in the tree all the time.
#[derive(Clone, Copy)]
enum Activity {
    Nothing,
    /// A file of another kind is written.
    Scratch,
    /// The file of another object is written.
    Object,
}

fn measure(tree: &Tree, activity: Activity) -> Result<Vec<Duration>, Error> {
    let storage = WatchStorage::new(ManifestStorage::open(tree.root(), Serializer::new(Scheme::linked()?))?)?;
    let options = WatchOptions::new().from(WatchFrom::Now);
    let mut watch = storage.watch(&KindKey::new(Car::RESOURCE.gvk()), options)?;
    tree.settle();
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        let busy = scope.spawn(|| be_busy(tree, activity, &is_done));
        let times = (0..SAVES).map(|number| save(tree, &mut watch, number)).collect();
        is_done.store(true, Ordering::SeqCst);
        busy.join().map_err(|_panic| "the other thread panicked")??;
        times
    })
}

fn be_busy(tree: &Tree, activity: Activity, is_done: &AtomicBool) -> Result<(), io::Error> {
    let (path, text) = match activity {
        Activity::Nothing => return Ok(()),
        Activity::Scratch => (tree.root().join("scratch.txt"), String::new()),
        Activity::Object => (tree.file(1), fs::read_to_string(tree.file(1))?),
    };
    let mut number = 0_u64;
    while !is_done.load(Ordering::SeqCst) {
        number += 1;
        fs::write(&path, format!("{text}# {number}\n"))?;
        thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

/// Saves a file as a program does that truncates and writes, and waits for the event of its object.
fn save(tree: &Tree, watch: &mut Watch, number: usize) -> Result<Duration, Error> {
    // Another one each time, in another directory, at another time of whatever happens elsewhere.
    let path = tree.file((number * 137 + 50) % tree.count);
    let name = path.file_stem().and_then(|stem| stem.to_str()).ok_or("the file has no name")?;
    let mut text = fs::read_to_string(&path)?;
    writeln!(text, "# {number} {:?}", SystemTime::now())?;
    thread::sleep(Duration::from_millis(u64::try_from(number * 31 % 97)?));
    fs::write(&path, text)?;
    let closed = Instant::now();
    loop {
        let event = watch.next_within(PATIENCE)?.ok_or_else(|| format!("nothing is told of {name}"))?;
        let told = event.object().and_then(|object| object.metadata()?.name()).unwrap_or_default();
        if told == name {
            return Ok(closed.elapsed());
        }
    }
}
