//! How fast objects in Git are changed and read, beside the program `git` in the same run.
//!
//! `cargo bench -p codegen-examples --features git --bench git`; a number after `--` is that of the objects (10,000 unless
//! said otherwise), words select tables and ways by parts of their names. The time is that on the wall. The repositories
//! are below the target directory.

#[path = "../peers/mod.rs"]
#[allow(dead_code, reason = "the peer is the program `git`")]
mod peers;
mod repositories;
#[path = "../speed/rounds.rs"]
mod rounds;

use std::cell::Cell;
use std::fs;

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use libgitops::storage::git::{GitOptions, GitStorage, Transaction, TransactionStorage};
use peers::Error;
use repositories::{Fleet, Repositories, Shape, commit, git};
use rounds::Table;

/// Which tables and ways are wanted.
type Wanted<'w> = &'w dyn Fn(&str, &str) -> bool;

/// How many commits a round makes.
const COMMITS: usize = 20;

/// How many objects one transaction changes.
const OBJECTS: usize = 1000;

fn main() -> Result<(), Error> {
    // cargo itself adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let (numbers, words): (Vec<_>, Vec<_>) =
        words.into_iter().partition(|word| word.parse::<usize>().is_ok());
    let count = numbers.first().map_or(Ok(10_000), |number| number.parse())?;
    let is_wanted = |title: &str, name: &str| {
        let text = format!("{title} {name}").to_lowercase();
        words.iter().all(|word| text.contains(&word.to_lowercase()))
    };
    let fleet = Fleet::new(count)?;
    // Nothing is removed before the end: for a minute after that, ext4 looks long for the inode of a new file.
    let all = [Repositories::new(&fleet, Shape::Flat)?, Repositories::new(&fleet, Shape::Sharded)?];
    for repositories in &all {
        one_object(repositories, &is_wanted)?;
        many_objects(repositories, &is_wanted)?;
        reads(repositories, &is_wanted)?;
    }
    Ok(())
}

fn open(repositories: &Repositories<'_>) -> Result<GitStorage, Error> {
    let options = GitOptions::new();
    Ok(GitStorage::open_with(repositories.bare(), repositories.fleet.serializer.clone(), options)?)
}

fn change(transaction: &Transaction, number: usize, speed: f64) -> Result<(), libgitops::storage::Error> {
    let cars = transaction.kind::<Car>();
    let mut car = cars.get(&repositories::name(number))?;
    car.status.speed = speed;
    cars.update(&mut car)
}

/// Another speed each time.
fn next_speed(last: &Cell<u32>) -> f64 {
    last.set(last.get() + 1);
    f64::from(last.get()) + 0.5
}

fn one_object(repositories: &Repositories<'_>, is_wanted: Wanted<'_>) -> Result<(), Error> {
    let (shape, count, last) = (repositories.shape, repositories.fleet.count, Cell::new(1000));
    for synced in [false, true] {
        repositories.set_synced(synced)?;
        let storage = open(repositories)?;
        let (how, target) = match (synced, shape) {
            (true, _) => ("with fsync", 1.0),
            (false, Shape::Flat) => ("without fsync", 3.0),
            (false, Shape::Sharded) => ("without fsync", 8.0),
        };
        let title = format!("One object of {count} changed, {shape}, {how}");
        Table::new(title, "commits", COMMITS, 0)
            .by_the_wall_clock()
            .rounds(5)
            .case("`git add` and `git commit`", || {
                for index in 0..COMMITS {
                    let path = repositories.write(index * 7 % count, next_speed(&last))?;
                    git(repositories.work(), &["add", &path])?;
                    git(repositories.work(), &["commit", "--quiet", "--message", "Change a car"])?;
                }
                Ok(COMMITS)
            })
            .case("**ours**", || {
                for index in 0..COMMITS {
                    let speed = next_speed(&last);
                    let done = storage.transaction("main", |transaction| {
                        change(transaction, index * 7 % count, speed)?;
                        Ok(commit("Change a car"))
                    })?;
                    done.ok_or("nothing was committed")?;
                }
                Ok(COMMITS)
            })
            .target(target)
            .print(is_wanted)?;
    }
    repositories.set_synced(false)
}

fn many_objects(repositories: &Repositories<'_>, is_wanted: Wanted<'_>) -> Result<(), Error> {
    let (shape, fleet, last) = (repositories.shape, repositories.fleet, Cell::new(5000));
    let (objects, storage) = (OBJECTS.min(fleet.count), open(repositories)?);
    let changed = |number: usize| number * fleet.count / objects;
    let ours = || {
        let speed = next_speed(&last);
        let done = storage.transaction("main", |transaction| {
            (0..objects).try_for_each(|number| change(transaction, changed(number), speed))?;
            Ok(commit("Change cars"))
        })?;
        Ok(done.ok_or("nothing was committed")?.changed.len())
    };
    // What it costs where other programs run: the time of the processor, which that of `git` is not part of.
    Table::new(format!("{objects} objects in one commit, {shape}, processor time"), "objects", objects, 0)
        .rounds(5)
        .case("**ours**", ours)
        .case("**ours**, as many new ones", || {
            let done = storage.transaction("new-", |transaction| {
                let cars = transaction.kind::<Car>();
                (0..objects).try_for_each(|number| {
                    let metadata = ObjectMeta::named(format!("new-{number}"));
                    cars.create(&mut Car { metadata, ..Car::default() })
                })?;
                Ok(commit("Make cars"))
            })?;
            Ok(done.ok_or("nothing was committed")?.changed.len())
        })
        .print(is_wanted)?;
    for (synced, how) in [(false, "without fsync"), (true, "with fsync")] {
        repositories.set_synced(synced)?;
        Table::new(format!("{objects} objects in one commit, {shape}, {how}"), "objects", objects, 0)
            .by_the_wall_clock()
            .rounds(5)
            .case("`git add` and `git commit`", || {
                let speed = next_speed(&last);
                for number in 0..objects {
                    repositories.write(changed(number), speed)?;
                }
                git(repositories.work(), &["add", "--all"])?;
                git(repositories.work(), &["commit", "--quiet", "--message", "Change cars"])?;
                Ok(objects)
            })
            .case("**ours**", ours)
            .print(is_wanted)?;
    }
    repositories.set_synced(false)
}

fn reads(repositories: &Repositories<'_>, is_wanted: Wanted<'_>) -> Result<(), Error> {
    let (shape, fleet, last) = (repositories.shape, repositories.fleet, Cell::new(9000));
    let storage = open(repositories)?;
    let names: Vec<String> = (0..fleet.count).map(repositories::name).collect();
    Table::new(format!("Read each of {} objects, {shape}", fleet.count), "objects", fleet.count, 0)
        .by_the_wall_clock()
        .rounds(5)
        .case("files of a work tree", || {
            for number in 0..fleet.count {
                let text = fs::read(repositories.work().join(repositories.path(number)))?;
                let _: Car = fleet.serializer.decoder().decode_as(&Frame::yaml(text))?;
            }
            Ok(fleet.count)
        })
        .case("**ours**, the branch", || {
            names.iter().try_for_each(|name| storage.kind::<Car>().get(name).map(drop))?;
            Ok(fleet.count)
        })
        .case("**ours**, a snapshot", || {
            let snapshot = storage.snapshot()?;
            names.iter().try_for_each(|name| snapshot.kind::<Car>().get(name).map(drop))?;
            Ok(fleet.count)
        })
        .case("**ours**, a list", || Ok(storage.kind::<Car>().list(&ObjectListOptions::all())?.objects.len()))
        .case("**ours**, opened and listed", || {
            Ok(open(repositories)?.kind::<Car>().list(&ObjectListOptions::all())?.objects.len())
        })
        .print(is_wanted)?;
    Table::new(format!("Catch up with a commit of one file, {shape}"), "commits", 1, 0)
        .by_the_wall_clock()
        .rounds(9)
        .prepared_case(
            "open again",
            || repositories.push(next_speed(&last)),
            |()| Ok(open(repositories)?.snapshot()?.commit().map_or(0, |_| 1)),
        )
        .prepared_case(
            "**ours**",
            || {
                storage.snapshot()?;
                repositories.push(next_speed(&last))
            },
            |()| Ok(storage.snapshot()?.commit().map_or(0, |_| 1)),
        )
        .print(is_wanted)
}
