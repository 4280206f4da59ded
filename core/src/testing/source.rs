//! Choices that are drawn from a seed, recorded, and played back smaller.

/// Where generated values take their choices from: a seed, or choices that were recorded before.
///
/// A choice of 0 is the simplest there is, so a list of choices is shrunk by deleting some and making others smaller.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    state: u64,
    recorded: Vec<u64>,
    played: Option<usize>,
}

impl Source {
    /// Choices of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, recorded: Vec::new(), played: None }
    }

    /// Recorded choices again; behind their end every choice is 0.
    pub(super) fn again(recorded: Vec<u64>) -> Self {
        Self { state: 0, recorded, played: Some(0) }
    }

    /// The choices so far.
    pub(super) fn choices(&self) -> &[u64] {
        &self.recorded
    }

    /// A choice below `bound`.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// Any number.
    pub(super) fn next(&mut self) -> u64 {
        if let Some(played) = &mut self.played {
            let choice = self.recorded.get(*played).copied().unwrap_or_default();
            *played += 1;
            return choice;
        }
        let choice = self.draw();
        self.recorded.push(choice);
        choice
    }

    /// `SplitMix64`: any seed is a good one.
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The smallest choices that still fail, as far as deleting and making smaller finds them.
pub(super) fn shrink(choices: Vec<u64>, mut fails: impl FnMut(Vec<u64>) -> bool) -> Vec<u64> {
    let mut best = choices;
    let mut attempts = 2000_u32;
    let mut chunk = best.len().div_ceil(2).max(1);
    loop {
        let mut is_smaller = false;
        let mut start = 0;
        while start < best.len() && attempts > 0 {
            let end = (start + chunk).min(best.len());
            let mut deleted = best.clone();
            drop(deleted.drain(start..end));
            let mut zeroed = best.clone();
            zeroed.iter_mut().take(end).skip(start).for_each(|choice| *choice = 0);
            attempts = attempts.saturating_sub(2);
            if fails(deleted.clone()) {
                (best, is_smaller) = (deleted, true);
            } else {
                if zeroed != best && fails(zeroed.clone()) {
                    (best, is_smaller) = (zeroed, true);
                }
                start = end;
            }
        }
        if attempts == 0 || (chunk == 1 && !is_smaller) {
            return best;
        }
        chunk = if chunk > 1 { chunk / 2 } else { 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_played_back_and_shrunk() {
        let mut source = Source::new(1);
        let first: Vec<u64> = (0..50).map(|_| source.below(100)).collect();
        let mut again = Source::again(source.choices().to_vec());
        assert_eq!((0..50).map(|_| again.below(100)).collect::<Vec<_>>(), first);
        assert_eq!(again.next(), 0);
        let fails = |choices: Vec<u64>| choices.iter().filter(|choice| **choice % 100 > 90).count() >= 2;
        let smallest = shrink(source.choices().to_vec(), fails);
        assert_eq!(smallest.len(), 2, "{smallest:?}");
    }
}
