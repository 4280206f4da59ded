//! Which of the changes that are due can be applied together.

use super::apply::apply;
use super::diff::{Change, diff};
use super::hop::Hop;
use super::parts::Part;
use super::steps::Step;
use crate::error::Error;
use crate::object::AnyObject;
use crate::value::{Tape, Value};

/// A restoration in progress.
pub(super) struct Restore<'a> {
    hop: Hop<'a>,
    /// The converted object before any change.
    before: Value,
    /// What the object was converted from.
    source: &'a Tape,
    unrestored: &'a dyn AnyObject,
    /// Where the object without any change shows the other side something else than the source.
    loss: Option<Vec<Path>>,
    /// How many more sets of changes are tried; whatever is undecided then is left out.
    attempts: usize,
}

/// What trying sets of changes may cost in all, as changes times values of the object: a residual that somebody made up may
/// have very many changes that get in each other's way.
const WORK: usize = 100_000_000;
const ATTEMPTS: std::ops::RangeInclusive<usize> = 16..=1000;

type Path = Vec<Step>;

/// What a set of changes makes of the object.
struct Outcome {
    /// Nothing when it would be no object of its type.
    object: Option<Box<dyn AnyObject>>,
    /// Where the other side would see something else than the source, and does not see it without the changes; the whole
    /// object when it is none.
    worse: Vec<Path>,
}

impl<'a> Restore<'a> {
    pub(super) fn new(hop: Hop<'a>, before: Value, source: &'a Tape, unrestored: &'a dyn AnyObject) -> Self {
        Self { hop, before, source, unrestored, loss: None, attempts: 0 }
    }

    /// The object with as many changes as go together; nothing if there is none.
    ///
    /// Without an edit all of them do. After one a change may get in the way of what the edit says: two numbers of the
    /// hub may be one sum in the spoke, and only one of them is due any more.
    pub(super) fn most(&mut self, due: &[Change]) -> Result<Option<Box<dyn AnyObject>>, Error> {
        let cost = due.len().saturating_mul(self.source.events().count());
        self.attempts = (WORK / cost.max(1)).clamp(*ATTEMPTS.start(), *ATTEMPTS.end());
        let mut together: Vec<&Change> = due.iter().collect();
        while !together.is_empty() {
            let outcome = self.outcome(&together)?;
            if outcome.worse.is_empty() {
                return Ok(outcome.object);
            }
            let in_the_way = self.in_the_way(&together, &outcome.worse)?;
            let mut index = 0..;
            together.retain(|_| index.next().is_some_and(|index| in_the_way.binary_search(&index).is_err()));
        }
        Ok(None)
    }

    /// A smallest set of changes without which some place is not worse, by delta debugging (Zeller, Hildebrandt 2002): first
    /// few large parts are left out, then ever smaller ones. The indexes of every set stand in their order.
    fn in_the_way(&mut self, changes: &[&Change], worse: &[Path]) -> Result<Vec<usize>, Error> {
        let mut found: Vec<usize> = (0..changes.len()).collect();
        let mut parts = 2;
        while found.len() > 1 {
            let chunks: Vec<&[usize]> = found.chunks(found.len().div_ceil(parts)).collect();
            let others = |chunk: &[usize]| {
                found.iter().copied().filter(|index| chunk.binary_search(index).is_err()).collect()
            };
            let subsets = chunks.iter().map(|chunk| (chunk.to_vec(), 2));
            let complements = chunks.iter().map(|chunk| (others(chunk), parts.saturating_sub(1).max(2)));
            let mut smaller = None;
            for (candidate, next_parts) in subsets.chain(complements) {
                if self.attempts == 0 {
                    return Ok(found);
                }
                if !candidate.is_empty() && self.is_mended_without(changes, &candidate, worse)? {
                    smaller = Some((candidate, next_parts));
                    break;
                }
            }
            match smaller {
                Some((candidate, next_parts)) => (found, parts) = (candidate, next_parts),
                None if parts >= found.len() => break,
                None => parts = (2 * parts).min(found.len()),
            }
        }
        Ok(found)
    }

    /// Whether some place is not worse when these changes are left out.
    fn is_mended_without(
        &mut self,
        changes: &[&Change],
        left_out: &[usize],
        worse: &[Path],
    ) -> Result<bool, Error> {
        self.attempts -= 1;
        let rest = changes.iter().enumerate().filter(|(index, _)| left_out.binary_search(index).is_err());
        let rest: Vec<&Change> = rest.map(|(_, change)| *change).collect();
        let without = self.outcome(&rest)?.worse;
        Ok(worse.iter().any(|path| !without.contains(path)))
    }

    fn outcome(&mut self, changes: &[&Change]) -> Result<Outcome, Error> {
        let value = apply(&self.before, changes.iter().copied());
        let Ok(object) = self.hop.to.make(&value) else {
            return Ok(Outcome { object: None, worse: vec![Path::new()] });
        };
        if !self.hop.parts.has(Part::View) {
            return Ok(Outcome { object: Some(object), worse: Vec::new() });
        }
        let view = self.hop.view(&*object)?;
        let worse = if view == *self.source { Vec::new() } else { self.worse(&view)? };
        Ok(Outcome { object: Some(object), worse })
    }

    fn worse(&mut self, view: &Tape) -> Result<Vec<Path>, Error> {
        let loss = match self.loss.take() {
            Some(loss) => loss,
            None => self.loss_of(&self.hop.view(self.unrestored)?),
        };
        let mut worse = self.loss_of(view);
        worse.retain(|path| !loss.iter().any(|known| path.starts_with(known)));
        self.loss = Some(loss);
        Ok(worse)
    }

    fn loss_of(&self, view: &Tape) -> Vec<Path> {
        let changes = diff(&view.to_value(), &self.source.to_value(), self.hop.layout());
        changes.into_iter().map(|change| change.path).collect()
    }
}
