//! A server of a test: it takes connections on a free port of loopback until it is dropped.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// Takes connections.
pub(crate) struct Listening {
    port: u16,
    is_closed: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
}

impl Listening {
    /// Each connection is handled in a thread of its own.
    pub(crate) fn start(handle: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (is_closed, handle) = (Arc::new(AtomicBool::new(false)), Arc::new(handle));
        let closed = Arc::clone(&is_closed);
        let acceptor = thread::spawn(move || {
            for stream in listener.incoming() {
                if closed.load(Ordering::Relaxed) {
                    return;
                }
                let handle = Arc::clone(&handle);
                thread::spawn(move || handle(stream.unwrap()));
            }
        });
        Self { port, is_closed, acceptor: Some(acceptor) }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.is_closed.store(true, Ordering::Relaxed);
        // Wakes the acceptor.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        drop(self.acceptor.take().map(JoinHandle::join));
    }
}
