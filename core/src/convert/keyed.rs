//! Keyed lists of an object in another order, for the tests of every type.

use super::layout::Layout;
use super::steps::keys_of;
use crate::fields::FieldTable;
use crate::value::{Map, Value};

/// Reverses every keyed list whose items have different keys. Says whether there is one with several items.
pub(crate) fn reverse(value: &mut Value, table: Option<&'static FieldTable>) -> bool {
    let mut is_any = false;
    each_list(value, Layout::of(table), &mut |items, _| {
        is_any |= items.len() > 1;
        items.reverse();
    });
    is_any
}

/// Sorts every keyed list by its keys.
pub(crate) fn sort(value: &mut Value, table: Option<&'static FieldTable>) {
    each_list(value, Layout::of(table), &mut |items, names| {
        items.sort_by_key(|item| format!("{:?}", keys_of(item, names)));
    });
}

fn each_list(value: &mut Value, layout: Layout, change: &mut dyn FnMut(&mut Vec<Value>, &[&str])) {
    match value {
        Value::Mapping(map) => {
            for (name, value) in map.iter_mut() {
                each_list(value, layout.field(name), change);
            }
        }
        Value::Sequence(items) => {
            for item in items.iter_mut() {
                each_list(item, layout.item(), change);
            }
            let names = layout.list_keys();
            let keys: Option<Vec<Map>> = items.iter().map(|item| keys_of(item, names)).collect();
            let is_unique = |keys: &Vec<Map>| {
                keys.iter()
                    .enumerate()
                    .all(|(index, one)| !keys.iter().skip(index + 1).any(|other| other == one))
            };
            if !names.is_empty() && keys.as_ref().is_some_and(is_unique) {
                change(items, names);
            }
        }
        _ => {}
    }
}
