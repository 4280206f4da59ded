//! Text to events or to a tree, beside other parsers, in one run.
//!
//! `cargo run --release -- cars-plain.yaml cars-commented.yaml …` prints a table for each file; a round runs every parser
//! once. With `PYTHON=python3`, or another interpreter that has the package `rapidyaml`, rapidyaml takes part.
//! `cargo run --release -- --only NAME FILE` parses the file once, for callgrind.
//! `cargo run --release -- --hostile FILE` compares texts that are meant to hurt with the file, byte by byte.

mod libyaml;
mod rapidyaml;
#[path = "../../../../core/src/yaml/tests/shapes.rs"]
mod shapes;

use std::error::Error;
use std::fs;
use std::hint::black_box;

use libgitops::yaml;
use rapidyaml::Rapidyaml;

const ROUNDS: usize = 21;

/// A parser: its name, and what reads a text and counts its events or nodes.
type Parser = (&'static str, fn(&str) -> usize);

const PARSERS: &[Parser] = &[
    ("libyaml, events", libyaml::events),
    ("saphyr, events", saphyr),
    ("granit, events", granit),
    ("ours, tree", tree),
    ("ours, tree and every token", tree_and_tokens),
];

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name, path] = &words[..]
        && first == "--only"
    {
        let text = fs::read_to_string(path)?;
        let (_, parse) = PARSERS.iter().find(|(known, _)| known == name).ok_or("no such parser")?;
        println!("{}", parse(&text));
        return Ok(());
    }
    if let [first, path] = &words[..]
        && first == "--hostile"
    {
        return hostile(&fs::read_to_string(path)?);
    }
    let mut rapidyaml = Rapidyaml::start(&words)?;
    for (index, path) in words.iter().enumerate() {
        measure(path, &fs::read_to_string(path)?, |rapid| {
            rapidyaml.as_mut().map_or(Ok(()), |process| {
                rapid.push(process.run(index)?);
                Ok(())
            })
        })?;
    }
    Ok(())
}

/// Prints the table of one text.
fn measure(
    path: &str,
    text: &str,
    mut run_rapidyaml: impl FnMut(&mut Vec<f64>) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut times = vec![Vec::new(); PARSERS.len()];
    let mut rapid = Vec::new();
    for round in 0..=ROUNDS {
        for ((_, parse), times) in PARSERS.iter().zip(&mut times) {
            let start = now();
            black_box(parse(text));
            times.push(now() - start);
        }
        run_rapidyaml(&mut rapid)?;
        if round == 0 {
            times.iter_mut().for_each(Vec::clear);
            rapid.clear();
        }
    }
    let megabytes = text.len() as f64 / 1e6;
    println!("\n### {path}\n\n{megabytes:.2} MB, {ROUNDS} rounds; medians.\n");
    println!("| parser | MB/s | of libyaml | of rapidyaml |\n| --- | ---: | ---: | ---: |");
    let names = PARSERS.iter().map(|(name, _)| *name).chain(["rapidyaml, tree"]);
    for (name, own) in names.zip(times.iter().chain([&rapid])).filter(|(_, own)| !own.is_empty()) {
        let of_libyaml = median(times[0].iter().zip(own).map(|(first, own)| first / own));
        let of_rapid = median(rapid.iter().zip(own).map(|(rapid, own)| rapid / own));
        let rate = megabytes / median(own.iter().copied());
        println!("| {name} | {rate:.0} | {of_libyaml:.2} | {of_rapid:.2} |");
    }
    Ok(())
}

/// Prints how long a byte of each hostile shape takes, beside a byte of ordinary text.
fn hostile(ordinary: &str) -> Result<(), Box<dyn Error>> {
    let nanoseconds = |text: &str| {
        let times = (0..5).map(|_| {
            let start = now();
            black_box(yaml::parse_documents(text));
            now() - start
        });
        median(times) * 1e9 / text.len() as f64
    };
    let base = nanoseconds(ordinary);
    println!(
        "| shape, 10 MB | ns a byte | of ordinary text |\n| --- | ---: | ---: |\n| ordinary text | {base:.2} | 1.0 |"
    );
    for (name, text) in shapes::shapes(10_000_000) {
        let own = nanoseconds(&text);
        println!("| {name} | {own:.2} | {:.1} |", own / base);
    }
    Ok(())
}

fn tree(text: &str) -> usize {
    yaml::parse(text).expect("valid YAML").iter().map(yaml::Tree::len).sum()
}

fn tree_and_tokens(text: &str) -> usize {
    let (trees, tokens) = yaml::parse_with_tokens(text).expect("valid YAML");
    trees.iter().map(yaml::Tree::len).sum::<usize>() + tokens.len()
}

/// How many events of a text without a mistake.
fn valid<T, E: std::fmt::Debug>(events: impl Iterator<Item = Result<T, E>>) -> usize {
    events.fold(0, |count, event| {
        black_box(event.expect("valid YAML"));
        count + 1
    })
}

fn saphyr(text: &str) -> usize {
    valid(saphyr_parser::Parser::new_from_str(text))
}

fn granit(text: &str) -> usize {
    valid(granit_parser::Parser::new_from_str(text))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The seconds that this thread has run.
fn now() -> f64 {
    std::thread::yield_now();
    let status = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let nanoseconds: f64 = status.split(' ').next().and_then(|first| first.parse().ok()).expect("a number");
    nanoseconds / 1e9
}
