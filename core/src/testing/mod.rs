//! Tests for every registered type, by one line in a crate of tests. Behind the feature `testing`.
//!
//! Values are generated through serde: a deserializer makes up what a type asks for, so no type has to say anything about
//! itself. The values lean to what breaks things: absent, null, empty, bounds, other scripts, repeated names. A failure
//! says its seed and the smallest value that was found to fail.
//!
//! A type that reads as a struct what it flattens, or that takes only words of its own, can be beyond what is guessed; the
//! test of such a kind fails and says so.

mod generate;
mod laws;
mod learned;
mod run;
mod source;
mod walk;

pub(crate) use generate::generate;
pub(crate) use learned::Learned;
pub use run::{Law, Suite};
pub(crate) use source::Source;

/// Tests of every kind and version of a scheme, one `#[test]` for each law.
///
/// ```text
/// libgitops::testing::suite!(libgitops::Scheme::linked().unwrap());
/// ```
///
/// It stands in a module of its own or at the top of a file in `tests`. A second argument says how many values of each kind
/// a law is tried with: `suite!(Scheme::linked().unwrap(), 1000)`; 100 without it.
#[macro_export]
#[doc(hidden)]
macro_rules! __suite {
    ($scheme:expr) => {
        $crate::__suite!($scheme, 100);
    };
    ($scheme:expr, $cases:expr) => {
        $crate::__suite! {
            @ $scheme, $cases;
            objects_are_written_alike_each_time_and_read_back: Encode,
            own_output_has_nothing_to_warn_of: Strict,
            yaml_and_json_say_the_same: Formats,
            clones_are_independent: Clone,
            defaults_are_idempotent_and_keep_what_was_set: Defaults,
            a_hub_comes_back_from_every_version: HubRoundTrip,
            a_version_comes_back_from_its_hub: SpokeRoundTrip,
            an_edit_of_a_version_is_what_it_sees: Edit,
            what_is_restored_hides_nothing_of_a_version: Restored,
            an_edit_keeps_what_it_does_not_touch: Kept,
            items_keep_what_is_theirs_in_another_order: Order,
            a_residual_copied_by_hand_brings_nothing_back: WrongWay,
            damaged_documents_do_not_panic: Damage,
        }
    };
    (@ $scheme:expr, $cases:expr; $($name:ident: $law:ident,)*) => {
        $(
            #[test]
            fn $name() {
                $crate::testing::Suite::new($scheme, $cases).check($crate::testing::Law::$law);
            }
        )*
    };
}
