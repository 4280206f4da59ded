//! What new commits change: a line of the log for every object.

use std::thread;

use libgitops::prelude::*;
use libgitops::storage::git::{ChangeKind, CommitInfo, GitStorage, NewCommits, Notices, ObjectChange};
use libgitops::storage::{Error, ErrorKind};
use tracing::{info, warn};

use crate::server::with_causes;

/// Logs what new commits change, until the clone is closed.
///
/// # Errors
/// `Io` if no thread can be started.
pub(super) fn log(storage: GitStorage, notices: Notices) -> Result<(), Error> {
    let follow = move || {
        for notice in notices {
            if let Err(error) = tell(&storage, &notice) {
                warn!("what changed cannot be told: {}", with_causes(&error));
            }
        }
    };
    let started = thread::Builder::new().name("log-commits".to_owned()).spawn(follow);
    started.map(drop).map_err(|error| Error::new(ErrorKind::Io, "cannot start a thread").with_source(error))
}

fn tell(storage: &GitStorage, notice: &NewCommits) -> Result<(), Error> {
    let now = notice.now.to_string();
    let Some(before) = notice.before.map(|before| before.to_string()) else {
        info!(commit = now, "fetched");
        return Ok(());
    };
    if notice.is_forced {
        warn!(from = before, to = now, "the branch was moved by force");
        for change in storage.at(&before)?.changes_to(&storage.at(&now)?) {
            write(&change, None);
        }
        return Ok(());
    }
    for change in storage.changes(&before, &now)? {
        write(&change.change, Some(&change.commit));
    }
    Ok(())
}

/// Of what was moved by force nobody knows who changed it.
fn write(change: &ObjectChange, commit: Option<&CommitInfo>) {
    let told = match change.kind {
        ChangeKind::Added => "ADDED",
        ChangeKind::Modified => "MODIFIED",
        ChangeKind::Deleted => "DELETED",
    };
    let (kind, name) = (change.key.group_kind(), change.key.namespaced_name());
    let fields: Vec<String> = change.fields.iter().map(FieldPath::to_string).collect();
    let changed = fields.join(", ");
    if let Some(CommitInfo { author, title, .. }) = commit {
        info!(%kind, %name, author = author.name, changed, title, "{told}");
    } else {
        info!(%kind, %name, changed, "{told}");
    }
}
