//! The routes of `sample-gitops`, and what they answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::{post, put};
use libgitops::prelude::*;
use libgitops::status::StatusDetails;
use libgitops::{Status, StatusReason};
use serde::Serialize;
use tracing::{error, warn};

use super::fleet::{Fleet, Outcome, Proposal, Proposed};
use crate::server::cars::{document, named, routes_of_reading};
use crate::server::{Answer, Refusal, blocking, with_causes};

/// `GET` and `PUT` of `<prefix>/<name>`, and `GET` and `POST` of `<prefix>/`.
pub(super) fn routes(prefix: &str, fleet: &Arc<Fleet>) -> Router {
    let writing = Router::new()
        .route(&format!("{prefix}/"), post(pull))
        .route(&format!("{prefix}/{{name}}"), put(propose))
        .with_state(Arc::clone(fleet));
    routes_of_reading(prefix, Arc::new(fleet.storage.clone())).merge(writing)
}

/// What was fetched.
#[derive(Debug, Serialize)]
struct Fetched {
    before: Option<String>,
    now: Option<String>,
}

async fn pull(State(fleet): State<Arc<Fleet>>) -> Result<Answer, Refusal> {
    let pulled = blocking(move || fleet.pull()).await?;
    let told = |commit: Option<_>| commit.map(|commit| format!("{commit}"));
    Ok(Answer::ok(&Fetched { before: told(pulled.before), now: told(pulled.now) }))
}

/// What there is of a proposal.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pushed {
    commit: String,
    branch: String,
    main_branch: String,
    number: Option<u64>,
    url: Option<String>,
    /// What the pull request lacks.
    unapplied: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
}

async fn propose(
    State(fleet): State<Arc<Fleet>>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Answer, Refusal> {
    let name = named(name)?;
    let document = document(&headers, body)?;
    let shared = Arc::clone(&fleet);
    Ok(match blocking(move || shared.propose(&name, document.as_ref())).await? {
        // As Kubernetes answers a request that changes nothing.
        Outcome::Unchanged(car) => Answer::ok_any(fleet.storage.serializer(), &*car),
        Outcome::Proposed(proposal) => answer(*proposal),
    })
}

fn answer(Proposal { committed, pull_request }: Proposal) -> Answer {
    let mut pushed = Pushed {
        commit: committed.id.to_string(),
        branch: committed.branch,
        main_branch: committed.main_branch,
        number: None,
        url: None,
        unapplied: Vec::new(),
        message: String::new(),
    };
    match pull_request {
        Proposed::Made(ensured) => {
            let Pushed { branch, .. } = &pushed;
            let unapplied = ensured.unapplied.iter().map(ToString::to_string);
            pushed.unapplied = unapplied.inspect(|what| warn!(%branch, "not applied: {what}")).collect();
            pushed.message = format!("pull request #{} is open", ensured.number);
            (pushed.number, pushed.url) = (Some(ensured.number), Some(ensured.url));
            Answer::ok(&pushed)
        }
        Proposed::Nowhere(why) => {
            pushed.message = format!("the branch is pushed, and there is no pull request: {why}");
            Answer::ok(&pushed)
        }
        // Nothing that is there is taken back: the branch is, and maybe the pull request.
        Proposed::Failed(failed) => {
            error!("{}", with_causes(&failed));
            let (branch, why) = (&pushed.branch, failed.reason());
            let message = format!(
                "the branch {branch:?} is pushed, and its pull request is missing or not complete: {why}"
            );
            let seconds = failed.retry_after().and_then(|wait| u32::try_from(wait.as_secs()).ok());
            let details = StatusDetails { retry_after_seconds: seconds, ..StatusDetails::default() };
            let status = Status::failure(StatusReason::InternalError, message).with_details(details);
            Answer::in_part(&status, &pushed)
        }
    }
}
