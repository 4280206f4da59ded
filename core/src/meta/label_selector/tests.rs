//! Wire form, meaning and problems of label selectors.

use super::*;

fn selector(json: &str) -> LabelSelector {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

#[test]
fn a_selector_is_read_and_written_as_on_the_wire() {
    for wire in [
        "{}",
        r#"{"matchLabels":{"a":"b"}}"#,
        r#"{"matchExpressions":[{"key":"a","operator":"In","values":["b","c"]},{"key":"d","operator":"Exists"}]}"#,
    ] {
        assert_eq!(serde_json::to_string(&selector(wire)).unwrap(), wire);
    }
    assert!(selector(r#"{"matchLabels":null,"matchExpressions":null}"#).is_empty());
    let without_values = selector(r#"{"matchExpressions":[{"key":"a","operator":"Exists","values":null}]}"#);
    assert!(without_values.match_expressions[0].values.is_empty());
    for wire in [
        r#"{"matchExpressions":[{"key":"a","operator":"in"}]}"#,
        r#"{"matchExpressions":[{"operator":"In"}]}"#,
        r#"{"matchExpressions":[{"key":"a"}]}"#,
    ] {
        assert!(serde_json::from_str::<LabelSelector>(wire).is_err(), "{wire}");
    }
}

/// The table of apimachinery's `TestLabelSelectorAsSelector`, and the labels that each selects.
#[test]
fn the_string_form_has_the_same_requirements() {
    for (wire, displayed, matching, others) in [
        ("{}", "", &["", "a=b"][..], &[][..]),
        (r#"{"matchLabels":{"foo":"bar"}}"#, "foo=bar", &["foo=bar"], &["", "foo=baz"]),
        (
            r#"{"matchExpressions":[{"key":"baz","operator":"In","values":["qux","norf"]}]}"#,
            "baz in (norf,qux)",
            &["baz=qux", "baz=norf"],
            &["", "baz=foo"],
        ),
        (
            r#"{"matchLabels":{"foo":"bar"},"matchExpressions":[{"key":"baz","operator":"In","values":["norf"]}]}"#,
            "baz in (norf),foo=bar",
            &["foo=bar,baz=norf"],
            &["foo=bar", "baz=norf"],
        ),
        (
            r#"{"matchExpressions":[{"key":"a","operator":"NotIn","values":["b"]},{"key":"c","operator":"DoesNotExist"}]}"#,
            "a notin (b),!c",
            &["", "a=c"],
            &["a=b", "c=d"],
        ),
        (r#"{"matchExpressions":[{"key":"a","operator":"Exists"}]}"#, "a", &["a=", "a=b"], &["", "b=a"]),
    ] {
        let selector = selector(wire);
        let string_form = selector.to_selector().unwrap();
        assert_eq!(string_form.to_string(), displayed);
        for (labels, expected) in
            matching.iter().map(|labels| (labels, true)).chain(others.iter().map(|labels| (labels, false)))
        {
            let labels: BTreeMap<_, _> =
                labels.split(',').filter_map(|label| label.split_once('=')).collect();
            let label = |key: &str| labels.get(key).copied();
            assert_eq!(selector.matches(label), expected, "{wire} {labels:?}");
            assert_eq!(string_form.matches(label), expected, "{wire} {labels:?}");
        }
    }
}

#[test]
fn every_problem_is_reported_with_its_path() {
    let selector = selector(
        r#"{
            "matchLabels": {"a": "-", "app.kubernetes.io/": "b"},
            "matchExpressions": [
                {"key": "a", "operator": "In"},
                {"key": "b", "operator": "Exists", "values": ["c"]},
                {"key": "-", "operator": "NotIn", "values": ["d", "e f"]},
                {"key": "ok", "operator": "DoesNotExist"}
            ]
        }"#,
    );
    let problems = selector.validate(&FieldPath::root().field("spec").field("selector"));
    let paths: Vec<_> = problems.iter().map(|problem| problem.path().to_string()).collect();
    assert_eq!(
        paths,
        [
            "spec.selector.matchLabels.a",
            "spec.selector.matchLabels[app.kubernetes.io/]",
            "spec.selector.matchExpressions[0].values",
            "spec.selector.matchExpressions[1].values",
            "spec.selector.matchExpressions[2].key",
            "spec.selector.matchExpressions[2].values[1]",
        ]
    );
    let error = selector.to_selector().unwrap_err();
    assert_eq!(error.problems().len(), paths.len());
    assert_eq!(error.problems()[0].path().to_string(), "matchLabels.a");
}
