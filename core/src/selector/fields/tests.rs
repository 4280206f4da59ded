//! Field selectors against the tables of apimachinery's own tests.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Field, operator and value.
type Term<'a> = (&'a str, FieldOperator, &'a str);

fn parse(text: &str) -> FieldSelector {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// The cases of apimachinery's `TestSplitTerms`, `TestEscapeValue` and `TestSelectorParse`.
#[test]
fn selectors_are_read_as_kubernetes_reads_them_and_displayed_sorted() {
    let equals = FieldOperator::Equals;
    let cases: [(&str, &str, &[Term<'_>]); 16] = [
        ("", "", &[]),
        (",", "", &[]),
        ("a=a,", "a=a", &[("a", equals, "a")]),
        (",a=a", "a=a", &[("a", equals, "a")]),
        ("a=", "a=", &[("a", equals, "")]),
        ("a== b ", "a= b ", &[("a", equals, " b ")]),
        ("c!=d,a==b", "a=b,c!=d", &[("a", equals, "b"), ("c", FieldOperator::NotEquals, "d")]),
        ("a=b!", "a=b!", &[("a", equals, "b!")]),
        ("a=!", "a=!", &[("a", equals, "!")]),
        (r"k=\,,k2=v2", r"k=\,,k2=v2", &[("k", equals, ","), ("k2", equals, "v2")]),
        (r"k=\\,k2=v2", r"k=\\,k2=v2", &[("k", equals, r"\"), ("k2", equals, "v2")]),
        (r"k=\\\,,k2=v2", r"k=\\\,,k2=v2", &[("k", equals, r"\,"), ("k2", equals, "v2")]),
        (r"x=a||y\=b", r"x=a||y\=b", &[("x", equals, "a||y=b")]),
        (r"x=a\=\=b", r"x=a\=\=b", &[("x", equals, "a==b")]),
        (r"x=\\\=\\\,\\", r"x=\\\=\\\,\\", &[("x", equals, r"\=\,\")]),
        ("함=수,목=록", "목=록,함=수", &[("목", equals, "록"), ("함", equals, "수")]),
    ];
    for (text, displayed, expected) in cases {
        let selector = parse(text);
        let found: Vec<_> = selector
            .requirements()
            .iter()
            .map(|term| (term.field(), term.operator(), term.value()))
            .collect();
        assert_eq!(found, expected, "{text}");
        assert_eq!(selector.to_string(), displayed, "{text}");
        assert_eq!(parse(displayed), selector, "{text}");
    }
}

#[test]
fn an_error_names_the_column_and_what_was_expected() {
    for (text, column, expected) in [
        ("x", 2, "expected `=`, `==` or `!=`"),
        ("x=a,b", 6, "expected `=`, `==` or `!=`"),
        ("x in (a)", 1, "expected a path"),
        ("=a", 1, "expected a path"),
        ("a=b,!=c", 5, "expected a path"),
        ("a!b=c", 1, "expected a path"),
        (r"a\=b", 1, "expected a path"),
        ("x==a==b", 5, r"expected `\=`"),
        ("é=a||y=b", 7, r"expected `\=`"),
        ("x===", 4, r"expected `\=`"),
        (r"k=\", 3, r"after `\`"),
        (r"k=\\\", 5, r"after `\`"),
        (r"k=\a\b\", 3, r"after `\`"),
        (r"k=v\é", 4, r"after `\`"),
    ] {
        let error = text.parse::<FieldSelector>().unwrap_err();
        let [problem] = error.problems() else { panic!("{error}") };
        assert_eq!(problem.place().unwrap().line_column().column, column, "{error}");
        assert!(problem.message().contains(expected), "{error}");
    }
}

#[test]
fn an_absent_field_is_as_an_empty_one() {
    let fields = |path: &str| match path {
        "metadata.name" => Some(Cow::Borrowed("foo")),
        "spec.replicas" => Some(Cow::Owned(3.to_string())),
        _ => None,
    };
    for (text, expected) in [
        ("", true),
        ("metadata.name=foo", true),
        ("metadata.name!=foo", false),
        ("metadata.name=foo,spec.replicas=3", true),
        ("metadata.name=foo,spec.replicas!=3", false),
        ("spec.absent=", true),
        ("spec.absent!=", false),
        ("spec.absent=a", false),
        ("spec.absent!=a", true),
    ] {
        assert_eq!(parse(text).matches(fields), expected, "{text}");
    }
}

#[test]
fn an_exact_value_is_found_in_equality_only() {
    let selector = parse("metadata.name=foo,metadata.namespace!=bar");
    assert_eq!(selector.exact_value("metadata.name"), Some("foo"));
    assert_eq!(selector.exact_value("metadata.namespace"), None);
}

#[test]
fn a_requirement_of_what_is_no_path_is_refused() {
    for path in ["", "a b", "a,b", "a=b", "a!", "a\\b"] {
        let error = FieldRequirement::new(path, FieldOperator::Equals, "x").unwrap_err();
        assert!(error.to_string().contains("is no path of a field"), "{error}");
    }
}

proptest! {
    #[test]
    fn a_selector_parses_what_it_displays(terms in vec(("[a-z.é]{1,6}", any::<bool>(), r"[a-zé\\,=! ]{0,8}"), 0..4)) {
        let selector: FieldSelector = terms
            .into_iter()
            .map(|(field, equal, value)| {
                let operator = if equal { FieldOperator::Equals } else { FieldOperator::NotEquals };
                FieldRequirement::new(field, operator, value).unwrap()
            })
            .collect();
        prop_assert_eq!(selector.to_string().parse::<FieldSelector>().unwrap(), selector);
    }

    #[test]
    fn reading_any_text_ends_in_a_selector_that_reads_back_or_in_an_error(text in r"[aé\\,=! ]{0,12}") {
        if let Ok(selector) = text.parse::<FieldSelector>() {
            prop_assert_eq!(selector.to_string().parse::<FieldSelector>().unwrap(), selector);
        }
    }
}
