//! Tests of the text and the places of a frame.

use super::*;
use crate::codec::{FrameReader, Serializer};
use crate::scheme::Scheme;

#[test]
fn invalid_utf8_is_reported_with_the_line_and_column_of_the_first_wrong_byte() {
    let frame = Frame::yaml(&b"a: 1\nb: \xC3\xA9\xFFx\nc: \xFE\n"[..]).with_source("cars.yaml");
    let error = frame.text().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Syntax);
    assert_eq!(
        error.to_string(),
        "cannot read document 1 of cars.yaml as text\n\
         cars.yaml:2:5: the bytes FF are not valid UTF-8\n    |\n  2 | b: é?x\n    |     ^"
    );
    assert_eq!(error.problems()[0].place().unwrap().span(), Span::new(10, 11));
    let cut_off = Frame::json(&b"\"\xE2\x82"[..]).text().unwrap_err();
    assert!(cut_off.to_string().contains("line 1, column 2: the bytes E2 82 are"), "{cut_off}");
}

#[test]
fn utf16_and_utf32_are_refused_by_name() {
    let utf16 = |text: &str, encode: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(encode).collect()
    };
    let utf32 = |text: &str, encode: fn(u32) -> [u8; 4]| -> Vec<u8> {
        text.chars().map(u32::from).flat_map(encode).collect()
    };
    for text in ["\u{feff}a: 1\n", "a: 1\n---\n", "\u{feff}"] {
        let rows = [
            (utf16(text, u16::to_le_bytes), "UTF-16LE"),
            (utf16(text, u16::to_be_bytes), "UTF-16BE"),
            (utf32(text, u32::to_le_bytes), "UTF-32LE"),
            (utf32(text, u32::to_be_bytes), "UTF-32BE"),
        ];
        for (bytes, encoding) in rows {
            let error = Frame::yaml(bytes).text().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains(&format!("encoded in {encoding}, expected UTF-8")), "{error}");
        }
    }
    for text in ["", "a", "\u{feff}a", "\0", "a: \0\n"] {
        assert_eq!(Frame::yaml(text).text().unwrap(), text);
    }
}

#[test]
fn a_place_counts_from_the_start_of_the_stream() {
    let start = FrameStart::default().behind("ä: 1\r\n...\r\n".as_bytes());
    assert_eq!(start, FrameStart { bytes: 12, lines: 2, columns: 0 });
    let frame = Frame::read(ContentType::Yaml, b"b: 2\rc: 3\n".to_vec(), Some("cars.yaml".into()), 1, start);
    let rows = [(0, "cars.yaml:3:1", "b: 2"), (3, "cars.yaml:3:4", "b: 2"), (8, "cars.yaml:4:4", "c: 3")];
    for (offset, place, line) in rows {
        let found = frame.place(Span::new(offset, offset + 1));
        assert_eq!((found.to_string().as_str(), found.line_text()), (place, line));
        assert_eq!(found.span(), Span::new(12 + offset, 13 + offset));
    }
}

#[test]
fn a_place_counts_the_columns_of_the_values_that_share_the_line() {
    let start = FrameStart::default().behind("\n{\"é\": 1} ".as_bytes()).behind(b"[]");
    assert_eq!(start, FrameStart { bytes: 13, lines: 1, columns: 11 });
    let frame = Frame::read(ContentType::Json, b"{x}\n{y}".to_vec(), None, 2, start);
    let first = frame.place(Span::new(1, 2));
    assert_eq!((first.to_string().as_str(), first.span()), ("line 2, column 13", Span::new(14, 15)));
    let second = frame.place(Span::new(5, 6));
    assert_eq!((second.to_string().as_str(), second.span()), ("line 3, column 2", Span::new(18, 19)));
}

#[test]
fn a_place_outside_the_frame_is_its_end() {
    let frame = Frame::yaml("a: 1\n");
    assert_eq!(frame.place(Span::new(99, 100)).to_string(), "line 2, column 1");
}

#[test]
fn places_are_the_same_whether_they_are_counted_on_or_looked_for_in_the_whole_text() {
    let long = "é€x".repeat(3000);
    let text = format!("\u{feff}{long}\r\nshort\r{long}\n\n{long}");
    let frame = Frame::yaml(text.as_str());
    let cursor = LineCursor::default();
    let offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).step_by(331).collect();
    for offset in offsets.iter().chain(offsets.iter().rev()).copied().chain([text.len()]) {
        for span in [Span::new(offset, offset), Span::new(offset, (offset + 7).min(text.len()))] {
            let expected = Place::new(None, &text, span, 0, 0);
            assert_eq!(frame.place_behind(span, &cursor), expected, "{offset}");
            assert_eq!(frame.place(span), expected, "{offset}");
        }
    }
}

#[test]
fn the_places_of_very_many_values_on_one_line_are_found_soon() {
    let text = "1 ".repeat(20_000);
    let frames = FrameReader::json(text.as_bytes()).with_source("numbers.json");
    let last = frames.map(Result::unwrap).map(|frame| frame.place(Span::new(0, 1))).last().unwrap();
    assert_eq!(last.to_string(), "numbers.json:1:39999");
    assert_eq!(last.span(), Span::new(39_998, 39_999));
    let snippet = last.snippet();
    let lines: Vec<&str> = snippet.lines().collect();
    // The number of the line is 1 too.
    let value = lines[1].chars().rev().position(|char| char == '1').unwrap();
    assert_eq!(lines[2].chars().count(), lines[1].chars().count() - value, "{snippet}");
}

#[test]
fn the_places_of_very_many_bad_items_on_one_line_are_found_soon() {
    let filler = "x".repeat(4_000_000);
    let text = format!(
        r#"{{"apiVersion":"v1","kind":"List","metadata":{{"continue":"{filler}"}},"items":[{}1]}}"#,
        "1,".repeat(9_999)
    );
    let serializer = Serializer::new(const { Scheme::from_static(&[]) });
    let errors: Vec<Error> =
        serializer.decoder().objects([Ok(Frame::json(text))]).filter_map(Result::err).collect();
    assert_eq!(errors.len(), 10_000);
    let place = errors[9_999].problems()[0].place().unwrap();
    assert_eq!(place.line_column().column, 1 + place.span().start);
}

#[test]
fn the_places_of_very_many_equal_keys_and_of_those_before_them_are_found_soon() {
    let serializer = Serializer::new(const { Scheme::from_static(&[]) });
    let list = |metadata: &str, items: String| {
        format!("{{\"apiVersion\": \"v1\", \"kind\": \"List\",\n{metadata}\"items\": [{items}]}}")
    };
    for separator in [" ", "\n"] {
        let twice = format!("\"items\": [],{separator}");
        let items = vec![list(&twice, String::new()).replace('\n', separator); 10_000].join(",");
        let filler = separator.repeat(2_000_000);
        let frame = Frame::json(list(&format!("\"metadata\": {{}},{filler}"), items));
        let errors: Vec<Error> =
            serializer.decoder().objects([Ok(frame.clone())]).filter_map(Result::err).collect();
        assert_eq!(errors.len(), 10_000);
        let problem = &errors[9_999].problems()[0];
        let (_, first) = problem.related().unwrap();
        assert_eq!(frame.place(first.span()), *first);
        assert_eq!(frame.place(problem.place().unwrap().span()), *problem.place().unwrap());
    }
}

#[test]
fn the_places_of_very_many_mistakes_of_one_frame_are_found_soon() {
    let error = Serializer::new(const { Scheme::from_static(&[]) })
        .decoder()
        .decode(&Frame::yaml("---\n[\n".repeat(50_000)))
        .unwrap_err();
    assert_eq!(error.problems().len(), 50_000);
    assert_eq!(error.problems()[49_999].place().unwrap().line_column().line, 100_000);
}
