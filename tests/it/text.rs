//! Text that is kept: an edit changes the lines that it means, and nothing else.

mod comments;
mod files;
mod libgitops;
mod manifests;
mod rows;
mod twenty;
mod typed;
mod versions;
