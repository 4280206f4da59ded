//! Repositories by https: whom a clone believes, and to whom it says its password.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use libgitops_storage::ErrorKind;
use libgitops_storage::git::{Credentials, LibraryTransport, ProgramTransport};

use super::servers::{HttpBackend, PASSWORD, USER};
use super::transport::{open, refusal, upstream, with, works};
use crate::listening::Listening;
use crate::tls::Authority;

#[test]
fn https_believes_ones_own_authority_and_says_nothing_to_a_server_of_another() {
    let (Some(authority), Some(other)) = (Authority::new(), Authority::new()) else { return };
    let root = tempfile::tempdir().unwrap();
    let upstream = upstream(root.path());
    let server = HttpBackend::start(root.path(), Duration::ZERO);
    let front = authority.front(server.port());
    let url = format!("https://127.0.0.1:{}/upstream.git", front.port());
    let password = || Credentials::password(USER, PASSWORD);
    works(root.path(), &upstream, &url, &with(password().with_certificate_authority(authority.file())));
    let said = server.requests();
    for credentials in [password(), password().with_certificate_authority(other.file())] {
        let error = refusal(root.path(), &url, with(credentials));
        assert!(error.to_string().contains("certificate"), "{error}");
    }
    // What libgit2 cannot do is told before anything is tried.
    let options = with(password().with_certificate_authority(authority.file()));
    let libgit2 = open(root.path(), &url, options.with_transport(LibraryTransport::new()));
    let error = libgit2.pull().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("without the program `git`"), "{error}");
    assert_eq!(server.requests(), said);
}

/// Answers a request by leading to another server.
fn lead(mut stream: TcpStream, to: &str) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    let target = request.split(' ').nth(1).unwrap_or_default().to_owned();
    drop(lines.find(String::is_empty));
    let answer = format!(
        "HTTP/1.1 301 Moved\r\nLocation: {to}{target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    // A client that has seen enough hangs up.
    drop(stream.write_all(answer.as_bytes()));
}

#[test]
fn a_password_is_said_to_no_server_that_the_right_one_leads_to() {
    let root = tempfile::tempdir().unwrap();
    upstream(root.path());
    let server = HttpBackend::start(root.path(), Duration::ZERO);
    let other = format!("http://127.0.0.1:{}", server.port());
    let leading = Listening::start(move |stream| lead(stream, &other));
    let url = format!("http://127.0.0.1:{}/upstream.git", leading.port());
    let options = || with(Credentials::password(USER, PASSWORD));
    let program = ProgramTransport::find().unwrap();
    for options in [options().with_transport(program), options().with_transport(LibraryTransport::new())] {
        // It would be let in there.
        let error = refusal(root.path(), &url, options);
        assert!(!error.to_string().contains(PASSWORD), "{error}");
    }
    assert!(server.requests() > 0, "they were led there");
    assert_eq!(server.passwords(), 0, "and said nothing");
}
