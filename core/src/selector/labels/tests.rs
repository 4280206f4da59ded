//! Label selectors against the tables of apimachinery's own tests.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn parse(text: &str) -> Selector {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// The selectors of apimachinery's `TestSelectorParse` and `TestSetSelectorParser`, and more of each form.
#[test]
fn selectors_are_read_as_kubernetes_reads_them_and_displayed_sorted() {
    for (text, displayed) in [
        ("", ""),
        (" \t", ""),
        ("x=a,y=b,z=c", "x=a,y=b,z=c"),
        ("x=a,a=x", "a=x,x=a"),
        ("x==a", "x=a"),
        ("x!=a,y=b", "x!=a,y=b"),
        ("x=", "x="),
        ("x= ,z= ", "x=,z="),
        ("!x", "!x"),
        ("! x", "!x"),
        ("x>1,z<5", "x>1,z<5"),
        ("\rx", "x"),
        ("a ", "a"),
        ("in", "in"),
        ("notin=in", "notin=in"),
        ("in in (in,notin)", "in in (in,notin)"),
        ("this-is-a-dns.domain.com/key-with-dash", "this-is-a-dns.domain.com/key-with-dash"),
        ("a.b/key in (so,what)", "a.b/key in (so,what)"),
        (
            "0.1.2.domain/99 notin (10.10.100.1, tick.tack.clock)",
            "0.1.2.domain/99 notin (10.10.100.1,tick.tack.clock)",
        ),
        ("foo  in\t (abc)", "foo in (abc)"),
        ("x notin\n (abc)", "x notin (abc)"),
        ("x  notin\t\t(def,abc)", "x notin (abc,def)"),
        ("x in(abc,def)", "x in (abc,def)"),
        ("x in (a,a)", "x in (a)"),
        ("x in (abc,)", "x in (,abc)"),
        ("x in ()", "x in ()"),
        ("x notin ( )", "x notin ()"),
        ("x notin (, a)", "x notin (,a)"),
        ("x notin (abc,,def),bar,z in (),w", "bar,w,x notin (,abc,def),z in ()"),
        ("x,y in (a)", "x,y in (a)"),
        ("a in (x,y,notin, z,in)", "a in (in,notin,x,y,z)"),
        ("x=a,x=a", "x=a"),
    ] {
        let selector = parse(text);
        assert_eq!(selector.to_string(), displayed, "{text:?}");
        assert_eq!(parse(displayed), selector, "{text:?}");
    }
}

#[test]
fn an_error_names_the_column_and_what_was_expected() {
    for (text, column, expected) in [
        (",x,y", 1, "expected a label key or `!`, found `,`"),
        ("x,,y", 3, "expected a label key or `!`, found `,`"),
        ("a in (xyz),", 12, "expected a label key or `!`, found the end"),
        ("x=a||y=b", 3, "\"a||y\" is no label value"),
        ("x==a==b", 5, "expected `,` or the end, found `==`"),
        ("!x=a", 3, "expected `,` or the end, found `=`"),
        ("!", 2, "expected a label key, found the end"),
        ("!!x", 2, "expected a label key, found `!`"),
        ("x<a", 3, "expected an integer of 64 bits, found `a`"),
        ("x>9223372036854775808", 3, "expected an integer of 64 bits"),
        ("x>", 3, "expected an integer, found the end"),
        ("x>=1", 3, "expected an integer, found `=`"),
        ("x nott in (y)", 3, "expected `=`, `!=`, `in`, `notin`, `<`, `>`, `,` or the end, found `nott`"),
        ("a nop", 3, "`,` or the end, found `nop`"),
        ("x in a", 6, "expected `(`, found `a`"),
        ("x in (a", 8, "expected a label value, `,` or `)`, found the end"),
        ("x in (a b)", 9, "expected a label value, `,` or `)`, found `b`"),
        ("x in (a=b)", 8, "expected a label value, `,` or `)`, found `=`"),
        ("a in (xyz)b notin ()", 11, "expected `,` or the end, found `b`"),
        ("x=(a)", 3, "expected a label value, found `(`"),
        ("é=1", 1, "\"é\" is no label key"),
        ("x=-1", 3, "\"-1\" is no label value"),
        ("x>-1", 3, "\"-1\" is no label value"),
        ("a/b/c", 1, "\"a/b/c\" is no label key"),
        ("x=é,y=\0", 3, "\"é\" is no label value"),
    ] {
        let error = text.parse::<Selector>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let [problem] = error.problems() else { panic!("{error}") };
        assert_eq!(problem.place().unwrap().line_column().column, column, "{error}");
        assert!(problem.message().contains(expected), "{error}");
    }
}

/// The cases of apimachinery's `TestSelectorMatches`, and what absence means for each operator.
#[test]
fn labels_match_as_in_kubernetes() {
    let labels = |text: &'static str| text.split(' ').filter_map(|label| label.split_once('='));
    for (selector, matching, others) in [
        ("", &["", "x=y"][..], &[][..]),
        ("x=y", &["x=y"], &["", "x=z", "X=y"]),
        ("x=y,z=w", &["x=y z=w"], &["x=w z=w", "x=y"]),
        ("x!=y,z!=w", &["x=z z=a", "", "x=z"], &["x=z z=w"]),
        ("notin=in", &["notin=in"], &[]),
        ("x", &["x=z", "x="], &["y=z"]),
        ("!x", &["y=z"], &["x=z", "x="]),
        ("x=", &["x="], &["", "x=a"]),
        ("x in (a,b)", &["x=a", "x=b"], &["x=c", ""]),
        ("x notin (a,b)", &["x=c", ""], &["x=a"]),
        ("x in ()", &["x="], &["", "x=a"]),
        ("x>1", &["x=2", "x=+2"], &["x=0", "x=1", "x=a", "x=", ""]),
        ("x<1", &["x=0", "x=-5"], &["x=1", "x=2", "x=a", ""]),
        ("x<9223372036854775807", &["x=9223372036854775806"], &["x=9223372036854775808"]),
    ] {
        let selector = parse(selector);
        for text in matching {
            assert!(selector.matches_labels(labels(text)), "{selector} {text}");
        }
        for text in others {
            assert!(!selector.matches_labels(labels(text)), "{selector} {text}");
        }
    }
}

#[test]
fn a_requirement_reports_every_problem_with_its_field() {
    let long = "a".repeat(64);
    let cases: [(&str, Operator, &[&str], &[&str]); 12] = [
        ("x", Operator::In, &["foo"], &[]),
        ("x", Operator::In, &[], &["values"]),
        ("x", Operator::NotIn, &[], &["values"]),
        ("x", Operator::Equals, &["foo", "bar"], &["values"]),
        ("x", Operator::NotEquals, &[], &["values"]),
        ("x", Operator::Exists, &["foo"], &["values"]),
        ("x", Operator::DoesNotExist, &[], &[]),
        ("x", Operator::GreaterThan, &["1"], &[]),
        ("x", Operator::GreaterThan, &[], &["values"]),
        ("x", Operator::LessThan, &["bar"], &["values"]),
        (&long, Operator::Exists, &[], &["key"]),
        ("-", Operator::In, &["a", "-", "b", "!"], &["key", "values[1]", "values[3]"]),
    ];
    for (key, operator, values, paths) in cases {
        let problems = match Requirement::new(key, operator, values.iter().copied()) {
            Ok(_) => Vec::new(),
            Err(error) => error.problems().iter().map(|problem| problem.path().to_string()).collect(),
        };
        assert_eq!(problems, paths, "{key} {operator:?} {values:?}");
    }
}

#[test]
fn an_exact_value_is_found_in_equality_and_in_sets_of_one() {
    let selector = parse("a=1,b in (2),c in (3,4),d!=5,e");
    for (key, value) in
        [("a", Some("1")), ("b", Some("2")), ("c", None), ("d", None), ("e", None), ("f", None)]
    {
        assert_eq!(selector.exact_value(key), value, "{key}");
    }
}

fn any_requirement() -> impl Strategy<Value = Requirement> {
    let name = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,8}[A-Za-z0-9])?";
    let key = prop_oneof![Just("in".to_owned()), name, "[a-z]{1,3}[.][a-z0-9]{1,3}/[A-Z]{1,3}"];
    let value = prop_oneof![Just(String::new()), Just("notin".to_owned()), name];
    let operator = select(vec![
        Operator::Equals,
        Operator::NotEquals,
        Operator::In,
        Operator::NotIn,
        Operator::Exists,
        Operator::DoesNotExist,
        Operator::GreaterThan,
        Operator::LessThan,
    ]);
    (key, operator, vec(value, 1..4), 0..=i64::MAX).prop_map(|(key, operator, mut values, number)| {
        match operator {
            Operator::In | Operator::NotIn => {}
            Operator::Equals | Operator::NotEquals => values.truncate(1),
            Operator::Exists | Operator::DoesNotExist => values.clear(),
            Operator::GreaterThan | Operator::LessThan => values = vec![number.to_string()],
        }
        Requirement::new(key, operator, values).unwrap()
    })
}

proptest! {
    #[test]
    fn a_selector_parses_what_it_displays(requirements in vec(any_requirement(), 0..5)) {
        let selector: Selector = requirements.into_iter().collect();
        prop_assert_eq!(selector.to_string().parse::<Selector>().unwrap(), selector);
    }

    #[test]
    fn reading_any_text_ends_in_a_selector_that_reads_back_or_in_an_error(text in "[a-z!=()<>, é0-9]{0,16}") {
        if let Ok(selector) = text.parse::<Selector>() {
            prop_assert_eq!(selector.to_string().parse::<Selector>().unwrap(), selector);
        }
    }
}
