//! Checks of threads that share a storage.

use std::thread;

use super::{Wrong, equal, lamp};
use crate::error::{Error, ErrorKind};
use crate::options::Precondition;
use crate::raw::RawStorage;

const THREADS: usize = 4;
const INCREMENTS: usize = 50;

pub(super) fn threads_lose_no_increment(storage: &dyn RawStorage) -> Result<(), Wrong> {
    let key = lamp("home", "counter");
    storage.write(&key, b"0", Precondition::Absent)?;
    let increment = || -> Result<(), Error> {
        let mut done = 0;
        while done < INCREMENTS {
            let read = storage.read(&key)?;
            let number: usize = String::from_utf8_lossy(&read.bytes).parse().unwrap_or_default();
            let next = (number + 1).to_string();
            match storage.write(&key, next.as_bytes(), Precondition::Matches(read.info.version)) {
                Ok(_) => done += 1,
                Err(error) if error.kind() == ErrorKind::Conflict => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(increment)).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, Result<(), Error>>| match thread.join() {
            Ok(result) => Ok(result?),
            Err(_panic) => Err(Wrong("a thread panicked".to_owned())),
        };
        threads.into_iter().try_for_each(join)
    })?;
    let bytes = storage.read(&key)?.bytes;
    equal(
        "the counter",
        &String::from_utf8_lossy(&bytes).as_ref(),
        &(THREADS * INCREMENTS).to_string().as_str(),
    )
}
