//! The subscriber's end of a watch.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use libgitops_core::key::KindKey;
use libgitops_core::object::AnyObject;

use super::event::WatchEvent;
use super::queue::Queue;
use crate::error::Error;

/// What becomes of the objects of a kind, as an iterator that waits for the next event and ends when the storage is
/// closed. Dropping it ends it.
///
/// That of a storage has objects of whatever type; that of a [`KindClient`](crate::KindClient) those of its type.
///
/// With the feature `stream` it is a `Stream` as well, which waits without a thread, in whatever runtime.
pub struct Watch<T: ?Sized = dyn AnyObject> {
    queue: Arc<Queue>,
    kind: KindKey,
    typed: fn(WatchEvent) -> Result<WatchEvent<T>, Error>,
}

impl Watch {
    pub(super) fn new(queue: Arc<Queue>, kind: KindKey) -> Self {
        Self { queue, kind, typed: Ok }
    }

    /// The same watch, with events of a type.
    pub(crate) fn typed<T: ?Sized>(self, typed: fn(WatchEvent) -> Result<WatchEvent<T>, Error>) -> Watch<T> {
        Watch { queue: self.queue, kind: self.kind, typed }
    }
}

impl<T: ?Sized> Watch<T> {
    /// The next event if one comes in time. `None` when none does, and at the end.
    ///
    /// # Errors
    /// `Expired`, as the last item, when events came faster than they were taken; `Unsupported` for an object that is not of
    /// the type.
    pub fn next_within(&mut self, patience: Duration) -> Result<Option<WatchEvent<T>>, Error> {
        self.told(self.queue.next(Some(patience)))
    }

    fn told(&self, next: Result<Option<WatchEvent>, Error>) -> Result<Option<WatchEvent<T>>, Error> {
        let told = next.and_then(|event| event.map(self.typed).transpose());
        told.map_err(|error| error.in_operation_on("watch", &self.kind))
    }
}

impl<T: ?Sized> Iterator for Watch<T> {
    type Item = Result<WatchEvent<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.told(self.queue.next(None)).transpose()
    }
}

#[cfg(feature = "stream")]
impl<T: ?Sized> futures_core::Stream for Watch<T> {
    type Item = Result<WatchEvent<T>, Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.queue.poll(context.waker()).map(|next| self.told(next).transpose())
    }
}

impl<T: ?Sized> fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("kind", &self.kind).field("queue", &self.queue).finish_non_exhaustive()
    }
}
