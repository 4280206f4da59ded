//! The subscriber's end of a watch.

use std::sync::Arc;
use std::time::Duration;

use libgitops_core::key::KindKey;

use super::event::WatchEvent;
use super::queue::Queue;
use crate::error::Error;

/// What becomes of the objects of a kind, as an iterator that waits for the next event and ends when the storage is
/// closed. Dropping it ends it.
///
/// With the feature `stream` it is a `Stream` as well, which waits without a thread, in whatever runtime.
#[derive(Debug)]
pub struct Watch {
    queue: Arc<Queue>,
    kind: KindKey,
}

impl Watch {
    pub(super) fn new(queue: Arc<Queue>, kind: KindKey) -> Self {
        Self { queue, kind }
    }

    /// The next event if one comes in time. `None` when none does, and at the end.
    ///
    /// # Errors
    /// `Expired`, as the last item, when events came faster than they were taken.
    pub fn next_within(&mut self, patience: Duration) -> Result<Option<WatchEvent>, Error> {
        self.queue.next(Some(patience)).map_err(|error| error.in_operation_on("watch", &self.kind))
    }
}

impl Iterator for Watch {
    type Item = Result<WatchEvent, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.queue.next(None).map_err(|error| error.in_operation_on("watch", &self.kind));
        next.transpose()
    }
}

#[cfg(feature = "stream")]
impl futures_core::Stream for Watch {
    type Item = Result<WatchEvent, Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next = self.queue.poll(context.waker());
        next.map(|next| next.map_err(|error| error.in_operation_on("watch", &self.kind)).transpose())
    }
}
