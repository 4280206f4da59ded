//! A small reader for tests: a tree as the JSON value that Kubernetes makes of it.

use serde_json::{Map, Number, Value};

use super::super::{NodeId, NodeKind, Scalar, Tree, parse};

/// The first document, by the rules of `sigs.k8s.io/yaml`: the last of equal keys wins.
pub(super) fn of_text(text: &str) -> Result<Value, String> {
    let trees = parse(text).map_err(|error| error.to_string())?;
    let tree = &trees[0];
    if tree.yaml_version().is_some_and(|version| version != (1, 1)) {
        return Err("found incompatible YAML document".to_owned());
    }
    tree.root().map_or(Ok(Value::Null), |root| of_node(tree, root))
}

pub(super) fn of_node(tree: &Tree<'_>, id: NodeId) -> Result<Value, String> {
    let id = tree.resolve(id);
    match tree.kind(id) {
        NodeKind::Sequence(_) => tree.items(id).map(|item| of_node(tree, item)).collect(),
        NodeKind::Mapping(_) => {
            let mut map = Map::new();
            for (key, value) in tree.merged_entries(id).map_err(|error| error.to_string())? {
                let key = tree.key_text(key).map_err(|error| error.to_string())?;
                map.insert(key.into_owned(), of_node(tree, value)?);
            }
            Ok(Value::Object(map))
        }
        NodeKind::Scalar(_) => {
            Ok(of_scalar(&tree.scalar(id).map_err(|error| error.to_string())?, tree.is_json()))
        }
        NodeKind::Alias(_) => unreachable!("an alias stands for no alias"),
    }
}

fn of_scalar(scalar: &Scalar<'_>, is_json: bool) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::I64(number) => Value::Number((*number).into()),
        Scalar::U64(number) => Value::Number((*number).into()),
        Scalar::F64(number) => {
            let integer = scalar.as_integer().filter(|_| !is_json);
            let integer = integer.and_then(|integer| i64::try_from(integer).ok());
            Value::Number(integer.map_or_else(|| Number::from_f64(*number).unwrap(), Number::from))
        }
        Scalar::String(text) => Value::String(text.to_string()),
    }
}
