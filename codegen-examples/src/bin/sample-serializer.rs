//! Reads Kubernetes-style documents from files or standard input, and writes them as YAML or JSON to standard output.
//!
//! Cars and Motorcycles of `sample-app.weave.works/v1alpha1` are decoded and checked; other kinds pass byte for byte.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::ExitCode;

use codegen_examples::cli::{Options, USAGE, Unknowns};
use codegen_examples::server::with_causes;
use libgitops::codec::FrameLimits;
use libgitops::prelude::*;
use libgitops::{Error, ErrorKind};

/// All documents were written.
const DONE: u8 = 0;
/// Some documents were refused; all others were written.
const REFUSED: u8 = 1;
/// The command line makes no sense, or reading or writing failed.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args_os().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            report(&format!("{message}\n\n{USAGE}"));
            return ExitCode::from(FAILED);
        }
    };
    if options.help {
        let printed = writeln!(io::stdout(), "{USAGE}");
        return ExitCode::from(if printed.is_ok() { DONE } else { FAILED });
    }
    match run(&options) {
        Ok(code) => ExitCode::from(code),
        // The reader of our output has seen enough, as in `sample-serializer … | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::from(DONE),
        Err(error) => {
            report(&with_causes(&error));
            ExitCode::from(FAILED)
        }
    }
}

fn run(options: &Options) -> Result<u8, Error> {
    let serializer = Serializer::new(Scheme::linked()?);
    let decoder = serializer
        .decoder()
        .strict(options.strict)
        .default(options.default)
        .validate(true)
        .decode_unknown(options.unknown == Unknowns::Keep)
        .on_warning(|warning| report(&format!("warning: {warning}")));
    let mut output = Output::new(options, serializer.encoder().pretty(options.pretty));
    if options.files.is_empty() {
        output.copy_stdin(&decoder, options.input)?;
    }
    for file in &options.files {
        if file == "-" {
            output.copy_stdin(&decoder, options.input)?;
        } else {
            output.copy_file(&decoder, options.input, file)?;
        }
    }
    output.finish()
}

struct Output<'s> {
    encoder: Encoder<'s>,
    writer: FrameWriter<BufWriter<io::Stdout>>,
    /// The objects of the list that is written at the end, if one is asked for.
    list: Option<Vec<Box<dyn AnyObject>>>,
    refused: bool,
}

impl<'s> Output<'s> {
    fn new(options: &Options, encoder: Encoder<'s>) -> Self {
        let mut limits = FrameLimits::default();
        limits.max_frame_bytes = usize::MAX;
        let writer = FrameWriter::new(options.output, BufWriter::new(io::stdout())).with_limits(limits);
        Self { encoder, writer, list: options.list.then(Vec::new), refused: false }
    }

    fn copy_file(
        &mut self,
        decoder: &Decoder<'_>,
        input: Option<ContentType>,
        file: &str,
    ) -> Result<(), Error> {
        let by_name = || ContentType::of_path(file).unwrap_or(ContentType::Yaml);
        match File::open(file) {
            Ok(opened) => self.copy(decoder, input.unwrap_or_else(by_name), file, BufReader::new(opened)),
            Err(error) => {
                self.refuse(&Error::new(ErrorKind::Io, format!("cannot read {file}")).with_source(error));
                Ok(())
            }
        }
    }

    fn copy_stdin(&mut self, decoder: &Decoder<'_>, input: Option<ContentType>) -> Result<(), Error> {
        let mut stdin = io::stdin().lock();
        let input = match input {
            Some(input) => input,
            // If this fails, so does the first reading, which says why.
            None => ContentType::sniff(stdin.fill_buf().unwrap_or_default()),
        };
        self.copy(decoder, input, "<stdin>", stdin)
    }

    /// Copies all documents of a source; a bad one is reported, and the others are still written.
    fn copy(
        &mut self,
        decoder: &Decoder<'_>,
        content_type: ContentType,
        name: &str,
        source: impl Read,
    ) -> Result<(), Error> {
        for frame in FrameReader::new(content_type, source).with_source(name).keep_empty(true) {
            match frame {
                Ok(frame) => self.copy_frame(decoder, frame)?,
                Err(error) => self.refuse(&error),
            }
        }
        Ok(())
    }

    fn copy_frame(&mut self, decoder: &Decoder<'_>, frame: Frame) -> Result<(), Error> {
        if frame.is_comment_only() || frame.is_empty() {
            let keeps = self.list.is_none() && frame.content_type() == self.writer.content_type();
            return if keeps { self.writer.write_frame(&frame) } else { Ok(()) };
        }
        for object in decoder.objects([Ok(frame)]) {
            match (object, &mut self.list) {
                (Ok(object), Some(list)) => list.push(object),
                (Ok(object), None) => self.encoder.encode(&mut self.writer, [&object])?,
                (Err(error), _) => self.refuse(&error),
            }
        }
        Ok(())
    }

    fn refuse(&mut self, error: &Error) {
        self.refused = true;
        report(&format!("error: {}", with_causes(error)));
    }

    fn finish(mut self) -> Result<u8, Error> {
        if let Some(objects) = self.list.take() {
            self.encoder.encode(&mut self.writer, [&AnyList::new(objects)])?;
        }
        self.writer.flush()?;
        Ok(if self.refused { REFUSED } else { DONE })
    }
}

/// A message to the person at the terminal. If standard error is closed there is nobody to tell.
fn report(message: &str) {
    if writeln!(io::stderr(), "{message}").is_err() {}
}

fn is_broken_pipe(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|source| source.kind() == io::ErrorKind::BrokenPipe)
}
