//! Where a token goes, and where it does not.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use libgitops_storage::ErrorKind;
use libgitops_storage::pull_request::{Action, Forge, PullRequest, Token};
use serde_json::{Value, json};

use super::failures::saying;
use crate::pull_requests::http::{Fault, Reply};
use crate::pull_requests::world::{TOKEN, World, everything};

pub(super) fn a_refused_token_is_told_in_the_forges_words(world: &World) {
    let provider = world.provider_with(Token::new("another-one"), &world.options());
    let error = provider.ensure(&everything()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let words = match world.forge {
        Forge::GitHub => "Bad credentials",
        Forge::GitLab => "401 Unauthorized",
        _ => "invalid username, password or token",
    };
    assert!(error.to_string().ends_with(&format!(": {words}")), "{error}");
    assert_eq!(world.exchanges().len(), 1, "a token that stays the same is not tried again");

    // A right that is missing is not waited for.
    world.plan("POST", world.pulls(), saying(403, "Resource not accessible by integration", &[]));
    let error = world.ensure(&everything()).unwrap_err();
    assert_eq!((error.kind(), world.clock.waits().len()), (ErrorKind::Unauthorized, 0));
    assert!(error.to_string().ends_with(": Resource not accessible by integration"), "{error}");
}

pub(super) fn the_token_is_asked_for_anew_for_every_request(world: &World) {
    let current = Arc::new(Mutex::new(TOKEN.to_owned()));
    let asked = Arc::new(AtomicUsize::new(0));
    let token = {
        let (current, asked) = (Arc::clone(&current), Arc::clone(&asked));
        Token::from_fn(move || {
            asked.fetch_add(1, Ordering::Relaxed);
            Ok(current.lock().unwrap().clone())
        })
    };
    let provider = world.provider_with(token, &world.options());
    // The token of an hour ends between two requests of one call.
    let ends = {
        let current = Arc::clone(&current);
        move |model: &mut crate::pull_requests::model::Model| {
            model.token = "the-next-one".to_owned();
            current.lock().unwrap().clone_from(&model.token);
        }
    };
    world.plan("POST", world.pulls(), Fault::Before(Box::new(ends)));
    let ensured = provider.ensure(&everything()).unwrap();
    assert_eq!(ensured.action, Action::Created);
    assert!(asked.load(Ordering::Relaxed) >= world.exchanges().len());
    let failing =
        Token::from_fn(|| Err(libgitops_storage::Error::new(ErrorKind::Unauthorized, "the vault is sealed")));
    let error = world.provider_with(failing, &world.options()).ensure(&everything()).unwrap_err();
    assert!(error.to_string().ends_with(": the vault is sealed"), "{error}");
}

pub(super) fn the_token_is_shown_nowhere(world: &World) {
    log::set_max_level(log::LevelFilter::Trace);
    // Of the three forges in one program one is the first.
    let _is_first = log::set_logger(&LOG);
    let provider = world.provider();
    // The client would log the bytes that it sends.
    LOGS_THE_WIRE.set(true);
    let error = provider.ensure(&everything()).unwrap_err();
    assert_eq!((error.kind(), world.exchanges().len()), (ErrorKind::Unsupported, 0));
    assert!(error.to_string().contains("set the level of ureq_proto to debug"), "{error}");
    LOGS_THE_WIRE.set(false);
    let mut shown = vec![format!("{provider:?} {:?}", Token::new(TOKEN))];
    let mut fail = |fault: Fault| {
        world.plan("GET", world.pulls(), fault);
        let error = provider.ensure(&everything()).unwrap_err();
        let mut source: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = source {
            shown.push(format!("{error} {error:?}"));
            source = error.source();
        }
    };
    // A forge, or what is before it, that repeats what it was sent.
    fail(saying(401, &format!("no such token: {TOKEN}"), &[]));
    fail(saying(429, &format!("Bearer {TOKEN}"), &[("retry-after", "3600".to_owned())]));
    fail(Fault::Instead(Reply::new(400, json!(format!("token {TOKEN}\n{TOKEN}")))));
    fail(Fault::Instead(Reply::new(200, json!([{ "number": TOKEN, "iid": TOKEN }]))));
    fail(Fault::Instead(Reply::new(302, Value::Null).with("location", "http://127.0.0.2/")));
    shown.push(format!("{:?}", provider.ensure(&everything()).unwrap()));
    let logged = LOG.0.lock().unwrap().clone();
    assert!(logged.len() > 10, "the client logs nothing, so nothing was tested");
    for text in shown.iter().chain(logged.iter()) {
        assert!(!text.contains(TOKEN), "{text}");
    }
    let urls = world.exchanges().into_iter().flat_map(|exchange| {
        let query = exchange.request.query.into_iter().map(|(_, value)| value);
        query.chain(exchange.request.segments).chain([exchange.request.body.to_string()])
    });
    assert!(urls.into_iter().all(|part| !part.contains(TOKEN)), "the token is in a URL or a body");
}

/// Keeps all that is logged by anything in this program.
struct Log(Mutex<Vec<String>>);

thread_local! {
    static LOGS_THE_WIRE: Cell<bool> = const { Cell::new(false) };
}

static LOG: Log = Log(Mutex::new(Vec::new()));

impl log::Log for Log {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        let is_of_the_wire =
            metadata.level() == log::Level::Trace && metadata.target().starts_with("ureq_proto");
        !is_of_the_wire || LOGS_THE_WIRE.get()
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            self.0.lock().unwrap().push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

pub(super) fn a_repository_that_was_moved_is_followed_within_the_host(world: &World) {
    let provider = world.provider();
    world.model().name = "renamed".to_owned();
    let query = match world.forge {
        Forge::GitHub => "?state=open&head=example%3Awork&base=main&per_page=100&page=1",
        Forge::GitLab => "?state=opened&source_branch=work&target_branch=main&per_page=100&page=1",
        _ => "?state=open&limit=50&page=1",
    };
    let (list, target) = (address_of_pulls(world) + query, address_of_pulls(world));
    world.plan("GET", world.pulls(), redirect(&list));
    world.plan("POST", world.pulls(), redirect(&target));
    let ensured = provider.ensure(&PullRequest::new("work", "main", "A title")).unwrap();
    assert_eq!(ensured.action, Action::Created);

    world.plan("GET", world.pulls(), redirect("http://localhost:1/elsewhere"));
    let error = provider.ensure(&PullRequest::new("work", "main", "A title")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains(" answered 307 to GET "), "{error}");
    for _ in 0..4 {
        world.plan("GET", world.pulls(), redirect(&list));
    }
    let error = provider.ensure(&PullRequest::new("work", "main", "A title")).unwrap_err();
    assert!(error.to_string().ends_with("it leads from one address to the next"), "{error}");
}

fn address_of_pulls(world: &World) -> String {
    let model = world.model();
    let (api, owner, name) = (&model.api, &model.owner, &model.name);
    match world.forge {
        Forge::GitLab => format!("{api}/projects/{}%2F{name}/merge_requests", owner.replace('/', "%2F")),
        _ => format!("{api}/repos/{owner}/{name}/pulls"),
    }
}

fn redirect(target: &str) -> Fault {
    Fault::Instead(Reply::new(307, json!({ "message": "Moved" })).with("location", target))
}
