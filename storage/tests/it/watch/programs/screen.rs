//! A program that wants a terminal, which `script` of util-linux gives it.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use crate::watch::PATIENCE;

/// A program on a terminal of its own: what it shows is read, and keys are pressed.
pub(super) struct Screen {
    program: Child,
    shown: Receiver<Vec<u8>>,
    /// What was shown since something was waited for.
    text: String,
}

impl Screen {
    /// Starts a command in a directory. It is ended when it does not end.
    pub(super) fn open(directory: &Path, command: &str) -> Self {
        let mut script = Command::new("timeout");
        script.args([
            "--kill-after=1",
            "60",
            "script",
            "--quiet",
            "--return",
            "--command",
            command,
            "/dev/null",
        ]);
        script.current_dir(directory).env("TERM", "vt100").env("LC_ALL", "C");
        script.env("LINES", "24").env("COLUMNS", "80");
        let mut program = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = program.stdout.take().unwrap();
        let (sender, shown) = channel();
        // It ends with the program.
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                let _nobody_looks_any_more = sender.send(buffer[..count].to_vec());
            }
        });
        Self { program, shown, text: String::new() }
    }

    pub(super) fn press(&mut self, keys: &str) {
        let keyboard = self.program.stdin.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }

    /// Waits until something is shown.
    pub(super) fn wait_for(&mut self, part: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.text.contains(part) {
            let left = deadline.saturating_duration_since(Instant::now());
            let shown = self.shown.recv_timeout(left);
            let shown = shown.unwrap_or_else(|_| panic!("{part:?} is not shown in {:?}", self.text));
            self.text.push_str(&String::from_utf8_lossy(&shown));
        }
        self.text.clear();
    }

    pub(super) fn wait_for_end(mut self) {
        let status = self.program.wait().unwrap();
        assert!(status.success(), "{status}");
    }
}
