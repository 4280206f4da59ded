//! A server of the samples as a process, and a client of it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than anything takes: a test that waits so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A running server, killed when it is dropped.
pub(crate) struct Server {
    process: Child,
    url: String,
    log: Mutex<Log>,
}

/// What is logged.
struct Log {
    coming: Receiver<String>,
    seen: Vec<String>,
    /// How many lines were looked at.
    next: usize,
}

/// The status code of an answer, and its body.
pub(crate) type Answer = (u16, Value);

impl Server {
    /// Starts a program on a free port.
    pub(crate) fn start(program: &str, arguments: &[&str]) -> Self {
        Self::spawn(Command::new(program).args(arguments))
    }

    /// The same with whatever else a command has.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut process = command.args(["--address", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (sender, coming) = channel();
        // It ends with the process.
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let log = Mutex::new(Log { coming, seen: Vec::new(), next: 0 });
        let mut server = Self { process, url: String::new(), log };
        let line = server.logged("listening on ");
        let (_, url) = line.split_once("listening on ").unwrap();
        url.clone_into(&mut server.url);
        server.log.lock().unwrap().next = 0;
        server
    }

    /// Waits for the next line of the log with this part.
    pub(crate) fn logged(&self, part: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut log = self.log.lock().unwrap();
        loop {
            let next = log.next;
            if let Some(found) = log.seen[next..].iter().position(|line| line.contains(part)) {
                log.next += found + 1;
                return log.seen[next + found].clone();
            }
            log.next = log.seen.len();
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = log.coming.recv_timeout(left) else {
                panic!("{part:?} was not logged:\n{}", log.seen.join("\n"));
            };
            log.seen.push(line);
        }
    }

    /// Everything that was logged, when the program has ended.
    #[cfg(feature = "git")]
    pub(crate) fn stopped_log(self, signal: &str) -> String {
        self.signal(signal);
        let mut log = self.log.lock().unwrap();
        // The log ends with the process.
        let rest: Vec<String> = log.coming.iter().collect();
        log.seen.extend(rest);
        log.seen.join("\n")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        answer(agent().get(self.url(path)).call())
    }

    pub(crate) fn post(&self, path: &str, body: &[u8]) -> Answer {
        answer(agent().post(self.url(path)).send(body))
    }

    pub(crate) fn put(&self, path: &str, body: &[u8]) -> Answer {
        answer(agent().put(self.url(path)).send(body))
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        answer(agent().delete(self.url(path)).call())
    }

    /// Sends a signal by its name, and waits for the end.
    pub(crate) fn stop(mut self, signal: &str) -> ExitStatus {
        self.signal(signal);
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "the server does not stop");
            std::thread::yield_now();
        }
    }

    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _ended_already = self.process.wait();
    }
}

pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build().into()
}

fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = response.unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (response.status().as_u16(), body)
}
