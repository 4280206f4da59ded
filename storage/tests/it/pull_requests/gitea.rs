//! The stand-in of Gitea.

use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::model::{Model, Pull, add_all, link, page, text, texts};

pub(super) const PREFIX: &str = "/api/v1";

pub(super) fn handle(model: &mut Model, request: &Request) -> Reply {
    if request.header("authorization") != format!("token {}", model.token) {
        return problem(401, "invalid username, password or token");
    }
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    if let ("GET", ["orgs", _, "labels"]) = (request.method.as_str(), segments.as_slice()) {
        let labels = ["of the organization"].map(|name| json!({ "id": 1000, "name": name }));
        return counted(request, &labels);
    }
    let [repos, owner, name, rest @ ..] = segments.as_slice() else { return problem(404, "Not Found") };
    if *repos != "repos" || *owner != model.owner || *name != model.name {
        return problem(404, "The target couldn't be found.");
    }
    match (request.method.as_str(), rest) {
        ("GET", ["pulls"]) => list(model, request),
        ("POST", ["pulls"]) => create(model, &request.body),
        ("PATCH", ["pulls", number]) => edit(model, number, &request.body),
        ("GET", ["pulls", number, "reviews"]) => reviews(model, number, request),
        ("POST", ["pulls", number, "requested_reviewers"]) => ask(model, number, &request.body),
        ("GET", ["labels"]) => {
            let labels: Vec<Value> = model.labels.iter().map(|label| label_json(model, label)).collect();
            counted(request, &labels)
        }
        ("POST", ["labels"]) => {
            let name = text(&request.body, "name").unwrap();
            model.labels.push(name.clone());
            Reply::new(201, label_json(model, &name))
        }
        ("POST", ["issues", number, "labels"]) => label(model, number, &request.body),
        ("GET", ["assignees"]) => {
            Reply::new(200, model.members.iter().map(|user| user_json(model, user)).collect())
        }
        ("GET", ["milestones"]) => {
            // No word on further pages.
            let (titles, _) = page(request, "limit", 50, &model.milestones);
            Reply::new(200, titles.iter().map(|title| milestone_json(model, title)).collect())
        }
        _ => problem(404, "Not Found"),
    }
}

fn problem(status: u16, message: &str) -> Reply {
    Reply::new(status, json!({ "message": message, "url": "http://localhost/api/swagger" }))
}

/// A page whose answer has the number of all items.
fn counted(request: &Request, items: &[Value]) -> Reply {
    let (page, _) = page(request, "limit", 50, items);
    Reply::new(200, Value::Array(page)).with("x-total-count", items.len().to_string())
}

fn list(model: &Model, request: &Request) -> Reply {
    assert_eq!(request.query("state"), "open");
    let pulls: Vec<&Pull> = model.pulls.iter().filter(|pull| !pull.is_closed).collect();
    let (pulls, has_more) = page(request, "limit", 50, &pulls);
    let body = pulls.iter().map(|pull| json(model, pull)).collect();
    link(model, request, Reply::new(200, Value::Array(body)), has_more)
}

fn create(model: &mut Model, body: &Value) -> Reply {
    let (head, base) = (text(body, "head").unwrap(), text(body, "base").unwrap());
    if !model.branches.contains(&head) || !model.branches.contains(&base) {
        return problem(404, "The target couldn't be found.");
    }
    if let Some(pull) = model.between(&head, &base) {
        let number = pull.number;
        return problem(409, &format!("pull request already exists for these targets [id: {number}]"));
    }
    let title = text(body, "title").unwrap();
    let is_draft = title.starts_with("WIP:");
    let body = text(body, "body").unwrap_or_default();
    let pull = model.open(Pull { title, body, head, base, is_draft, ..Pull::default() }).clone();
    Reply::new(201, json(model, &pull))
}

fn edit(model: &mut Model, number: &str, body: &Value) -> Reply {
    let assignees = body["assignees"].is_array().then(|| texts(body, "assignees"));
    let members =
        assignees.map(|names| names.iter().map(|user| model.member(user)).collect::<Option<Vec<String>>>());
    let assignees = match members {
        Some(None) => return problem(500, "user does not have access to the repository"),
        Some(members) => members,
        None => None,
    };
    let milestone = body["milestone"].as_u64();
    let milestone = milestone.map(|id| model.milestones[usize::try_from(id).unwrap() - 1].clone());
    let Some(pull) = model.pull(number) else { return problem(404, "The target couldn't be found.") };
    if let Some(title) = text(body, "title") {
        pull.is_draft = title.starts_with("WIP:");
        pull.title = title;
    }
    pull.body = text(body, "body").unwrap_or_else(|| pull.body.clone());
    pull.assignees = assignees.unwrap_or_else(|| pull.assignees.clone());
    pull.milestone = milestone.or_else(|| pull.milestone.clone());
    let pull = pull.clone();
    Reply::new(201, json(model, &pull))
}

fn label(model: &mut Model, number: &str, body: &Value) -> Reply {
    let ids =
        body["labels"].as_array().unwrap().iter().map(|id| usize::try_from(id.as_u64().unwrap()).unwrap());
    let name =
        |id: usize| model.labels.get(id.wrapping_sub(1)).cloned().unwrap_or("of the organization".to_owned());
    let names: Vec<String> = ids.map(name).collect();
    let Some(pull) = model.pull(number) else { return problem(404, "The target couldn't be found.") };
    add_all(&mut pull.labels, &names);
    let pull = pull.clone();
    Reply::new(200, pull.labels.iter().map(|label| label_json(model, label)).collect())
}

fn ask(model: &mut Model, number: &str, body: &Value) -> Reply {
    let (users, teams) = (texts(body, "reviewers"), texts(body, "team_reviewers"));
    if let Some(unknown) = users.iter().find(|user| model.id_of(user).is_none()) {
        return problem(404, &format!("User '{unknown}' not exist"));
    }
    if users.iter().any(|user| model.member(user).is_none()) {
        return problem(422, "Reviewer can't read");
    }
    if let Some(unknown) = teams.iter().find(|team| !model.teams.contains(team)) {
        return problem(404, &format!("Team '{unknown}' not exist"));
    }
    let Some(pull) = model.pull(number) else { return problem(404, "The target couldn't be found.") };
    add_all(&mut pull.reviewers, &users);
    add_all(&mut pull.teams, &teams);
    let asked = users
        .iter()
        .map(|user| json!({ "user": { "login": user }, "team": null, "state": "REQUEST_REVIEW" }));
    let teams =
        teams.iter().map(|team| json!({ "user": null, "team": { "name": team }, "state": "REQUEST_REVIEW" }));
    Reply::new(201, asked.chain(teams).collect())
}

fn reviews(model: &mut Model, number: &str, request: &Request) -> Reply {
    let Some(pull) = model.pull(number) else { return problem(404, "The target couldn't be found.") };
    let review = |user: &String, state| json!({ "user": { "login": user }, "team": null, "state": state });
    let given = pull.reviews.iter().map(|user| review(user, "APPROVED"));
    let asked = pull.reviewers.iter().map(|user| review(user, "REQUEST_REVIEW"));
    let teams = pull
        .teams
        .iter()
        .map(|team| json!({ "user": null, "team": { "name": team }, "state": "REQUEST_REVIEW" }));
    counted(request, &given.chain(asked).chain(teams).collect::<Vec<Value>>())
}

fn user_json(model: &Model, login: &str) -> Value {
    json!({ "id": model.id_of(login), "login": login })
}

fn label_json(model: &Model, name: &str) -> Value {
    let id = model.labels.iter().position(|label| label == name).map_or(1000, |index| index + 1);
    json!({ "id": id, "name": name, "color": "ededed" })
}

fn milestone_json(model: &Model, title: &str) -> Value {
    json!({ "id": model.milestone_id(title), "title": title, "state": "open" })
}

fn json(model: &Model, pull: &Pull) -> Value {
    // Empty lists come as null.
    let or_null = |items: Vec<Value>| if items.is_empty() { Value::Null } else { Value::Array(items) };
    json!({
        "number": pull.number, "title": pull.title, "body": pull.body, "state": "open",
        "html_url": format!("{}/pulls/{}", model.api, pull.number),
        "labels": or_null(pull.labels.iter().map(|label| label_json(model, label)).collect()),
        "assignees": or_null(pull.assignees.iter().map(|user| user_json(model, user)).collect()),
        "milestone": pull.milestone.as_ref().map(|title| milestone_json(model, title)),
        "head": { "ref": pull.head, "repo_id": if pull.is_of_a_fork { 2 } else { 1 } },
        "base": { "ref": pull.base, "repo_id": 1 },
    })
}
