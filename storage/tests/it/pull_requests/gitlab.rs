//! The stand-in of GitLab.

use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::model::{Model, Pull, add, link, page, text};

pub(super) const PREFIX: &str = "/api/v4";

pub(super) fn handle(model: &mut Model, request: &Request) -> Reply {
    if request.header("authorization") != format!("Bearer {}", model.token) {
        return Reply::new(401, json!({ "message": "401 Unauthorized" }));
    }
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    if let ("GET", ["users"]) = (request.method.as_str(), segments.as_slice()) {
        let wanted = request.query("username");
        let found = model.users.iter().enumerate().filter(|(_, name)| name.eq_ignore_ascii_case(wanted));
        return Reply::new(200, found.map(|(id, name)| json!({ "id": id, "username": name })).collect());
    }
    let path = format!("{}/{}", model.owner, model.name);
    let ["projects", project, rest @ ..] = segments.as_slice() else {
        return Reply::new(404, json!({ "error": "404 Not Found" }));
    };
    if *project != path {
        return Reply::new(404, json!({ "message": "404 Project Not Found" }));
    }
    match (request.method.as_str(), rest) {
        ("GET", ["merge_requests"]) => list(model, request),
        ("POST", ["merge_requests"]) => create(model, &request.body),
        ("PUT", ["merge_requests", number]) => edit(model, number, &request.body),
        ("GET", ["milestones"]) => {
            let (titles, has_more) = page(request, "per_page", 100, &model.milestones);
            let next = if has_more { request.query("page").parse::<u32>().unwrap() + 1 } else { 0 };
            let next = if next == 0 { String::new() } else { next.to_string() };
            let body = titles.iter().map(|title| milestone(model, title)).collect();
            Reply::new(200, Value::Array(body)).with("x-next-page", next)
        }
        _ => Reply::new(404, json!({ "error": "404 Not Found" })),
    }
}

fn list(model: &Model, request: &Request) -> Reply {
    assert_eq!(request.query("state"), "opened");
    let fits = |pull: &&Pull| {
        !pull.is_closed
            && pull.head == request.query("source_branch")
            && pull.base == request.query("target_branch")
    };
    let pulls: Vec<&Pull> = model.pulls.iter().filter(fits).collect();
    let (pulls, has_more) = page(request, "per_page", 100, &pulls);
    let body = pulls.iter().map(|pull| json(model, pull)).collect();
    link(model, request, Reply::new(200, Value::Array(body)), has_more)
}

fn create(model: &mut Model, body: &Value) -> Reply {
    let (head, base) = (text(body, "source_branch").unwrap(), text(body, "target_branch").unwrap());
    if let Some(pull) = model.between(&head, &base) {
        // In the language of the token's owner.
        let message =
            format!("Für diesen Quellbranch existiert bereits ein offener Merge-Request: !{}", pull.number);
        return Reply::new(409, json!({ "message": [message] }));
    }
    let title = text(body, "title").unwrap();
    let is_draft = title.starts_with("Draft:");
    let body = text(body, "description").unwrap_or_default();
    let pull = model.open(Pull { title, body, head, base, is_draft, ..Pull::default() }).clone();
    Reply::new(201, json(model, &pull))
}

fn edit(model: &mut Model, number: &str, body: &Value) -> Reply {
    let people = |field: &str| -> Option<Vec<String>> {
        let ids = body[field].as_array()?.iter().map(|id| usize::try_from(id.as_u64().unwrap()).unwrap());
        // Who is no member is left out, and without a license all but the first.
        let members = ids.filter_map(|id| model.member(model.users.get(id)?));
        Some(members.take(if model.is_paid { 9 } else { 1 }).collect())
    };
    let (assignees, reviewers) = (people("assignee_ids"), people("reviewer_ids"));
    let milestone = body["milestone_id"].as_u64();
    let milestone = milestone.map(|id| model.milestones[usize::try_from(id).unwrap() - 1].clone());
    let Some(pull) = model.pull(number) else {
        return Reply::new(404, json!({ "message": "404 Not found" }));
    };
    if let Some(title) = text(body, "title") {
        pull.is_draft = title.starts_with("Draft:");
        pull.title = title;
    }
    pull.body = text(body, "description").unwrap_or_else(|| pull.body.clone());
    for label in text(body, "add_labels").unwrap_or_default().split(',').filter(|label| !label.is_empty()) {
        add(&mut pull.labels, label);
    }
    pull.assignees = assignees.unwrap_or_else(|| pull.assignees.clone());
    pull.reviewers = reviewers.unwrap_or_else(|| pull.reviewers.clone());
    pull.milestone = milestone.or_else(|| pull.milestone.clone());
    let pull = pull.clone();
    Reply::new(200, json(model, &pull))
}

fn milestone(model: &Model, title: &str) -> Value {
    // An id of the whole installation.
    json!({ "id": model.milestone_id(title), "iid": 1, "title": title })
}

fn json(model: &Model, pull: &Pull) -> Value {
    let users = |names: &[String]| -> Value {
        names.iter().map(|name| json!({ "id": model.id_of(name), "username": name })).collect()
    };
    json!({
        "id": 1000 + pull.number, "iid": pull.number, "title": pull.title, "draft": pull.is_draft,
        "description": if pull.body.is_empty() { Value::Null } else { json!(pull.body) },
        "web_url": format!("{}/-/merge_requests/{}", model.api, pull.number),
        "labels": pull.labels, "assignees": users(&pull.assignees), "reviewers": users(&pull.reviewers),
        "milestone": pull.milestone.as_ref().map(|title| milestone(model, title)),
        "source_project_id": if pull.is_of_a_fork { 2 } else { 1 }, "target_project_id": 1,
        "source_branch": pull.head, "target_branch": pull.base,
    })
}
