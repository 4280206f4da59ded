//! What every provider does, at every forge.

mod content;
mod failures;
mod lookup;
mod tokens;

use libgitops_storage::pull_request::Forge;

use super::world::World;

/// One behavior a function, and each of them a test at each forge.
macro_rules! suite {
    ($($topic:ident { $($name:ident),* $(,)? })*) => {
        /// All of them, by name.
        pub(super) const BEHAVIORS: &[(&str, fn(&World))] = &[$($((stringify!($name), $topic::$name)),*),*];

        suite!(@forge github GitHub $($topic { $($name)* })*);
        suite!(@forge gitlab GitLab $($topic { $($name)* })*);
        suite!(@forge gitea Gitea $($topic { $($name)* })*);
    };
    (@forge $module:ident $forge:ident $($topic:ident { $($name:ident)* })*) => {
        mod $module {
            $($(
                #[test]
                fn $name() {
                    super::$topic::$name(&super::World::new(super::Forge::$forge));
                }
            )*)*
        }
    };
}

suite! {
    content {
        a_pull_request_is_made_once_with_everything_and_found_again,
        a_pull_request_needs_no_more_than_branches_and_a_title,
        the_text_is_brought_up_to_what_is_wanted,
        what_people_added_stays,
        a_milestone_is_found_by_its_title_on_any_page,
        what_a_forge_does_not_know_or_leaves_out_is_told,
        one_wrong_reviewer_holds_up_no_other,
        a_label_is_made_once_though_a_forge_refuses_others,
        a_draft_is_made_and_stays_what_people_made_of_it,
        nobody_is_asked_for_a_second_review,
    }
    lookup {
        branches_of_forks_and_closed_requests_are_other_ones,
        a_request_among_many_is_found,
        names_of_branches_are_escaped,
        another_client_that_is_faster_makes_no_second_one,
        many_at_once_make_one,
    }
    failures {
        branches_without_a_difference_are_told,
        a_missing_branch_is_told_in_the_forges_words,
        a_missing_repository_is_told,
        a_limit_of_rates_is_waited_for,
        a_limit_beyond_the_deadline_is_told_at_once,
        a_stumbling_forge_is_asked_again,
        an_answer_that_got_lost_makes_no_second_one,
        a_forge_that_stays_down_is_told,
        a_forge_that_is_silent_is_given_up_in_time,
        a_forge_may_be_waited_for_for_ever,
        a_forge_that_is_not_there_is_told,
        what_was_left_half_done_is_completed,
        an_answer_that_is_none_is_told,
    }
    tokens {
        a_refused_token_is_told_in_the_forges_words,
        the_token_is_asked_for_anew_for_every_request,
        the_token_is_shown_nowhere,
        a_repository_that_was_moved_is_followed_within_the_host,
    }
}
