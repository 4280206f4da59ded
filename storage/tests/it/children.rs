//! Programs of a test: it runs them by starting itself again with `LIBGITOPS_TEST_DIRECTORY` set.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

const DIRECTORY: &str = "LIBGITOPS_TEST_DIRECTORY";
pub(crate) const WHO: &str = "LIBGITOPS_TEST_WHO";

/// The directory, if this is a program that a test started.
pub(crate) fn child_directory() -> Option<PathBuf> {
    std::env::var_os(DIRECTORY).map(PathBuf::from)
}

/// Starts this test again as a program of its own.
pub(crate) fn start(test: &str, directory: &Path, who: &str) -> Child {
    let command = Command::new(std::env::current_exe().unwrap());
    start_by(command, test, directory, who)
}

/// The same by a command that runs the program that follows it.
pub(crate) fn start_by(mut command: Command, test: &str, directory: &Path, who: &str) -> Child {
    command.args(["--exact", test, "--nocapture"]).env(DIRECTORY, directory).env(WHO, who);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
}

/// Says something to the test that started this program, in one write.
pub(crate) fn say(line: &str) {
    std::io::stdout().write_all(format!("\n@{line}\n").as_bytes()).unwrap();
}

/// What a program said, without what the test harness says around it. The end may be torn off.
pub(crate) fn said(child: &mut Child) -> impl Iterator<Item = String> + Send + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.filter_map(|line| line.strip_prefix('@').map(str::to_owned))
}

/// The same, line by line as they are said.
pub(crate) fn listen(child: &mut Child) -> Receiver<String> {
    let (sender, received) = channel();
    let lines = said(child);
    // It ends with the program.
    std::thread::spawn(move || {
        for line in lines {
            let _nobody_listens_any_more = sender.send(line);
        }
    });
    received
}

/// `variable`, or the count that the gate runs.
pub(crate) fn count(variable: &str, in_the_gate: usize) -> usize {
    std::env::var(variable).map_or(in_the_gate, |count| count.parse().unwrap())
}

/// Nanoseconds of the clock that all programs of the machine share and nobody sets.
pub(crate) fn now() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    u64::try_from(time.tv_sec).unwrap() * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap()
}

/// A sequence that looks random and is the same for the same seed (`SplitMix64`).
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }
}
