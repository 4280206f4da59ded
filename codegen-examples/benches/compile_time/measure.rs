//! Builds one crate again and tells what it cost.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Error;

/// What cargo is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Check,
    Build,
}

/// What one build cost, in seconds.
pub(crate) struct Cost {
    /// Of all processes of the build; without Linux the same as `wall`.
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
}

/// Builds a crate whose source is as new as can be.
pub(crate) fn rebuild(folder: &Path, name: &str, step: Step) -> Result<Cost, Error> {
    let source = folder.join(name).join("src").join("main.rs");
    let text = fs::read(&source)?;
    fs::write(&source, text)?;
    let (cpu, wall) = (cpu_of_children(), Instant::now());
    let status = Command::new(env!("CARGO"))
        .arg(match step {
            Step::Check => "check",
            Step::Build => "build",
        })
        .args(["--offline", "--quiet", "--package", name])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .stdin(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("{name} does not build").into());
    }
    let wall = wall.elapsed().as_secs_f64();
    let cpu = cpu_of_children().zip(cpu).map_or(wall, |(after, before)| after - before);
    Ok(Cost { cpu, wall })
}

/// Fetches what the crates depend on beyond this repository, so that the builds themselves need no network.
pub(crate) fn fetch(folder: &Path) -> Result<(), Error> {
    let status = Command::new(env!("CARGO")).args(["fetch", "--quiet"]).current_dir(folder).status()?;
    if status.success() { Ok(()) } else { Err("the dependencies cannot be fetched".into()) }
}

/// The seconds that ended children, and theirs, spent on processors.
fn cpu_of_children() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in parentheses may hold blanks; the fields after it begin with the third, and `cutime` is the 16th.
    let (_, fields) = status.rsplit_once(") ")?;
    let mut ticks = fields.split(' ').skip(13).map_while(|field| field.parse::<u32>().ok());
    // Linux tells these in hundredths of a second on every machine.
    Some((f64::from(ticks.next()?) + f64::from(ticks.next()?)) / 100.0)
}
