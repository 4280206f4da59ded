//! Running a program with an end that is kept.

use std::io::{self, Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::error::{Error, ErrorKind};

/// So many bytes of its results and of its words are kept: they may be those of a server that goes on for ever.
const MOST: [u64; 2] = [4 << 20, 64 << 10];

/// What a program said before it ended.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: String,
}

/// Runs a program to its end, or until a time: then it is killed with all that it started.
///
/// # Errors
/// `Io` when it cannot be started; `Remote` when it did not end in time.
pub(super) fn run(mut command: Command, input: &[u8], until: Instant) -> Result<Finished, Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn();
    let mut child = child.map_err(|error| Error::io(format!("cannot start {name}"), error))?;
    let (sender, received) = channel();
    if let Err(error) = attend(&mut child, input, sender) {
        stop(&mut child);
        return Err(Error::io("cannot start a thread", error));
    }
    let mut said = [Vec::new(), Vec::new()];
    for _ in 0..2 {
        let Ok((which, text)) = received.recv_timeout(until.saturating_duration_since(Instant::now())) else {
            return Err(killed(&mut child, &name));
        };
        if let Some(place) = said.get_mut(which) {
            *place = text;
        }
    }
    let status = wait(&mut child, until)?.ok_or_else(|| killed(&mut child, &name))?;
    let [stdout, stderr] = said;
    Ok(Finished { status, stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() })
}

/// Reads what a program says, and tells it what it is told, in threads of their own.
fn attend(child: &mut Child, input: &[u8], sender: Sender<(usize, Vec<u8>)>) -> io::Result<()> {
    if let Some(stdout) = child.stdout.take() {
        collect(stdout, 0, sender.clone())?;
    }
    if let Some(stderr) = child.stderr.take() {
        collect(stderr, 1, sender)?;
    }
    if let Some(mut stdin) = child.stdin.take().filter(|_| !input.is_empty()) {
        let input = input.to_vec();
        // One that does not read has its own reasons, and says them. It is not waited for here, where there is no end.
        thread(move || drop(stdin.write_all(&input)))?;
    }
    Ok(())
}

fn thread(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("libgitops-program".to_owned()).spawn(work).map(drop)
}

fn collect(
    mut pipe: impl Read + Send + 'static,
    which: usize,
    sender: Sender<(usize, Vec<u8>)>,
) -> io::Result<()> {
    thread(move || {
        let (most, mut text) = (MOST.get(which).copied().unwrap_or_default(), Vec::new());
        // What was said until it broke off is told.
        drop(pipe.by_ref().take(most).read_to_end(&mut text));
        // It would wait for somebody to read the rest.
        drop(io::copy(&mut pipe, &mut io::sink()));
        drop(sender.send((which, text)));
    })
}

/// It has closed its pipes, so it is about to end.
fn wait(child: &mut Child, until: Instant) -> Result<Option<ExitStatus>, Error> {
    loop {
        let ended = child.try_wait().map_err(|error| Error::io("cannot wait for a program", error))?;
        if ended.is_some() || Instant::now() >= until {
            return Ok(ended);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn killed(child: &mut Child, name: &str) -> Error {
    stop(child);
    Error::new(ErrorKind::Remote, format!("{name} took longer than it may, and was stopped"))
}

/// Ends a program with all that it started.
fn stop(child: &mut Child) {
    if let Ok(group) = i32::try_from(child.id()).map(Pid::from_raw)
        && let Some(group) = group
    {
        // The group is there until its leader was waited for, below.
        let _it_ended_meanwhile = kill_process_group(group, Signal::KILL);
    }
    drop(child.wait());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_says_much_ends_and_fills_no_memory() {
        let mut command = Command::new("sh");
        command.args(["-c", "head -c 16000000 /dev/zero; head -c 16000000 /dev/zero >&2"]);
        let finished = run(command, b"", Instant::now() + Duration::from_mins(1)).unwrap();
        assert_eq!([finished.stdout.len() as u64, finished.stderr.len() as u64], MOST);
        assert!(finished.status.success());
    }

    #[test]
    fn a_program_that_does_not_read_what_it_is_told_is_stopped_in_time() {
        let mut command = Command::new("sleep");
        command.arg("60");
        let begin = Instant::now();
        // More than a pipe takes.
        let error = run(command, &vec![0; 1 << 20], begin + Duration::from_millis(50)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Remote, "{error}");
        assert!(begin.elapsed() < Duration::from_secs(30), "it was waited for until it ended by itself");
    }
}
