//! The parts of the converter that the laws rest on. Tests take one out and see the laws fail.

/// A part that can be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A change is applied only where its place is as it was.
    Guards,
    /// A change is left out when the other side would see less of its object by it.
    View,
    /// Items of lists are found by their keys.
    ListKeys,
    /// What one side has no place for is kept.
    Stash,
    /// A residual for the way that an object comes from is dropped.
    WrongWay,
}

/// Which parts are there: all of them, but in a test that says otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    #[cfg(test)]
    without: Option<Part>,
}

impl Parts {
    pub(super) const ALL: Self = Self {
        #[cfg(test)]
        without: None,
    };

    #[cfg(test)]
    pub(super) const fn without(part: Part) -> Self {
        Self { without: Some(part) }
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "in tests it says what was taken out")]
    pub(super) const fn has(self, _: Part) -> bool {
        true
    }

    #[cfg(test)]
    pub(super) fn has(self, part: Part) -> bool {
        self.without != Some(part)
    }
}
