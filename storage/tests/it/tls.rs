//! TLS in front of a server on loopback, with a certificate of an authority that nobody knows.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use tempfile::TempDir;

use crate::listening::Listening;

/// An authority, and a certificate of it for `127.0.0.1`.
pub(crate) struct Authority {
    root: TempDir,
}

const CONFIG: &str = "\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:FALSE
subjectAltName = IP:127.0.0.1
";

impl Authority {
    /// `None`, and a line that says so, where there is no program `openssl`.
    pub(crate) fn new() -> Option<Self> {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("config"), CONFIG).unwrap();
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -config config -days 2";
        let authority =
            format!("req -x509 {key} -extensions authority -subj /CN=authority -keyout ca.key -out ca.pem");
        if !openssl(root.path(), &authority) {
            eprintln!("skipped: there is no openssl");
            return None;
        }
        assert!(openssl(
            root.path(),
            &format!("req {key} -subj /CN=server -keyout key.pem -out request.pem")
        ));
        let signed = "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile config \
                      -extensions server -out certificate.pem";
        assert!(openssl(root.path(), signed));
        Some(Self { root })
    }

    /// The file with the authority's own certificate.
    pub(crate) fn file(&self) -> PathBuf {
        self.root.path().join("ca.pem")
    }

    /// Lets the server at a port be reached by TLS.
    pub(crate) fn front(&self, port: u16) -> Listening {
        let certificates = CertificateDer::pem_file_iter(self.root.path().join("certificate.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(self.root.path().join("key.pem")).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(certificates.collect::<Result<_, _>>().unwrap(), key);
        let config = Arc::new(config.unwrap());
        // A client that does not like the certificate hangs up.
        Listening::start(move |stream| drop(relay(&Arc::new(stream), port, Arc::clone(&config))))
    }
}

/// Whether `openssl` is there; what it is asked to do, it has to do.
fn openssl(directory: &Path, arguments: &str) -> bool {
    let mut command = Command::new("openssl");
    let Ok(output) = command.current_dir(directory).args(arguments.split_whitespace()).output() else {
        return false;
    };
    assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    true
}

/// Hands on what a client says, and in a thread beside it what it is answered.
fn relay(client: &Arc<TcpStream>, plain: u16, config: Arc<ServerConfig>) -> io::Result<()> {
    let session = Arc::new(Mutex::new(ServerConnection::new(config).map_err(io::Error::other)?));
    let server = Arc::new(TcpStream::connect(("127.0.0.1", plain))?);
    let answers = {
        let (client, server, session) = (Arc::clone(client), Arc::clone(&server), Arc::clone(&session));
        thread::spawn(move || answer(&client, &server, &session))
    };
    let asked = ask(client, &server, &session);
    drop(server.shutdown(if asked.is_ok() { Shutdown::Write } else { Shutdown::Both }));
    drop(answers.join());
    asked
}

fn ask(client: &TcpStream, server: &TcpStream, session: &Mutex<ServerConnection>) -> io::Result<()> {
    let mut bytes = vec![0; 1 << 14];
    loop {
        let count = (&*client).read(&mut bytes)?;
        if count == 0 {
            return Ok(());
        }
        let mut rest = &bytes[..count];
        while !rest.is_empty() {
            let mut content = Vec::new();
            {
                let mut session = session.lock().unwrap();
                session.read_tls(&mut rest)?;
                let state = session.process_new_packets();
                flush(&mut session, client)?;
                state.map_err(io::Error::other)?;
                // It says that there is no more for now as an error.
                drop(session.reader().read_to_end(&mut content));
            }
            (&*server).write_all(&content)?;
        }
    }
}

fn answer(client: &TcpStream, server: &TcpStream, session: &Mutex<ServerConnection>) -> io::Result<()> {
    let mut bytes = vec![0; 1 << 14];
    loop {
        let count = (&*server).read(&mut bytes).unwrap_or_default();
        let mut session = session.lock().unwrap();
        session.writer().write_all(&bytes[..count])?;
        if count == 0 {
            session.send_close_notify();
        }
        flush(&mut session, client)?;
        if count == 0 {
            return client.shutdown(Shutdown::Write);
        }
    }
}

fn flush(session: &mut ServerConnection, mut client: &TcpStream) -> io::Result<()> {
    while session.wants_write() {
        session.write_tls(&mut client)?;
    }
    Ok(())
}
