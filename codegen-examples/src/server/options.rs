//! The command lines of the servers.

use std::ffi::OsString;
use std::net::SocketAddr;

use lexopt::prelude::*;

/// A server, as its command line knows it.
#[derive(Clone, Copy, Debug)]
pub struct Program<O> {
    /// What `--help` prints.
    pub usage: &'static str,
    /// What `--version` prints.
    pub version: &'static str,
    /// The options beside those that all servers have, as they are without any arguments.
    pub options: fn() -> O,
    /// Sets an option to a value, and says whether there is such an option.
    pub set: fn(&mut O, &str, OsString) -> Result<bool, String>,
    /// What is wrong with the options together, in a sentence.
    pub check: fn(&O) -> Result<(), String>,
}

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed<O> {
    /// To print a text and end.
    Print(String),
    /// To serve.
    Serve {
        /// Where.
        address: SocketAddr,
        /// With these options.
        options: O,
    },
}

/// Where the servers listen unless told otherwise: only this machine can reach them.
const ADDRESS: &str = "127.0.0.1:8888";

impl<O> Program<O> {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// A sentence for the person who typed them.
    pub fn parse(&self, arguments: impl IntoIterator<Item = OsString>) -> Result<Parsed<O>, String> {
        let (mut address, mut options) = (socket_address(ADDRESS)?, (self.options)());
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Short('h') | Long("help") => return Ok(Parsed::Print(self.usage.to_owned())),
                Long("version") => return Ok(Parsed::Print(self.version.to_owned())),
                Long("address") => address = socket_address(&text(value(&mut parser, "address")?)?)?,
                Long(name) => {
                    let name = name.to_owned();
                    let value = value(&mut parser, &name);
                    if !self.has(&name) {
                        return Err(format!("there is no option --{name}"));
                    }
                    (self.set)(&mut options, &name, value?)?;
                }
                other => return Err(other.unexpected().to_string()),
            }
        }
        (self.check)(&options)?;
        Ok(Parsed::Serve { address, options })
    }

    fn has(&self, name: &str) -> bool {
        !matches!((self.set)(&mut (self.options)(), name, OsString::new()), Ok(false))
    }
}

fn value(parser: &mut lexopt::Parser, name: &str) -> Result<OsString, String> {
    parser.value().map_err(|_missing| format!("--{name} needs a value"))
}

/// The value of an option that is no path.
///
/// # Errors
/// A sentence about a value that is no text.
pub fn text(value: OsString) -> Result<String, String> {
    value.into_string().map_err(|value| format!("{} is not UTF-8", value.display()))
}

/// An address as people write it: `127.0.0.1:8888`, `[::1]:8888`, or `:8888` for all of the machine's addresses.
fn socket_address(text: &str) -> Result<SocketAddr, String> {
    let all = if text.starts_with(':') { "[::]" } else { "" };
    let address = format!("{all}{text}").parse();
    address.map_err(|_malformed| {
        format!("--address is an IP address and a port such as {ADDRESS}, not {text:?}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: Program<String> = Program {
        usage: "Usage: x",
        version: "x version: 1",
        options: || "default".to_owned(),
        set: |options, name, value| {
            *options = text(value)?;
            Ok(name == "dir")
        },
        check: |options| if options == "/" { Err("--dir cannot be all there is".to_owned()) } else { Ok(()) },
    };

    fn parse(arguments: &str) -> Result<Parsed<String>, String> {
        PROGRAM.parse(arguments.split_whitespace().map(OsString::from))
    }

    #[test]
    fn every_option_is_read() {
        let serve = |address: &str, options: &str| Parsed::Serve {
            address: address.parse().unwrap(),
            options: options.to_owned(),
        };
        for (arguments, expected) in [
            ("", serve("127.0.0.1:8888", "default")),
            ("--address :80 --dir=a", serve("[::]:80", "a")),
            ("--dir a --address [::1]:0", serve("[::1]:0", "a")),
            ("--dir a --help", Parsed::Print("Usage: x".to_owned())),
            ("-h", Parsed::Print("Usage: x".to_owned())),
            ("--version", Parsed::Print("x version: 1".to_owned())),
        ] {
            assert_eq!(parse(arguments).unwrap(), expected, "{arguments}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for (arguments, expected) in [
            ("--colour red", "there is no option --colour"),
            ("--colour", "there is no option --colour"),
            ("--dir", "--dir needs a value"),
            ("--dir /", "--dir cannot be all there is"),
            ("--address here", "--address is an IP address and a port such as 127.0.0.1:8888, not \"here\""),
            ("-x", "invalid option '-x'"),
            ("file", "unexpected argument \"file\""),
        ] {
            assert_eq!(parse(arguments).unwrap_err(), expected, "{arguments}");
        }
    }
}
