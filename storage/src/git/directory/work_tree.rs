//! The work tree of a clone, for people who want to look: one that `git worktree` makes and `git checkout` brings to where
//! the branch is. Nothing here reads it, and what somebody changed in it stays.

use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::Shared;
use super::notices::Notices;
use crate::error::{Error, ErrorKind};
use crate::git::child;
use crate::git::heads::reference;
use crate::git::id::CommitId;
use crate::git::repository::failed;
use crate::git::transport::{HERE, ProgramTransport};

/// How long a checkout may take.
const PATIENCE: Duration = Duration::from_mins(10);

/// The commit that was checked out last.
const CHECKED_OUT: &str = "refs/libgitops/work-tree";

impl Shared {
    /// Brings the work tree to where the branch is, now and whenever that moves, until it is closed.
    pub(super) fn keep_work_tree(&self, notices: Notices) {
        let update = || {
            if let Err(error) = self.update_work_tree() {
                self.following().work_tree_error = Some(Arc::new(error));
            }
        };
        update();
        notices.for_each(|_| update());
    }

    /// Brings the work tree to where the branch is.
    pub(super) fn update_work_tree(&self) -> Result<(), Error> {
        let Some(path) = &self.options.work_tree else {
            return Err(Error::new(ErrorKind::Unsupported, "the directory has no work tree"));
        };
        let path =
            std::path::absolute(path).map_err(|error| Error::io("it is no path", error).at_path(path))?;
        let _one_at_a_time = self.checking_out.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(head) = self.repository.target(&reference(&self.options.branch))? else { return Ok(()) };
        if path.join(".git").exists() {
            if self.checked_out(&path)? != head {
                git(&path, &["checkout", "--quiet", "--detach", &head.to_string()])?;
            }
        } else {
            let Some(place) = path.to_str() else {
                return Err(
                    Error::new(ErrorKind::Invalid, "the path of the work tree is no text").at_path(path)
                );
            };
            let head = head.to_string();
            let add = ["worktree", "add", "--quiet", "--force", "--detach", "--", place, &head];
            git(self.repository.directory(), &[&HERE[..], &add].concat())?;
        }
        let turn = self.turn()?;
        let before = self.repository.target(CHECKED_OUT)?;
        turn.advance(CHECKED_OUT, before, head, "checkout")?;
        self.following().work_tree_error = None;
        Ok(())
    }

    /// What is checked out in a work tree of this clone.
    ///
    /// # Errors
    /// `Conflict` when somebody has checked out or committed something there; `Invalid` for a work tree of another
    /// repository.
    fn checked_out(&self, path: &Path) -> Result<CommitId, Error> {
        let explain = |error| failed("cannot open the work tree", error).at_path(path);
        let tree = git2::Repository::open(path).map_err(explain)?;
        let is_own = match (tree.commondir().canonicalize(), self.repository.directory().canonicalize()) {
            (Ok(its), Ok(own)) => tree.is_worktree() && its == own,
            _ => false,
        };
        if !is_own {
            return Err(
                Error::new(ErrorKind::Invalid, "it is a work tree of another repository").at_path(path)
            );
        }
        let head = tree.head().ok().and_then(|head| head.target()).map(CommitId);
        let is_detached = tree.head_detached().map_err(explain)?;
        match head.filter(|_| is_detached) {
            Some(head) if self.is_known(head)? => Ok(head),
            _ => {
                let message =
                    "somebody has checked out or committed something in the work tree, so it stays as it is";
                Err(Error::new(ErrorKind::Conflict, message).at_path(path))
            }
        }
    }

    /// Whether a commit is where it was checked out last or, after somebody was killed, before the branch.
    fn is_known(&self, commit: CommitId) -> Result<bool, Error> {
        if self.repository.target(CHECKED_OUT)? == Some(commit) {
            return Ok(true);
        }
        match self.repository.target(&reference(&self.options.branch))? {
            Some(head) => Ok(head == commit || self.is_ancestor(commit, head)?),
            None => Ok(false),
        }
    }
}

fn git(directory: &Path, arguments: &[&str]) -> Result<(), Error> {
    let program = ProgramTransport::find()
        .ok_or_else(|| Error::new(ErrorKind::Unsupported, "a work tree needs the program `git`"))?;
    let mut command = program.command();
    // It is the branch as it is, whatever its submodules and the user's hooks would make of it.
    command.args(["-c", "core.hooksPath=/dev/null", "-c", "submodule.recurse=false"]);
    command.current_dir(directory).args(arguments);
    let finished = child::run(command, b"", Instant::now() + PATIENCE)?;
    if finished.status.success() {
        return Ok(());
    }
    let lines: Vec<&str> = finished.stderr.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let said = lines.join("; ");
    let is_changed = said.contains("would be overwritten") || said.contains("would lose untracked files");
    let kind = if is_changed { ErrorKind::Conflict } else { ErrorKind::Io };
    let message = format!("the work tree stays as it is: {said}");
    Err(Error::new(kind, message).at_path(directory))
}
