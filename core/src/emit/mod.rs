//! Text of new documents: block YAML and JSON, printed from a tape.

mod json;
pub mod quote;
mod resolve;
mod yaml;

#[cfg(test)]
pub(crate) mod judges;

pub use self::json::{JsonStyle, flow_json, json};
pub(crate) use self::yaml::LONGEST_IMPLICIT_KEY;
pub use self::yaml::{BlockStyle, yaml, yaml_entry, yaml_item};
