//! Which changes are guarded by the whole struct around them.

use super::hop::Way;
use super::layout::Layout;
use super::steps::Step;
use crate::object::{Guard, Nested, SpokeRules};

/// How many steps it is to the outermost struct on the path whose rules ask that nothing in it was changed.
pub(super) fn struct_depth(
    path: &[Step],
    layout: Layout,
    rules: Option<&'static SpokeRules>,
    way: Way,
) -> Option<usize> {
    let (mut layout, mut rules) = (layout, rules?);
    for (depth, step) in path.iter().enumerate() {
        if matches!(layout, Layout::Struct(_)) && rules.guard == Guard::Struct {
            return Some(depth);
        }
        match step {
            Step::Field(name) => {
                if let Layout::Struct(table) = layout {
                    let field = table.fields.iter().find(|field| field.is_named(name))?;
                    let is_named = |nested: &&Nested| side(nested, way) == field.rust_name;
                    rules = (rules.nested.iter().find(is_named)?.rules)()?;
                }
                layout = layout.field(name);
            }
            Step::Item(_) => layout = layout.item(),
            Step::Order => return None,
        }
    }
    None
}

/// The name of a field on the side that a hop comes from.
fn side(nested: &Nested, way: Way) -> &'static str {
    match way {
        Way::Up => nested.spoke,
        Way::Down => nested.hub,
    }
}
