//! What becomes of objects: a line of the log each, and `GET` of them as server-sent events.

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;

use axum::Router;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use futures_core::Stream;
use libgitops::Status;
use libgitops::delta::{Delta, Known};
use libgitops::key::NamespacedName;
use libgitops::prelude::*;
use libgitops::storage::{Bookmark, Error, ErrorKind, SharedObject};
use libgitops::value::Tape;
use tracing::{error, info, warn};

use super::answer::Refusal;
use crate::v1alpha1::{Car, Motorcycle};

/// A storage whose events the requests and the log share.
pub type SharedEvents = Arc<dyn EventStorage>;

fn kinds() -> [KindKey; 2] {
    [KindKey::new(Car::RESOURCE.gvk()), KindKey::new(Motorcycle::RESOURCE.gvk())]
}

/// `GET` of all that becomes of cars and motorcycles: first those that are there, then every change.
pub fn routes(path: &str, storage: SharedEvents) -> Router {
    Router::new().route(path, get(stream)).with_state(storage)
}

async fn stream(State(storage): State<SharedEvents>) -> Result<Sse<impl Stream<Item = Sent>>, Refusal> {
    let serializer = storage.policy().serializer().clone();
    let watches = super::blocking(move || {
        kinds().into_iter().map(|kind| Ok((storage.watch(&kind, WatchOptions::new())?, kind))).collect()
    });
    Ok(Sse::new(Events { watches: watches.await?, serializer }).keep_alive(KeepAlive::default()))
}

type Sent = Result<Event, Infallible>;

/// The events of several kinds, until the storage is closed or the client falls behind.
struct Events {
    watches: Vec<(Watch, KindKey)>,
    serializer: Serializer,
}

impl Stream for Events {
    type Item = Sent;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Sent>> {
        let Self { watches, serializer } = &mut *self;
        let (mut next, mut fell_behind) = (None, false);
        watches.retain_mut(|(watch, kind)| {
            if next.is_some() {
                return true;
            }
            match Pin::new(watch).poll_next(context) {
                Poll::Ready(Some(event)) => {
                    fell_behind = event.is_err();
                    next = Some(sent(serializer, kind, event));
                    true
                }
                Poll::Ready(None) => false,
                Poll::Pending => true,
            }
        });
        if fell_behind {
            // Who goes on with the other kinds would not notice; who comes again begins with what is there.
            watches.clear();
        }
        // No kind keeps the others from being told.
        let is_shared = watches.len() > 1;
        watches.rotate_left(usize::from(is_shared));
        match next {
            Some(event) => Poll::Ready(Some(Ok(event))),
            None if watches.is_empty() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

/// An event as the Kubernetes API writes it into a watch, with its name for the client's dispatch.
fn sent(serializer: &Serializer, kind: &KindKey, event: Result<WatchEvent, Error>) -> Event {
    let encoder = serializer.encoder().pretty(false);
    let event = event.unwrap_or_else(|error| WatchEvent::Invalid(Arc::new(error)));
    let object = match &event {
        WatchEvent::Added(object) | WatchEvent::Modified(object) | WatchEvent::Deleted(object) => {
            encoder.to_json(&**object)
        }
        WatchEvent::Bookmark(bookmark) => encoder.to_json(&marked(kind, bookmark)),
        WatchEvent::Invalid(error) => encoder.to_json(&Status::from(&**error)),
    };
    let object = object.unwrap_or_else(|error| {
        error!("{error}");
        "null".to_owned()
    });
    let name = event.name();
    Event::default().event(name).data(format!(r#"{{"type":"{name}","object":{}}}"#, object.trim_end()))
}

/// An object without anything but the version up to which all is told, as Kubernetes has it.
fn marked(kind: &KindKey, bookmark: &Bookmark) -> PartialObjectMetadata {
    let mut metadata =
        ObjectMeta { resource_version: Some(bookmark.version.to_string()), ..ObjectMeta::default() };
    if bookmark.is_synced {
        metadata.annotations.insert("k8s.io/initial-events-end".to_owned(), "true".to_owned());
    }
    PartialObjectMetadata::new(kind.gvk().clone(), metadata)
}

/// Writes a line into the log for everything that becomes of cars and motorcycles, until the storage is closed.
///
/// # Errors
/// `Io` if no thread can be started.
pub fn log(storage: &SharedEvents) -> Result<(), Error> {
    for kind in kinds() {
        let storage = Arc::clone(storage);
        thread::Builder::new()
            .name(format!("log-{}", kind.gvk().kind))
            .spawn(move || follow(&*storage, &kind))
            .map_err(|error| Error::new(ErrorKind::Io, "cannot start a thread").with_source(error))?;
    }
    Ok(())
}

fn follow(storage: &dyn EventStorage, kind: &KindKey) {
    loop {
        let watch = match storage.watch(kind, WatchOptions::new()) {
            Ok(watch) => watch,
            Err(error) => return error!("{error}"),
        };
        let (mut known, mut fell_behind) = (HashMap::new(), false);
        for event in watch {
            match event {
                Ok(event) => write(storage, kind, &mut known, &event),
                Err(error) => {
                    warn!("{error}");
                    fell_behind = true;
                }
            }
        }
        if !fell_behind {
            return;
        }
    }
}

fn write(
    storage: &dyn EventStorage,
    kind: &KindKey,
    known: &mut HashMap<NamespacedName, SharedObject>,
    event: &WatchEvent,
) {
    let (kind, told) = (kind.gvk(), event.name());
    let name = event.object().and_then(|object| object.metadata()?.namespaced_name());
    match (event, name) {
        (WatchEvent::Added(object), Some(name)) => {
            info!(%kind, %name, "{told}");
            known.insert(name, Arc::clone(object));
        }
        (WatchEvent::Modified(object), Some(name)) => {
            let before = known.insert(name.clone(), Arc::clone(object));
            let changed = before.map(|before| changes(storage, &*before, &**object)).unwrap_or_default();
            info!(%kind, %name, changed = changed.join(", "), "{told}");
        }
        (WatchEvent::Deleted(_), Some(name)) => {
            info!(%kind, %name, "{told}");
            known.remove(&name);
        }
        (WatchEvent::Invalid(error), _) => warn!("{told} {error}"),
        (WatchEvent::Bookmark(bookmark), _) if bookmark.is_synced => {
            info!(%kind, objects = known.len(), "watching");
        }
        _ => {}
    }
}

/// The fields in which two states of an object differ; none if only its text does.
fn changes(storage: &dyn EventStorage, before: &dyn AnyObject, after: &dyn AnyObject) -> Vec<String> {
    let (mut old, mut new) = (Tape::default(), Tape::default());
    if before.record(&mut old).and_then(|()| after.record(&mut new)).is_err() {
        return Vec::new();
    }
    let (Some(old), Some(new)) = (old.root(), new.root()) else { return Vec::new() };
    let registration = storage.policy().serializer().scheme().get(&after.gvk());
    let known = registration.map_or(Known::Nothing, |registration| registration.fields().into());
    let changes = Delta::between(old, new, known).map(|delta| {
        let paths = delta.changes().into_iter().map(|change| change.path.to_string());
        // It differs whenever anything does.
        paths.filter(|path| path != "metadata.resourceVersion").collect()
    });
    changes.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::task::Waker;

    use super::*;

    #[test]
    fn who_falls_behind_in_one_kind_is_told_and_ended_in_all() {
        let serializer = Serializer::new(Scheme::linked().unwrap());
        let storage = WatchStorage::new(MemoryStorage::in_memory(serializer.clone())).unwrap();
        let one = WatchOptions::new().from(WatchFrom::Now).with_buffer(NonZeroUsize::MIN);
        let watches =
            kinds().into_iter().map(|kind| (storage.watch(&kind, one.clone()).unwrap(), kind)).collect();
        let mut events = Events { watches, serializer };
        for name in ["foo", "bar", "baz"] {
            let metadata = ObjectMeta::namespaced("default", name);
            storage.create(&Car { metadata, ..Car::default() }).unwrap();
        }
        let mut next = || Pin::new(&mut events).poll_next(&mut Context::from_waker(Waker::noop()));
        let Poll::Ready(Some(Ok(told))) = next() else { panic!("it is told") };
        assert!(format!("{told:?}").contains("ERROR"), "{told:?}");
        assert!(matches!(next(), Poll::Ready(None)), "it ends");
    }
}
