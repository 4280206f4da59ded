//! How long 50 kinds take to compile, beside serde alone and beside a match by hand over `serde_json`.
//!
//! `cargo bench -p codegen-examples --bench compile_time` writes nine crates of 50 kinds into the target folder, builds
//! what they need, and then builds each of them again and again, one after the other, without incremental compilation.
//! Only what is built again counts: the crate itself and cargo's own start.

mod crates;
mod measure;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crates::{Crate, KINDS};
use measure::{Cost, Step};

/// What went wrong in the bench.
pub(crate) type Error = Box<dyn std::error::Error>;

const ROUNDS: usize = 3;

/// One row: a crate, what is done with it, and the row before it that it is compared with.
struct Row {
    name: &'static str,
    made: Crate,
    step: Step,
    base: usize,
    costs: Vec<Cost>,
}

fn main() -> Result<(), Error> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compile_time");
    crates::write(&folder)?;
    measure::fetch(&folder)?;
    let mut rows = rows();
    // The first time builds the dependencies, and is not counted.
    for row in &rows {
        measure::rebuild(&folder, row.made.name(), row.step)?;
    }
    for _ in 0..ROUNDS {
        for row in &mut rows {
            row.costs.push(measure::rebuild(&folder, row.made.name(), row.step)?);
        }
    }
    print(&rows)
}

fn rows() -> Vec<Row> {
    use Crate::{ByHand, Kube, Nothing, Object, ObjectAndFields, Serde, Serializer, Spokes, TwoVersions};
    use Step::{Build, Check};
    let row = |name, made, step, base| Row { name, made, step, base, costs: Vec::new() };
    vec![
        row("check: no kinds", Nothing, Check, 0),
        row("check: serde derived on the roots", Serde, Check, 1),
        row("check: **`#[derive(Object)]` on the roots**", Object, Check, 1),
        row("check: and `#[derive(Fields)]` on nested types", ObjectAndFields, Check, 1),
        row("check: `kube::CustomResource` on the specs, without schemas", Kube, Check, 1),
        row("check: each kind in two versions", TwoVersions, Check, 5),
        row("check: **`#[derive(Spoke)]` on the older ones**, root and nested types", Spokes, Check, 5),
        row("build: a match by hand, serde_json", ByHand, Build, 7),
        row("build: **`Serializer` over all kinds**", Serializer, Build, 7),
    ]
}

fn print(rows: &[Row]) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    writeln!(out, "\n### Compile {KINDS} kinds\n\n{ROUNDS} rounds; medians, the crate itself only.\n")?;
    writeln!(out, "| what | CPU s | wall s | ms a kind more than its base | ratio to its base |")?;
    writeln!(out, "| --- | ---: | ---: | ---: | ---: |")?;
    for row in rows {
        let Some(base) = rows.get(row.base) else { continue };
        let more = median(pairs(row, base).map(|(own, base)| own.cpu - base.cpu)) * 1000.0 / f64::from(KINDS);
        let ratio = median(pairs(row, base).map(|(own, base)| own.cpu / base.cpu));
        let [cpu, wall] =
            [|cost: &Cost| cost.cpu, |cost: &Cost| cost.wall].map(|of| median(row.costs.iter().map(of)));
        writeln!(out, "| {} | {cpu:.2} | {wall:.2} | {more:.1} | {ratio:.2} |", row.name)?;
    }
    writeln!(
        out,
        "\nTargets: `#[derive(Object)]` at most 15 ms a kind more, `Serializer` at most 1.4 times its base."
    )?;
    Ok(())
}

/// The costs of two rows round by round.
fn pairs<'r>(row: &'r Row, base: &'r Row) -> impl Iterator<Item = (&'r Cost, &'r Cost)> {
    row.costs.iter().zip(&base.costs)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The repository, which the crates depend on by path.
pub(crate) fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}
