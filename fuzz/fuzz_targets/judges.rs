//! What we read is what granit or saphyr reads; tokens are the text.
#![no_main]

#[path = "../../core/src/yaml/tests/events.rs"]
mod events;
#[path = "../../core/src/yaml/tests/judges.rs"]
mod judges;

use libfuzzer_sys::fuzz_target;
use libgitops::yaml;

fuzz_target!(|text: &str| {
    let tokens = yaml::tokenize(text).expect("a short text");
    let mut end = 0;
    for token in tokens.iter() {
        assert_eq!(token.span.start, end);
        assert!(!token.span.is_empty() && text.get(token.span.range()).is_some());
        end = token.span.end;
    }
    assert_eq!(end, text.len());
    match yaml::parse(text) {
        Ok(trees) => judges::check(text, trees),
        Err(errors) => judges::check_refusal(text, &errors),
    }
});
