//! The formats of patches, and their media types.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};

/// The format of a patch, as `types.PatchType` of apimachinery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PatchType {
    /// JSON patch, RFC 6902.
    Json,
    /// JSON merge patch, RFC 7396.
    Merge,
    /// Kubernetes' strategic merge patch.
    StrategicMerge,
}

impl PatchType {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Json, Self::Merge, Self::StrategicMerge];

    /// The media type, without parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json-patch+json",
            Self::Merge => "application/merge-patch+json",
            Self::StrategicMerge => "application/strategic-merge-patch+json",
        }
    }

    /// The name in messages.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON patch",
            Self::Merge => "JSON merge patch",
            Self::StrategicMerge => "strategic merge patch",
        }
    }
}

impl fmt::Display for PatchType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads a media type in any case of letters and with any parameters.
impl FromStr for PatchType {
    type Err = Error;

    fn from_str(media_type: &str) -> Result<Self, Error> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let known = Self::ALL.into_iter().find(|known| essence.eq_ignore_ascii_case(known.as_str()));
        known.ok_or_else(|| {
            let [json, merge, strategic] = Self::ALL.map(Self::as_str);
            let message =
                format!("unsupported type of patch {media_type:?}: expected {json}, {merge} or {strategic}");
            Error::new(ErrorKind::Unsupported, message)
        })
    }
}
