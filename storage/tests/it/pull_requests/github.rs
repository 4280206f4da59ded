//! The stand-in of GitHub. That its answers are GitHub's is held against GitHub's own document.

use serde_json::{Map, Value, json};

use super::http::{Reply, Request};
use super::model::{AUTHOR, Model, Pull, add_all, link, page, text, texts};

pub(super) const PREFIX: &str = "/api/v3";

const DOCS: &str = "https://docs.github.com/rest";

const TIME: &str = "2026-01-01T00:00:00Z";

pub(super) fn handle(model: &mut Model, request: &Request) -> Reply {
    if request.header("user-agent").is_empty() {
        return problem(
            403,
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent",
        );
    }
    if request.header("authorization") != format!("Bearer {}", model.token) {
        return problem(401, "Bad credentials");
    }
    assert_eq!(request.header("x-github-api-version"), "2022-11-28");
    assert_eq!(request.header("accept"), "application/vnd.github+json");
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let [repos, owner, name, rest @ ..] = segments.as_slice() else { return problem(404, "Not Found") };
    if *repos != "repos" || *owner != model.owner || *name != model.name {
        return problem(404, "Not Found");
    }
    match (request.method.as_str(), rest) {
        ("GET", ["pulls"]) => list(model, request),
        ("POST", ["pulls"]) => create(model, &request.body),
        ("PATCH", ["pulls", number]) => edit(model, number, &request.body),
        ("GET", ["pulls", number, "reviews"]) => reviews(model, number),
        ("POST", ["pulls", number, "requested_reviewers"]) => ask(model, number, &request.body),
        ("POST", ["issues", number, "labels"]) => label(model, number, &request.body),
        ("POST", ["issues", number, "assignees"]) => assign(model, number, &request.body),
        ("PATCH", ["issues", number]) => edit_issue(model, number, &request.body),
        ("GET", ["milestones"]) => milestones(model, request),
        _ => problem(404, "Not Found"),
    }
}

fn problem(status: u16, message: &str) -> Reply {
    Reply::new(status, json!({ "message": message, "documentation_url": DOCS, "status": status.to_string() }))
}

fn invalid(error: &Value) -> Reply {
    let body = json!({ "message": "Validation Failed", "errors": [error], "documentation_url": DOCS });
    Reply::new(422, body)
}

fn custom(message: &str) -> Reply {
    invalid(&json!({ "resource": "PullRequest", "code": "custom", "message": message }))
}

fn list(model: &Model, request: &Request) -> Reply {
    // A filter without an owner is passed over, as it is there.
    let head = request.query("head").split_once(':');
    let fits = |pull: &&Pull| {
        let owner = if pull.is_of_a_fork { "fork" } else { model.owner.as_str() };
        (request.query("state") == "all" || !pull.is_closed)
            && head.is_none_or(|head| head == (owner, pull.head.as_str()))
            && (request.query("base").is_empty() || request.query("base") == pull.base)
    };
    let pulls: Vec<&Pull> = model.pulls.iter().filter(fits).collect();
    let (pulls, has_more) = page(request, "per_page", 100, &pulls);
    let body = pulls.iter().map(|pull| simple(model, pull)).collect();
    link(model, request, Reply::new(200, Value::Array(body)), has_more)
}

fn create(model: &mut Model, body: &Value) -> Reply {
    let (head, base) = (text(body, "head").unwrap(), text(body, "base").unwrap());
    for (field, branch) in [("head", &head), ("base", &base)] {
        if !model.branches.contains(branch) {
            return invalid(&json!({ "resource": "PullRequest", "field": field, "code": "invalid" }));
        }
    }
    if model.between(&head, &base).is_some() {
        return custom(&format!("A pull request already exists for {}:{head}.", model.owner));
    }
    if model.equal_branches.contains(&head) {
        return custom(&format!("No commits between {base} and {head}"));
    }
    let is_draft = body["draft"] == true;
    if is_draft && !model.is_paid {
        return custom("Draft pull requests are not supported in this repository.");
    }
    let (title, body) = (text(body, "title").unwrap(), text(body, "body").unwrap_or_default());
    let pull = model.open(Pull { title, body, head, base, is_draft, ..Pull::default() }).clone();
    Reply::new(201, full(model, &pull))
}

fn edit(model: &mut Model, number: &str, body: &Value) -> Reply {
    let Some(pull) = model.pull(number) else { return problem(404, "Not Found") };
    pull.title = text(body, "title").unwrap_or_else(|| pull.title.clone());
    pull.body = text(body, "body").unwrap_or_else(|| pull.body.clone());
    let pull = pull.clone();
    Reply::new(200, full(model, &pull))
}

fn label(model: &mut Model, number: &str, body: &Value) -> Reply {
    let labels = texts(body, "labels");
    if labels.iter().any(|label| label.len() > 50) {
        return invalid(&json!({ "resource": "Label", "field": "name", "code": "invalid" }));
    }
    let Some(pull) = model.pull(number) else { return problem(404, "Not Found") };
    add_all(&mut pull.labels, &labels);
    let pull = pull.clone();
    Reply::new(200, pull.labels.iter().map(|label| label_json(model, label)).collect())
}

fn assign(model: &mut Model, number: &str, body: &Value) -> Reply {
    // Whoever cannot be assigned is passed over in silence.
    let members: Vec<String> =
        texts(body, "assignees").iter().filter_map(|user| model.member(user)).collect();
    let Some(pull) = model.pull(number) else { return problem(404, "Not Found") };
    add_all(&mut pull.assignees, &members);
    let pull = pull.clone();
    Reply::new(201, issue(model, &pull))
}

fn edit_issue(model: &mut Model, number: &str, body: &Value) -> Reply {
    let milestone = body["milestone"].as_u64().map(|number| usize::try_from(number).unwrap());
    let title = milestone.and_then(|number| model.milestones.get(number - 1).cloned());
    let Some(pull) = model.pull(number) else { return problem(404, "Not Found") };
    if title.is_none() {
        return invalid(&json!({ "resource": "Issue", "field": "milestone", "code": "invalid" }));
    }
    pull.milestone = title;
    let pull = pull.clone();
    Reply::new(200, issue(model, &pull))
}

fn ask(model: &mut Model, number: &str, body: &Value) -> Reply {
    let (users, teams) = (texts(body, "reviewers"), texts(body, "team_reviewers"));
    if users.iter().any(|user| user == AUTHOR) {
        return problem(422, "Review cannot be requested from pull request author.");
    }
    if users.iter().any(|user| model.member(user).is_none())
        || teams.iter().any(|team| !model.teams.contains(team))
    {
        let message = "Reviews may only be requested from collaborators. One or more of the users or teams you \
                       specified is not a collaborator of the repository.";
        return problem(422, message);
    }
    let Some(pull) = model.pull(number) else { return problem(404, "Not Found") };
    add_all(&mut pull.reviewers, &users);
    add_all(&mut pull.teams, &teams);
    let pull = pull.clone();
    Reply::new(201, simple(model, &pull))
}

fn reviews(model: &mut Model, number: &str) -> Reply {
    let Some(pull) = model.pull(number).map(|pull| pull.clone()) else { return problem(404, "Not Found") };
    let url = format!("{}/repos/{}/{}/pulls/{number}", model.api, model.owner, model.name);
    let review = |user: &String| {
        json!({
            "id": 1, "node_id": "R1", "user": user_json(model, user), "body": "", "state": "APPROVED",
            "html_url": url, "pull_request_url": url, "commit_id": "0".repeat(40),
            "author_association": "MEMBER", "_links": { "html": { "href": url }, "pull_request": { "href": url } },
        })
    };
    Reply::new(200, pull.reviews.iter().map(review).collect())
}

fn milestones(model: &Model, request: &Request) -> Reply {
    assert_eq!(request.query("state"), "all");
    let (titles, has_more) = page(request, "per_page", 100, &model.milestones);
    let body = titles.iter().map(|title| milestone_json(model, title)).collect();
    link(model, request, Reply::new(200, Value::Array(body)), has_more)
}

/// Gives an object each of these fields as an address below its own.
fn with_urls(mut object: Value, url: &str, names: &[&str]) -> Value {
    let fields: &mut Map<String, Value> = object.as_object_mut().unwrap();
    for name in names {
        fields.insert((*name).to_owned(), json!(format!("{url}/{name}")));
    }
    for name in ["url", "html_url"] {
        fields.insert(name.to_owned(), json!(url));
    }
    object
}

fn user_json(model: &Model, login: &str) -> Value {
    let id = model.id_of(login).unwrap_or(99);
    let user = json!({
        "login": login, "id": id, "node_id": format!("U{id}"), "gravatar_id": "", "type": "User",
        "site_admin": false,
    });
    let urls = [
        "avatar_url",
        "followers_url",
        "following_url",
        "gists_url",
        "starred_url",
        "subscriptions_url",
        "organizations_url",
        "repos_url",
        "events_url",
        "received_events_url",
    ];
    with_urls(user, &format!("{}/users/{login}", model.api), &urls)
}

fn repository_json(model: &Model, is_fork: bool) -> Value {
    let owner = if is_fork { "fork" } else { model.owner.as_str() };
    let repository = json!({
        "id": if is_fork { 2 } else { 1 }, "node_id": "R", "name": model.name,
        "full_name": format!("{owner}/{}", model.name), "owner": user_json(model, owner), "private": false,
        "description": null, "fork": is_fork, "default_branch": "main", "forks": 0, "forks_count": 0,
        "has_downloads": true, "has_issues": true, "has_projects": true, "has_wiki": true, "has_pages": false,
        "homepage": null, "language": null, "archived": false, "disabled": false, "open_issues": 0,
        "open_issues_count": 0, "license": null, "pushed_at": TIME, "size": 1, "stargazers_count": 0,
        "watchers": 0, "watchers_count": 0, "created_at": TIME, "updated_at": TIME, "mirror_url": null,
    });
    let urls = [
        "archive_url",
        "assignees_url",
        "blobs_url",
        "branches_url",
        "collaborators_url",
        "comments_url",
        "commits_url",
        "compare_url",
        "contents_url",
        "contributors_url",
        "deployments_url",
        "downloads_url",
        "events_url",
        "forks_url",
        "git_commits_url",
        "git_refs_url",
        "git_tags_url",
        "hooks_url",
        "issue_comment_url",
        "issue_events_url",
        "issues_url",
        "keys_url",
        "labels_url",
        "languages_url",
        "merges_url",
        "milestones_url",
        "notifications_url",
        "pulls_url",
        "releases_url",
        "stargazers_url",
        "statuses_url",
        "subscribers_url",
        "subscription_url",
        "tags_url",
        "teams_url",
        "trees_url",
        "clone_url",
        "git_url",
        "ssh_url",
        "svn_url",
    ];
    with_urls(repository, &format!("{}/repos/{owner}/{}", model.api, model.name), &urls)
}

fn label_json(model: &Model, name: &str) -> Value {
    let label = json!({
        "id": 1, "node_id": "L1", "name": name, "description": "", "color": "ededed", "default": false,
    });
    with_urls(label, &format!("{}/labels/1", model.api), &[])
}

fn team_json(model: &Model, slug: &str) -> Value {
    let team = json!({
        "id": 1, "node_id": "T1", "name": slug.to_uppercase(), "slug": slug, "description": null,
        "permission": "pull", "parent": null, "type": "organization",
    });
    with_urls(team, &format!("{}/teams/1", model.api), &["members_url", "repositories_url"])
}

fn milestone_json(model: &Model, title: &str) -> Value {
    let number = model.milestone_id(title);
    let milestone = json!({
        "id": number, "node_id": "M", "number": number, "state": "open", "title": title, "description": null,
        "creator": user_json(model, "ada"), "open_issues": 0, "closed_issues": 0, "created_at": TIME,
        "updated_at": TIME, "closed_at": null, "due_on": null,
    });
    with_urls(milestone, &format!("{}/milestones/{number}", model.api), &["labels_url"])
}

fn branch_json(model: &Model, name: &str, is_fork: bool) -> Value {
    let owner = if is_fork { "fork" } else { model.owner.as_str() };
    json!({
        "label": format!("{owner}:{name}"), "ref": name, "sha": "0".repeat(40),
        "repo": repository_json(model, is_fork), "user": user_json(model, owner),
    })
}

/// What an issue and a pull request share.
fn shared(model: &Model, pull: &Pull) -> Value {
    let users = |names: &[String]| -> Value { names.iter().map(|name| user_json(model, name)).collect() };
    json!({
        "id": pull.number, "node_id": "P", "number": pull.number, "title": pull.title,
        "body": if pull.body.is_empty() { Value::Null } else { json!(pull.body) },
        "state": if pull.is_closed { "closed" } else { "open" }, "locked": false, "draft": pull.is_draft,
        "user": user_json(model, AUTHOR), "author_association": "MEMBER",
        "labels": pull.labels.iter().map(|label| label_json(model, label)).collect::<Value>(),
        "assignee": pull.assignees.first().map(|name| user_json(model, name)),
        "assignees": users(&pull.assignees),
        "milestone": pull.milestone.as_ref().map(|title| milestone_json(model, title)),
        "created_at": TIME, "updated_at": TIME, "closed_at": null,
    })
}

fn issue(model: &Model, pull: &Pull) -> Value {
    let mut issue = shared(model, pull);
    issue["comments"] = json!(0);
    let urls = ["comments_url", "events_url", "labels_url", "repository_url"];
    with_urls(issue, &format!("{}/issues/{}", model.api, pull.number), &urls)
}

fn simple(model: &Model, pull: &Pull) -> Value {
    let mut json = shared(model, pull);
    let url = format!("{}/repos/{}/{}/pulls/{}", model.api, model.owner, model.name, pull.number);
    json["head"] = branch_json(model, &pull.head, pull.is_of_a_fork);
    json["base"] = branch_json(model, &pull.base, false);
    json["requested_reviewers"] = pull.reviewers.iter().map(|name| user_json(model, name)).collect();
    json["requested_teams"] = pull.teams.iter().map(|team| team_json(model, team)).collect();
    json["merge_commit_sha"] = Value::Null;
    json["merged_at"] = Value::Null;
    json["auto_merge"] = Value::Null;
    let links =
        ["comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment", "self"];
    json["_links"] = links.iter().map(|name| ((*name).to_owned(), json!({ "href": url }))).collect();
    let urls = [
        "comments_url",
        "commits_url",
        "diff_url",
        "issue_url",
        "patch_url",
        "review_comment_url",
        "review_comments_url",
        "statuses_url",
    ];
    with_urls(json, &url, &urls)
}

fn full(model: &Model, pull: &Pull) -> Value {
    let mut json = simple(model, pull);
    for name in ["additions", "changed_files", "comments", "commits", "deletions", "review_comments"] {
        json[name] = json!(0);
    }
    json["mergeable"] = Value::Null;
    json["mergeable_state"] = json!("unknown");
    json["merged"] = json!(false);
    json["merged_by"] = Value::Null;
    json["maintainer_can_modify"] = json!(false);
    json
}
