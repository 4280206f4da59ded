//! The cars of the repository, and proposals to change them.

use std::path::Path;

use libgitops::codec::Frame;
use libgitops::prelude::*;
use libgitops::pull_request::{EnsuredPullRequest, PullRequest, PullRequestProvider};
use libgitops::storage::git::{
    Author, Commit, Committed, GitDirectory, GitDirectoryOptions, GitOptions, GitStorage, Pulled,
    TransactionStorage as _,
};
use libgitops::storage::{Error, ErrorKind};
use tracing::{info, warn};

use super::access::{Access, environment};
use super::news;
use super::options::Options;
use crate::server::cars::{Drive, cars, replace};
use crate::server::with_causes;

/// What pull requests and their commits say.
const TITLE: &str = "Update Car speed";
const BODY: &str = "We really need to sync this state!";
const LABELS: [&str; 3] = ["user/bot", "actuator/libgitops", "kind/status-update"];

/// A clone that follows its branch, and where changes of its cars are proposed.
#[derive(Debug)]
pub(super) struct Fleet {
    directory: GitDirectory,
    pub(super) storage: GitStorage,
    provider: Result<Box<dyn PullRequestProvider>, String>,
    author: Author,
    assignees: Vec<String>,
    milestone: Option<String>,
}

/// What a change of a car became.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It changes nothing: the car as it is.
    Unchanged(Box<dyn AnyObject>),
    /// It is proposed.
    Proposed(Box<Proposal>),
}

/// A change that was pushed, in a branch of its own.
#[derive(Debug)]
pub(super) struct Proposal {
    pub(super) committed: Committed,
    pub(super) pull_request: Proposed,
}

/// What became of its pull request.
#[derive(Debug)]
pub(super) enum Proposed {
    /// It is there.
    Made(EnsuredPullRequest),
    /// It was not asked for, and why.
    Nowhere(String),
    /// It is missing, or lacks something.
    Failed(Error),
}

impl Fleet {
    /// Fetches the branch, and follows it from then on.
    pub(super) fn open(options: &Options, clone: &Path) -> Result<Self, Error> {
        let Access { url, credentials, provider } = Access::of(options, environment)?.with_files(options)?;
        let following = GitDirectoryOptions::new()
            .with_branch(&options.branch)
            .with_interval(options.interval)
            .with_credentials(credentials)
            .on_error(|error| warn!("not fetched: {}", with_causes(error)));
        let directory = GitDirectory::open(clone, url, following)?;
        let kept = GitOptions::new().with_directory(&options.directory);
        let storage = GitStorage::in_directory(&directory, Serializer::new(Scheme::linked()?), kept)?;
        news::log(storage.clone(), directory.notices())?;
        let branch = directory.main_branch();
        if directory.start()?.now.is_none() {
            warn!("there is no branch {branch:?} yet");
        }
        info!("following {branch} of {}", directory.remote().url());
        match &provider {
            Ok(_) => info!("changes are proposed by pull requests"),
            Err(why) => warn!("changes are pushed without pull requests: {why}"),
        }
        let (author, assignees) = (options.author.clone(), options.assignees.clone());
        Ok(Self { directory, storage, provider, author, assignees, milestone: options.milestone.clone() })
    }

    /// Fetches now.
    pub(super) fn pull(&self) -> Result<Pulled, Error> {
        self.directory.pull()
    }

    /// Begins no fetch any more.
    pub(super) fn stop(&self) {
        self.directory.suspend();
    }

    /// Proposes that a car is what a document says or, without one, that it has driven.
    pub(super) fn propose(&self, name: &str, document: Option<&Frame>) -> Result<Outcome, Error> {
        // Before anybody is asked for a car that cannot be.
        cars(&self.storage).key(name)?;
        self.directory.pull()?;
        let drive = Drive::random();
        let mut car = None;
        let committed = self.storage.transaction(&format!("{name}-update-"), |transaction| {
            car = Some(match document {
                Some(document) => replace(transaction, name, document)?,
                None => Box::new(drive.apply(transaction, name)?),
            });
            Ok(Commit::new(self.author.clone(), TITLE).with_description(BODY))
        })?;
        let Some(committed) = committed else {
            let nothing = || Error::new(ErrorKind::NoDifference, "nothing was asked of the car");
            return car.map(Outcome::Unchanged).ok_or_else(nothing);
        };
        let pull_request = self.ensure(&committed);
        Ok(Outcome::Proposed(Box::new(Proposal { committed, pull_request })))
    }

    fn ensure(&self, committed: &Committed) -> Proposed {
        let provider = match &self.provider {
            Ok(provider) => provider,
            Err(why) => return Proposed::Nowhere(why.clone()),
        };
        let ensured = provider.ensure(&PullRequest {
            body: BODY.to_owned(),
            labels: LABELS.map(str::to_owned).to_vec(),
            assignees: self.assignees.clone(),
            milestone: self.milestone.clone(),
            ..PullRequest::new(&committed.branch, &committed.main_branch, TITLE)
        });
        ensured.map_or_else(Proposed::Failed, Proposed::Made)
    }
}
