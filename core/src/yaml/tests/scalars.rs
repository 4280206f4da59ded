//! Scalars, keys and documents against what Kubernetes' reader makes of them.

use std::fs;

use serde_json::Value;

use super::super::{Scalar, parse, resolve_plain};
use super::{corpora, value};

#[test]
fn every_row_of_the_golden_table_reads_as_in_kubernetes() {
    let Some(corpora) = corpora() else { return };
    let table = fs::read_to_string(corpora.join("cases/kubernetes-scalars.tsv")).unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let (document, wanted) = row.split_once('\t').unwrap();
        let document: String = serde_json::from_str(document).unwrap();
        let got = value::of_text(&document);
        let is_same = match (&got, wanted.strip_prefix("ERR ")) {
            (Ok(value), None) => *value == serde_json::from_str::<Value>(wanted).unwrap(),
            (Err(_), Some(_)) => true,
            _ => false,
        };
        if !is_same {
            wrong.push(format!("{document:?}: wanted {wanted}, got {got:?}"));
        }
        rows += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(rows, 95);
}
