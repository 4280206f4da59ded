//! How fast objects are read and written, beside `yaml_serde` and `serde_json` in the same run.
//!
//! `cargo bench -p codegen-examples --bench speed`; words after `--` select tables and ways by parts of their names.
//! `cargo bench -p codegen-examples --bench speed -- stream plain` writes the stream of plain Cars, and `stream
//! commented` the other one.

mod convert;
mod decode;
mod edit;
mod encode;
mod manifests;
#[path = "../peers/mod.rs"]
mod peers;
mod rounds;

use std::io::{self, Write as _};

use libgitops::{Scheme, Serializer};
use peers::{CARS, Comments, Error};

fn main() -> Result<(), Error> {
    // cargo itself adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let [first, comments] = &words[..]
        && first == "stream"
    {
        let comments = if comments == "plain" { Comments::Without } else { Comments::With };
        return Ok(io::stdout().write_all(comments.stream(CARS).as_bytes())?);
    }
    let is_wanted = |title: &str, name: &str| {
        let text = format!("{title} {name}").to_lowercase();
        words.iter().all(|word| text.contains(&word.to_lowercase()))
    };
    let serializer = Serializer::new(Scheme::linked()?);
    decode::print(&serializer, is_wanted)?;
    encode::print(&serializer, is_wanted)?;
    edit::print(&serializer, is_wanted)?;
    convert::print(&serializer, is_wanted)?;
    manifests::print(&serializer, is_wanted)
}
