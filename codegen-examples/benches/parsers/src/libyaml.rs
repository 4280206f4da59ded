//! The events of libyaml, by its translation to Rust.

use std::mem::MaybeUninit;

use unsafe_libyaml::{
    YAML_STREAM_END_EVENT, yaml_event_delete, yaml_event_t, yaml_parser_delete, yaml_parser_initialize,
    yaml_parser_parse, yaml_parser_set_input_string, yaml_parser_t,
};

/// How many events the text has.
pub(crate) fn events(text: &str) -> usize {
    let mut parser = MaybeUninit::<yaml_parser_t>::uninit();
    let mut count = 0;
    // SAFETY: the parser is initialized before its use and deleted once, and the text outlives it.
    unsafe {
        let parser = parser.as_mut_ptr();
        assert!(yaml_parser_initialize(parser).ok);
        yaml_parser_set_input_string(parser, text.as_ptr(), text.len() as u64);
        loop {
            let mut event = MaybeUninit::<yaml_event_t>::uninit();
            assert!(yaml_parser_parse(parser, event.as_mut_ptr()).ok, "valid YAML");
            let is_last = (*event.as_ptr()).type_ == YAML_STREAM_END_EVENT;
            yaml_event_delete(event.as_mut_ptr());
            count += 1;
            if is_last {
                break;
            }
        }
        yaml_parser_delete(parser);
    }
    count
}
