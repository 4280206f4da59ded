//! Real servers on loopback: `sshd` and `git http-backend`, each on a free port and gone with its handle.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::listening::Listening;

/// A program that is found by its name, also where those of the system are.
pub(super) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(system)
        .map(|directory| directory.join(name))
        .find(|path| path.is_file())
}

/// An OpenSSH server that runs as this user, with one key that may log in.
pub(super) struct Sshd {
    child: Child,
    root: TempDir,
    port: u16,
}

impl Sshd {
    /// `None`, and a line that says so, where there is no `sshd`.
    pub(super) fn start() -> Option<Self> {
        Self::start_with("")
    }

    /// One that takes so much longer to do what it is asked for.
    pub(super) fn start_slow(delay: Duration) -> Option<Self> {
        Self::start_with(&format!(
            "ForceCommand sleep {}; eval \"$SSH_ORIGINAL_COMMAND\"\n",
            delay.as_secs_f32()
        ))
    }

    fn start_with(more: &str) -> Option<Self> {
        let Some(sshd) = program("sshd") else {
            eprintln!("skipped: there is no sshd");
            return None;
        };
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name).display().to_string();
        for (name, kind, passphrase) in
            [("host", "ed25519", ""), ("key", "ed25519", ""), ("locked", "ed25519", "open it")]
        {
            keygen(&path(name), kind, passphrase);
        }
        let keys = ["key.pub", "locked.pub"].map(|name| fs::read_to_string(path(name)).unwrap()).concat();
        fs::write(path("authorized_keys"), keys).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\nPidFile none\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nMaxStartups 100\nLogLevel ERROR\n{more}",
            path("host"),
            path("authorized_keys"),
        );
        fs::write(path("sshd_config"), config).unwrap();
        // Where sshd wants a directory of its own, a machine that never started it has none.
        drop(fs::create_dir_all("/run/sshd"));
        let mut command = Command::new(sshd);
        command.args(["-D", "-e", "-f"]).arg(path("sshd_config")).stdin(Stdio::null()).stdout(Stdio::null());
        let log = fs::File::create(path("log")).unwrap();
        let mut child = command.stderr(log).spawn().unwrap();
        let until = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = fs::read_to_string(path("log")).unwrap();
            assert!(
                child.try_wait().unwrap().is_none() && Instant::now() < until,
                "sshd did not start: {log}"
            );
            std::thread::yield_now();
        }
        Some(Self { child, root, port })
    }

    /// The address of a repository for the user that runs the tests.
    pub(super) fn url(&self, repository: &Path) -> String {
        let user = std::env::var("USER").unwrap_or_else(|_| "root".to_owned());
        format!("ssh://{user}@127.0.0.1:{}{}", self.port, repository.display())
    }

    pub(super) fn identity(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Lines of `known_hosts` with the server's key.
    pub(super) fn known_hosts(&self) -> String {
        let key = fs::read_to_string(self.root.path().join("host.pub")).unwrap();
        let key = key.split(' ').take(2).collect::<Vec<_>>().join(" ");
        format!("[127.0.0.1]:{} {key}\n", self.port)
    }

    /// Lines with the key of another server under this one's name.
    pub(super) fn wrong_hosts(&self) -> String {
        let key = fs::read_to_string(self.root.path().join("key.pub")).unwrap();
        let key = key.split(' ').take(2).collect::<Vec<_>>().join(" ");
        format!("[127.0.0.1]:{} {key}\n", self.port)
    }

    /// The same as [`known_hosts`](Self::known_hosts), with the names hashed and other keys around it.
    pub(super) fn hashed_hosts(&self) -> String {
        let file = self.root.path().join("hashed");
        let other =
            "example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n";
        fs::write(&file, format!("# Servers\n{other}{}", self.known_hosts())).unwrap();
        let done = Command::new("ssh-keygen").arg("-H").arg("-f").arg(&file).output().unwrap();
        assert!(done.status.success());
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains("|1|") && !text.contains("127.0.0.1"));
        text
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn keygen(path: &str, kind: &str, passphrase: &str) {
    let mut command = Command::new("ssh-keygen");
    let done = command
        .args(["-q", "-a", "1", "-t", kind, "-N", passphrase, "-C", "test", "-f", path])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// `git http-backend` behind a small HTTP/1.1 server with one user and password.
pub(super) struct HttpBackend {
    listening: Listening,
    counts: Arc<Counts>,
}

/// What clients did.
#[derive(Default)]
struct Counts {
    requests: AtomicUsize,
    /// In how many of them a password was said.
    passwords: AtomicUsize,
}

pub(super) const USER: &str = "ada";
pub(super) const PASSWORD: &str = "s3cr3t-t0ken";
/// The password with this user, and as a token, in base 64.
const BASIC: [&str; 2] = ["Basic YWRhOnMzY3IzdC10MGtlbg==", "Basic eC1hY2Nlc3MtdG9rZW46czNjcjN0LXQwa2Vu"];

impl HttpBackend {
    /// Serves the repositories below a directory. With `delay` every answer takes that much longer.
    pub(super) fn start(root: &Path, delay: Duration) -> Self {
        let (counts, root) = (Arc::new(Counts::default()), root.to_owned());
        let counted = Arc::clone(&counts);
        let listening = Listening::start(move |stream| drop(answer(stream, &root, &counted, delay)));
        Self { listening, counts }
    }

    pub(super) fn url(&self, repository: &str) -> String {
        format!("http://127.0.0.1:{}/{repository}", self.port())
    }

    pub(super) fn port(&self) -> u16 {
        self.listening.port()
    }

    /// How many requests there were.
    pub(super) fn requests(&self) -> usize {
        self.counts.requests.load(Ordering::Relaxed)
    }

    /// In how many of them a password was said, right or wrong.
    pub(super) fn passwords(&self) -> usize {
        self.counts.passwords.load(Ordering::Relaxed)
    }
}

/// Answers one request, and closes the connection.
fn answer(mut stream: TcpStream, root: &Path, counts: &Counts, delay: Duration) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(());
    }
    let mut words = line.split_whitespace();
    let (method, target) =
        (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let mut headers = std::collections::HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    counts.requests.fetch_add(1, Ordering::Relaxed);
    counts.passwords.fetch_add(usize::from(headers.contains_key("authorization")), Ordering::Relaxed);
    std::thread::sleep(delay);
    if headers.get("expect").is_some_and(|value| value == "100-continue") {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = body(&mut reader, &headers)?;
    if headers.get("authorization").is_none_or(|value| !BASIC.contains(&value.as_str())) {
        let answer = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return stream.write_all(answer.as_bytes());
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut command = Command::new("git");
    command.arg("http-backend").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.env("GIT_PROJECT_ROOT", root).env("GIT_HTTP_EXPORT_ALL", "1").env("REMOTE_USER", USER);
    command.env("PATH_INFO", path).env("QUERY_STRING", query).env("REQUEST_METHOD", &method);
    command.env("CONTENT_LENGTH", body.len().to_string());
    for (name, variable) in [
        ("content-type", "CONTENT_TYPE"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "GIT_PROTOCOL"),
    ] {
        command.env(variable, headers.get(name).map_or("", String::as_str));
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&body)));
    let output = child.wait_with_output()?;
    drop(writer.join());
    let end = output.stdout.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_default();
    let (head, rest) = output.stdout.split_at(end);
    let head = String::from_utf8_lossy(head);
    let status = head.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK").to_owned();
    let length = rest.len().saturating_sub(4);
    let answer =
        format!("HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes())?;
    stream.write_all(rest.get(4..).unwrap_or_default())
}

/// The body of a request, by its length or in chunks.
fn body(
    reader: &mut impl std::io::BufRead,
    headers: &std::collections::HashMap<String, String>,
) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size)?;
            let size = u64::from_str_radix(size.trim(), 16).unwrap_or_default();
            reader.by_ref().take(size).read_to_end(&mut body)?;
            let mut end = String::new();
            reader.read_line(&mut end)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    reader.take(length).read_to_end(&mut body)?;
    Ok(body)
}
