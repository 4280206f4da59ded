//! Tests of the splice writer.
//!
//! Which test shows which row of the table of difficult cases (`cases`, if no other module is named):
//!
//! | row | test |
//! | --- | --- |
//! | anchors, aliases | `anchors_and_aliases`; `shared`: `tags_and_anchors_stay_apart_from_what_is_written`, `items_change_places_around_anchors_and_kept_blank_lines` |
//! | merge keys | `merge_keys`, `a_refusal_says_where_and_why`; `shared`: `what_a_merge_key_brings_in_goes_from_the_mapping_that_stands_there`, `a_merged_mapping_that_is_written_anew_leaves_what_merges_it`, `an_own_key_beside_one_that_is_merged`, `what_merges_a_mapping_that_merges_what_changes_keeps_it` |
//! | flow collections | `flow_collections_stay_flow`, `hard_edits` |
//! | block scalars, and one that the text ends in | `block_scalars_in_all_chomping_forms`; `found`: `a_block_is_quoted_where_what_follows_would_be_a_part_of_it` |
//! | plain and quoted scalars of several lines | `scalars_of_several_lines`; `manner`: `a_text_over_several_lines_changes_where_it_changes` |
//! | comments: behind, above, at the end, of a field that goes | `comments_of_what_goes_and_of_what_stays`, `nulls_and_comments`, `hard_edits` |
//! | list items | `lists_of_lists_and_top_level_lists`; `delta::tests`; `tests/it/text/typed.rs` |
//! | tabs, CRLF and mixed breaks, byte order mark, directives, markers | `keys_tabs_ends_of_lines_and_marks`, `hard_edits`, `random` |
//! | duplicate keys | `a_key_that_is_given_twice_counts_where_it_stands_last` |
//! | several, comment-only and empty documents | `tests/it/text/files.rs`, `tests/it/text/rows.rs` |
//! | top-level lists, `kind: List` | `lists_of_lists_and_top_level_lists`; `tests/it/text/files.rs`, `tests/it/text/libgitops.rs` |
//! | null values | `nulls_and_comments` |
//! | quoted numbers | `hard_edits`, `numbers_and_equal_spellings` |
//! | equal values in other spellings | `numbers_and_equal_spellings`; `tests/it/text/rows.rs` |
//! | renamed keys, fields that move | `moved`; `tests/it/text/versions.rs` |
//! | Helm, Jinja, SOPS | `tests/it/text/rows.rs` |
//! | indentation, quotes and brackets of what is new | `hard_edits`, `manner`; `tests/it/text/typed.rs` |
//! | no final line break | `block_scalars_in_all_chomping_forms`, `comments_of_what_goes_and_of_what_stays`, `random`; `found`: `blank_lines_of_a_block_at_the_end_stay_when_what_is_behind_it_goes` |

#![expect(clippy::string_slice, reason = "a test may panic")]

// What the module `hull`, which is a module of a fuzz target too, finds above it.
use crate::delta::{Delta, DeltaKind, EntryDelta, ItemDelta};
use crate::yaml::{CollectionStyle, NodeId, NodeKind, Tree};

mod cases;
mod found;
mod generated;
mod hard_edits;
mod hull;
mod judges;
mod manner;
mod moved;
mod operations;
mod random;
mod shared;
mod twins;
