//! Errors, limits and odd residuals.

use super::model::{Old, Train, scheme};
use crate::convert::diff::diff;
use crate::convert::layout::Layout;
use crate::convert::{Converter, RESIDUAL_PREFIX};
use crate::object::Spoke as _;
use crate::value::{Map, Value};

#[test]
fn large_mappings_are_compared_in_the_time_of_sorting_them() {
    let numbers = |numbers: &mut dyn Iterator<Item = u32>| -> Value {
        numbers.map(|number| (format!("name{number}"), number)).collect::<Map>().into()
    };
    let (base, target) = (numbers(&mut (0..100_000)), numbers(&mut (1..100_001).rev()));
    assert_eq!(diff(&base, &target, Layout::Unknown).len(), 2);
}

#[test]
fn a_residual_of_very_many_changes_that_fit_no_object_is_left_out_soon() {
    let mut old = Old::default();
    let expected: Train = old.clone().into_hub();
    let changes = vec![r#"[["spec","ports"],"",5]"#; 30_000].join(",");
    old.metadata.annotations.insert(format!("{RESIDUAL_PREFIX}v1"), format!("[{changes}]"));
    let scheme = scheme();
    let train: Train = Converter::new(&scheme).convert(old).unwrap();
    assert_eq!(train.spec, expected.spec);
}
