//! The command line of `sample-serializer`.

use std::ffi::OsString;

use lexopt::prelude::*;
use libgitops::prelude::ContentType;

/// What `--help` prints.
pub const USAGE: &str = "\
Usage: sample-serializer [OPTIONS] [FILE]...

Reads documents of mixed kinds from files (`-` or none: standard input) and writes them to standard output.

Options:
  -i, --input yaml|json      what to read (default: by the file's name, and of standard input by how it begins)
  -o, --output yaml|json     what to write (default: yaml)
      --compact              JSON on one line
      --list                 write one `v1 List` of all objects
      --strict[=true|false]  refuse unknown fields and keys given twice (default: true; false warns)
      --default              apply the defaults of the types
      --unknown keep|refuse  pass kinds that are not registered byte for byte, or refuse them (default: keep)
  -h, --help                 print this

Exit code: 0 when all documents were written, 1 when some were refused and all others written, 2 when the command line,
reading or writing failed.";

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Options {
    /// What to read, if it is not to be found out.
    pub input: Option<ContentType>,
    /// What to write.
    pub output: ContentType,
    /// Whether JSON is indented.
    pub pretty: bool,
    /// Whether to write one list.
    pub list: bool,
    /// Whether to refuse unknown fields and equal keys.
    pub strict: bool,
    /// Whether to apply defaults.
    pub default: bool,
    /// What to do with kinds that are not registered.
    pub unknown: Unknowns,
    /// Whether to print the usage and nothing else.
    pub help: bool,
    /// The files to read, in order; none for standard input.
    pub files: Vec<String>,
}

/// What to do with kinds that are not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknowns {
    /// Pass them byte for byte.
    Keep,
    /// Refuse them.
    Refuse,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            input: None,
            output: ContentType::Yaml,
            pretty: true,
            list: false,
            strict: true,
            default: false,
            unknown: Unknowns::Keep,
            help: false,
            files: Vec::new(),
        }
    }
}

impl Options {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// A sentence for the person who typed them.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Short('i') | Long("input") => {
                    options.input = Some(content_type("--input", &value(&mut parser, "--input")?)?);
                }
                Short('o') | Long("output") => {
                    options.output = content_type("--output", &value(&mut parser, "--output")?)?;
                }
                Long("compact") => options.pretty = false,
                Long("list") => options.list = true,
                Long("strict") => options.strict = switch(&mut parser)?,
                Long("default") => options.default = true,
                Long("unknown") => options.unknown = unknown(&value(&mut parser, "--unknown")?)?,
                Short('h') | Long("help") => options.help = true,
                Value(file) => options.files.push(text(file)?),
                other => return Err(other.unexpected().to_string()),
            }
        }
        Ok(options)
    }
}

fn value(parser: &mut lexopt::Parser, option: &str) -> Result<String, String> {
    text(parser.value().map_err(|_missing| format!("{option} needs a value"))?)
}

fn text(argument: OsString) -> Result<String, String> {
    argument.into_string().map_err(|argument| format!("{} is not UTF-8", argument.display()))
}

fn content_type(option: &str, value: &str) -> Result<ContentType, String> {
    match value {
        "yaml" => Ok(ContentType::Yaml),
        "json" => Ok(ContentType::Json),
        _ => Err(format!("{option} is yaml or json, not {value:?}")),
    }
}

fn unknown(value: &str) -> Result<Unknowns, String> {
    match value {
        "keep" => Ok(Unknowns::Keep),
        "refuse" => Ok(Unknowns::Refuse),
        _ => Err(format!("--unknown is keep or refuse, not {value:?}")),
    }
}

/// A flag that may be given as `--strict`, `--strict=true` or `--strict=false`.
fn switch(parser: &mut lexopt::Parser) -> Result<bool, String> {
    match parser.optional_value() {
        None => Ok(true),
        Some(value) => match value.to_str() {
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            _ => Err(format!("--strict is true or false, not {}", value.display())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &str) -> Result<Options, String> {
        Options::parse(arguments.split_whitespace().map(OsString::from))
    }

    #[test]
    fn every_option_is_read() {
        let options =
            parse("-i yaml -o json --compact --list --strict=false --default --unknown refuse a.yaml -")
                .unwrap();
        let expected = Options {
            input: Some(ContentType::Yaml),
            output: ContentType::Json,
            pretty: false,
            list: true,
            strict: false,
            default: true,
            unknown: Unknowns::Refuse,
            help: false,
            files: vec!["a.yaml".to_owned(), "-".to_owned()],
        };
        assert_eq!(options, expected);
        assert_eq!(parse("").unwrap(), Options::default());
        assert!(parse("--strict").unwrap().strict);
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for (arguments, expected) in [
            ("-i toml", "--input is yaml or json, not \"toml\""),
            ("--output xml", "--output is yaml or json, not \"xml\""),
            ("--unknown drop", "--unknown is keep or refuse, not \"drop\""),
            ("--strict=maybe", "--strict is true or false, not maybe"),
            ("--output", "--output needs a value"),
            ("--colour", "invalid option '--colour'"),
        ] {
            assert_eq!(parse(arguments).unwrap_err(), expected, "{arguments}");
        }
    }
}
