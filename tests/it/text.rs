//! Text that is kept: an edit changes the lines that it means, and nothing else.

mod comments;
mod files;
mod manifests;
mod typed;
mod versions;
