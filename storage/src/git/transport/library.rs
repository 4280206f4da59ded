//! The transport by libgit2, for machines without the program `git`.

use std::cell::RefCell;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Instant;

use git2::{Cred, CredentialType, Direction, FetchOptions, PushOptions, RemoteCallbacks};

use super::program::is_taken;
use super::{Fetch, Push, Pushed, Transport};
use crate::error::{Error, ErrorKind};
use crate::git::id::CommitId;
use crate::git::remote::{Remote, origin};
use crate::git::repository::cannot_open;

/// The network by libgit2: repositories on the disk and over plain http. It is built without ssh and TLS, which would
/// bring two more libraries in C, whose known hosts and authorities could not be set for one repository.
///
/// A push to a repository on the disk is written into it by libgit2 itself, so its hooks do not run.
///
/// libgit2 waits for a server that says nothing at all. At the deadline it is left to that, in a thread of its own, which
/// does nothing more once the server says something.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LibraryTransport;

impl LibraryTransport {
    /// The transport.
    pub fn new() -> Self {
        Self
    }
}

/// So many bytes of what a server says are kept.
const MOST_SAID: usize = 1 << 16;

fn check(remote: &Remote) -> Result<(), Error> {
    if remote.is_local() || remote.url().starts_with("http://") {
        return Ok(());
    }
    let message =
        "without the program `git` only repositories on the disk and over plain http can be reached";
    Err(Error::new(ErrorKind::Unsupported, message).at_path(remote.url()))
}

fn refused(remote: &Remote, what: &str, error: &git2::Error) -> Error {
    if ["sha256", "refstorage"].iter().any(|word| error.message().contains(word)) {
        return cannot_open(error).at_path(remote.url());
    }
    let message = remote.redacted(&format!("{what}: {}", error.message()));
    Error::new(ErrorKind::Remote, message).at_path(remote.url())
}

/// Does something in a thread that is left alone at the deadline.
fn within<T: Send + 'static>(
    remote: &Remote,
    until: Instant,
    work: impl FnOnce(&Remote) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    check(remote)?;
    let (sender, done) = channel();
    let own = remote.clone();
    let thread = thread::Builder::new().name("libgitops-libgit2".to_owned()).spawn(move || {
        // Nobody may be waiting any more.
        drop(sender.send(work(&own)));
    });
    thread.map_err(|error| Error::io("cannot start a thread", error))?;
    done.recv_timeout(until.saturating_duration_since(Instant::now())).unwrap_or_else(|ended| {
        let message = match ended {
            RecvTimeoutError::Timeout => "libgit2 took longer than it may, and is left alone",
            RecvTimeoutError::Disconnected => "libgit2 ended without a result",
        };
        Err(Error::new(ErrorKind::Remote, message).at_path(remote.url()))
    })
}

/// Callbacks that offer each credential once and to nobody else, and stop at the deadline.
fn callbacks(remote: &Remote, until: Instant) -> RemoteCallbacks<'_> {
    let mut callbacks = RemoteCallbacks::new();
    let mut is_offered = false;
    callbacks.credentials(move |asking, _, allowed| {
        let credentials = &remote.credentials;
        // libgit2 asks again after each failure, without end, and for whomever it was sent on to.
        let is_first = !std::mem::replace(&mut is_offered, true);
        let may_know = is_first && Instant::now() < until && origin(asking) == origin(remote.url());
        match (&credentials.user, &credentials.password) {
            (Some(user), Some(password))
                if may_know && allowed.contains(CredentialType::USER_PASS_PLAINTEXT) =>
            {
                Cred::userpass_plaintext(user, &password.0)
            }
            _ => Err(git2::Error::from_str("the server wants other credentials")),
        }
    });
    callbacks.transfer_progress(move |_| Instant::now() < until);
    callbacks
}

impl Transport for LibraryTransport {
    fn resolve(&self, remote: &Remote, reference: &str, until: Instant) -> Result<Option<CommitId>, Error> {
        let reference = reference.to_owned();
        within(remote, until, move |remote| {
            let explain = |error: git2::Error| refused(remote, "the references cannot be read", &error);
            let mut found = git2::Remote::create_detached(remote.url()).map_err(explain)?;
            let connection = found.connect_auth(Direction::Fetch, Some(callbacks(remote, until)), None);
            let connection = connection.map_err(explain)?;
            let heads = connection.list().map_err(explain)?;
            Ok(heads.iter().find(|head| head.name() == reference).map(|head| CommitId(head.oid())))
        })
    }

    fn fetch(
        &self,
        repository: &Path,
        remote: &Remote,
        fetch: &Fetch<'_>,
        until: Instant,
    ) -> Result<(), Error> {
        let (repository, depth) = (repository.to_owned(), fetch.depth);
        let refspec = format!("+{}:{}", fetch.source, fetch.destination);
        let what = format!("{} cannot be fetched", fetch.source);
        within(remote, until, move |remote| {
            let mut options = FetchOptions::new();
            options.remote_callbacks(callbacks(remote, until)).download_tags(git2::AutotagOption::None);
            options.update_fetchhead(false);
            if let Some(depth) = depth {
                options.depth(i32::try_from(depth).unwrap_or(i32::MAX));
            }
            let fetched = git2::Repository::open(repository).and_then(|repository| {
                let mut found = repository.remote_anonymous(remote.url())?;
                found.fetch(&[refspec], Some(&mut options), None)
            });
            fetched.map_err(|error| refused(remote, &what, &error))
        })
    }

    fn push(
        &self,
        repository: &Path,
        remote: &Remote,
        push: &Push<'_>,
        until: Instant,
    ) -> Result<Pushed, Error> {
        let (repository, reference) = (repository.to_owned(), push.reference.to_owned());
        let (commit, expected) = (push.commit, push.expected);
        within(remote, until, move |remote| {
            push_in_time(&repository, remote, &Push { commit, reference: &reference, expected }, until)
        })
    }
}

fn push_in_time(
    repository: &Path,
    remote: &Remote,
    push: &Push<'_>,
    until: Instant,
) -> Result<Pushed, Error> {
    // What libgit2 can push is a reference of its own.
    let name = format!("refs/libgitops/push/{}", push.commit);
    let result = RefCell::new(None);
    let is_elsewhere = RefCell::new(false);
    let said = RefCell::new(Vec::new());
    let mut callbacks = callbacks(remote, until);
    callbacks.sideband_progress(|words| {
        // A server that goes on for ever fills no memory.
        let mut said = said.borrow_mut();
        let room = MOST_SAID.saturating_sub(said.len());
        said.extend_from_slice(words.get(..room).unwrap_or(words));
        true
    });
    callbacks.push_negotiation(|updates| {
        if Instant::now() >= until {
            return Err(git2::Error::from_str("nobody waits for it any more"));
        }
        let expected = push.expected.map_or(git2::Oid::ZERO_SHA1, |expected| expected.0);
        if updates.iter().all(|update| update.src() == expected) {
            return Ok(());
        }
        is_elsewhere.replace(true);
        Err(git2::Error::from_str("the reference is elsewhere"))
    });
    // `Ok` says only that the server was spoken to: what became of the reference is told here.
    callbacks.push_update_reference(|_, refusal| {
        result.replace(Some(refusal.map(str::to_owned)));
        Ok(())
    });
    let mut options = PushOptions::new();
    options.remote_callbacks(callbacks);
    let what = format!("{} was not taken", push.reference);
    let pushed = push_as(repository, remote, &name, push, &mut options, &what);
    drop(options);
    match (is_elsewhere.into_inner(), pushed, result.into_inner()) {
        (true, ..) => Ok(Pushed::Elsewhere),
        (false, Err(error), _) => Err(error),
        (false, Ok(()), Some(None)) => Ok(Pushed::Done),
        (false, Ok(()), refusal) => {
            let reason = refusal.flatten().unwrap_or_else(|| "the server did not say why".to_owned());
            let is_lost =
                ["lock", "failed to update ref", "old value"].iter().any(|word| reason.contains(word));
            let said = String::from_utf8_lossy(&said.into_inner()).into_owned();
            if is_lost && !is_taken(&said) {
                return Ok(Pushed::Elsewhere);
            }
            let said = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
            let joint = if said.is_empty() { "" } else { ": " };
            let message = remote.redacted(&format!("{what}: {reason}{joint}{}", said.join("; ")));
            Err(Error::new(ErrorKind::Remote, message).at_path(remote.url()))
        }
    }
}

fn push_as(
    repository: &Path,
    remote: &Remote,
    name: &str,
    push: &Push<'_>,
    options: &mut PushOptions<'_>,
    what: &str,
) -> Result<(), Error> {
    let explain = |error: git2::Error| refused(remote, what, &error);
    let repository = git2::Repository::open(repository).map_err(explain)?;
    let mut reference = repository.reference(name, push.commit.0, true, "push").map_err(explain)?;
    let refspec = format!("+{name}:{}", push.reference);
    let pushed =
        repository.remote_anonymous(remote.url()).and_then(|mut found| found.push(&[refspec], Some(options)));
    reference.delete().map_err(explain)?;
    pushed.map_err(explain)
}
