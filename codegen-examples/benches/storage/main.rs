//! How fast objects in files are created, listed, read, updated and deleted, beside bare loops of the same system calls;
//! how fast they are listed from a cache, and a tree of manifests is looked at.
//!
//! `cargo bench -p codegen-examples --bench storage`; a number after `--` is that of the objects (10,000 unless said
//! otherwise), words select tables and ways by parts of their names. The time is that on the wall: the disk is waited
//! for. The files are below the target directory.

mod bare;
mod cached;
#[path = "../peers/mod.rs"]
#[allow(dead_code, reason = "the storages have no peers among crates")]
mod peers;
#[path = "../speed/rounds.rs"]
mod rounds;
mod trees;

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use libgitops::storage::Durability;
use peers::Error;
use rounds::Table;
use trees::{Fleet, Tree};

/// Which tables and ways are wanted.
type Wanted<'w> = &'w dyn Fn(&str, &str) -> bool;

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
    for durability in [Durability::Synced, Durability::Buffered] {
        creates(&fleet, durability, &is_wanted)?;
        changes(&fleet, durability, &is_wanted)?;
    }
    reads(&fleet, &is_wanted)?;
    cached::lists(&fleet, &is_wanted)?;
    cached::looks(&fleet, &is_wanted)
}

fn table<'a>(fleet: &Fleet, what: &str) -> Table<'a> {
    // Of what waits for the disk ten thousand take some ten seconds.
    let rounds = match (fleet.cars.len() > 20_000, what.contains("with fsync")) {
        (true, _) => 1,
        (false, true) => 3,
        (false, false) => 9,
    };
    Table::new(what, "objects", fleet.cars.len(), fleet.bytes()).by_the_wall_clock().rounds(rounds)
}

fn how(durability: Durability) -> &'static str {
    match durability {
        Durability::Synced => "with fsync",
        Durability::Buffered => "without fsync",
    }
}

fn creates(fleet: &Fleet, durability: Durability, is_wanted: Wanted<'_>) -> Result<(), Error> {
    let creates = table(fleet, &format!("Create {}", how(durability)))
        .prepared_case("a bare loop", || Tree::empty(fleet, durability), |tree| bare::create_all(tree, fleet))
        .prepared_case(
            "**ours**",
            || Tree::empty(fleet, durability),
            |tree| {
                for car in &fleet.cars {
                    tree.storage.create(car)?;
                }
                Ok(fleet.cars.len())
            },
        );
    let creates = if durability == Durability::Synced { creates.target(0.7) } else { creates };
    creates.print(is_wanted)
}

fn changes(fleet: &Fleet, durability: Durability, is_wanted: Wanted<'_>) -> Result<(), Error> {
    table(fleet, &format!("Update {}", how(durability)))
        .prepared_case("a bare loop", || Tree::full(fleet, durability), |tree| bare::update_all(tree, fleet))
        .prepared_case(
            "**ours**",
            || Tree::full(fleet, durability),
            |tree| {
                let cars = tree.storage.kind::<Car>();
                for car in &fleet.cars {
                    let mut car = cars.get(&trees::name(car))?;
                    car.status.speed += 1.0;
                    cars.update(&mut car)?;
                }
                Ok(fleet.cars.len())
            },
        )
        .print(is_wanted)?;
    table(fleet, &format!("Delete {}", how(durability)))
        .prepared_case("a bare loop", || Tree::full(fleet, durability), |tree| bare::delete_all(tree, fleet))
        .prepared_case(
            "**ours**",
            || Tree::full(fleet, durability),
            |tree| {
                let cars = tree.storage.kind::<Car>();
                for car in &fleet.cars {
                    cars.delete(&trees::name(car), RemovePrecondition::Present)?;
                }
                Ok(fleet.cars.len())
            },
        )
        .print(is_wanted)
}

fn reads(fleet: &Fleet, is_wanted: Wanted<'_>) -> Result<(), Error> {
    let tree = Tree::full(fleet, Durability::Buffered)?;
    let kind = KindKey::new(Car::RESOURCE.gvk());
    let all = ObjectListOptions::all();
    table(fleet, "List")
        .case("a bare loop", || bare::list(&tree))
        .case("**ours**", || {
            let list = tree.storage.kind::<Car>().list(&all)?;
            Ok(list.objects.len())
        })
        .target(1.0 / 1.3)
        .print(is_wanted)?;
    table(fleet, "List the metadata")
        .case("a bare loop", || bare::list_meta(&tree))
        .case("**ours**", || Ok(tree.storage.list_meta(&kind, &all)?.objects.len()))
        .print(is_wanted)?;
    table(fleet, "Get")
        .case("a bare loop", || bare::get_all(&tree, fleet))
        .case("**ours**", || {
            let cars = tree.storage.kind::<Car>();
            for car in &fleet.cars {
                cars.get(&trees::name(car))?;
            }
            Ok(fleet.cars.len())
        })
        .print(is_wanted)
}
