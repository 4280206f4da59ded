//! Every kind of mistake: what it is called, and where a person is sent.

use std::collections::BTreeSet;

use super::super::{SyntaxErrorKind as Kind, parse, parse_json};

/// A text, and of each of its errors the kind, the words, and the bytes that it is about.
type Row = (&'static str, &'static [(Kind, &'static str, &'static str)]);

const CHARACTERS: &[Row] = &[
    (
        "a: b\0c\u{1}\n---\n\u{7f}",
        &[
            (Kind::Unprintable, "the control character U+0000 may not stand in YAML", "\0"),
            (Kind::Unprintable, "the control character U+0001 may not stand in YAML", "\u{1}"),
            (Kind::Unprintable, "the control character U+007F may not stand in YAML", "\u{7f}"),
        ],
    ),
    (
        "a: \"\u{feff}\"\nb: \u{feff}c # \u{feff}\n",
        &[
            (Kind::ByteOrderMark, "a byte order mark may stand only at the start of a document", "\u{feff}"),
            (Kind::ByteOrderMark, "a byte order mark may stand only at the start of a document", "\u{feff}"),
        ],
    ),
    ("a:\n\tb: c\n", &[(Kind::TabIndentation, "a tab cannot indent: YAML indents with spaces", "\t")]),
    ("a: |\n\t\nb: c\n", &[(Kind::TabIndentation, "a tab cannot indent: YAML indents with spaces", "\t")]),
    ("a: \"b\n\tc\"\n", &[(Kind::TabIndentation, "a tab cannot indent: YAML indents with spaces", "\t")]),
    ("a: [\n\tb]\n", &[(Kind::TabIndentation, "a tab cannot indent: YAML indents with spaces", "\t")]),
    (
        "a: \"b\"#c\nd: 'e'#f\n",
        &[
            (Kind::CommentNotSeparated, "a blank is expected before a comment", "#"),
            (Kind::CommentNotSeparated, "a blank is expected before a comment", "#"),
        ],
    ),
    (
        "- a\n b\n- c\n  - d\n # e\n  f\n",
        &[(Kind::AfterPlain, "a comment may not stand inside a text of several lines", "f")],
    ),
    ("- |\n  a\n b\n", &[(Kind::Indentation, "the indentation fits to no line above", "b")]),
];

const SCALARS: &[Row] = &[
    (
        "a:\n  'b\n  c\n---\nd: \"e",
        &[
            (Kind::UnclosedQuote, "this quote is never closed", "'"),
            (Kind::UnclosedQuote, "this quote is never closed", "\""),
        ],
    ),
    (
        "a: 'b\nc: 1\n",
        &[(
            Kind::QuotedIndentation,
            "a quote is not closed, or this line of the quoted text is not indented further than its key",
            "c",
        )],
    ),
    (
        "a: \"\\q \\x4 \\uD800 \\U00110000\"\nb: \"\\y\"\n",
        &[
            (Kind::UnknownEscape, "YAML does not know this escape", "\\q"),
            (Kind::ShortEscape, "the escape has too few hexadecimal digits", "\\x4"),
            (Kind::HalfSurrogate, "half of a surrogate pair is no character", "\\uD800"),
            (Kind::NoCharacter, "the escape is no character", "\\U00110000"),
            (Kind::UnknownEscape, "YAML does not know this escape", "\\y"),
        ],
    ),
    ("a: \"b\" c\n", &[(Kind::AfterQuote, "nothing may follow the closing quote", "c")]),
    (
        "a: @b\n---\n- `c`\n",
        &[
            (Kind::ReservedIndicator, "`@` is reserved: put the text into quotes", "@"),
            (Kind::ReservedIndicator, "``` is reserved: put the text into quotes", "`"),
        ],
    ),
    ("a: %b\n", &[(Kind::PercentIndicator, "`%` begins a directive: put the text into quotes", "%")]),
    (
        "[-]",
        &[(
            Kind::DashBeforeIndicator,
            "a text may not begin with a sign and a bracket or comma: put it into quotes",
            "-",
        )],
    ),
    ("a: , b\n", &[(Kind::UnexpectedCharacter, "this character is not expected here", ",")]),
    ("a: | b\n", &[(Kind::AfterHeader, "only a comment may follow `|` or `>` on its line", "b")]),
    ("a: >0\n", &[(Kind::ZeroIndentation, "the indentation after `|` or `>` is 1 to 9", "0")]),
    (
        "a: |\n    \n  b\n",
        &[(
            Kind::BlankLineIndentation,
            "a blank line before the text is indented further than the text",
            "    ",
        )],
    ),
];

const PROPERTIES: &[Row] = &[
    ("a: & b\n", &[(Kind::NamelessAnchor, "a name is expected after `&` or `*`", "&")]),
    (
        "a: &b &c !d !e f\n",
        &[
            (Kind::SecondAnchor, "the value has an anchor already", "&c"),
            (Kind::SecondTag, "the value has a tag already", "!e"),
        ],
    ),
    (
        "&a !b\n&c !d [e]\n",
        &[
            (Kind::SecondAnchor, "the value has an anchor already", "&c"),
            (Kind::SecondTag, "the value has a tag already", "!d"),
        ],
    ),
    (
        "&a !b\n&c !d [e]\n",
        &[
            (Kind::SecondAnchor, "the value has an anchor already", "&c"),
            (Kind::SecondTag, "the value has a tag already", "!d"),
        ],
    ),
    ("a: !b[]\n", &[(Kind::AfterProperty, "a blank is expected after an anchor or a tag", "[")]),
    (
        "&a - b\n",
        &[(
            Kind::PropertiesBeforeIndicator,
            "an anchor or a tag of a list stands on the line before its first `-`",
            "&",
        )],
    ),
    (
        "a: b\n&c\n",
        &[(Kind::PropertiesWithoutKey, "a key is expected after an anchor or a tag, on the same line", "\n")],
    ),
    (
        "a: &b c\nd: &e *b\n",
        &[(Kind::PropertiesOfAlias, "an alias has no anchor and no tag of its own", "&e *b")],
    ),
    (
        "a: *b\nc: [*d]\n",
        &[
            (Kind::UnknownAlias, "there is no anchor of this name before the alias", "*b"),
            (Kind::UnknownAlias, "there is no anchor of this name before the alias", "*d"),
        ],
    ),
    ("a: &b [*b]\n", &[(Kind::AliasInItself, "the alias stands inside the node that it stands for", "*b")]),
    ("- &a b\n- *a c\n", &[(Kind::AfterAlias, "nothing may follow an alias", "c")]),
    ("a: !<b c\n", &[(Kind::VerbatimTag, "`!<` is followed by a tag and closed by `>`", "!")]),
    ("a: !!\n", &[(Kind::TagWithoutSuffix, "a name is expected after the tag's handle", "!")]),
    (
        "a: !b!c d\ne: !f%zz g\n",
        &[
            (Kind::UndeclaredHandle, "no %TAG directive declares the tag's handle", "!b!c"),
            (Kind::TagEscape, "the tag has a `%` escape that is not UTF-8", "!f%zz"),
        ],
    ),
];

const DOCUMENTS: &[Row] = &[
    ("% a\n---\n", &[(Kind::NamelessDirective, "a name is expected after `%`", "% a")]),
    (
        "%YAML\n---\n",
        &[(Kind::YamlDirective, "a %YAML directive has a version such as 1.2 and nothing else", "%YAML")],
    ),
    ("%YAML 2.0 # a\n---\n", &[(Kind::OtherVersion, "only YAML 1 is known", "%YAML 2.0")]),
    (
        "%TAG a\n---\n",
        &[(Kind::TagDirective, "a %TAG directive has a handle such as `!e!` and a prefix", "%TAG a")],
    ),
    (
        "%YAML 1.2\n%YAML 1.1\n%TAG ! a:\n%TAG ! b:\n---\n",
        &[
            (Kind::SecondYamlDirective, "the document has a second %YAML directive", "%YAML 1.1"),
            (
                Kind::SecondTagDirective,
                "the document has a second %TAG directive for this handle",
                "%TAG ! b:",
            ),
        ],
    ),
    (
        "%YAML 1.2\na: b\n",
        &[(Kind::DirectiveWithoutDocument, "`---` is expected after a directive", "%YAML 1.2")],
    ),
    ("'a'\n%YAML 1.2\n---\n", &[(Kind::DirectiveInDocument, "`...` is expected before a directive", "%")]),
    (
        "a\n... b\n---\n... c\n",
        &[
            (Kind::AfterDocumentEnd, "only a comment may follow `...`", "b"),
            (Kind::AfterDocumentEnd, "only a comment may follow `...`", "c"),
        ],
    ),
    (
        "'a'\nb: c\n",
        &[(Kind::AfterRoot, "the document ends here: `---` or the end of the text is expected", "b")],
    ),
    (
        "--- a: b\n--- - c\n",
        &[
            (Kind::CollectionAfterMarker, "a list or mapping may not begin on the line of `---`", "a"),
            (Kind::CollectionAfterMarker, "a list or mapping may not begin on the line of `---`", "-"),
        ],
    ),
];

const COLLECTIONS: &[Row] = &[
    (
        "a: b: c\n",
        &[(Kind::SecondColon, "a second `: ` on the line: put a text that holds one into quotes", ":")],
    ),
    (
        "a: 1\n b: 2\n---\na: 'x'\n b: 2\n",
        &[
            (Kind::KeyIndentation, "a key may not stand here: check the indentation of its line", "b"),
            (Kind::KeyIndentation, "a key may not stand here: check the indentation of its line", "b"),
        ],
    ),
    (
        "a: b\nc\nd: e\n",
        &[(Kind::MissingColon, "a colon is expected after the key, on the key's line", "\n")],
    ),
    (
        "'a\n b': c\n---\n[d\n : e]\n",
        &[
            (Kind::KeyOfSeveralLines, "a key stands on one line, with its colon", "b'"),
            (Kind::KeyOfSeveralLines, "a key stands on one line, with its colon", "d\n "),
        ],
    ),
    ("a: - b\n", &[(Kind::SequenceAfterKey, "a list may not begin here: put it on a line of its own", "-")]),
    (
        "a: b\n- c\n",
        &[(Kind::SequenceInMapping, "a `-` may not stand among the keys of a mapping: indent the list", "-")],
    ),
    ("- 'a'\n  - b\n", &[(Kind::NoSequenceEntry, "a `-` in the same column as the others is expected", "-")]),
    ("a: ? b\n", &[(Kind::ExplicitKeyHere, "`? ` may not begin a key here", "?")]),
    (
        "a: [b\n---\nc: {\n",
        &[(Kind::UnclosedFlow, "`[` is never closed", "["), (Kind::UnclosedFlow, "`{` is never closed", "{")],
    ),
    (
        "[a}\n---\n{b]\n",
        &[
            (Kind::OtherBracket, "`[` is closed by `}`", "}"),
            (Kind::OtherBracket, "`{` is closed by `]`", "]"),
        ],
    ),
    ("a: ]\n", &[(Kind::UnopenedFlow, "no bracket is open that this one could close", "]")]),
    (
        "a: [b,\nc]\n",
        &[(Kind::FlowIndentation, "a line inside brackets must be indented further than its key", "c")],
    ),
    (
        "[\"a\" b]\n---\n{c: d {e}}\n",
        &[
            (Kind::MissingComma, "a comma or the closing bracket is expected", "b"),
            (Kind::MissingComma, "a comma or the closing bracket is expected", "{"),
        ],
    ),
    ("[a, , b]\n", &[(Kind::EmptyFlowEntry, "a value is expected before the comma", ",")]),
    ("[- a]\n", &[(Kind::SequenceEntryInFlow, "`-` may not begin an item inside brackets", "-")]),
    ("{a: b: c}\n", &[(Kind::ColonHere, "a colon may not stand here", ":")]),
    ("{a:[b]}\n", &[(Kind::ColonNotSeparated, "a blank is expected after the colon", ":")]),
    ("a: [b] c\n", &[(Kind::AfterFlow, "nothing may follow the closing bracket", "c")]),
];

#[test]
fn every_kind_of_mistake_is_told_in_words_at_its_place() {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for (text, wanted) in [CHARACTERS, SCALARS, PROPERTIES, DOCUMENTS, COLLECTIONS].concat() {
        let errors = parse(text).map(|trees| format!("{trees:?}")).expect_err(text);
        let got = errors.iter().map(|error| (error.kind(), error.message(), &text[error.span().range()]));
        assert_eq!(got.collect::<Vec<_>>(), wanted, "{text:?}");
        seen.extend(wanted.iter().map(|(kind, ..)| *kind as usize));
    }
    // Those that no short row can show.
    let long = format!("{}: b", "a".repeat(1025));
    assert_eq!(
        only(&long),
        (Kind::LongKey, "a key has 1024 characters at most, unless `? ` begins it".to_owned())
    );
    let deep = "[".repeat(300);
    assert_eq!(only(&deep), (Kind::TooDeep, "the collections are nested too deeply".to_owned()));
    assert_eq!(parse_json("{").unwrap_err().kind(), Kind::Json);
    seen.extend([Kind::LongKey, Kind::TooDeep, Kind::Json, Kind::TooLong].map(|kind| kind as usize));
    let all: BTreeSet<usize> = (0..=Kind::AfterFlow as usize).collect();
    assert_eq!(seen, all);
}

fn only(text: &str) -> (Kind, String) {
    let errors = parse(text).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors}");
    (errors[0].kind(), errors[0].message().to_owned())
}

#[test]
fn a_second_place_explains_the_first() {
    let rows = [
        ("a: 'b\nc: 1\n", "the quote opens here", "'"),
        ("a: \"b", "the document ends here", ""),
        ("[a}", "the bracket opens here", "["),
        ("a: [b,\nc]\n", "the bracket opens here", "["),
        ("a: &b [*b]\n", "the node's anchor", "&b"),
    ];
    for (text, label, place) in rows {
        let errors = parse(text).unwrap_err();
        let (got, span) = errors[0].related().unwrap();
        assert_eq!((got, &text[span.range()]), (label, place), "{text:?}");
    }
}
