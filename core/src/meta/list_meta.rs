//! The metadata of a list.

use serde::{Deserialize, Serialize};

/// The metadata of a list, as meta/v1 defines it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMeta {
    /// A URL of the list; no server fills it in any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_link: Option<String>,
    /// The version of the collection at which the list was taken, opaque to clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<String>,
    /// The token that gets the next part of the list (`continue` on the wire), if there is one.
    #[serde(rename = "continue", default, skip_serializing_if = "Option::is_none")]
    pub continue_token: Option<String>,
    /// How many items follow after this part, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_item_count: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_written_as_on_the_wire() {
        let wire = r#"{"resourceVersion":"12","continue":"abc","remainingItemCount":3}"#;
        let meta: ListMeta = serde_json::from_str(wire).unwrap();
        assert_eq!(meta.continue_token.as_deref(), Some("abc"));
        assert_eq!(serde_json::to_string(&meta).unwrap(), wire);
        assert_eq!(serde_json::to_string(&ListMeta::default()).unwrap(), "{}");
    }
}
