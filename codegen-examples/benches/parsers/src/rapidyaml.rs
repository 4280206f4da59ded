//! rapidyaml, in a process of its own that takes its own time.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that holds the texts.
pub(crate) struct Rapidyaml {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Rapidyaml {
    /// None if the environment names no interpreter.
    pub(crate) fn start(paths: &[String]) -> Result<Option<Self>, Box<dyn Error>> {
        let Some(python) = std::env::var_os("PYTHON") else { return Ok(None) };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/rapidyaml.py");
        let mut command = Command::new(python);
        let mut child =
            command.arg(script).args(paths).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take().ok_or("no stdin")?;
        let output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        Ok(Some(Self { child, input, output }))
    }

    /// The seconds that it took to parse the text of this number.
    pub(crate) fn run(&mut self, index: usize) -> Result<f64, Box<dyn Error>> {
        writeln!(self.input, "{index}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let nanoseconds = line.split(' ').next().ok_or("no answer")?;
        Ok(nanoseconds.parse::<f64>()? / 1e9)
    }
}

impl Drop for Rapidyaml {
    fn drop(&mut self) {
        let _ = (self.child.kill(), self.child.wait());
    }
}
