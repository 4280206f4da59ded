//! What a program does without a storage: the same files, the same system calls in the same order, and nothing that
//! keeps two writers apart.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use libgitops::storage::Durability;

use crate::peers::Error;
use crate::trees::{Fleet, Tree};

fn sync(file: &File, durability: Durability) -> Result<(), Error> {
    match durability {
        Durability::Synced => Ok(file.sync_all()?),
        Durability::Buffered => Ok(()),
    }
}

/// Temporary file, fsync, rename, fsync of the directory.
fn write(directory: &Path, name: &str, text: &str, durability: Durability) -> Result<(), Error> {
    let unfinished = directory.join(".unfinished");
    let mut file = File::create_new(&unfinished)?;
    file.write_all(text.as_bytes())?;
    sync(&file, durability)?;
    fs::rename(&unfinished, directory.join(name))?;
    sync(&File::open(directory)?, durability)
}

fn file_name(car: &Car) -> Result<String, Error> {
    Ok(format!("{}.yaml", car.metadata.name().ok_or("a car has no name")?))
}

pub(crate) fn create_all(tree: &Tree, fleet: &Fleet) -> Result<usize, Error> {
    let directory = tree.namespace();
    fs::create_dir_all(&directory)?;
    for (car, document) in fleet.cars.iter().zip(&fleet.documents) {
        write(&directory, &file_name(car)?, document, tree.durability)?;
    }
    Ok(fleet.cars.len())
}

pub(crate) fn update_all(tree: &Tree, fleet: &Fleet) -> Result<usize, Error> {
    let directory = tree.namespace();
    for car in &fleet.cars {
        let name = file_name(car)?;
        let mut car = read(fleet, &directory.join(&name))?;
        car.status.speed += 1.0;
        let document = fleet.serializer.encoder().to_yaml(&car)?;
        write(&directory, &name, &document, tree.durability)?;
    }
    Ok(fleet.cars.len())
}

pub(crate) fn delete_all(tree: &Tree, fleet: &Fleet) -> Result<usize, Error> {
    let directory = tree.namespace();
    for car in &fleet.cars {
        fs::remove_file(directory.join(file_name(car)?))?;
        sync(&File::open(&directory)?, tree.durability)?;
    }
    Ok(fleet.cars.len())
}

fn read(fleet: &Fleet, path: &Path) -> Result<Car, Error> {
    Ok(fleet.serializer.decoder().decode_as(&Frame::yaml(fs::read(path)?))?)
}

pub(crate) fn get_all(tree: &Tree, fleet: &Fleet) -> Result<usize, Error> {
    let directory = tree.namespace();
    for car in &fleet.cars {
        read(fleet, &directory.join(file_name(car)?))?;
    }
    Ok(fleet.cars.len())
}

/// The cars of a directory as `list` gives them: sorted, all in memory.
pub(crate) fn list(tree: &Tree) -> Result<usize, Error> {
    Ok(list_as::<Car>(tree, |decoder, frame| Ok(decoder.decode_as(frame)?))?.len())
}

pub(crate) fn list_meta(tree: &Tree) -> Result<usize, Error> {
    let list = list_as::<PartialObjectMetadata>(tree, |decoder, frame| Ok(decoder.decode_as(frame)?))?;
    Ok(list.len())
}

fn list_as<T>(tree: &Tree, decode: fn(&Decoder<'_>, &Frame) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    let decoder = tree.storage.serializer().decoder();
    let mut paths = Vec::new();
    for entry in fs::read_dir(tree.namespace())? {
        paths.push(entry?.path());
    }
    paths.sort_unstable();
    paths.iter().map(|path| decode(&decoder, &Frame::yaml(fs::read(path)?))).collect()
}
