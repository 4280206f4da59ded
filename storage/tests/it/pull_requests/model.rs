//! What a forge keeps of one repository, however it calls things.

use serde_json::Value;

use super::http::{Reply, Request};

/// Whom the token belongs to.
pub(super) const AUTHOR: &str = "bot";

/// A repository with its people.
#[derive(Debug)]
pub(super) struct Model {
    /// The address of the API.
    pub(super) api: String,
    pub(super) owner: String,
    pub(super) name: String,
    /// The one token that is good.
    pub(super) token: String,
    pub(super) branches: Vec<String>,
    /// Branches that have what their base has.
    pub(super) equal_branches: Vec<String>,
    /// Everybody that the forge knows; ids are places in here.
    pub(super) users: Vec<String>,
    /// Those who may be assigned and asked.
    pub(super) members: Vec<String>,
    pub(super) teams: Vec<String>,
    /// Of the repository.
    pub(super) labels: Vec<String>,
    pub(super) milestones: Vec<String>,
    pub(super) pulls: Vec<Pull>,
    /// Whether there can be drafts, and more than one assignee or reviewer.
    pub(super) is_paid: bool,
}

/// One pull request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pull {
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) head: String,
    pub(super) base: String,
    pub(super) is_of_a_fork: bool,
    pub(super) is_closed: bool,
    pub(super) is_draft: bool,
    pub(super) labels: Vec<String>,
    pub(super) assignees: Vec<String>,
    pub(super) reviewers: Vec<String>,
    pub(super) teams: Vec<String>,
    pub(super) milestone: Option<String>,
    /// Who gave a review.
    pub(super) reviews: Vec<String>,
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl Model {
    pub(super) fn new(owner: &str, name: &str, token: &str) -> Self {
        Self {
            api: String::new(),
            owner: owner.to_owned(),
            name: name.to_owned(),
            token: token.to_owned(),
            branches: strings(&["main", "work", "feature/x&y#1", "empty"]),
            equal_branches: strings(&["empty"]),
            users: strings(&[AUTHOR, "ada", "bob", "eve", "stranger"]),
            members: strings(&[AUTHOR, "ada", "bob", "eve"]),
            teams: strings(&["ops", "sec"]),
            labels: strings(&["bug"]),
            milestones: (1..=260).map(|number| format!("Sprint {number}")).collect(),
            pulls: Vec::new(),
            is_paid: true,
        }
    }

    /// A pull request of somebody.
    pub(super) fn open(&mut self, pull: Pull) -> &mut Pull {
        let number = self.pulls.len() + 1;
        self.pulls.push(Pull { number, ..pull });
        self.pulls.last_mut().unwrap()
    }

    pub(super) fn pull(&mut self, number: &str) -> Option<&mut Pull> {
        let number: usize = number.parse().ok()?;
        self.pulls.iter_mut().find(|pull| pull.number == number)
    }

    /// The open one of this repository between two branches.
    pub(super) fn between(&self, head: &str, base: &str) -> Option<&Pull> {
        let is_it =
            |pull: &&Pull| pull.head == head && pull.base == base && !pull.is_closed && !pull.is_of_a_fork;
        self.pulls.iter().find(is_it)
    }

    pub(super) fn id_of(&self, user: &str) -> Option<usize> {
        self.users.iter().position(|known| known.eq_ignore_ascii_case(user))
    }

    /// The name as the forge writes it, if the user is a member.
    pub(super) fn member(&self, user: &str) -> Option<String> {
        self.members.iter().find(|known| known.eq_ignore_ascii_case(user)).cloned()
    }

    pub(super) fn milestone_id(&self, title: &str) -> usize {
        self.milestones.iter().position(|known| known == title).unwrap() + 1
    }
}

/// Adds to a list what is not in it yet.
pub(super) fn add(list: &mut Vec<String>, name: &str) {
    if !list.iter().any(|known| known == name) {
        list.push(name.to_owned());
    }
}

/// Adds to a list what is not in it.
pub(super) fn add_all(list: &mut Vec<String>, names: &[String]) {
    for name in names {
        add(list, name);
    }
}

/// The texts of a list in a body.
pub(super) fn texts(body: &Value, field: &str) -> Vec<String> {
    let items = body[field].as_array().into_iter().flatten();
    items.map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// The text of a field, if it is there.
pub(super) fn text(body: &Value, field: &str) -> Option<String> {
    body[field].as_str().map(str::to_owned)
}

/// The page of a list that is asked for, and whether there is a further one.
pub(super) fn page<T: Clone>(request: &Request, size: &str, most: usize, items: &[T]) -> (Vec<T>, bool) {
    let size = request.query(size).parse().unwrap_or(30).min(most);
    let page: usize = request.query("page").parse().unwrap_or(1);
    let start = (page - 1) * size;
    (items.iter().skip(start).take(size).cloned().collect(), start + size < items.len())
}

/// The header that leads to the next page.
pub(super) fn link(model: &Model, request: &Request, reply: Reply, has_more: bool) -> Reply {
    let page: usize = request.query("page").parse().unwrap_or(1);
    let address = format!("{}/{}", model.api, request.path());
    let mut links = Vec::new();
    if page > 1 {
        links.push(format!("<{address}?page={}>; rel=\"prev\"", page - 1));
    }
    if has_more {
        links.push(format!("<{address}?page={}>; rel=\"next\"", page + 1));
    }
    if links.is_empty() { reply } else { reply.with("link", links.join(", ")) }
}
