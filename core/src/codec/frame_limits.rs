//! How large and how many the frames of a stream may be.

/// How large and how many the frames of a stream may be.
///
/// The default is 16 MiB a frame, which libgitops announced and did not reach, and any number of frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FrameLimits {
    /// How many bytes a frame may have; `usize::MAX` for no limit.
    pub max_frame_bytes: usize,
    /// How many frames a stream may have.
    ///
    /// Empty frames that a reader leaves out do not count, but with them a stream may have at most
    /// [ten times](Self::FRAMES_WITH_EMPTY) as many, so an endless stream of separators ends too.
    pub max_frames: Option<usize>,
}

impl FrameLimits {
    /// How many frames, empty ones included, a reader looks at for each frame that it may give.
    pub const FRAMES_WITH_EMPTY: usize = 10;

    /// Sets how many bytes a frame may have.
    #[must_use]
    pub const fn with_max_frame_bytes(mut self, max_frame_bytes: usize) -> Self {
        self.max_frame_bytes = max_frame_bytes;
        self
    }

    /// Sets how many frames a stream may have.
    #[must_use]
    pub const fn with_max_frames(mut self, max_frames: usize) -> Self {
        self.max_frames = Some(max_frames);
        self
    }
}

impl Default for FrameLimits {
    fn default() -> Self {
        Self { max_frame_bytes: 16 * 1024 * 1024, max_frames: None }
    }
}
