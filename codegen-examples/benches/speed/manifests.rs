//! Real manifests to values without a type.

use std::ffi::OsStr;
use std::fs;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::path::Path;

use libgitops::prelude::*;
use serde::Deserialize as _;

use crate::peers::Error;
use crate::rounds::Table;

/// The ways that the manifests below a folder are read.
pub(crate) fn print(serializer: &Serializer, is_wanted: impl Fn(&str, &str) -> bool) -> Result<(), Error> {
    let Some(corpora) = std::env::var_os("LIBGITOPS_CORPORA") else {
        writeln!(io::stderr(), "skipped the manifests: LIBGITOPS_CORPORA is not set")?;
        return Ok(());
    };
    let manifests = Path::new(&corpora).join("manifests");
    for folder in [
        "kubernetes+examples",
        "GoogleCloudPlatform+microservices-demo",
        "fluxcd+flux2-kustomize-helm-example",
        "prometheus-operator+kube-prometheus",
    ] {
        let mut found = Vec::new();
        read_folder(&manifests.join(folder), &mut found)?;
        let total = found.len();
        // Helm templates are no YAML, and patches and values of other programs are no objects.
        found.retain(|text| by_yaml_serde(text).is_ok() && dynamic(serializer, text).is_ok());
        let bytes = found.iter().map(String::len).sum();
        Table::new(
            format!("Manifests to values, {folder}: {} of {total}", found.len()),
            "files",
            found.len(),
            bytes,
        )
        .case("yaml_serde::Value", || each(&found, by_yaml_serde))
        .case("**ours**, DynamicObject", || each(&found, |text| dynamic(serializer, text)))
        .print(&is_wanted)?;
    }
    Ok(())
}

fn read_folder(folder: &Path, found: &mut Vec<String>) -> Result<(), Error> {
    let entries: Result<Vec<_>, _> = fs::read_dir(folder)?.collect();
    let mut paths: Vec<_> = entries?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let extension = path.extension().and_then(OsStr::to_str);
        if path.is_dir() {
            read_folder(&path, found)?;
        } else if matches!(extension, Some("yaml" | "yml")) {
            found.push(fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

fn dynamic(serializer: &Serializer, text: &str) -> Result<(), Error> {
    let decoder = serializer.decoder();
    for frame in FrameReader::yaml(text.as_bytes()) {
        let frame = frame?;
        if !frame.is_comment_only() {
            black_box(decoder.decode_as::<DynamicObject>(&frame)?);
        }
    }
    Ok(())
}

fn by_yaml_serde(text: &str) -> Result<(), Error> {
    for document in serde_yaml::Deserializer::from_str(text) {
        black_box(serde_yaml::Value::deserialize(document)?);
    }
    Ok(())
}

fn each(texts: &[String], read: impl Fn(&str) -> Result<(), Error>) -> Result<usize, Error> {
    texts.iter().try_for_each(|text| read(text))?;
    Ok(texts.len())
}
