//! The same at a forge itself, where a token and a repository for trials are given.
//!
//! `LIBGITOPS_GITHUB_TOKEN` and `LIBGITOPS_GITHUB_REPOSITORY` (a URL), and the same with `GITLAB` and `GITEA`;
//! `LIBGITOPS_LIVE_HEAD` and `LIBGITOPS_LIVE_BASE` name branches that differ: `libgitops-live` and `main` otherwise.

use std::env::var;

use libgitops_storage::pull_request::{Action, Forge, ForgeOptions, PullRequest, RepositoryRef, Token};

fn live(forge: Forge) {
    let prefix = format!("LIBGITOPS_{}", forge.to_string().to_ascii_uppercase());
    let (token, repository) = (format!("{prefix}_TOKEN"), format!("{prefix}_REPOSITORY"));
    let (Ok(_), Ok(url)) = (var(&token), var(&repository)) else {
        println!("skipped: {token} and {repository} give no repository for trials at {forge}");
        return;
    };
    let repository: RepositoryRef = url.parse().unwrap();
    let provider = forge.provider(&repository, Token::from_env(token), &ForgeOptions::default()).unwrap();
    let branch = |name: &str, otherwise: &str| var(name).unwrap_or_else(|_| otherwise.to_owned());
    let (head, base) =
        (branch("LIBGITOPS_LIVE_HEAD", "libgitops-live"), branch("LIBGITOPS_LIVE_BASE", "main"));
    let request = PullRequest {
        body: "A trial of libgitops's own tests.".to_owned(),
        labels: vec!["libgitops-live".to_owned()],
        assignees: vec!["no-such-user-of-libgitops".to_owned()],
        ..PullRequest::new(head, base, "A trial of libgitops")
    };
    let first = provider.ensure(&request).unwrap();
    let second = provider.ensure(&request).unwrap();
    assert_eq!((second.number, &second.url, second.action), (first.number, &first.url, Action::Unchanged));
    assert_eq!(first.unapplied.len(), 1, "{:?}", first.unapplied);
    println!("{}", first.url);
}

#[test]
fn a_pull_request_at_github_itself() {
    live(Forge::GitHub);
}

#[test]
fn a_merge_request_at_gitlab_itself() {
    live(Forge::GitLab);
}

#[test]
fn a_pull_request_at_gitea_itself() {
    live(Forge::Gitea);
}
