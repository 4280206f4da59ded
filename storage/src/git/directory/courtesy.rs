//! Giving way to other programs: who has just moved a branch could always move it again before all others.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::git::repository::jittered;

/// So many times in a row somebody moves a branch who knows of no others.
const IN_A_ROW: u32 = 8;

/// How long it is remembered that there are others.
const MEMORY: Duration = Duration::from_secs(10);

/// Who was first lately.
///
/// Who loses a race has to fetch before it tries again, and who won it has not. Without giving way, a program that has
/// much to commit would keep all others from committing until it is done.
#[derive(Debug, Default)]
pub(super) struct Courtesy(Mutex<Races>);

#[derive(Debug, Default)]
struct Races {
    wins: u32,
    lost: Option<Instant>,
    /// When the last push succeeded, and how long it took.
    won: Option<(Instant, Duration)>,
}

impl Courtesy {
    fn races(&self) -> MutexGuard<'_, Races> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long to give way before the next push.
    pub(super) fn pause(&self) -> Duration {
        let races = self.races();
        let Some((won, took)) = races.won else { return Duration::ZERO };
        let has_rivals = races.lost.is_some_and(|lost| lost.elapsed() < MEMORY);
        let is_next = races.wins > 0 && (has_rivals || races.wins.is_multiple_of(IN_A_ROW));
        // As long as a fetch and a push of somebody else take, counted from the last success.
        let way = jittered(3 * took.min(Duration::from_secs(1)));
        if is_next { way.saturating_sub(won.elapsed()) } else { Duration::ZERO }
    }

    pub(super) fn won(&self, took: Duration) {
        let mut races = self.races();
        races.wins = races.wins.saturating_add(1);
        races.won = Some((Instant::now(), took));
    }

    pub(super) fn lost(&self) {
        let mut races = self.races();
        races.wins = 0;
        races.lost = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wins_gives_way_from_time_to_time_and_always_where_there_are_others() {
        let courtesy = Courtesy::default();
        let took = Duration::from_millis(200);
        assert_eq!(courtesy.pause(), Duration::ZERO);
        for win in 1..=2 * IN_A_ROW {
            courtesy.won(took);
            assert_eq!(courtesy.pause() > Duration::ZERO, win.is_multiple_of(IN_A_ROW), "{win}");
        }
        courtesy.lost();
        assert_eq!(courtesy.pause(), Duration::ZERO, "who lost does not wait");
        courtesy.won(took);
        let pause = courtesy.pause();
        assert!(pause > took && pause <= 3 * took, "{pause:?}");
    }
}
