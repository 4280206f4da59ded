//! How long it takes until a file that is dropped into the directory of sample-watch is served, and until it is told.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::latency::{PATIENCE, row};
use crate::peers::Error;
use crate::tree::Tree;

const DROPS: usize = 100;

pub(crate) fn print(tree: &Tree) -> Result<(), Error> {
    let server = Server::start(tree)?;
    let added = server.added(tree.count)?;
    let (mut answered, mut told) = (Vec::with_capacity(DROPS), Vec::with_capacity(DROPS));
    for number in 0..2 * DROPS {
        // At another time of whatever the server does by itself.
        thread::sleep(Duration::from_millis(u64::try_from(number * 31 % 97)?));
        let name = format!("dropped-{number}");
        let dropped = drop_in(tree, &name)?;
        // Asking makes the server look, so it is either asked or listened to.
        if number % 2 == 0 {
            while server.get(&format!("/watch/{name}"))?.status() != 200 {
                if dropped.elapsed() > PATIENCE {
                    return Err(format!("{name} is not served").into());
                }
            }
            answered.push(dropped.elapsed());
        } else {
            while added.recv_timeout(PATIENCE)? != name {}
            told.push(dropped.elapsed());
        }
    }
    let mut out = io::stdout();
    writeln!(
        out,
        "\n### A new file in the directory of sample-watch, {} files, {DROPS} drops each\n",
        tree.count
    )?;
    writeln!(out, "| from its close until | median | nine of ten within | longest |")?;
    writeln!(out, "| --- | ---: | ---: | ---: |")?;
    writeln!(out, "{}", row("`GET /watch/<name>` is answered with the car", answered))?;
    writeln!(out, "{}", row("`ADDED` comes from `GET /events`", told))?;
    Ok(())
}

/// Writes a manifest of a new car, and gives the time from which it is closed.
fn drop_in(tree: &Tree, name: &str) -> Result<Instant, Error> {
    let text = format!(
        "apiVersion: sample-app.weave.works/v1alpha1\nkind: Car\nmetadata:\n  name: {name}\n  namespace: default\nspec:\n  \
         brand: SAAB\n"
    );
    fs::write(tree.root().join(format!("{name}.yaml")), text)?;
    Ok(Instant::now())
}

/// A running sample-watch, ended when it is dropped.
struct Server {
    process: Child,
    agent: ureq::Agent,
    url: String,
}

impl Server {
    fn start(tree: &Tree) -> Result<Self, Error> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sample-watch"));
        command.args(["--address", "127.0.0.1:0", "--watch-dir"]).arg(tree.root());
        let mut process = command.stderr(Stdio::piped()).spawn()?;
        let log = process.stderr.take().ok_or("the server has no log")?;
        let url = address(log)?;
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Ok(Self { process, agent, url })
    }

    fn get(&self, path: &str) -> Result<ureq::http::Response<ureq::Body>, Error> {
        Ok(self.agent.get(format!("{}{path}", self.url)).call()?)
    }

    /// The names of cars that are told as new, after those that were there at first.
    fn added(&self, count: usize) -> Result<Receiver<String>, Error> {
        let events = BufReader::new(self.get("/events")?.into_body().into_reader());
        let (sender, added) = channel();
        // It ends with the server.
        thread::spawn(move || {
            for line in events.lines().map_while(Result::ok) {
                let data =
                    line.strip_prefix("data: ").and_then(|data| serde_json::from_str::<Value>(data).ok());
                let is_added = |event: &Value| event.pointer("/type").is_some_and(|name| name == "ADDED");
                if let Some(event) = data.filter(is_added) {
                    let name = event.pointer("/object/metadata/name").and_then(Value::as_str);
                    let _nobody_listens_any_more = sender.send(name.unwrap_or_default().to_owned());
                }
            }
        });
        for _ in 0..count {
            added.recv_timeout(PATIENCE)?;
        }
        Ok(added)
    }
}

/// Where the server listens, as its log says. What it logs later is passed over.
fn address(log: ChildStderr) -> Result<String, Error> {
    let mut lines = BufReader::new(log).lines();
    let url = loop {
        let line = lines.next().ok_or("the server does not listen")??;
        if let Some((_, url)) = line.split_once("listening on ") {
            break url.to_owned();
        }
    };
    thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Ok(url)
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _ended_already = self.process.wait();
    }
}
