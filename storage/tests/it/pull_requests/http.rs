//! A small HTTP server over a model: what it answers, how it fails when told to, and what was said.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};

use serde_json::Value;

use super::model::Model;

/// What a client asked.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// Decoded, below the address of the API.
    pub(super) segments: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Value,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> &str {
        find(&self.headers, name)
    }

    pub(super) fn query(&self, name: &str) -> &str {
        find(&self.query, name)
    }

    pub(super) fn path(&self) -> String {
        self.segments.join("/")
    }
}

fn find<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// What the server says.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Value,
}

impl Reply {
    pub(super) fn new(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// What goes wrong once, at the first request that it is for.
pub(super) enum Fault {
    /// The request is not done, and this is said.
    Instead(Reply),
    /// The request is done, and this is said.
    Afterwards(Reply),
    /// The request is done, and nothing is said.
    Silence,
    /// Nothing is done or said while the client waits.
    Stall,
    /// Somebody else does something first.
    Before(Box<dyn FnOnce(&mut Model) + Send>),
}

struct Planned {
    method: &'static str,
    path_end: String,
    fault: Fault,
}

/// One request with its answer; without one if nothing was said.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) request: Request,
    pub(super) reply: Option<Reply>,
    /// Whether the answer was not the model's own.
    pub(super) is_injected: bool,
}

pub(super) type Handler = fn(&mut Model, &Request) -> Reply;

struct Shared {
    handler: Handler,
    prefix: &'static str,
    model: Mutex<Model>,
    faults: Mutex<Vec<Planned>>,
    exchanges: Mutex<Vec<Exchange>>,
    is_stopped: AtomicBool,
}

/// A running server, which ends when it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) fn start(model: Model, prefix: &'static str, handler: Handler) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            handler,
            prefix,
            model: Mutex::new(model),
            faults: Mutex::default(),
            exchanges: Mutex::default(),
            is_stopped: AtomicBool::new(false),
        });
        shared.model.lock().unwrap().api = format!("http://{address}{prefix}");
        let accepting = Arc::clone(&shared);
        let acceptor = thread::spawn(move || {
            let mut workers = Vec::new();
            for stream in listener.incoming() {
                if accepting.is_stopped.load(Ordering::SeqCst) {
                    break;
                }
                let shared = Arc::clone(&accepting);
                workers.push(thread::spawn(move || shared.serve(&stream.unwrap())));
            }
            for worker in workers {
                worker.join().unwrap();
            }
        });
        Self { address, shared, acceptor: Some(acceptor) }
    }

    pub(super) fn model(&self) -> MutexGuard<'_, Model> {
        self.shared.model.lock().unwrap()
    }

    pub(super) fn exchanges(&self) -> Vec<Exchange> {
        self.shared.exchanges.lock().unwrap().clone()
    }

    /// Something goes wrong at the next request of this method whose path ends so.
    pub(super) fn plan(&self, method: &'static str, path_end: &str, fault: Fault) {
        let path_end = path_end.to_owned();
        self.shared.faults.lock().unwrap().push(Planned { method, path_end, fault });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::SeqCst);
        // Wakes the acceptor.
        drop(TcpStream::connect(self.address));
        let result = self.acceptor.take().unwrap().join();
        // What failed in a thread of the server is the test's failure, unless there is one already.
        assert!(result.is_ok() || thread::panicking(), "the stand-in panicked");
    }
}

impl Shared {
    /// Answers one request of a connection, which is then closed.
    fn serve(&self, stream: &TcpStream) {
        let Some(request) = read(stream, self.prefix) else { return };
        let planned = {
            let mut faults = self.faults.lock().unwrap();
            let is_for = |planned: &Planned| {
                planned.method == request.method && request.path().ends_with(&planned.path_end)
            };
            let index = faults.iter().position(is_for);
            index.map(|index| faults.remove(index).fault)
        };
        let mut model = self.model.lock().unwrap();
        let (reply, is_injected) = match planned {
            None => (Some((self.handler)(&mut model, &request)), false),
            Some(Fault::Before(other)) => {
                other(&mut model);
                (Some((self.handler)(&mut model, &request)), false)
            }
            Some(Fault::Instead(reply)) => (Some(reply), true),
            Some(Fault::Afterwards(reply)) => {
                (self.handler)(&mut model, &request);
                (Some(reply), true)
            }
            Some(Fault::Silence) => {
                (self.handler)(&mut model, &request);
                (None, true)
            }
            Some(Fault::Stall) => {
                drop(model);
                self.record(request, None, true);
                // Until the client hangs up.
                let _end = (&*stream).read(&mut [0]);
                return;
            }
        };
        drop(model);
        self.record(request, reply.clone(), is_injected);
        if let Some(reply) = reply {
            write(stream, &reply);
        }
    }

    fn record(&self, request: Request, reply: Option<Reply>, is_injected: bool) {
        self.exchanges.lock().unwrap().push(Exchange { request, reply, is_injected });
    }
}

fn read(stream: &TcpStream, prefix: &str) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = find(&headers, "content-length").parse().unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let path = path.strip_prefix(prefix).unwrap_or_else(|| panic!("{path} is not below {prefix}"));
    let segments = path.split('/').skip(1).map(decode).collect();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.map(|(name, value)| (decode(name), decode(value))).collect();
    Some(Request { method, segments, query, headers, body })
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn write(mut stream: &TcpStream, reply: &Reply) {
    let body = match &reply.body {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        body => body.to_string(),
    };
    let headers: Vec<String> =
        reply.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let (headers, length) = (headers.concat(), body.len());
    let text = format!(
        "HTTP/1.1 {} \r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}",
        reply.status
    );
    // A client that does not wait any more is none of this server's business.
    drop(stream.write_all(text.as_bytes()));
}
