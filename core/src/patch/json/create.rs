//! The operations that make one value of another.

use std::collections::BTreeMap;

use super::{JsonPatch, JsonPointer, MAX_OPERATIONS, Operation};
use crate::value::{Map, Value};

impl JsonPatch {
    /// A patch that makes `after` of `before`: fields that are gone are removed, new ones added, and of a list the
    /// part between its common beginning and end is changed item by item.
    ///
    /// When that takes more than [`MAX_OPERATIONS`], the patch replaces the whole value.
    pub fn create(before: &Value, after: &Value) -> Self {
        let mut difference = Difference::default();
        difference.values(before, after);
        let mut operations = difference.operations;
        if operations.len() > MAX_OPERATIONS {
            operations = vec![Operation::Replace { path: JsonPointer::root(), value: after.clone() }];
        }
        Self { operations }
    }
}

#[derive(Default)]
struct Difference {
    operations: Vec<Operation>,
    path: Vec<String>,
}

impl Difference {
    fn values(&mut self, before: &Value, after: &Value) {
        match (before, after) {
            (Value::Mapping(before), Value::Mapping(after)) => self.mappings(before, after),
            (Value::Sequence(before), Value::Sequence(after)) => self.lists(before, after),
            _ if before == after => {}
            _ => {
                let path = self.path.iter().cloned().collect();
                self.operations.push(Operation::Replace { path, value: after.clone() });
            }
        }
    }

    fn mappings(&mut self, before: &Map, after: &Map) {
        let kept: BTreeMap<&str, &Value> = after.iter().collect();
        for key in before.keys().filter(|key| !kept.contains_key(key)) {
            self.operations.push(Operation::Remove { path: self.below(key) });
        }
        let old: BTreeMap<&str, &Value> = before.iter().collect();
        for (key, value) in after {
            match old.get(key) {
                Some(old) => self.inside(key, old, value),
                None => self.operations.push(Operation::Add { path: self.below(key), value: value.clone() }),
            }
        }
    }

    fn lists(&mut self, before: &[Value], after: &[Value]) {
        let same = |(left, right): &(&Value, &Value)| left == right;
        let start = before.iter().zip(after).take_while(same).count();
        let (before, after) =
            (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
        let end = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
        let before = before.get(..before.len() - end).unwrap_or_default();
        let after = after.get(..after.len() - end).unwrap_or_default();
        for (offset, (old, new)) in before.iter().zip(after).enumerate() {
            self.inside(&(start + offset).to_string(), old, new);
        }
        let both = before.len().min(after.len());
        for _ in both..before.len() {
            // Each one moves up when the one before it goes.
            let path = self.below(&(start + both).to_string());
            self.operations.push(Operation::Remove { path });
        }
        for (offset, new) in after.iter().enumerate().skip(both) {
            let path = self.below(&(start + offset).to_string());
            self.operations.push(Operation::Add { path, value: new.clone() });
        }
    }

    fn inside(&mut self, token: &str, before: &Value, after: &Value) {
        self.path.push(token.to_owned());
        self.values(before, after);
        self.path.pop();
    }

    fn below(&self, token: &str) -> JsonPointer {
        self.path.iter().cloned().collect::<JsonPointer>().with(token)
    }
}
