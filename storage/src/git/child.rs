//! Running a program with an end that is kept.

use std::io::{self, Read, Write as _};
use std::mem;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::error::{Error, ErrorKind};

/// So many bytes of its results and of its words are kept: they may be those of a server that goes on for ever.
const MOST: [usize; 2] = [4 << 20, 64 << 10];

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
    let said: [Said; 2] = Default::default();
    if let Err(error) = attend(&mut child, input, &said, &sender) {
        stop(&mut child);
        return Err(Error::io("cannot start a thread", error));
    }
    let status = wait(&mut child, &received, until)?.ok_or_else(|| killed(&mut child, &name))?;
    let [stdout, stderr] =
        said.map(|said| mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner)));
    Ok(Finished { status, stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() })
}

/// What was said by now.
type Said = Arc<Mutex<Vec<u8>>>;

/// Reads what a program says, and tells it what it is told, in threads of their own.
fn attend(
    child: &mut Child,
    input: &[u8],
    [stdout, stderr]: &[Said; 2],
    sender: &Sender<()>,
) -> io::Result<()> {
    let [results, words] = MOST;
    if let Some(pipe) = child.stdout.take() {
        collect(pipe, results, Arc::clone(stdout), sender.clone())?;
    }
    if let Some(pipe) = child.stderr.take() {
        collect(pipe, words, Arc::clone(stderr), sender.clone())?;
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
    most: usize,
    said: Said,
    sender: Sender<()>,
) -> io::Result<()> {
    thread(move || {
        let mut part = [0; 4096];
        loop {
            match pipe.read(&mut part) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What was said until it broke off is told.
                Ok(0) | Err(_) => break,
                Ok(count) => {
                    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                    // It would wait for somebody to read the rest, too.
                    let count = count.min(most.saturating_sub(said.len()));
                    said.extend_from_slice(part.get(..count).unwrap_or_default());
                }
            }
        }
        let _nobody_waits_any_more = sender.send(());
    })
}

/// Waits for a program to say all and end, or for the time. Something that it started and that goes on, such as the master of
/// ssh's connections, may have its pipes for long: that is waited for a moment.
fn wait(child: &mut Child, closed: &Receiver<()>, until: Instant) -> Result<Option<ExitStatus>, Error> {
    const MOMENT: Duration = Duration::from_secs(1);
    let (mut open, mut ended, mut pause) = (2, None, Duration::from_millis(1));
    loop {
        let now = Instant::now();
        match ended {
            Some((status, at)) if open == 0 || now >= at + MOMENT => return Ok(Some(status)),
            None if now >= until => return Ok(None),
            _ => {}
        }
        if open == 0 {
            // It is about to end.
            thread::sleep(Duration::from_millis(1));
        } else if closed.recv_timeout(pause).is_ok() {
            open -= 1;
            continue;
        }
        if ended.is_none() {
            let status = child.try_wait().map_err(|error| Error::io("cannot wait for a program", error))?;
            ended = status.map(|status| (status, Instant::now()));
        }
        pause = (pause * 2).min(Duration::from_millis(50));
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
        assert_eq!([finished.stdout.len(), finished.stderr.len()], MOST);
        assert!(finished.status.success());
    }

    #[test]
    fn what_a_program_leaves_running_is_not_waited_for() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo done; echo well >&2; sleep 40 &"]);
        let begin = Instant::now();
        let finished = run(command, b"", begin + Duration::from_mins(1)).unwrap();
        assert_eq!((&*finished.stdout, &*finished.stderr), (&b"done\n"[..], "well\n"));
        assert!(finished.status.success() && begin.elapsed() < Duration::from_secs(30));
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
