//! Ends of waits that no time, however long, makes overflow.

use std::time::{Duration, Instant};

/// Longer than any program runs.
const FOREVER: Duration = Duration::from_hours(24 * 365 * 100);

/// When a time is over that begins at `begin`. Who says [`Duration::MAX`] means for ever.
pub(crate) fn after(begin: Instant, time: Duration) -> Instant {
    begin + time.min(FOREVER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_time_is_for_ever() {
        let now = Instant::now();
        assert_eq!(after(now, Duration::from_secs(1)), now + Duration::from_secs(1));
        assert!(after(now, Duration::MAX) > now + Duration::from_hours(24 * 365));
    }
}
