//! Which bytes become one frame: a table for each syntax.

use super::super::ContentType::{self, Json, Yaml};
use super::*;

fn check(content_type: ContentType, expected: &[&str]) {
    let text = expected.concat();
    let frames: Vec<_> = split(content_type, text.as_bytes()).map(String::from_utf8_lossy).collect();
    assert_eq!(frames, expected);
}

#[test]
fn yaml_documents_end_at_markers_and_only_there() {
    let rows: &[&[&str]] = &[
        &[],
        &["a: 1"],
        &["a: 1\n", "---\nb: 2\n"],
        &["---\na: 1\n", "---\nb: 2\n", "---\n"],
        // A blank, a tab, a break or the end behind the sign makes a marker.
        &["a: 1\n", "--- {b: 2}\n", "---\t- c\n", "--- # comment\n", "--- |\n text\n", "---"],
        &["a: 1\n", "--- "],
        // Anything else, or an indent, does not.
        &["a: 1\n----\n---a\n  ---\n --- \n-- -\n...a\n ...\n"],
        &["----\n"],
        &["# ---\n#---\na: --- b\n- --- \n"],
        // Scalars cannot hold a marker line: the specification forbids it inside them.
        &["a: |\n  text\n  ---\n", "---\nb: \"\n", "--- \"\n"],
        // What heads a document belongs to it.
        &["# licence\n\n---\na: 1\n"],
        &["\n \n---\na: 1\n"],
        &["  # indented comment\n\t\n--- a\n"],
        &["%YAML 1.2\n%TAG ! tag:a,2000:\n# c\n---\na: 1\n", "---\nb: 2\n"],
        // Without an end marker, a comment belongs to the document above, and a percent sign is content.
        &["a: 1\n# about b\n", "---\nb: 2\n"],
        &["---\nscalar\n%YAML 1.2\n", "---\n"],
        &["---\n%not a directive\n", "---\n"],
        &["a\n%b\n", "---\nc\n"],
        &[" %not a directive\n", "---\nb\n"],
        // The line of an end marker is the last of its document.
        &["a: 1\n...\n", "b: 2\n... # done\n", "# about c\n---\nc: 3\n...\n"],
        &["a: 1\n...\n", "%YAML 1.2\n---\nb: 2\n"],
        &["a: 1\n... what\n", "b: 2\n..."],
        &["...\n", "...\n", "# c\n...\n", "\n"],
        &["---\n...\n", "---\n", "---\n...\n"],
        // Every kind of break.
        &["a: 1\r\n", "---\r\nb: 2\r\n...\r\n", "c: 3\r\n"],
        &["a: 1\r", "---\rb: 2\r...\r", "c: 3\r", "---"],
        &["# c\r\n\r\n---\r\na: 1\r\n"],
        &["\r...\r\n", "\n...\r", "\r"],
        // A byte order mark may stand before every document.
        &["\u{feff}# c\n---\na: 1\n", "\u{feff}---\nb: 2\n...\n", "\u{feff}c: 3\n"],
        &["\u{feff}---\na\n"],
        &["\u{feff}%YAML 1.2\n---\na\n"],
        &["a: 1\n\u{feff}...\n\u{feff}----\nx\u{feff}---\n"],
        // A long line of dashes is a single hit of the search, and never hides what follows.
        &["# ------\n-------- - \n", "---\nb\n"],
    ];
    for row in rows {
        check(Yaml, row);
    }
}

#[test]
fn json_values_end_where_they_are_whole() {
    let rows: &[&[&str]] = &[
        &[],
        &["{}"],
        &["{\"a\": 1}\n", "{\"b\": 2}\n"],
        &["{}", "{}", "[]", "{}"],
        &["{} ", "{}\t ", "[] \r\n", "\r\n [1]\n", "\n"],
        &["{}\r", "\r{}"],
        // Brackets and breaks in a string are text, and so are escaped quotes.
        &["{\"a\": \"}]\\\"\\\\\"}", "{\"\\\\\": [{}, [\"]\"]]}\n"],
        &["\"a b\"", "\"\\\"{\"", "{}"],
        &["{\n\"a\":\n[1,\n2]\n}\n", "1\n"],
        // Scalars end at a blank, or where a value that brings its own border begins.
        &["1 ", "2\n", "true ", "null\n", "-1e5", "{}", "\"a\"", "1", "[]"],
        // What is no JSON comes as a frame of its own.
        &["{}", ",", "{}", "} ", "]]\n", "{}"],
        &["// ", "comment\n", "{}\n"],
        &["{]", "{}"],
        &["---\n", "{}\n"],
        // What the end cuts off is all there is.
        &["{}\n", "{\"a\": [1, {"],
        &["\"a\\"],
        &["{\"a\": \"}\n{}\n"],
        &["\u{feff}{}\n", "\u{feff} {}\n", "1\u{feff}2"],
    ];
    for row in rows {
        check(Json, row);
    }
}

#[test]
fn what_a_frame_holds_is_told_without_parsing_it() {
    use Substance::{Comments, Content, Nothing};
    let rows = [
        (Yaml, "", Nothing),
        (Yaml, " \t\r\n\n", Nothing),
        (Yaml, "\u{feff}", Nothing),
        (Yaml, "\u{feff}--- \n...\t\r\n", Nothing),
        (Yaml, "\u{feff}\u{feff}---", Nothing),
        (Yaml, "---", Nothing),
        (Yaml, "...", Nothing),
        (Yaml, "# c", Comments),
        (Yaml, "\u{feff}# c\n\n", Comments),
        (Yaml, "---\n  # c\n...", Comments),
        (Yaml, "--- # c", Comments),
        (Yaml, "... # c", Comments),
        (Yaml, "%YAML 1.2\n---\n", Comments),
        (Yaml, "---\n%YAML 1.2\n", Content),
        (Yaml, " %YAML 1.2\n---\n", Content),
        (Yaml, "---\n\u{feff}", Content),
        (Yaml, "--- ~", Content),
        (Yaml, "--- !!str", Content),
        (Yaml, "... what", Content),
        (Yaml, "# c\na", Content),
        (Yaml, "----", Content),
        (Yaml, "---#c", Content),
        (Yaml, "\0", Content),
        (Json, "", Nothing),
        (Json, "\u{feff} \t\r\n", Nothing),
        (Json, "\u{a0}", Content),
        (Json, "# c", Content),
        (Json, "{}", Content),
    ];
    for (content_type, text, expected) in rows {
        assert_eq!(Substance::of(content_type, text.as_bytes()), expected, "{content_type} {text:?}");
    }
}

#[test]
fn documents_that_dots_end_are_found_in_one_pass() {
    let text = "a\n...\n".repeat(300_000);
    assert_eq!(split(Yaml, text.as_bytes()).count(), 300_000);
    check(Yaml, &["a\n...\n", "b\n--\n...\n", "# c\n---\nd\n----\n", "---\n...\n", "e\n", "---\n", "---"]);
}
