//! What each part of the converter is for: laws fail without it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::generate::{edit, old, older, train};
use super::laws::law;
use super::model::scheme;
use crate::convert::Converter;
use crate::convert::parts::Part;

/// Asserts that these laws fail when a part is taken out.
fn assert_broken(part: Part, laws: &[&str]) {
    let scheme = scheme();
    let converter = Converter::new(&scheme).without(part);
    let edits = || vec(edit(), 1..4);
    for law in laws {
        let holds = match *law {
            "L1" => holds(&train(), |train| law::l1(converter, train)),
            "L2" => holds(&(old(), older()), |(old, older)| law::l2(converter, old, older)),
            "chains" => holds(&(train(), old()), |(train, old)| law::chains(converter, train, old)),
            "L3" => holds(&(train(), edits()), |(train, edits)| law::l3(converter, train, edits)),
            "L3b" => holds(&(train(), edits()), |(train, edits)| law::l3b(converter, train, edits)),
            "L4" => holds(&(train(), edits()), |(train, edits)| law::l4(converter, train, edits)),
            "kept" => holds(&(train(), edits()), |(train, edits)| law::kept(converter, train, edits)),
            "L5" => holds(&train(), |train| law::l5(converter, train)),
            "L6" => holds(&(train(), old()), |(train, old)| law::l6(converter, train, old)),
            _ => panic!("there is no law {law}"),
        };
        assert!(!holds, "{law} holds without {part:?}");
    }
}

fn holds<S: Strategy>(strategy: &S, law: impl Fn(S::Value) -> Result<(), TestCaseError>) -> bool {
    let config = Config { cases: 2000, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    // The same cases each time.
    let cases = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, cases).run(strategy, law).is_ok()
}

#[test]
fn without_guards_an_edit_is_overwritten() {
    assert_broken(Part::Guards, &["L3", "L4", "L5"]);
}

#[test]
fn without_a_look_at_the_view_two_numbers_that_are_one_sum_are_restored_by_half() {
    assert_broken(Part::View, &["L3b"]);
}

#[test]
fn without_keys_a_list_is_one_value() {
    assert_broken(Part::ListKeys, &["L4", "kept", "L5"]);
}

#[test]
fn without_a_residual_nothing_comes_back() {
    assert_broken(Part::Stash, &["L1", "L2", "chains", "L3", "L4", "kept", "L5"]);
}

#[test]
fn a_residual_for_the_way_back_would_resurrect_old_values() {
    assert_broken(Part::WrongWay, &["L6"]);
}
